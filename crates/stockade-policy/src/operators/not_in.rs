//! `not_in`: equal to none of the entries; a missing value is an error here too.

use super::{Members, Operator, Predicate, Sight};
use crate::operand::{Operand, Truth};
use crate::resolver::PathResolver;

pub(super) const OPERATOR: Operator = Operator {
    id: "not_in",
    value: "list",
    summary: "equal to none of the entries",
    sight: Sight::Whole,
    compile: |node, _| Ok(Box::new(NotIn(Members::compile(node)?))),
};

struct NotIn(Members);

impl Predicate for NotIn {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        self.0.has(operand).map_or_else(Truth::Error, |member| Truth::of(!member))
    }
}
