//! `in`: equal to one of the entries, as `eq` says equal.

use super::{Members, Operator, Predicate, Sight};
use crate::operand::{Operand, Truth};
use crate::resolver::PathResolver;

pub(super) const OPERATOR: Operator = Operator {
    id: "in",
    value: "list",
    summary: "equal to one of the entries",
    sight: Sight::Whole,
    compile: |node, _| Ok(Box::new(In(Members::compile(node)?))),
};

struct In(Members);

impl Predicate for In {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        self.0.has(operand).map_or_else(Truth::Error, Truth::of)
    }
}
