//! `matches`: a pattern found in every text; unanchored, so write `^…$`.

use super::pattern::Pattern;
use super::regex::Found;
use super::{Operator, Sight};

pub(super) const OPERATOR: Operator = Operator {
    id: "matches",
    value: "pattern",
    summary: "the pattern is found in the text, or in each; unanchored, so write ^…$",
    sight: Sight::Each,
    compile: |node, _| Ok(Box::new(Found(Pattern::new(node.text().ok_or("takes a pattern as a text")?)?))),
};
