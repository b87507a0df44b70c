//! A fact as a registry tells it: known, or not.

use serde::{Deserialize, Serialize};

/// What a registry says of something. A mirror that leaves a field out has not said that there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact<T> {
    /// It says this.
    Known(T),
    /// It does not say, or says something that cannot be read. Never a reason to allow, never by itself one to refuse.
    #[default]
    Unknown,
}

impl<T> Fact<T> {
    /// What is said, where something is.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown => None,
        }
    }

    /// Whether nothing is said.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// The same fact in another form.
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Known(value) => Fact::Known(with(value)),
            Self::Unknown => Fact::Unknown,
        }
    }
}

impl<T> From<Option<T>> for Fact<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Self::Known)
    }
}
