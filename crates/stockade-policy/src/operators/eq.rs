//! `eq`: typed, deep equality. Numbers compare as exact decimals; `"5"` is not 5.

use super::{Operator, Predicate, Sight};
use crate::message::Value;
use crate::operand::{Operand, Truth};
use crate::resolver::PathResolver;

pub(super) const OPERATOR: Operator = Operator {
    id: "eq",
    value: "any",
    summary: "equal in type and value; numbers exactly",
    sight: Sight::Whole,
    compile: |node, _| Ok(Box::new(Equal(node.json()))),
};

struct Equal(Value);

impl Predicate for Equal {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        operand.equals(&self.0).map_or_else(Truth::Error, Truth::of)
    }
}
