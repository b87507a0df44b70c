//! `stockade pins`: what the gate remembers of each server's tools, what is held because it changed, and who accepts it.

use serde_json::json;
use stockade_desk::caller::Refusal;
use stockade_desk::socket::{AnswerError, may_settle};
use stockade_gate::pins::book::{Book, Part, Pinned, Version};
use stockade_gate::pins::{PinError, Store, diff};
use stockade_policy::prose;

use super::{Failure, Start, with_causes};
use crate::cli::pins::{self as args, Pins, PinsCommand};
use crate::printer::Printer;
use crate::visible;

const TITLE: anstyle::Style = anstyle::Style::new().bold();
const ADDED: anstyle::Style = anstyle::AnsiColor::Green.on_default();
const GONE: anstyle::Style = anstyle::AnsiColor::Red.on_default();

/// Fewer digits of a digest would name too many things.
const LEAST_DIGITS: usize = 8;
/// As many digits of a digest as are shown.
const SHOWN_DIGITS: usize = 12;

/// Runs one of the subcommands.
pub(super) fn run(args: &Pins, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let store = store(start)?;
    match &args.command {
        PinsCommand::List { server, json } => list(&store, server.as_deref(), *json, printer),
        PinsCommand::Show { parts, json } => show(&store, parts, *json, printer),
        PinsCommand::Diff { parts, json } => differences(&store, parts, *json, printer),
        PinsCommand::Accept { part, digest, who } => {
            // Without a digest it only shows what there is to accept.
            if digest.is_some() {
                may(start, *who)?;
            }
            accept(&store, part, digest.as_deref(), printer)
        }
        PinsCommand::Undo { part, who } => {
            may(start, *who)?;
            let server = one(&store, &part.server)?.server;
            change(&store, &server, |book| book.undo(of(part)))?;
            printer.data(&format!("{} is as before the last acceptance\n", visible::line(of(part).name())))?;
            Ok(0)
        }
        PinsCommand::Forget { parts, who } => {
            may(start, *who)?;
            forget(&store, parts, printer)
        }
    }
}

/// Whether whoever typed this may settle what counts: an agent does not accept for its user what its server changed.
fn may(start: &Start, who: args::Who) -> Result<(), Failure> {
    may_settle(&crate::approver::queue(start)?, who.unattended).map_err(|error| {
        let hint = match &error {
            AnswerError::Refused(Refusal::NoTerminal) => {
                Some("type it into a terminal; in a script that no client starts, `--unattended` says so")
            }
            error => error.hint(),
        };
        let failure = Failure::new(format!("not done: {}", with_causes(&error)));
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    })
}

/// What is recorded.
pub(super) fn store(start: &Start) -> Result<Store, Failure> {
    crate::state::pins(start)
        .map(Store::new)
        .ok_or_else(|| Failure::new("there is no home directory to keep pins in").hint("set HOME"))
}

fn failure(error: &PinError) -> Failure {
    let failure = Failure::new(with_causes(error));
    match error {
        PinError::Unsafe { .. } => {
            failure.hint("only you may own and write it: chmod go-w, chown, then look at the pins")
        }
        PinError::Damaged { path, .. } => {
            failure.hint(format!("remove `{}` to begin anew: the next use records what it sees", path.display()))
        }
        PinError::OtherDigest { .. } => failure.hint("it changed again: `stockade pins diff` shows what is held now"),
        PinError::Unknown(_) | PinError::NothingHeld(_) => failure.hint("`stockade pins list` shows what is there"),
        _ => failure,
    }
}

fn of(part: &args::Part) -> Part<'_> {
    part.tool.as_deref().filter(|_| !part.instructions).map_or(Part::Instructions, Part::Tool)
}

/// The one server that is meant.
pub(super) fn one(store: &Store, typed: &str) -> Result<Book, Failure> {
    if let Some(book) = store.read(typed).map_err(|error| failure(&error))? {
        return Ok(book);
    }
    let (books, _) = store.all().map_err(|error| failure(&error))?;
    let mut found: Vec<Book> = books.into_iter().filter(|book| book.server.contains(typed)).collect();
    match (found.pop(), found.is_empty()) {
        (Some(book), true) => Ok(book),
        (None, _) => Err(Failure::new(format!("no server `{}` is pinned", visible::short(typed, 80)))
            .hint("`stockade pins list` shows which are")),
        (Some(last), false) => {
            let names: Vec<String> = found.iter().chain([&last]).map(|book| visible::short(&book.server, 80)).collect();
            Err(Failure::new(format!("`{}` may be any of: {}", visible::short(typed, 80), names.join(", "))))
        }
    }
}

