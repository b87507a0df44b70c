//! What the gate's judge is lent: pins, journal, clock. Each is a trait, wired by the program.
//!
//! Constraints:
//! - none of them is asked while the judge holds a lock;
//! - each answers at once: what takes long (a human) goes by the approver;
//! - what fails says why, and the judge denies with that reason.

use std::collections::BTreeMap;

use jiff::Timestamp;
use stockade_policy::Listing;
use stockade_policy::message::Value;

pub use crate::journal::{Event, Kind};
pub use crate::pins::{Page, PinError, PinState, PinVerdicts, Pins};

/// What a server lists.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// The names, for look-alikes.
    pub listing: Listing,
    /// Each name with the annotations of its tool.
    pub annotations: BTreeMap<String, Option<Value>>,
    /// How many bytes that is, about.
    pub bytes: usize,
}

/// Writes events down.
pub trait Journal: Send + Sync {
    /// Writes one event. A call that cannot be written down is denied.
    ///
    /// # Errors
    /// Why it could not be written, for people.
    fn record(&self, event: &Event<'_>) -> Result<(), String>;

    /// The digest that it writes arguments down by, where it can be made beforehand: then it is [`Event::digest`].
    fn digest(&self, _arguments: &Value) -> Option<String> {
        None
    }

    /// Whether what is recorded next surely can be: only then may a call go on before it is written down.
    fn is_sure(&self) -> bool {
        false
    }
}

impl Journal for crate::journal::Journal {
    fn record(&self, event: &Event<'_>) -> Result<(), String> {
        Self::record(self, event).map_err(|error| with_source(&error))
    }

    fn digest(&self, arguments: &Value) -> Option<String> {
        Some(Self::digest(self, arguments))
    }

    fn is_sure(&self) -> bool {
        Self::is_sure(self)
    }
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> Timestamp;
}

/// An error with what caused it, on one line.
pub(crate) fn with_source(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
