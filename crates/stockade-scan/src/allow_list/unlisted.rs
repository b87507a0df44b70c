//! The word for what stands on no list.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stockade_model::Verdict;

/// What becomes of a server that stands on no list, laxest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unlisted {
    /// It may start; a scan says so.
    #[default]
    Warn,
    /// A human is asked.
    Ask,
    /// It may not start.
    Deny,
}

impl Unlisted {
    /// The word used in settings and outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Ask => "ask",
            Self::Deny => "deny",
        }
    }

    /// What a gate does with it; a warning lets it start.
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Warn => Verdict::Allow,
            Self::Ask => Verdict::Ask,
            Self::Deny => Verdict::Deny,
        }
    }
}

impl std::fmt::Display for Unlisted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Unlisted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "warn" => Ok(Self::Warn),
            "ask" => Ok(Self::Ask),
            "deny" => Ok(Self::Deny),
            other => Err(format!("`{other}` is not one of warn, ask, deny")),
        }
    }
}
