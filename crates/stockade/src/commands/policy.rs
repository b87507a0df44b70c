//! `stockade policy`: policies checked, explained, tested and taken over. Only `new` starts a server.
//!
//! Layout: one file a command; [`report`] is their JSON, `draw` shows problems at their lines.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use stockade_policy::resolver::{Lexical, PathResolver};
use stockade_policy::{Policy, document, shipped};

use super::{Failure, Start, close_to};
use crate::cli;
use crate::cli::policy::PolicyCommand;
use crate::printer::Printer;
use crate::visible;

pub mod draw;
mod explain;
mod import;
mod lint;
mod list;
mod new;
pub mod report;
mod show;
mod test;
mod validate;

/// Runs one of the subcommands.
pub(super) fn run(args: &cli::Policy, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    match &args.command {
        PolicyCommand::Validate(args) => validate::run(args, start, printer),
        PolicyCommand::Lint(args) => lint::run(args, start, printer),
        PolicyCommand::Explain(args) => explain::run(args, start, printer),
        PolicyCommand::Test(args) => test::run(args, start, printer),
        PolicyCommand::Import(args) => import::run(args, start, printer),
        PolicyCommand::New(args) => new::run(args, start, printer),
        PolicyCommand::List(args) => list::run(args, printer),
        PolicyCommand::Show(args) => show::run(args, start, printer),
    }
}

/// A policy's text, and what messages call it.
struct Source {
    name: String,
    text: String,
}

impl Source {
    /// Reads a file, the standard input, or a policy that comes with the program where there is no such file.
    fn read(path: &Path, start: &Start) -> Result<Self, Failure> {
        let most = document::MAX_BYTES as u64 + 1;
        let named = visible::line(&path.to_string_lossy()).into_owned();
        let failed = |error: &std::io::Error| Failure::new(format!("`{named}` cannot be read: {error}"));
        let mut bytes = Vec::new();
        let name = if path == Path::new("-") {
            std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
            "standard input".to_owned()
        } else {
            let file = start.absolute(path);
            match std::fs::File::open(&file) {
                Ok(file) => {
                    file.take(most).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
                    path.to_string_lossy().into_owned()
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    let policy = path.to_str().and_then(shipped::find).ok_or_else(|| {
                        failed(&error).hint("`stockade policy list` shows the policies that come with the program")
                    })?;
                    bytes = policy.text.as_bytes().to_vec();
                    format!("{}.yaml", policy.name)
                }
                Err(error) => return Err(failed(&error)),
            }
        };
        let text = String::from_utf8(bytes).map_err(|_| Failure::new(format!("`{named}` is not UTF-8 text")))?;
        Ok(Self { name, text })
    }

    /// The policy in it.
    fn policy(&self) -> Result<Policy, Failure> {
        Policy::parse(&self.name, &self.text).map_err(|problems| Failure {
            message: draw::problems(&self.name, &self.text, &problems.list),
            hints: Vec::new(),
            rendered: true,
        })
    }
}

/// The machine as rules about paths see it, links followed.
struct Machine {
    lexical: Lexical,
}

impl Machine {
    fn of(start: &Start, directory: Option<&Path>) -> Self {
        let text = |path: PathBuf| path.to_str().map(str::to_owned);
        let directory = directory.map(|path| start.absolute(path)).or_else(|| start.cwd.clone());
        Self { lexical: Lexical { directory: directory.and_then(text), home: start.home.clone().and_then(text) } }
    }
}

impl PathResolver for Machine {
    fn directory(&self) -> Option<&str> {
        self.lexical.directory()
    }

    fn home(&self) -> Option<&str> {
        self.lexical.home()
    }

    fn real(&self, path: &str) -> Result<String, String> {
        // The longest part that exists is resolved by the system, the rest cannot have links.
        let whole = Path::new(path);
        for part in whole.ancestors() {
            match part.canonicalize() {
                Ok(found) => {
                    let rest = whole.strip_prefix(part).map_err(|error| error.to_string())?;
                    let joined = if rest.as_os_str().is_empty() { found } else { found.join(rest) };
                    return joined.to_str().map(str::to_owned).ok_or_else(|| "not UTF-8".to_owned());
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound && part.symlink_metadata().is_err() => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Err("no such path".to_owned())
    }
}

/// What to say about a shipped policy that does not exist.
fn unknown(name: &str) -> Failure {
    let failure = Failure::new(format!("no policy `{}` comes with the program", visible::short(name, 80)));
    match close_to(name, shipped::ALL.iter().map(|policy| policy.name)).first() {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint("`stockade policy list` shows them"),
    }
}
