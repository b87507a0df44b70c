//! The commands, one file each, and the way from the process's arguments to its exit status.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::exit;
use crate::printer::{PrintError, Printer};

pub mod approvals;
pub mod check;
pub mod completions;
pub mod config;
pub mod diff;
mod explain;
mod generate;
pub mod hunt;
mod log;
mod pack;
mod pins;
pub mod policy;
mod run;
mod scan;

/// What the process was started with. Commands read this and never the process itself.
#[derive(Clone, Debug)]
pub struct Start {
    /// The environment; variables that are no Unicode are left out.
    pub env: BTreeMap<String, String>,
    /// The working directory, where it still exists.
    pub cwd: Option<PathBuf>,
    /// The user's home directory.
    pub home: Option<PathBuf>,
    /// The organisation's settings file, whether it is there or not; none where no organisation counts.
    pub managed: Option<PathBuf>,
}

impl Start {
    fn of_process() -> Self {
        // What is no Unicode is left out, save of our own variables: one that nobody can read is an error where it is used.
        let env = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            let value = match value.into_string() {
                Err(value) if name.starts_with("STOCKADE_") => value.to_string_lossy().into_owned(),
                value => value.ok()?,
            };
            Some((name, value))
        });
        let managed = Some(crate::settings::find::managed_file(stockade_model::Os::current()));
        Self { env: env.collect(), cwd: std::env::current_dir().ok(), home: std::env::home_dir(), managed }
    }

    /// A path as typed, made absolute from the working directory. Links stay as they are: reports show both sides. Only
    /// what a `..` goes back over is resolved, as the system would: prefixes of paths are compared everywhere.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        let path = match &self.cwd {
            _ if path.is_absolute() => path.to_owned(),
            Some(cwd) if path == Path::new(".") => cwd.clone(),
            Some(cwd) => std::path::absolute(cwd.join(path)).unwrap_or_else(|_| cwd.join(path)),
            None => path.to_owned(),
        };
        let parts: Vec<_> = path.components().collect();
        let Some(last) = parts.iter().rposition(|part| *part == std::path::Component::ParentDir) else { return path };
        let (back, rest) = parts.split_at(last + 1);
        let back = back.iter().collect::<PathBuf>();
        back.canonicalize().unwrap_or(back).join(rest.iter().collect::<PathBuf>())
    }
}

/// A command could not do its work: exit status 2.
#[derive(Debug)]
pub struct Failure {
    /// One line, or a rendered diagnostic.
    pub message: String,
    /// How to go on.
    pub hints: Vec<String>,
    /// Whether `message` is already rendered, with its own level in front.
    pub rendered: bool,
}

impl Failure {
    /// A failure without a hint.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hints: Vec::new(), rendered: false }
    }

    /// Adds how to go on.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    fn text(&self) -> String {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        let mut text = if self.rendered {
            self.message.clone()
        } else {
            format!("{red}error{red:#}: {}", crate::visible::lines(&self.message))
        };
        for hint in &self.hints {
            text.push_str(&format!("\n  hint: {}", crate::visible::lines(hint)));
        }
        text
    }
}

impl From<PrintError> for Failure {
    fn from(error: PrintError) -> Self {
        Self::new(with_causes(&error))
    }
}

/// The day in Greenwich, for what expires: never from the environment, which could revive what is over.
pub fn today() -> jiff::civil::Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// Now, or what `SOURCE_DATE_EPOCH` says, so that a report can be made twice.
pub fn clock(start: &Start) -> Result<jiff::Timestamp, Failure> {
    match start.env.get("SOURCE_DATE_EPOCH").filter(|text| !text.is_empty()) {
        None => Ok(jiff::Timestamp::now()),
        Some(text) => text
            .parse()
            .ok()
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .ok_or_else(|| Failure::new(format!("SOURCE_DATE_EPOCH is `{text}`, which is no number of seconds"))),
    }
}

/// An error and what it came from, in one line.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

/// Parses, runs, and turns the result into an exit status.
pub fn run() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let cli = match Cli::read(&arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let printer = Printer::new(cli.global.color.into(), cli.global.quiet);
    let start = Start::of_process();
    let result = match &cli.command {
        Command::Scan(args) => scan::run(args, &cli.global, &start, &printer),
        Command::Check(args) => check::run(args, &cli.global, &start, &printer),
        Command::Diff(args) => diff::run(args, &cli.global, &start, &printer),
        Command::Hunt(args) => hunt::run(args, &cli.global, &start, &printer),
        Command::Run(args) => run::run(args, &start, &printer),
        Command::Approvals(args) => approvals::run(args, &start, &printer),
        Command::Log(args) => log::run(args, &start, &printer),
        Command::Explain(args) => explain::run(args, &printer),
        Command::Config(args) => config::run(args, &cli.global, &start, &printer),
        Command::Policy(args) => policy::run(args, &start, &printer),
        Command::Pack(args) => pack::run(args, &cli.global, &start, &printer),
        Command::Pins(args) => pins::run(args, &start, &printer),
        Command::Completions(args) => completions::run(args, &printer),
        Command::Generate(args) => generate::run(args, &printer),
        Command::Warden(_) => Ok(run::warden()),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            printer.error(&failure.text());
            ExitCode::from(exit::FAILURE)
        }
    }
}

/// Help and version are data; anything else that clap says is an error.
fn usage(error: &clap::Error) -> ExitCode {
    let printer = Printer::new(anstream::ColorChoice::Auto, false);
    let text = error.render().ansi().to_string();
    if error.use_stderr() {
        printer.error(text.trim_end());
        return ExitCode::from(exit::FAILURE);
    }
    match printer.data(&text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(exit::FAILURE),
    }
}

/// The ids nearest to a mistyped one, best first.
pub fn close_to<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut near: Vec<(usize, &str)> = known
        .map(|id| (if id.contains(typed) || typed.contains(id) { 1 } else { distance(typed, id) }, id))
        .filter(|(distance, id)| *distance <= 1 + id.len() / 3)
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, id)| id).collect()
}

/// Levenshtein's distance by characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, left) in a.chars().enumerate() {
        let mut diagonal = at;
        let mut before = at + 1;
        let mut next = vec![before];
        for (right, above) in b.iter().zip(row.iter().skip(1)) {
            let cost = diagonal + usize::from(left != *right);
            diagonal = *above;
            before = cost.min(before + 1).min(above + 1);
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_and_suggestions() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        let known = ["unpinned", "unreadable", "shell-launch"];
        assert_eq!(close_to("unpined", known.into_iter()), ["unpinned"]);
        assert_eq!(close_to("shell", known.into_iter()), ["shell-launch"]);
        assert!(close_to("zzzzzz", known.into_iter()).is_empty());
    }
}
