//! The command line, parsed without looking at files or environment: what was typed, nothing else.

use std::num::NonZeroU64;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, Styles, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};
use stockade_model::{Confidence, Os, Persona, Severity};

pub mod approvals;
pub mod check;
pub mod diff;
pub mod hunt;
pub mod log;
pub mod lookup;
pub mod pins;
pub mod policy;
mod quick;
pub mod run;

pub use approvals::Approvals;
pub use check::Check;
pub use diff::Diff;
pub use hunt::Hunt;
pub use log::{Log, LogCommand, LogVerify};
pub use lookup::Lookup;
pub use pins::Pins;
pub use policy::Policy;
pub use run::{Run, Warden};

const STYLES: Styles = Styles::styled()
    .header(anstyle::AnsiColor::Green.on_default().bold())
    .usage(anstyle::AnsiColor::Green.on_default().bold())
    .literal(anstyle::AnsiColor::Cyan.on_default().bold())
    .placeholder(anstyle::AnsiColor::Cyan.on_default());

/// Written for a long help text: what the program is for.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "stockade",
    version,
    about = "Use MCP servers without being robbed by one",
    long_about = "Finds every MCP server that any client on this machine would start, resolves what each launch line really \
                  runs, checks it and reports. A scan starts nothing, and dials nothing unless it is told to.",
    styles = STYLES,
    after_help = crate::exit::HELP,
    subcommand_required = true,
    arg_required_else_help = true,
    infer_subcommands = false,
    max_term_width = 120,
)]
pub struct Cli {
    /// What every command understands.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// One line a finding, no table, no progress
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Show also what is ignored, and notes on each server
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// Read settings from this file instead of the user's and the project's stockade.toml [env: STOCKADE_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Read no settings file but the organisation's
    #[arg(long, global = true, conflicts_with = "config")]
    pub no_config: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// If the stream is a terminal and the environment does not object.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl From<Color> for anstream::ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Show every MCP server of this machine, what it really runs, and what is wrong with it
    Scan(Box<Scan>),
    /// Say whether a package is the one you mean, before it is installed
    Check(Check),
    /// Show what changed from one version of a package to another
    Diff(Diff),
    /// List the look-alikes of well-known packages among a file of names
    Hunt(Hunt),
    /// Start a server behind the gate, as a client's config does
    Run(Run),
    /// Answer tool calls that wait for a human
    Approvals(Approvals),
    /// Show, follow and verify what gates wrote down
    Log(Log),
    /// Explain a check; without an id, list all
    Explain(Explain),
    /// Show the settings and where each comes from
    Config(Config),
    /// Check, explain, test and take over the policies of servers
    Policy(Policy),
    /// Show, renew and take back what is known of names and malware
    Pack(Pack),
    /// Show what is pinned of each server's tools, and accept what is held because it changed
    Pins(Pins),
    /// Print the completion script of a shell
    Completions(Completions),
    /// Write the files that are generated from this program
    #[command(hide = true)]
    Generate(Generate),
    /// End a server whose gate was killed
    #[command(hide = true)]
    Warden(Warden),
}

const SCAN_EXAMPLES: &str = "\
Examples:
  stockade scan                                  this machine and the project around the working directory
  stockade scan ~/src/app --fail-on medium       a project, stricter
  stockade scan --home /mnt/image/home/ann --os macos --root /mnt/image
  stockade scan --online                         ask registries about every package, too
  stockade scan --json=report.json --html=report.html
  stockade scan --sarif --output stockade.sarif
  stockade scan --write-baseline known.json      accept what is there now ...
  stockade scan --baseline known.json            ... and hear only what differs";

