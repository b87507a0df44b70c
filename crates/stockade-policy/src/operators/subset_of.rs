//! `subset_of`: every element is one of the entries; nothing is a subset of everything.

use super::{Members, Operator, Predicate, Set, Sight};
use crate::operand::Truth;

pub(super) const OPERATOR: Operator = Operator {
    id: "subset_of",
    value: "list",
    summary: "every element is one of the entries",
    sight: Sight::Set,
    compile: |node, _| Ok(Box::new(Subset(Members::compile(node)?))),
};

struct Subset(Members);

impl Predicate for Subset {
    fn set(&self, set: &Set<'_>) -> Truth {
        set.all(|element| self.0.has(element))
    }
}
