//! A fact that was told, or why nobody knows it.

use serde::{Deserialize, Serialize};

/// A fact. Mirrors drop times, signatures and attestations: what is left out is unknown, and never the same as "none".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known<T> {
    /// This is so.
    Known(T),
    /// Nobody said, for this reason. It alarms nobody by itself, and satisfies no rule that asks for it.
    Unknown(String),
}

impl<T> Known<T> {
    /// Unknown, for this reason.
    pub fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown(why.into())
    }

    /// Known where there is a value, else unknown for this reason.
    pub fn of(value: Option<T>, why: impl Into<String>) -> Self {
        value.map_or_else(|| Self::Unknown(why.into()), Self::Known)
    }

    /// The value, where it is known.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// Why it is unknown, where it is.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(why) => Some(why),
        }
    }

    /// The same fact seen from elsewhere.
    pub fn as_ref(&self) -> Known<&T> {
        match self {
            Self::Known(value) => Known::Known(value),
            Self::Unknown(why) => Known::Unknown(why.clone()),
        }
    }

    /// Another fact that follows from it.
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Known(value) => Known::Known(with(value)),
            Self::Unknown(why) => Known::Unknown(why),
        }
    }
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self::Unknown("nobody asked".to_owned())
    }
}

impl<T> From<T> for Known<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}