fn change(store: &Store, server: &str, work: impl FnOnce(&mut Book) -> Result<(), PinError>) -> Result<(), Failure> {
    let changed = store.change(server, |book| match book {
        Some(book) => work(book).map(|()| (true, ())),
        None => Err(PinError::Unknown(server.to_owned())),
    });
    changed.map_err(|error| failure(&error))
}

/// The parts that were asked for.
fn chosen<'a>(book: &'a Book, parts: &'a args::Parts) -> Result<Vec<(Part<'a>, &'a Pinned)>, Failure> {
    let part = match &parts.tool {
        Some(tool) => Part::Tool(tool),
        None if parts.instructions => Part::Instructions,
        None => return Ok(book.parts().collect()),
    };
    Ok(vec![(part, book.part(part).map_err(|error| failure(&error))?)])
}

const fn state(pinned: &Pinned) -> &'static str {
    match pinned {
        Pinned { held: Some(_), .. } => "held",
        Pinned { removed: Some(_), .. } => "gone",
        Pinned { new: true, .. } => "new",
        _ => "pinned",
    }
}

fn short(digest: &str) -> &str {
    digest.get(..SHOWN_DIGITS).unwrap_or(digest)
}

fn list(store: &Store, server: Option<&str>, json: bool, printer: &Printer) -> Result<u8, Failure> {
    let (books, broken) = match server {
        Some(server) => (vec![one(store, server)?], Vec::new()),
        None => store.all().map_err(|error| failure(&error))?,
    };
    for error in &broken {
        printer.error(&format!("warning: {}", visible::line(&with_causes(error))));
    }
    if json {
        let servers = books.iter().map(|book| {
            let parts: Vec<_> = book.parts().map(|(part, pinned)| entry(part, pinned)).collect();
            json!({"server": book.server, "first_seen": book.first_seen.to_string(), "parts": parts})
        });
        print_json(&json!({"servers": servers.collect::<Vec<_>>()}), printer)?;
    } else {
        let mut out = String::new();
        for book in &books {
            out.push_str(&format!("{TITLE}{}{TITLE:#}  since {}\n", visible::line(&book.server), book.first_seen));
            for (part, pinned) in book.parts() {
                let shown = pinned.held.as_ref().unwrap_or(&pinned.current);
                let name = visible::line(part.name());
                out.push_str(&format!("  {:6}  {}  {name}\n", state(pinned), short(&shown.digest)));
            }
        }
        if books.is_empty() {
            out.push_str("nothing is pinned yet\n");
        }
        printer.data(&out)?;
    }
    let held = books.iter().flat_map(Book::parts).any(|(_, pinned)| pinned.held.is_some());
    Ok(if held {
        1
    } else if broken.is_empty() {
        0
    } else {
        3
    })
}

fn entry(part: Part<'_>, pinned: &Pinned) -> serde_json::Value {
    json!({
        "kind": if part == Part::Instructions { "instructions" } else { "tool" },
        "name": part.name(),
        "state": state(pinned),
        "digest": pinned.current.digest,
        "held": pinned.held.as_ref().map(|held| &held.digest),
        "first_seen": pinned.before.first().unwrap_or(&pinned.current).first_seen.to_string(),
        "accepted_before": pinned.before.iter().map(|version| &version.digest).collect::<Vec<_>>(),
        "removed": pinned.removed.map(|moment| moment.to_string()),
    })
}

/// The names of a server's tools, and those of all others.
struct Names {
    own: Vec<String>,
    others: Vec<String>,
}

impl Names {
    fn of(store: &Store, book: &Book) -> Self {
        let own = book.tools.keys().cloned().collect();
        Self { own, others: store.names_elsewhere(&book.server).into_iter().collect() }
    }

    /// What in a version looks like hidden instructions.
    fn hits(&self, version: &Version) -> Vec<prose::Hit> {
        let own: Vec<&str> = self.own.iter().map(String::as_str).collect();
        let others: Vec<&str> = self.others.iter().map(String::as_str).collect();
        let context = prose::Context { own: &own, others: &others };
        version.value().map_or_else(Vec::new, |value| prose::object(&value, context))
    }
}

fn print_json(value: &serde_json::Value, printer: &Printer) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::new(with_causes(&error)))?;
    Ok(printer.data(&format!("{}\n", visible::json(&text)))?)
}

/// What stands in a version that a person should look at.
fn warnings(names: &Names, version: &Version) -> String {
    let line = |hit: prose::Hit| {
        format!("    {GONE}{} {}{GONE:#} {}: {}\n", hit.severity, hit.rule, visible::line(&hit.pointer), hit.excerpt)
    };
    names.hits(version).into_iter().map(line).collect()
}

