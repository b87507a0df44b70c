//! The three dials of a finding, kept apart: how bad, how sure, and for which reader.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How bad it is if the finding is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Weakens the set-up a little.
    Low,
    /// Should be fixed.
    Medium,
    /// Lets other code run or secrets leak with little effort.
    High,
    /// Is an attack, or as good as one.
    Critical,
}

/// How sure the check is. `low` never fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A hint.
    Low,
    /// Probably so.
    Medium,
    /// The evidence leaves no other reading.
    High,
}

/// The reader for whom a finding is shown: a more sensitive persona sees all of the less sensitive ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Persona {
    /// Everybody.
    #[default]
    Regular,
    /// Wants style and hygiene too.
    Pedantic,
    /// Wants everything that could matter.
    Auditor,
}

macro_rules! words {
    ($type:ty { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $type {
            /// Every value, least first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used on the command line and in every output.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    other => Err(format!("`{other}` is not one of {}", [$($word),+].join(", "))),
                }
            }
        }
    };
}

words!(Severity { Info => "info", Low => "low", Medium => "medium", High => "high", Critical => "critical" });
words!(Confidence { Low => "low", Medium => "medium", High => "high" });
words!(Persona { Regular => "regular", Pedantic => "pedantic", Auditor => "auditor" });
