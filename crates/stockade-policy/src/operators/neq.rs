//! `neq`: the opposite of `eq`; a missing value is an error here too.

use super::{Operator, Predicate, Sight};
use crate::message::Value;
use crate::operand::{Operand, Truth};
use crate::resolver::PathResolver;

pub(super) const OPERATOR: Operator = Operator {
    id: "neq",
    value: "any",
    summary: "not equal in type and value",
    sight: Sight::Whole,
    compile: |node, _| Ok(Box::new(Unequal(node.json()))),
};

struct Unequal(Value);

impl Predicate for Unequal {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        operand.equals(&self.0).map_or_else(Truth::Error, |equal| Truth::of(!equal))
    }
}
