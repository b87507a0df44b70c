//! `stockade pins`: what was typed.

use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  stockade pins list                              every server, and what of it is held
  stockade pins diff npm:example                  what changed since it was accepted
  stockade pins accept npm:example add --digest 1f0c9a2b7e44
  stockade pins undo npm:example add              ... and the way back";

/// `stockade pins`.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Pins {
    /// What to do.
    #[command(subcommand)]
    pub command: PinsCommand,
}

/// Which server, and which part of it.
#[derive(Clone, Debug, Args)]
pub struct Part {
    /// The server, or a piece of its name that no other has
    #[arg(value_name = "SERVER")]
    pub server: String,
    /// The tool
    #[arg(value_name = "TOOL", required_unless_present = "instructions")]
    pub tool: Option<String>,
    /// The server's instructions instead of a tool
    #[arg(long, conflicts_with = "tool")]
    pub instructions: bool,
}

/// Which server, and perhaps which part of it.
#[derive(Clone, Debug, Args)]
pub struct Parts {
    /// The server, or a piece of its name that no other has
    #[arg(value_name = "SERVER")]
    pub server: String,
    /// Only this tool
    #[arg(value_name = "TOOL")]
    pub tool: Option<String>,
    /// Only the server's instructions
    #[arg(long, conflicts_with = "tool")]
    pub instructions: bool,
}

/// Who decides.
#[derive(Clone, Copy, Debug, Args)]
pub struct Who {
    /// Not at a terminal, as in a script; below a gate or its client it is refused all the same
    #[arg(long)]
    pub unattended: bool,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum PinsCommand {
    /// List what is pinned; held changes first exit with 1
    List {
        /// Only this server
        #[arg(value_name = "SERVER")]
        server: Option<String>,
        /// JSON instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Show what is pinned of a server, and what in it looks like hidden instructions
    Show {
        /// Of what.
        #[command(flatten)]
        parts: Parts,
        /// JSON instead of text
        #[arg(long)]
        json: bool,
    },
    /// Show what changed since it was accepted, and the digest to accept it with
    Diff {
        /// Of what.
        #[command(flatten)]
        parts: Parts,
        /// JSON instead of text
        #[arg(long)]
        json: bool,
    },
    /// Accept a held change, or a new tool
    Accept {
        /// Of what.
        #[command(flatten)]
        part: Part,
        /// The digest that `diff` showed, or its first eight or more digits
        #[arg(long, value_name = "PREFIX")]
        digest: Option<String>,
        /// By whom.
        #[command(flatten)]
        who: Who,
    },
    /// Take the last acceptance back
    Undo {
        /// Of what.
        #[command(flatten)]
        part: Part,
        /// By whom.
        #[command(flatten)]
        who: Who,
    },
    /// Forget a server, or a part of it: the next use records it anew
    Forget {
        /// Of what.
        #[command(flatten)]
        parts: Parts,
        /// By whom.
        #[command(flatten)]
        who: Who,
    },
}
