//! `matches`: a pattern found in every text; unanchored, so write `^…$`.

use super::{Operator, Sight, pattern, regex::Found};

pub(super) const OPERATOR: Operator = Operator {
    id: "matches",
    value: "pattern",
    summary: "the pattern is found in the text, or in each; unanchored, so write ^…$",
    sight: Sight::Each,
    compile: |node, _| Ok(Box::new(Found(pattern::compile(node.text().ok_or("takes a pattern as a text")?)?))),
};
