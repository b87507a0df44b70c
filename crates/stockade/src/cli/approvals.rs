//! The arguments of `stockade approvals`.

use clap::{Args, Subcommand};

/// What `--help` says about exit codes.
const EXIT: &str = "\
Exit codes: 0 done; 1 the answer was not taken (answered or expired already, or this process may not answer); 2 wrong usage,
no such request, or the tool failed; 3 a request could not be read.";

const EXAMPLES: &str = "\
Examples:
  stockade approvals list                        what waits, oldest first
  stockade approvals show 3f9a                   everything about one call; the beginning of an id is enough
  stockade approvals approve 3f9a                let this very call pass, once
  stockade approvals deny 3f9a --reason \"ask the customer first\"
  stockade approvals list --json                 for scripts, in the schema of schema/approvals.v1.json";

/// `stockade approvals`.
#[derive(Clone, Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT}"))]
pub struct Approvals {
    /// What to do.
    #[command(subcommand)]
    pub command: ApprovalsCommand,
}

/// The commands of `stockade approvals`.
#[derive(Clone, Debug, Subcommand)]
pub enum ApprovalsCommand {
    /// Show the calls that wait, and the answers that were not used yet
    List {
        /// As JSON, in the schema of schema/approvals.v1.json
        #[arg(long)]
        json: bool,
    },
    /// Show one call with all its arguments, the rules that ask, and the answer
    Show(One),
    /// Let one call pass: this very one, once
    Approve(One),
    /// Refuse one call
    Deny {
        /// Which
        #[command(flatten)]
        one: One,
        /// Why; the agent is told
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
}

/// One request.
#[derive(Clone, Debug, Args)]
pub struct One {
    /// Its id, or at least the first four characters of it
    #[arg(value_name = "ID")]
    pub id: String,
    /// As JSON, in the schema of schema/approvals.v1.json
    #[arg(long)]
    pub json: bool,
}