fn show(store: &Store, parts: &args::Parts, json: bool, printer: &Printer) -> Result<u8, Failure> {
    let book = one(store, &parts.server)?;
    let (chosen, names) = (chosen(&book, parts)?, Names::of(store, &book));
    if json {
        let shown = chosen.iter().map(|(part, pinned)| {
            let mut entry = entry(*part, pinned);
            if let Some(members) = entry.as_object_mut() {
                members.insert("text".to_owned(), json!(pinned.current.text));
                members.insert("hits".to_owned(), json!(names.hits(&pinned.current)));
            }
            entry
        });
        print_json(&json!({"server": book.server, "parts": shown.collect::<Vec<_>>()}), printer)?;
        return Ok(0);
    }
    let mut out = String::new();
    for (part, pinned) in chosen {
        let name = visible::line(part.name());
        out.push_str(&format!("{TITLE}{name}{TITLE:#}  {}  {}\n", state(pinned), short(&pinned.current.digest)));
        for line in diff::lines(&pinned.current) {
            out.push_str(&format!("  {line}\n"));
        }
        out.push_str(&warnings(&names, &pinned.current));
    }
    printer.data(&out)?;
    Ok(0)
}

fn differences(store: &Store, parts: &args::Parts, json: bool, printer: &Printer) -> Result<u8, Failure> {
    let book = one(store, &parts.server)?;
    let (chosen, names) = (chosen(&book, parts)?, Names::of(store, &book));
    let held: Vec<(Part<'_>, &Pinned, &Version)> =
        chosen.into_iter().filter_map(|(part, pinned)| Some((part, pinned, pinned.held.as_ref()?))).collect();
    if json {
        let shown = held.iter().map(|(part, pinned, held)| {
            let lines: Vec<String> = diff::between(&pinned.current, held).iter().map(ToString::to_string).collect();
            json!({"name": part.name(), "digest": pinned.current.digest, "held": held.digest, "lines": lines, "hits": names.hits(held)})
        });
        print_json(&json!({"server": book.server, "held": shown.collect::<Vec<_>>()}), printer)?;
    } else {
        let mut out = String::new();
        for (part, pinned, held) in &held {
            out.push_str(&text(&names, *part, pinned, held));
        }
        if held.is_empty() {
            out.push_str("nothing is held\n");
        }
        printer.data(&out)?;
    }
    Ok(u8::from(!held.is_empty()))
}

/// A held change as people read it.
fn text(names: &Names, part: Part<'_>, pinned: &Pinned, held: &Version) -> String {
    let name = visible::line(part.name());
    let (old, new) = (short(&pinned.current.digest), short(&held.digest));
    let mut out = format!("{TITLE}{name}{TITLE:#}  {old} -> {new}, since {}\n", held.first_seen);
    for line in diff::between(&pinned.current, held) {
        let style = if line.added { ADDED } else { GONE };
        out.push_str(&format!("  {style}{line}{style:#}\n"));
    }
    out.push_str(&warnings(names, held));
    out
}

fn accept(store: &Store, part: &args::Part, digest: Option<&str>, printer: &Printer) -> Result<u8, Failure> {
    let book = one(store, &part.server)?;
    let part = of(part);
    let pinned = book.part(part).map_err(|error| failure(&error))?;
    let Some(digest) = digest else {
        let shown = pinned.held.as_ref().unwrap_or(&pinned.current);
        if let Some(held) = &pinned.held {
            printer.data(&text(&Names::of(store, &book), part, pinned, held))?;
        }
        return Err(Failure::new("an acceptance names the digest of what was looked at")
            .hint(format!("if that is what you want: --digest {}", short(&shown.digest))));
    };
    if digest.len() < LEAST_DIGITS || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let digest = visible::short(digest, 80);
        return Err(Failure::new(format!("`{digest}` is not the beginning of a digest"))
            .hint(format!("write at least {LEAST_DIGITS} of its hexadecimal digits")));
    }
    change(store, &book.server, |book| book.accept(part, digest))?;
    printer.data(&format!("{} is accepted\n", visible::line(part.name())))?;
    Ok(0)
}

fn forget(store: &Store, parts: &args::Parts, printer: &Printer) -> Result<u8, Failure> {
    let book = one(store, &parts.server)?;
    let part = match &parts.tool {
        Some(tool) => Some(Part::Tool(tool)),
        None => parts.instructions.then_some(Part::Instructions),
    };
    match part {
        Some(part) => change(store, &book.server, |book| book.forget(part))?,
        None => store
            .change(&book.server, |book| {
                *book = None;
                Ok((true, ()))
            })
            .map_err(|error| failure(&error))?,
    }
    printer
        .data(&format!("{} is forgotten\n", visible::line(part.as_ref().map_or(book.server.as_str(), Part::name))))?;
    Ok(0)
}
