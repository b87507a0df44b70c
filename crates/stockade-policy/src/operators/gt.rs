//! `gt`: more than the bound. Numbers compare exactly; of a list every element must.

use super::{Operator, Sight, order};

pub(super) const OPERATOR: Operator = Operator {
    id: "gt",
    value: "number, or duration for ages",
    summary: "more than the bound",
    sight: Sight::Each,
    compile: |node, age| order::compile(node, age, std::cmp::Ordering::is_gt, None),
};
