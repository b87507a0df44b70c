//! `stockade log`, as it is typed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use stockade_model::Verdict;

const EXAMPLES: &str = "\
Examples:
  stockade log                                   everything, oldest first
  stockade log --decision deny --since 1h        what was denied in the last hour
  stockade log --server '*mail*' --tool send_email --last 20
  stockade log --rule 'no untrusted bcc' --since 2026-06-01 --until 2026-07-01T00:00:00Z
  stockade log --follow --json                   one record a line, as they come
  stockade log verify                            whether nobody changed it";

const STATUS: &str = "\
Exit codes: 0 all was read; 2 wrong usage, no journal or the tool failed; 3 some lines are no records, which `stockade log
verify` explains. The reason stands on stderr.";

const VERIFY: &str = "\
Examples:
  stockade log verify
  stockade log verify --json
  stockade log verify --expect 5f0c29d8b7a1e6346c1d1d5e0a9f3b27c4e8d6f1029384756abcdef012345678
  stockade log verify --dir /mnt/evidence/journal

Exit codes: 0 every record holds; 1 one does not, or the expected one is not there; 2 wrong usage, no journal or the tool
failed.";

/// `stockade log`.
#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{STATUS}"))]
pub struct Log {
    /// What to do instead of showing it
    #[command(subcommand)]
    pub command: Option<LogCommand>,
    /// Go on showing what is added
    #[arg(long, short)]
    pub follow: bool,
    /// One JSON object a line, as it stands in the journal
    #[arg(long)]
    pub json: bool,
    /// Where the journal is, if not in the user's state folder
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Which records
    #[command(flatten)]
    pub filter: Filter,
}

/// Which records of a journal.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Filters")]
pub struct Filter {
    /// Only servers whose identity matches (repeatable; `*` and `?` match any text)
    #[arg(long, value_name = "GLOB")]
    pub server: Vec<String>,
    /// Only tools whose name matches (repeatable; `*` and `?` match any text)
    #[arg(long, value_name = "GLOB")]
    pub tool: Vec<String>,
    /// Only this decision (repeatable)
    #[arg(long, value_name = "DECISION")]
    pub decision: Vec<Decision>,
    /// Only what this rule decided or recorded (repeatable)
    #[arg(long, value_name = "NAME")]
    pub rule: Vec<String>,
    /// Only from then on: `90s`, `10m`, `2h`, `3d` ago, a date (UTC) or a moment (RFC 3339)
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Only before then
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
    /// Only the last so many of what is there
    #[arg(long, value_name = "COUNT")]
    pub last: Option<usize>,
}

/// The answers, as they are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Decision {
    /// It went on.
    Allow,
    /// A human was asked.
    Ask,
    /// It did not.
    Deny,
}

impl From<Decision> for Verdict {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allow => Self::Allow,
            Decision::Ask => Self::Ask,
            Decision::Deny => Self::Deny,
        }
    }
}

/// The commands of `stockade log`.
#[derive(Clone, Debug, Subcommand)]
pub enum LogCommand {
    /// Say whether the journal is what was written, and name the first record that is not
    Verify(LogVerify),
}

/// `stockade log verify`.
#[derive(Clone, Debug, Args)]
#[command(after_help = VERIFY)]
pub struct LogVerify {
    /// The seal of a record that must be there, noted down or exported earlier
    #[arg(long, value_name = "HASH")]
    pub expect: Option<String>,
    /// The answer as JSON
    #[arg(long)]
    pub json: bool,
    /// Where the journal is, if not in the user's state folder
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}
