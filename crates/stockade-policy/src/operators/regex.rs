//! `regex`: a pattern found in one text; a list is an error.

use super::{Operator, Predicate, Sight, pattern};
use crate::operand::{Operand, Truth};
use crate::resolver::PathResolver;

pub(super) const OPERATOR: Operator = Operator {
    id: "regex",
    value: "pattern",
    summary: "the pattern is found in the text; unanchored",
    sight: Sight::Whole,
    compile: |node, _| Ok(Box::new(Found(pattern::compile(node.text().ok_or("takes a pattern as a text")?)?))),
};

pub(super) struct Found(pub(super) regex::Regex);

impl Predicate for Found {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        operand.want_text().map_or_else(Truth::Error, |text| Truth::of(self.0.is_match(text)))
    }
}
