//! `stockade check`, as it is typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use stockade_model::{Ecosystem, Severity};

use super::{Lookup, words};

const EXAMPLES: &str = "\
Examples:
  stockade check npm:postmark-mcp pypi:requets
  stockade check pypi:mcp-server-fetch@1.2.0
  stockade check pkg:npm/%40modelcontextprotocol/server-filesystem
  stockade check mcp-server-fetch                 the name in every ecosystem
  stockade check -- npx -y some-mcp-server
  stockade check 'uvx --from some-server serve'   the same as one word
  stockade check --offline npm:postmark-mcp       asks nobody
  stockade check --json -                         one spec a line from the standard input, `#` for comments";

const STATUS: &str = "\
Exit codes: 0 everything is allowed; 1 something is denied, or held until a human accepts it (findings at or above
--fail-on; what is merely shown of a package counts only where --fail-on is given);
2 wrong usage, also of one spec among many; 3 something could not be judged: what would run cannot be known, nothing is known
of its kind, or a registry that was asked could not say it all. 2 beats 1 beats 3; the reason stands on stderr. With
--no-exit-codes 1 and 3 become 0.";

/// `stockade check`.
#[derive(Clone, Debug, Default, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{STATUS}"))]
pub struct Check {
    /// Names (npm:NAME, pypi:NAME, NAME), package URLs, archives (FILE.tgz, FILE.whl), launch lines as one word, or `-` for a list on the standard input
    #[arg(value_name = "SPEC", required_unless_present = "launch")]
    pub specs: Vec<String>,
    /// A launch line, word by word, behind `--`
    #[arg(value_name = "WORD", last = true)]
    pub launch: Vec<String>,

    /// Where names without an ecosystem live [default: judged in each]
    #[arg(long, value_name = "ECOSYSTEM", help_heading = "What to check")]
    pub ecosystem: Option<Registry>,

    /// Whom to ask.
    #[command(flatten)]
    pub lookup: Lookup,

    /// JSON, in the schema of schema/check-report.v1.json
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-",
          conflicts_with = "sarif", help_heading = "Output")]
    pub json: Option<PathBuf>,
    /// SARIF 2.1.0, for code scanning
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-", help_heading = "Output")]
    pub sarif: Option<PathBuf>,

    /// Lowest severity that fails the run; what a human should be asked about is `medium` [default: medium]
    /// [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]
    #[arg(long, value_name = "SEVERITY", value_parser = words::<Severity>(&["info", "low", "medium", "high", "critical"]),
          hide_possible_values = true, help_heading = "Judgement")]
    pub fail_on: Option<Severity>,
    /// End with 0 unless the tool itself failed or was used wrongly
    #[arg(long, help_heading = "Judgement")]
    pub no_exit_codes: bool,
}

/// The registries whose names the knowledge pack holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Registry {
    /// npm.
    Npm,
    /// The Python Package Index.
    Pypi,
}

impl From<Registry> for Ecosystem {
    fn from(registry: Registry) -> Self {
        match registry {
            Registry::Npm => Self::Npm,
            Registry::Pypi => Self::Pypi,
        }
    }
}
