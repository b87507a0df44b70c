//! `exists`: whether there is a value; `null` is none.

use super::{Operator, Predicate, Sight};
use crate::document::Tree;
use crate::operand::Truth;

pub(super) const OPERATOR: Operator = Operator {
    id: "exists",
    value: "boolean",
    summary: "whether there is a value; null is none",
    sight: Sight::Presence,
    compile: |node, _| match node.tree {
        Tree::Bool(wanted) => Ok(Box::new(Exists(wanted))),
        _ => Err(format!("takes true or false, not {}", node.kind())),
    },
};

struct Exists(bool);

impl Predicate for Exists {
    fn presence(&self, present: bool) -> Truth {
        Truth::of(present == self.0)
    }
}
