//! `gte`: at least the bound. Numbers compare exactly; of a list every element must.

use super::{Operator, Sight, order};

pub(super) const OPERATOR: Operator = Operator {
    id: "gte",
    value: "number, or duration for ages",
    summary: "at least the bound",
    sight: Sight::Each,
    compile: |node, age| order::compile(node, age, std::cmp::Ordering::is_ge, None),
};
