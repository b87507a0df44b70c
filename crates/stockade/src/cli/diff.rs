//! `stockade diff`, as it is typed.

use std::path::PathBuf;

use clap::Args;

use super::Lookup;

const EXAMPLES: &str = "\
Examples:
  stockade diff npm:some-mcp@1.0.15 npm:some-mcp@1.0.16
  stockade diff pypi:some-server==1.2 pypi:some-server     the newest against 1.2
  stockade diff old.tgz new.tgz
  stockade diff --json npm:some-mcp@1.0.15 npm:some-mcp@1.0.16";

const STATUS: &str = "\
Exit codes: 0 nothing of it holds the new version; 1 it would be held or blocked; 2 wrong usage, or a version could not be had;
3 something could not be compared. 2 beats 1 beats 3; the reason stands on stderr. With --no-exit-codes 1 and 3 become 0.";

/// `stockade diff`.
#[derive(Clone, Debug, Default, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{STATUS}"))]
pub struct Diff {
    /// The version to compare with: npm:NAME@VERSION, pypi:NAME==VERSION, a package URL, or an archive
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The version to look at
    #[arg(value_name = "NEW")]
    pub new: String,

    /// Whom to ask.
    #[command(flatten)]
    pub lookup: Lookup,

    /// JSON, in the schema of schema/diff-report.v1.json
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-", help_heading = "Output")]
    pub json: Option<PathBuf>,
    /// End with 0 unless the tool itself failed or was used wrongly
    #[arg(long, help_heading = "Judgement")]
    pub no_exit_codes: bool,
}
