//! `lt`: less than the bound. Numbers compare exactly; of a list every element must.

use super::{Operator, Sight, order};

pub(super) const OPERATOR: Operator = Operator {
    id: "lt",
    value: "number, or duration for ages",
    summary: "less than the bound",
    sight: Sight::Each,
    compile: |node, age| order::compile(node, age, std::cmp::Ordering::is_lt, Some(false)),
};
