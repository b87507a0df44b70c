//! What operators share that compare a text with any of several operands.

use super::{Predicate, strings};
use crate::document::Node;
use crate::operand::{Operand, Truth};
use crate::resolver::PathResolver;

struct AnyOf {
    operands: Vec<String>,
    holds: fn(&str, &str) -> bool,
}

/// One of the operands must fit.
pub(super) fn compile(node: &Node, holds: fn(&str, &str) -> bool) -> Result<Box<dyn Predicate>, String> {
    let operands = strings(node)?;
    if operands.iter().any(String::is_empty) {
        return Err("an empty text fits everything".to_owned());
    }
    Ok(Box::new(AnyOf { operands, holds }))
}

impl Predicate for AnyOf {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        operand.want_text().map_or_else(Truth::Error, |text| {
            Truth::of(self.operands.iter().any(|operand| (self.holds)(text, operand)))
        })
    }
}
