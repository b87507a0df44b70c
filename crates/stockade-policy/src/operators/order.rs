//! What `lt`, `lte`, `gt` and `gte` share: exact numbers, and ages against durations.

use std::cmp::Ordering;
use std::time::Duration;

use super::Predicate;
use crate::counter::Limit;
use crate::decimal::Decimal;
use crate::document::{Node, Tree};
use crate::operand::{Operand, Truth};
use crate::resolver::PathResolver;

enum Bound {
    Number(Decimal),
    Age(Duration),
}

struct Compare {
    bound: Bound,
    holds: fn(Ordering) -> bool,
    limit: Option<bool>,
}

/// `limit` is whether the bound itself may be reached, where the operator is an upper bound.
pub(super) fn compile(
    node: &Node,
    age: bool,
    holds: fn(Ordering) -> bool,
    limit: Option<bool>,
) -> Result<Box<dyn Predicate>, String> {
    let bound = match (&node.tree, age) {
        (Tree::Number(lexeme), false) => Bound::Number(Decimal::parse(lexeme).map_err(|error| error.to_string())?),
        (Tree::Text(text), true) => Bound::Age(crate::limits::duration(text)?),
        (_, true) => return Err(format!("takes a duration as `7d`, not {}", node.kind())),
        (_, false) => return Err(format!("takes a number, not {}", node.kind())),
    };
    Ok(Box::new(Compare { bound, holds, limit }))
}

impl Predicate for Compare {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        let order = match (&self.bound, operand) {
            (Bound::Age(bound), Operand::Age(age)) => age.cmp(bound),
            (Bound::Age(_), other) => return Truth::Error(other.not_a("an age")),
            (Bound::Number(bound), other) => match other.want_number() {
                Ok(number) => number.cmp(bound),
                Err(why) => return Truth::Error(why),
            },
        };
        Truth::of((self.holds)(order))
    }

    fn limit(&self) -> Option<Limit> {
        match (&self.bound, self.limit) {
            (Bound::Number(bound), Some(inclusive)) => Some(Limit { bound: *bound, inclusive }),
            _ => None,
        }
    }
}
