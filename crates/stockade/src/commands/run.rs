//! `stockade run`: a server behind the gate.
//!
//! - the standard output is the client's: all that is said goes to stderr, so that it stays a stream of messages;
//! - what keeps a server from being started is status 1 with its reason, before the client sees a server;
//! - everything that a decision needs is opened before the server is started: what cannot be is such a reason.
//!
//! Layout: [`identity`] says which server it is, [`rules`] which policy holds, [`protect`] what the server may not be given,
//! [`wiring`] opens what the judge is lent, [`gate`] puts other rules in force while it runs.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;

use stockade_desk::caller::client::Search;
use stockade_gate::judge::lent::Kind;
use stockade_gate::judge::{Judge, PolicyJudge, Settings};
use stockade_gate::pipe::Pipe;
use stockade_gate::reload::PolicyFile;
use stockade_gate::session::{self, End, Options};
use stockade_gate::supervisor::Server;
use stockade_gate::supervisor::signals::Signals;
use stockade_gate::supervisor::warden::{self, Warden};
use stockade_policy::StoreFail;

use self::gate::Gate;
use self::identity::Identity;
use super::{Failure, Start, with_causes};
use crate::approver::Tell;
use crate::cli;
use crate::printer::Printer;
use crate::visible;

mod gate;
mod identity;
mod protect;
mod rules;
mod wiring;

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
pub(super) fn warden() -> u8 {
    if warden::keep(io::stdin()) { 0 } else { crate::exit::FAILURE }
}

fn gate(args: &cli::Run, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let Some((program, arguments)) = args.server.split_first() else {
        return Err(Failure::new("there is no command after `--`"));
    };
    if is_address(&program.to_string_lossy()) {
        return Err(Failure::new(format!("remote server: not gated: `{}`", program.to_string_lossy()))
            .hint("only servers that are started here can be run behind the gate"));
    }
    // What has the system busy for a while goes on beside the rest: a second process starts, and many are looked at.
    let warden = thread::Builder::new().name("warden".to_owned()).spawn(|| Warden::start(&this_program()));
    let client = Search::begin();
    let identity = Identity::of(&args.server, args.name.as_deref(), start);
    let reach = protect::reach(args, start);
    let chosen = match &args.policy {
        Some(path) => rules::named(PolicyFile { path: start.absolute(path), reach: reach.clone() })?,
        None => rules::built_in(identity.purl.as_deref())?,
    };
    protect::check(&reach, args, start)?;
    let tell = tell(*printer, &identity.name);
    let wiring = wiring::wire(args, &identity, start, client, &tell)?;
    let (server, digest) = (identity.server.clone(), chosen.policy.digest().to_owned());
    wiring.journal.own(Kind::Start, &server, &digest, Some(&chosen.said))?;

    let failed = |error: io::Error| Failure::new(with_causes(&error));
    let client = (Pipe::of(io::stdin()).map_err(failed)?, Pipe::of(io::stdout()).map_err(failed)?);
    client.0.widen();
    client.1.widen();
    let signals = Signals::install().map_err(failed)?;
    let mut command = Command::new(program);
    command.args(arguments);
    // The password in it is none of the server's business. Taken away only where it is: that sorts the environment.
    if std::env::var_os(wiring::STORE).is_some() {
        command.env_remove(wiring::STORE);
    }
    let judge = PolicyJudge::new(settings(args, identity), wiring.lent, Arc::clone(&chosen.policy));
    let gate = Gate::new(judge, Arc::clone(&wiring.journal), server.clone(), digest, *printer, Arc::clone(&tell));
    let gate = Arc::new(gate);
    let judge: Arc<dyn Judge> = Arc::clone(&gate) as _;
    let warden = warden.and_then(|start| start.join().unwrap_or_else(|_| Err(io::Error::other("its thread failed"))));
    // Whatever else is done before the session, the server's own start would wait for on a machine with few processors.
    let running = Server::start(&mut command).map_err(|error| {
        Failure::new(with_causes(&error))
            .hint("the server's own command stands after `--`, as a client's config has it")
    })?;
    tell(&chosen.said);
    let group = running.group();
    let warden = warden.and_then(|mut warden| warden.guard(group).map(|()| warden));
    let mut watch = None;
    let end = session::run(running, client, signals, &judge, Options::default(), || {
        if let Err(error) = &warden {
            tell(&format!("the server will outlive the gate if that is killed: {error}"));
        }
        wiring.desk.listen();
        watch = chosen.file.and_then(|(file, text)| Gate::watch(&gate, file, &text));
    });
    drop(watch);
    wiring.desk.close();
    if let Ok(warden) = warden {
        warden.dismiss();
    }
    let ended = match end {
        End::Server(code) | End::Signal(code) => Ok(code),
        End::Failed => Err("the gate failed and has ended the server".to_owned()),
        End::Stuck(side) => {
            Err(format!("the {side} reads nothing of what the gate answers it, so the server was ended"))
        }
    };
    // What it ended with is told by its status; a journal that cannot be written was said so already.
    let why = ended.as_ref().err().map(String::as_str);
    let _ = wiring.journal.own(Kind::Stop, &server, &gate.digest(), why);
    wiring.journal.finish();
    ended.map_err(Failure::new)
}

fn settings(args: &cli::Run, identity: Identity) -> Settings {
    Settings {
        name: Some(identity.name),
        purl: identity.purl,
        hold: args.hold,
        sampling: args.allow_sampling,
        store_fail: match args.store.store_fail {
            cli::run::StoreFail::Open => StoreFail::Open,
            cli::run::StoreFail::Closed => StoreFail::Closed,
        },
        ..Settings::new(identity.server)
    }
}

/// Says something on stderr, under the server's name and harmless for a terminal.
pub(super) fn tell(printer: Printer, name: &str) -> Tell {
    let name = visible::line(name).into_owned();
    Arc::new(move |text| printer.note(&format!("stockade: {name}: {}", visible::line(text))))
}

/// A program as people call it.
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
