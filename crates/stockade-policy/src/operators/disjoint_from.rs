//! `disjoint_from`: no element is one of the entries.

use super::{Members, Operator, Predicate, Set, Sight};
use crate::operand::Truth;

pub(super) const OPERATOR: Operator = Operator {
    id: "disjoint_from",
    value: "list",
    summary: "no element is one of the entries",
    sight: Sight::Set,
    compile: |node, _| Ok(Box::new(Disjoint(Members::compile(node)?))),
};

struct Disjoint(Members);

impl Predicate for Disjoint {
    fn set(&self, set: &Set<'_>) -> Truth {
        set.all(|element| self.0.has(element).map(|member| !member))
    }
}
