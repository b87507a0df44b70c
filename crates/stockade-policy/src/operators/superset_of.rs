//! `superset_of`: every entry is one of the elements.

use super::{Operator, Predicate, Set, Sight, entries};
use crate::message::Value;
use crate::operand::Truth;

pub(super) const OPERATOR: Operator = Operator {
    id: "superset_of",
    value: "list",
    summary: "every entry is one of the elements",
    sight: Sight::Set,
    compile: |node, _| Ok(Box::new(Superset(entries(node)?))),
};

struct Superset(Vec<Value>);

impl Predicate for Superset {
    fn set(&self, set: &Set<'_>) -> Truth {
        let mut outcome = Truth::Holds;
        for entry in &self.0 {
            // There is such an element where not all are others.
            let found = set.all(|element| element.equals(entry).map(|equal| !equal)).opposite();
            outcome = outcome.and(found);
            if outcome == Truth::Fails {
                break;
            }
        }
        outcome
    }
}
