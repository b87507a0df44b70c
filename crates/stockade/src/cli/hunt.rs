//! `stockade hunt`, as it is typed.

use std::num::NonZeroU64;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use stockade_model::Severity;

use super::check::Registry;
use super::words;

const EXAMPLES: &str = "\
Examples:
  stockade hunt --ecosystem npm names.txt
  stockade hunt names.txt --csv=look-alikes.csv --jsonl=look-alikes.jsonl
  stockade hunt names.txt --jsonl=found.jsonl --resume hunt.state
  stockade hunt --feed --jsonl=new.jsonl --resume feed.state    what came since the last time
  stockade hunt --ecosystem pypi --verdict note --mechanism omission --target requests -";

const STATUS: &str = "\
Exit codes: 0 no look-alike; 1 look-alikes at or above --fail-on; 2 wrong usage or the tool failed; 3 some lines are no
names. 2 beats 1 beats 3; the reason stands on stderr. With --no-exit-codes 1 and 3 become 0.";

/// `stockade hunt`.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{STATUS}"))]
pub struct Hunt {
    /// A file of names, one a line, `-` for the standard input; lines may say `npm:NAME` or `pypi:NAME`
    #[arg(value_name = "FILE", required_unless_present = "feed", conflicts_with = "feed")]
    pub file: Option<PathBuf>,
    /// The names that changed in npm's registry, as configured here, since the last time; not every registry has such a feed
    #[arg(long, help_heading = "What to look at")]
    pub feed: bool,
    /// Where in the feed to begin: a sequence of the registry, 0 for all of it [default: where the state stands, else now]
    #[arg(long, value_name = "SEQUENCE", requires = "feed", help_heading = "What to look at")]
    pub since: Option<String>,

    /// Where names without an ecosystem live
    #[arg(long, value_name = "ECOSYSTEM", help_heading = "What to look at")]
    pub ecosystem: Option<Registry>,

    /// CSV, one row a look-alike, a header first
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-", help_heading = "Output")]
    pub csv: Option<PathBuf>,
    /// JSON Lines, each in the schema of schema/hunt-row.v1.json
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-", help_heading = "Output")]
    pub jsonl: Option<PathBuf>,
    /// Keep the state there, and go on from it where it exists; needs --csv=FILE or --jsonl=FILE
    #[arg(long, value_name = "STATE", help_heading = "Output")]
    pub resume: Option<PathBuf>,
    /// After how many lines the state is written
    #[arg(long, value_name = "LINES", default_value = "100000", requires = "resume", help_heading = "Output")]
    pub checkpoint: NonZeroU64,

    /// Lowest verdict listed
    #[arg(long, value_name = "VERDICT", default_value = "confirm", help_heading = "Filters")]
    pub verdict: Least,
    /// Only this mechanism (repeatable); `known-malware` is one
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    pub mechanism: Vec<String>,
    /// Only look-alikes of this name (repeatable), `npm:NAME` or NAME; known malware among them too
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub target: Vec<String>,

    /// Lowest severity that fails the run [default: medium] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]
    #[arg(long, value_name = "SEVERITY", value_parser = words::<Severity>(&["info", "low", "medium", "high", "critical"]),
          hide_possible_values = true, help_heading = "Judgement")]
    pub fail_on: Option<Severity>,
    /// End with 0 unless the tool itself failed
    #[arg(long, help_heading = "Judgement")]
    pub no_exit_codes: bool,
}

/// The rungs of the ladder that can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Least {
    /// Everything worth knowing.
    Note,
    /// What a human should be asked about.
    Confirm,
    /// What is denied.
    Block,
}

impl From<Least> for stockade_names::Verdict {
    fn from(least: Least) -> Self {
        match least {
            Least::Note => Self::Note,
            Least::Confirm => Self::Confirm,
            Least::Block => Self::Block,
        }
    }
}
