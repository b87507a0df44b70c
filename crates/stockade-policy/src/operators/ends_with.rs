//! `ends_with`: the text ends with one of the operands.

use super::{Operator, Sight, texts};

pub(super) const OPERATOR: Operator = Operator {
    id: "ends_with",
    value: "string or list",
    summary: "the text ends with one of the operands",
    sight: Sight::Each,
    compile: |node, _| texts::compile(node, |text, operand| text.ends_with(operand)),
};