/// `stockade scan`.
#[derive(Clone, Debug, Default, Args)]
#[command(after_help = SCAN_EXAMPLES, after_long_help = format!("{SCAN_EXAMPLES}\n\n{}", crate::exit::HELP))]
pub struct Scan {
    /// Project directories to look at [default: the working directory; none with --home]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Scan somebody else's home: environment, PATH and processes of this machine do not count
    #[arg(long, value_name = "DIR", help_heading = "What to scan")]
    pub home: Option<PathBuf>,
    /// Whose path rules apply [default: this system's] [possible values: linux, macos, windows]
    #[arg(long, value_parser = words::<Os>(&["linux", "macos", "windows"]), hide_possible_values = true, requires = "home",
          help_heading = "What to scan")]
    pub os: Option<Os>,
    /// Where system-wide configs are found [default: /; none with --home]
    #[arg(long, value_name = "DIR", help_heading = "What to scan")]
    pub root: Option<PathBuf>,
    /// Leave out the projects that clients have on record
    #[arg(long, help_heading = "What to scan")]
    pub no_recorded_projects: bool,
    /// Do not compare with running processes
    #[arg(long, help_heading = "What to scan")]
    pub no_processes: bool,

    /// Ask the registries that are configured here about every package, and judge what it is and what changed
    #[arg(long, conflicts_with = "home", help_heading = "Registries")]
    pub online: bool,
    /// Verify provenance against this Sigstore trust root (JSON) instead of the program's own
    #[arg(long, value_name = "FILE", requires = "online", help_heading = "Registries")]
    pub trusted_root: Option<PathBuf>,

    /// JSON, in the schema of schema/scan-report.v1.json
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-", help_heading = "Output")]
    pub json: Option<PathBuf>,
    /// SARIF 2.1.0, for code scanning
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-", help_heading = "Output")]
    pub sarif: Option<PathBuf>,
    /// CycloneDX 1.6 JSON, an MCP bill of materials
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-", help_heading = "Output")]
    pub cyclonedx: Option<PathBuf>,
    /// One self-contained HTML page
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-", help_heading = "Output")]
    pub html: Option<PathBuf>,
    /// Write the one output that names no file of its own there instead of to stdout
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Lowest severity that fails the run [default: high] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]
    #[arg(long, value_name = "SEVERITY", value_parser = words::<Severity>(&["info", "low", "medium", "high", "critical"]),
          hide_possible_values = true, help_heading = "Judgement")]
    pub fail_on: Option<Severity>,
    /// Hide findings that are less sure [default: low] [env: STOCKADE_MIN_CONFIDENCE] [possible values: low, medium, high]
    #[arg(long, value_name = "CONFIDENCE", value_parser = words::<Confidence>(&["low", "medium", "high"]),
          hide_possible_values = true, help_heading = "Judgement")]
    pub min_confidence: Option<Confidence>,
    /// Whose findings to show [default: regular] [env: STOCKADE_PERSONA] [possible values: regular, pedantic, auditor]
    #[arg(long, value_parser = words::<Persona>(&["regular", "pedantic", "auditor"]), hide_possible_values = true,
          help_heading = "Judgement")]
    pub persona: Option<Persona>,
    /// End with 0 unless the tool itself failed
    #[arg(long, help_heading = "Judgement")]
    pub no_exit_codes: bool,
    /// Report also what ignores cover
    #[arg(long, help_heading = "Judgement")]
    pub no_ignores: bool,

    /// Only this client (repeatable)
    #[arg(long, value_name = "ID", conflicts_with_all = ["baseline", "write_baseline"], help_heading = "Filters")]
    pub client: Vec<String>,
    /// Only servers whose name or id (client/scope/name) matches (repeatable; `*` and `?` match any text)
    #[arg(long, value_name = "GLOB", help_heading = "Filters")]
    pub server: Vec<String>,
    /// Only this check (repeatable)
    #[arg(long, value_name = "ID", value_parser = CheckId, hide_possible_values = true, help_heading = "Filters")]
    pub check: Vec<String>,
    /// Not this check (repeatable)
    #[arg(long, value_name = "ID", value_parser = CheckId, hide_possible_values = true, help_heading = "Filters")]
    pub exclude_check: Vec<String>,

    /// Write down every server and finding as known
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub write_baseline: Option<PathBuf>,
    /// Show what differs from a baseline, and only new findings; any difference is status 1
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub baseline: Option<PathBuf>,
}

/// `stockade explain`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  stockade explain unpinned\n  stockade explain")]
pub struct Explain {
    /// The check's id
    #[arg(value_name = "ID", value_parser = CheckId, hide_possible_values = true)]
    pub id: Option<String>,
}

/// `stockade config`.
#[derive(Clone, Debug, Args)]
pub struct Config {
    /// What to do with the settings
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// `stockade config …`.
#[derive(Clone, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print every setting and where it comes from
    Show(ConfigShow),
    /// Say what is wrong with settings files; scan nothing
    Check(ConfigCheck),
}

/// `stockade config show`.
#[derive(Clone, Debug, Args)]
pub struct ConfigShow {
    /// As JSON, in the schema of schema/config-show.v1.json
    #[arg(long)]
    pub json: bool,
}

