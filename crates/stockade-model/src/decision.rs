//! What is decided about a launch, a call or a result: allow, ask or deny, and always why.
//!
//! Constraints:
//! - one scale for lists, policies and gates, strictest last, so that the stricter of two is their maximum;
//! - a decision carries its reason: a code for programs, a line for people, the rule and what speaks for it.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Help, Position, Span};

/// The three answers, strictest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It may go on.
    Allow,
    /// A human has to say.
    Ask,
    /// It may not.
    Deny,
}

impl Verdict {
    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Ask => "ask",
            Self::Deny => "deny",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// Whose settings or rules: the higher one may be made stricter by the lower ones, never laxer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// A project's, written by whoever wrote the project.
    Project,
    /// The user's own.
    User,
    /// The organisation's, for the whole machine.
    Managed,
}

impl Layer {
    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::User => "user",
            Self::Managed => "managed",
        }
    }
}

impl std::fmt::Display for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// A rule, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The rule in one line.
    pub text: String,
    /// Whose it is.
    pub layer: Layer,
    /// The file.
    pub file: PathBuf,
    /// Its bytes in that file.
    pub span: Span,
    /// Its line and column in that file.
    pub position: Position,
}

impl std::fmt::Display for Rule {
    /// `file:line`, as people click on it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.position.line)
    }
}

/// An answer with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// The answer.
    pub verdict: Verdict,
    /// Why, for programs: kebab-case, never renamed.
    pub code: &'static str,
    /// Why, for people: one line.
    pub reason: String,
    /// The rule that decided, where one did.
    pub rule: Option<Rule>,
    /// A rule that would have decided otherwise and did not apply; `evidence` says why.
    pub nearest: Option<Rule>,
    /// What speaks for it.
    pub evidence: Vec<String>,
    /// How to get another answer.
    pub help: Vec<Help>,
}

impl Decision {
    /// A decision without a rule, evidence or help.
    pub fn new(verdict: Verdict, code: &'static str, reason: impl Into<String>) -> Self {
        let (evidence, help) = (Vec::new(), Vec::new());
        Self { verdict, code, reason: reason.into(), rule: None, nearest: None, evidence, help }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stricter_is_the_greater() {
        assert_eq!(Verdict::Ask.max(Verdict::Deny), Verdict::Deny);
        assert_eq!(Verdict::Allow.max(Verdict::Ask), Verdict::Ask);
        assert!(Layer::Managed > Layer::User && Layer::User > Layer::Project);
    }
}
