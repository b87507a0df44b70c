//! `regex`: a pattern found in one text; a list is an error.

use super::pattern::Pattern;
use super::{Operator, Predicate, Sight};
use crate::operand::{Operand, Trouble, Truth};
use crate::resolver::PathResolver;

pub(super) const OPERATOR: Operator = Operator {
    id: "regex",
    value: "pattern",
    summary: "the pattern is found in the text; unanchored",
    sight: Sight::Whole,
    compile: |node, _| Ok(Box::new(Found(Pattern::new(node.text().ok_or("takes a pattern as a text")?)?))),
};

pub(super) struct Found(pub(super) Pattern);

impl Predicate for Found {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        let found = operand.want_text().map(|text| self.0.is_match(text).map(Truth::of));
        found.map_or_else(Truth::Error, |found| found.unwrap_or_else(|reason| Truth::Error(Trouble::Pattern(reason.into()))))
    }
}
