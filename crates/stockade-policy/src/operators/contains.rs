//! `contains`: part of a text, or an element of a list by `eq`.

use super::{Operator, Predicate, Sight};
use crate::message::Value;
use crate::operand::{Operand, Truth};
use crate::resolver::PathResolver;

pub(super) const OPERATOR: Operator = Operator {
    id: "contains",
    value: "any",
    summary: "the text has this part, or the list this element",
    sight: Sight::Whole,
    compile: |node, _| Ok(Box::new(Contains(node.json()))),
};

struct Contains(Value);

impl Predicate for Contains {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        if let Some(elements) = operand.list() {
            let mut outcome = Truth::Fails;
            for element in elements {
                let truth = Operand::Json(element).equals(&self.0).map_or_else(Truth::Error, Truth::of);
                if truth == Truth::Holds {
                    return truth;
                }
                outcome = outcome.or(truth);
            }
            return outcome;
        }
        match (operand.want_text(), &self.0) {
            (Ok(text), Value::String(part)) => Truth::of(text.contains(part.as_str())),
            (Ok(_), other) => Truth::Error(Operand::Json(other).not_a("a text to find in a text")),
            (Err(_), _) => Truth::Error(operand.not_a("a text or a list")),
        }
    }
}
