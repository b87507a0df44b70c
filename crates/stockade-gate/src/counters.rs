//! The stores of counters: a file by default, Redis for several machines.
//!
//! Constraints:
//! - each keeps the promises of [`stockade_policy::counter`]: all or nothing, nobody takes the last unit twice, exact sums;
//! - a store that cannot answer says so with its reason; it never answers with what it has not checked.
//!
//! Layout: [`window`] says when a window begins and ends, for both; [`file`] and [`redis`] are one store each.

pub mod file;
pub mod redis;
mod window;

pub use file::FileCounters;
pub use redis::RedisCounters;

use stockade_policy::counter::{Claim, StoreError};

/// Refuses amounts that would lower a counter: a call must not buy back what another one spent.
fn not_negative(claims: &[Claim]) -> Result<(), StoreError> {
    let Some(claim) = claims.iter().find(|claim| claim.amount.is_negative()) else { return Ok(()) };
    let reason = format!("{} would be added: a negative amount", claim.amount);
    Err(StoreError::Number { counter: claim.key.counter.clone(), reason })
}
