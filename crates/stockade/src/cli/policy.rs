//! `stockade policy`: what is typed.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  stockade policy validate mail.yaml             is it a policy, and if not, why
  stockade policy lint mail.yaml                 does it say what you mean
  stockade policy explain mail.yaml --tool send_email --args '{\"to\":\"a@example.com\"}'
  stockade policy test mail.yaml                 run the tests that stand in it
  stockade policy import intercept.yaml --output mail.yaml
  stockade policy new --output mail.yaml -- npx -y some-mail-server
                                                 a first policy, from the tools that a server lists
  stockade policy list                           the policies that come with the program
  stockade policy show filesystem --output filesystem.yaml";

/// A duration; a bare number is one of seconds.
fn duration_or_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (1..=u64::from(u32::MAX)).contains(seconds));
    seconds.map_or_else(|| stockade_policy::limits::duration(text), |seconds| Ok(Duration::from_secs(seconds)))
}

/// `stockade policy`.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Policy {
    /// What to do.
    #[command(subcommand)]
    pub command: PolicyCommand,
}

/// The commands of `stockade policy`.
#[derive(Clone, Debug, Subcommand)]
pub enum PolicyCommand {
    /// Say whether files are policies, and everything that is wrong with them
    Validate(Files),
    /// Say where policies perhaps do not mean what they say
    Lint(Lint),
    /// Decide a call and show each rule, condition, value and outcome; nothing is counted
    Explain(Explain),
    /// Run the tests that stand in policies
    Test(Files),
    /// Take over a policy that was written for Intercept, each difference as a comment
    Import(Import),
    /// Start a server, list its tools and write a first policy for them; whatever is not named in it is denied
    New(New),
    /// List the policies that come with the program
    List(List),
    /// Print a policy that comes with the program
    Show(Show),
}

/// `stockade policy validate`, `lint` and `test`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Ends with 1 where something was found, with 2 where a file could not be read.")]
pub struct Files {
    /// The policies; - for the standard input, or the name of one that comes with the program
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// `stockade policy lint`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Example:\n  stockade policy lint mail.yaml --server mail-mcp   also against the tools that the gate has recorded\n\nEnds \
                  with 1 where something was found, with 2 where a file could not be read."
)]
pub struct Lint {
    /// The policies, and how to print
    #[command(flatten)]
    pub files: Files,
    /// Also say which tools and arguments this server does not have, by what `stockade pins` has recorded of it; its identity or a
    /// part of it
    #[arg(long, value_name = "SERVER")]
    pub server: Option<String>,
}

/// `stockade policy explain`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Example:\n  stockade policy explain filesystem --tool read_file --args '{\"path\":\".env\"}'\n\nEnds with 0 where \
                  the call is allowed, with 1 where it is asked for or denied. Counters read 0."
)]
pub struct Explain {
    /// The policy; - for the standard input, or the name of one that comes with the program
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The tool that is called
    #[arg(long, value_name = "NAME")]
    pub tool: String,
    /// Its arguments, a JSON object
    #[arg(long, value_name = "JSON", default_value = "{}")]
    pub args: String,
    /// The directory that the server runs in [default: the working directory]
    #[arg(long, value_name = "DIR")]
    pub directory: Option<PathBuf>,
    /// As JSON, in the schema of schema/policy-explanation.v1.json
    #[arg(long)]
    pub json: bool,
}

/// `stockade policy import`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:\n  stockade policy import intercept.yaml --output mail.yaml")]
pub struct Import {
    /// The policy as it is; - for the standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where to write it [default: the standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `stockade policy new`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Example:\n  stockade policy new --output mail.yaml -- npx -y some-mail-server\n\nThe server runs as it would without the \
                  gate, with all that it may do; no tool of it is called."
)]
pub struct New {
    /// Where to write it [default: the standard output]
    #[arg(long, short, visible_alias = "out", value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long, requires = "output")]
    pub force: bool,
    /// What the server is called in it [default: what it calls itself]
    #[arg(long)]
    pub name: Option<String>,
    /// Give up after so long; a package may have to be installed first
    #[arg(long, value_name = "DURATION", default_value = "2m", value_parser = duration_or_seconds)]
    pub timeout: Duration,
    /// The server's command line, after `--`
    #[arg(last = true, required = true, value_name = "CMD")]
    pub server: Vec<OsString>,
}

/// `stockade policy list`.
#[derive(Clone, Debug, Args)]
pub struct List {
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// `stockade policy show`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:\n  stockade policy show filesystem --output filesystem.yaml")]
pub struct Show {
    /// Its name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Where to write it, as `run` relies on it: only you may write the file [default: the standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long, requires = "output")]
    pub force: bool,
}
