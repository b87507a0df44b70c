//! `stockade run` and `stockade warden`, as typed.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  stockade run -- npx -y @modelcontextprotocol/server-everything
  stockade run --policy ~/.config/stockade/policies/mail.yaml -- npx -y postmark-mcp
  stockade run --name files -- uvx mcp-server-git --repository ~/src/app

In a client's config it stands before the server's own command:
  { \"command\": \"stockade\", \"args\": [\"run\", \"--\", \"npx\", \"-y\", \"postmark-mcp\"] }";

const EXIT_CODES: &str = "\
Exit codes: the server's own, 128+n where signal n ended it; 1 where the server was not started, the reason on stderr;
2 wrong usage.";

/// `stockade run`.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub struct Run {
    /// What the tools may be called with [default: the policy that comes with the program for this server, else `observe`]
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// What the server is called in messages [default: its program]
    #[arg(long)]
    pub name: Option<String>,
    /// How long a call that waits for a human is held open
    #[arg(long, value_name = "DURATION", default_value = "45s", value_parser = stockade_policy::limits::duration)]
    pub hold: Duration,
    /// Let the server ask the client's model
    #[arg(long)]
    pub allow_sampling: bool,
    /// What happens to a tool whose description looks like hidden instructions
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = Prose::Hold)]
    pub prose: Prose,
    /// Where counters are kept
    #[command(flatten)]
    pub store: Store,
    /// Where it is written down
    #[command(flatten)]
    pub record: Record,
    /// The server's command line, after `--`
    #[arg(last = true, required = true, value_name = "CMD")]
    pub server: Vec<OsString>,
}

/// Where counters are kept.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Counters")]
pub struct Store {
    /// A folder, or the address of a Redis server: `redis://host:port` [default: a folder of the user's state] [env: STOCKADE_STORE]
    #[arg(long, value_name = "PLACE")]
    pub store: Option<OsString>,
    /// What happens to a call that must be counted while the store does not answer
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = StoreFail::Closed)]
    pub store_fail: StoreFail,
}

/// Where it is written down.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Journal")]
pub struct Record {
    /// The journal's folder [default: in the user's state]
    #[arg(long, value_name = "DIR")]
    pub journal: Option<PathBuf>,
    /// Write arguments down as they are, not only their digest
    #[arg(long)]
    pub journal_arguments: bool,
    /// Send each record to an OpenTelemetry collector, too: `http://host:4318`
    #[arg(long, value_name = "URL")]
    pub otlp: Option<String>,
}

/// What happens to a call where the store is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StoreFail {
    /// It passes, and is not counted
    Open,
    /// It is denied
    Closed,
}

/// What happens to a tool that looks as if it hid instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Prose {
    /// It is held until somebody accepts it
    Hold,
    /// It passes, and is written down
    Note,
}

/// `stockade warden`.
#[derive(Clone, Debug, Args)]
pub struct Warden {}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::{Cli, Command};

    fn parse(args: &[&str]) -> Result<super::Run, clap::Error> {
        let args = ["stockade", "run"].iter().chain(args);
        match Cli::try_parse_from(args)?.command {
            Command::Run(run) => Ok(run),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_follows_the_dashes_is_the_servers() {
        let run = parse(&["--name", "files", "--", "npx", "-y", "server", "--policy", "x", "--", "--help"]).unwrap();
        assert_eq!(run.server, ["npx", "-y", "server", "--policy", "x", "--", "--help"]);
        assert_eq!((run.name.as_deref(), run.policy), (Some("files"), None));
    }

    #[test]
    fn a_server_is_named_after_the_dashes() {
        for args in [&["npx"] as &[&str], &[], &["--"], &["--policy", "x"]] {
            assert!(parse(args).is_err(), "{args:?}");
        }
    }

    #[test]
    fn what_is_not_said_is_the_strict_way() {
        let run = parse(&["--", "npx"]).unwrap();
        assert_eq!(run.hold, stockade_gate::approver::HOLD);
        assert_eq!((run.store.store_fail, run.prose), (super::StoreFail::Closed, super::Prose::Hold));
        assert!(!run.allow_sampling && !run.record.journal_arguments && run.record.otlp.is_none());
        assert!(parse(&["--hold", "soon", "--", "npx"]).is_err());
    }
}
