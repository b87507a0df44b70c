//! What the engine says: a verdict, what leads to it, and what speaks against it.

use stockade_model::{Confidence, Ecosystem, Severity};

/// The ladder. [`Verdict::Clean`] says that nothing was found, not that the package is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing to say.
    Clean,
    /// Worth knowing: allow.
    Note,
    /// Ask a human, both names side by side.
    Confirm,
    /// Deny.
    Block,
}

impl Verdict {
    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Note => "note",
            Self::Confirm => "confirm",
            Self::Block => "block",
        }
    }

    /// The decision it becomes: `allow`, `ask` or `deny`.
    pub const fn decision(self) -> &'static str {
        match self {
            Self::Clean | Self::Note => "allow",
            Self::Confirm => "ask",
            Self::Block => "deny",
        }
    }

    /// The severity of the finding it becomes.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Clean | Self::Note => Severity::Info,
            Self::Confirm => Severity::Medium,
            Self::Block => Severity::Critical,
        }
    }
}

/// What a name could be mistaken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where it lives.
    pub ecosystem: Ecosystem,
    /// Its full name.
    pub name: String,
    /// As in [`crate::pack::NameRecord::popularity`].
    pub popularity: Option<u64>,
    /// Who holds it, as far as the pack knows.
    pub owner: Option<String>,
}

/// One way in which the name could be mistaken.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The mechanism's id.
    pub mechanism: &'static str,
    /// Its number in the taxonomy.
    pub number: u8,
    /// What it could be mistaken for; none where the mechanism has no target.
    pub target: Option<Target>,
    /// How alike the names are, 0 to 1: only ranks.
    pub closeness: f32,
    /// How far up the ladder this one leads.
    pub verdict: Verdict,
    /// How sure.
    pub confidence: Confidence,
    /// What speaks for it.
    pub evidence: Vec<String>,
    /// What speaks against it.
    pub counter_evidence: Vec<String>,
}

/// The whole answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The highest verdict of all matches.
    pub verdict: Verdict,
    /// Matches, worst first, at most [`Answer::MOST`].
    pub matches: Vec<Match>,
    /// What the pack knows of the name itself, one line each.
    pub known: Vec<String>,
    /// Facts that would have mattered and that nobody told.
    pub missing: Vec<&'static str>,
    /// The version of the pack it was judged with.
    pub pack_version: u64,
}

impl Answer {
    /// No more matches than these are given.
    pub const MOST: usize = 5;
}