/// `stockade config check`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:\n  stockade config check stockade.toml")]
pub struct ConfigCheck {
    /// The files [default: every settings file that counts here]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

const PACK_EXAMPLES: &str = "\
Examples:
  stockade pack show                             which pack is in use
  stockade pack show npm:postmark-mcp            what it knows of a name
  stockade pack update --from stockade.pack      take a newer one; - reads it from the standard input
  stockade pack update --from https://packs.example.com/stockade.pack
  stockade pack update --osv all.zip             add OSV's records, as import-osv does
  stockade pack update --fetch-osv --catalogue   fetch OSV's records and the MCP Registry's servers
  stockade pack rollback                         go back to the one before
  stockade pack import-osv all.zip               add advisories";

/// `stockade pack`.
#[derive(Clone, Debug, Args)]
#[command(after_help = PACK_EXAMPLES)]
pub struct Pack {
    /// What to do.
    #[command(subcommand)]
    pub command: PackCommand,
}

/// The commands of `stockade pack`.
#[derive(Clone, Debug, Subcommand)]
pub enum PackCommand {
    /// Show which pack is in use, or what it knows of a name
    Show {
        /// npm:NAME or pypi:NAME
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
    /// Take a newer pack; it needs the signature of a publisher that the program knows or STOCKADE_PACK_KEYS names
    Update {
        /// The pack's file, - for the standard input, or an https address
        #[arg(long, value_name = "FILE|URL", required_unless_present_any = ["osv", "fetch_osv", "catalogue"])]
        from: Option<PathBuf>,
        /// OSV records too (repeatable): a file, a folder, or an all.zip
        #[arg(long, value_name = "PATH")]
        osv: Vec<PathBuf>,
        /// OSV records of npm and PyPI too, fetched from `registries.osv-dumps`
        #[arg(long)]
        fetch_osv: bool,
        /// The servers of the MCP Registry too, for runs that cannot ask it
        #[arg(long)]
        catalogue: bool,
        /// From an address: trust these root certificates (PEM) too
        #[arg(long, value_name = "FILE")]
        cafile: Option<PathBuf>,
        /// From an address: give up after so many seconds
        #[arg(long, value_name = "SECONDS", default_value = "300")]
        timeout: NonZeroU64,
        /// From an address: take http too; the signature is checked as ever
        #[arg(long)]
        allow_http: bool,
    },
    /// Go back to the pack before the one in use, else to the program's own
    Rollback,
    /// Add OSV records, of malicious packages and of weaknesses: one file, a folder, or an all.zip
    ImportOsv {
        /// Where they are
        #[arg(value_name = "PATH")]
        path: PathBuf,
        /// Forget what was imported before
        #[arg(long)]
        replace: bool,
    },
}

/// `stockade completions`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:\n  stockade completions bash > ~/.local/share/bash-completion/completions/stockade")]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// `stockade generate`.
#[derive(Clone, Debug, Args)]
pub struct Generate {
    /// The repository to write into
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
    /// Write nothing; fail if a file differs
    #[arg(long)]
    pub check: bool,
}

/// Takes any text, and offers the ids of all checks to completions: the command itself says what is near a mistyped one.
#[derive(Clone, Copy, Debug)]
struct CheckId;

impl clap::builder::TypedValueParser for CheckId {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        clap::builder::StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = clap::builder::PossibleValue> + '_>> {
        Some(Box::new(crate::checks::all().map(|check| clap::builder::PossibleValue::new(check.id))))
    }
}

/// A parser of one of the model's word lists, which also feeds completions.
pub(crate) fn words<T>(words: &'static [&'static str]) -> impl clap::builder::TypedValueParser<Value = T>
where
    T: std::str::FromStr<Err = String> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| word.parse::<T>())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    fn scan(args: &[&str]) -> Scan {
        let args = ["stockade", "scan"].iter().chain(args);
        match Cli::try_parse_from(args).unwrap().command {
            Command::Scan(scan) => *scan,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_format_takes_a_file_only_after_an_equals_sign() {
        let args = scan(&["--json", "project", "--html=a.html"]);
        assert_eq!(args.json, Some("-".into()));
        assert_eq!(args.html, Some("a.html".into()));
        assert_eq!(args.paths, [PathBuf::from("project")]);
    }

    #[test]
    fn words_are_those_of_the_model() {
        assert_eq!(scan(&["--fail-on", "critical"]).fail_on, Some(Severity::Critical));
        for severity in Severity::ALL {
            assert_eq!(scan(&["--fail-on", severity.as_str()]).fail_on, Some(*severity));
        }
        for (flag, word) in [("--fail-on", "terrible"), ("--min-confidence", "none"), ("--persona", "me")] {
            assert!(Cli::try_parse_from(["stockade", "scan", flag, word]).is_err(), "{flag} {word}");
        }
    }

    #[test]
    fn a_part_of_the_clients_has_no_baseline() {
        assert!(Cli::try_parse_from(["stockade", "scan", "--client", "cursor", "--baseline", "b.json"]).is_err());
    }
}
