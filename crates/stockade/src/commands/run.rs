//! `stockade run`: a server behind the gate.
//!
//! - the standard output is the client's: all that is said goes to stderr, so that it stays a stream of messages;
//! - what keeps a server from being started is status 1 with its reason, before the client sees a server;
//! - a policy that could not be enforced is such a reason, never a note.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use stockade_gate::judge::Judge;
use stockade_gate::pass::{Pass, Tell};
use stockade_gate::pipe::Pipe;
use stockade_gate::reload::PolicyFile;
use stockade_gate::session::{self, End, Options};
use stockade_gate::supervisor::signals::Signals;
use stockade_gate::supervisor::warden::{self, Warden};
use stockade_gate::supervisor::{Group, Server};
use stockade_gate::trust::Reach;
use stockade_gate::trust::reach::Launch;

use super::{Failure, Start, with_causes};
use crate::cli;
use crate::printer::Printer;
use crate::visible;

/// Where the server was not started.
const REFUSED: u8 = 1;

/// Starts the server and stays between it and the client.
pub(super) fn run(args: &cli::Run, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    match gate(args, start, printer) {
        Ok(code) => Ok(code),
        Err(failure) => {
            printer.error(&failure.text());
            Ok(REFUSED)
        }
    }
}

/// Waits for the end of the gate that started it.
pub(super) fn warden(args: &cli::Warden) -> u8 {
    match Group::from_number(args.group) {
        None => crate::exit::FAILURE,
        Some(group) => {
            warden::keep(std::io::stdin(), group);
            0
        }
    }
}

fn gate(args: &cli::Run, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let Some((program, arguments)) = args.server.split_first() else {
        return Err(Failure::new("there is no command after `--`"));
    };
    if is_address(&program.to_string_lossy()) {
        return Err(Failure::new(format!("remote server: not gated: `{}`", program.to_string_lossy()))
            .hint("only servers that are started here can be run behind the gate"));
    }
    if let Some(path) = &args.policy {
        let file = PolicyFile { path: start.absolute(path), reach: reach(program, arguments, start) };
        file.read().map_err(|error| Failure::new(with_causes(&error)).hint(error.hint()))?;
        return Err(Failure::new(format!("the policy `{}` cannot be enforced yet", path.display())));
    }
    let failed = |error: std::io::Error| Failure::new(with_causes(&error));
    let client = (Pipe::of(std::io::stdin()).map_err(failed)?, Pipe::of(std::io::stdout()).map_err(failed)?);
    let signals = Signals::install().map_err(failed)?;
    let mut command = Command::new(program);
    let server = Server::start(command.args(arguments)).map_err(|error| Failure::new(with_causes(&error)))?;

    let name = args.name.clone().unwrap_or_else(|| name_of(program));
    let tell = tell(*printer, &name);
    let warden = Warden::start(&this_program(), server.group());
    if let Err(error) = &warden {
        tell(&format!("the server will outlive the gate if that is killed: {error}"));
    }
    let judge: Arc<dyn Judge> = Arc::new(Pass::new(Arc::clone(&tell)));
    let end = session::run(server, client, signals, &judge, Options::default());
    if let Ok(warden) = warden {
        warden.dismiss();
    }
    match end {
        End::Server(code) | End::Signal(code) => Ok(code),
        End::Failed => Err(Failure::new("the gate failed and has ended the server")),
    }
}

/// Where the server may write by its own account.
fn reach(program: &OsStr, arguments: &[OsString], start: &Start) -> Reach {
    Reach::of(&Launch {
        program,
        arguments,
        directory: start.cwd.as_deref().unwrap_or(Path::new("/")),
        home: start.home.as_deref(),
        search: start.env.get("PATH").map(OsStr::new),
    })
}

/// Says something on stderr, under the server's name and harmless for a terminal.
pub(super) fn tell(printer: Printer, name: &str) -> Tell {
    let name = visible::line(name).into_owned();
    Arc::new(move |text| printer.note(&format!("stockade: {name}: {}", visible::line(text))))
}

pub(super) fn name_of(program: &OsStr) -> String {
    Path::new(program).file_name().unwrap_or(program).to_string_lossy().into_owned()
}

/// Whether somebody wrote an address where a program belongs.
pub(super) fn is_address(program: &str) -> bool {
    program.split_once("://").is_some_and(|(scheme, rest)| {
        !rest.is_empty() && matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ws" | "wss" | "sse")
    })
}

/// The file of this process, even where it was replaced since.
pub(super) fn this_program() -> PathBuf {
    let link = Path::new("/proc/self/exe");
    if link.exists() { link.to_owned() } else { std::env::current_exe().unwrap_or_else(|_| "stockade".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_no_programs() {
        for address in ["http://127.0.0.1:1/mcp", "HTTPS://mcp.example.com", "wss://x"] {
            assert!(is_address(address), "{address}");
        }
        for program in ["npx", "./http", "http:", "/opt/a://b", "https://"] {
            assert!(!is_address(program), "{program}");
        }
    }
}
