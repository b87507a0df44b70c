//! What a rule counts with: the trait that stores implement. The engine knows no store.
//!
//! Constraints:
//! - a reservation is all or nothing, and of two that race for the last unit one is refused: across threads,
//!   processes and, where the store says so, machines;
//! - the moment is told by the caller, so that tests pin it and one call has one moment;
//! - what could not be done is an error with its reason: the caller denies, or lets pass where the user said so.

use std::time::Duration;

use jiff::Timestamp;

use crate::decimal::Decimal;

/// How long what was counted counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Window {
    /// The calendar minute, UTC.
    Minute,
    /// The calendar hour, UTC.
    Hour,
    /// The calendar day, UTC.
    Day,
    /// Slots of so many seconds, counted from the Unix epoch.
    Slots(u64),
    /// The last so many seconds.
    Sliding(u64),
    /// For ever.
    Never,
}

/// One counter in one store.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Key {
    /// The server's identity, or the name under which servers share on purpose.
    pub owner: String,
    /// The tool, or `_global`.
    pub tool: String,
    /// The counter's name.
    pub counter: String,
    /// Its window.
    pub window: Window,
}

/// The most that a counter may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The bound.
    pub bound: Decimal,
    /// Whether the bound itself may be reached: `lte`; else `lt`.
    pub inclusive: bool,
}

impl Limit {
    /// Whether a value keeps to it.
    pub fn holds(self, value: Decimal) -> bool {
        if self.inclusive { value <= self.bound } else { value < self.bound }
    }
}

/// What a call would add to a counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The counter.
    pub key: Key,
    /// What is added: never negative.
    pub amount: Decimal,
    /// What the sum may not exceed; none where the rule only counts.
    pub limit: Option<Limit>,
}

/// What was written, so that it can be taken back from the very window it was written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The claims that were written.
    pub claims: Vec<Claim>,
    /// When.
    pub at: Timestamp,
    /// The store's own mark of this reservation.
    pub mark: u128,
}

/// The store's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// All of it is written.
    Granted(Receipt),
    /// Nothing is.
    Refused {
        /// Which claim was too much: its place in the list.
        claim: usize,
        /// What the counter holds.
        value: Decimal,
        /// When the same amount may fit again, where waiting helps.
        retry_after: Option<Duration>,
    },
}

/// A store could not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is not to be reached, or answers nonsense.
    #[error("policy store unreachable: {0}")]
    Unreachable(String),
    /// What it holds cannot be read.
    #[error("policy store damaged: {0}")]
    Damaged(String),
    /// The sum cannot be kept exactly.
    #[error("counter `{counter}`: {reason}")]
    Number {
        /// The counter.
        counter: String,
        /// Why.
        reason: String,
    },
}

/// A store of counters.
pub trait Counters: Send + Sync {
    /// What a counter holds at a moment; one never written holds 0.
    ///
    /// # Errors
    /// When the store cannot answer.
    fn read(&self, key: &Key, now: Timestamp) -> Result<Decimal, StoreError>;

    /// Adds all claims, or none.
    ///
    /// # Errors
    /// When the store cannot answer; nothing is written then.
    fn reserve(&self, claims: &[Claim], now: Timestamp) -> Result<Reservation, StoreError>;

    /// Takes a reservation back, from the windows it was written to alone, and never below 0.
    ///
    /// # Errors
    /// When the store cannot answer.
    fn release(&self, receipt: &Receipt, now: Timestamp) -> Result<(), StoreError>;
}
