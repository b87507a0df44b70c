//! `starts_with`: the text begins with one of the operands.

use super::{Operator, Sight, texts};

pub(super) const OPERATOR: Operator = Operator {
    id: "starts_with",
    value: "string or list",
    summary: "the text begins with one of the operands",
    sight: Sight::Each,
    compile: |node, _| texts::compile(node, |text, operand| text.starts_with(operand)),
};
