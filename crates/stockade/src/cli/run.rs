//! `stockade run` and `stockade warden`, as typed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

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
    /// What the tools may be called with
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// What the server is called in messages [default: its program]
    #[arg(long)]
    pub name: Option<String>,
    /// The server's command line, after `--`
    #[arg(last = true, required = true, value_name = "CMD")]
    pub server: Vec<OsString>,
}

/// `stockade warden`.
#[derive(Clone, Debug, Args)]
pub struct Warden {
    /// The number of the group of processes
    pub group: i32,
}

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
}
