//! `stockade log`: what gates wrote down, shown, followed and verified.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use stockade_gate::journal::read::{Entry, Row, Snapshot};
use stockade_gate::journal::verify;

use self::select::Selection;
use super::{Failure, Start};
use crate::cli::{Log, LogCommand, LogVerify};
use crate::exit::count;
use crate::printer::Printer;
use crate::{state, visible};

mod select;

/// How often it is looked whether something was added.
const PAUSE: Duration = Duration::from_millis(200);
/// How many lines are put together before they are printed.
const BATCH: usize = 64 * 1024;

const RED: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();
const YELLOW: anstyle::Style = anstyle::AnsiColor::Yellow.on_default();
const GREEN: anstyle::Style = anstyle::AnsiColor::Green.on_default();
const DIM: anstyle::Style = anstyle::Style::new().dimmed();

/// Runs it, or its subcommand.
pub(super) fn run(args: &Log, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    match &args.command {
        Some(LogCommand::Verify(verify)) => check(verify, start, printer),
        None => show(args, start, printer),
    }
}

fn folder(dir: Option<&Path>, start: &Start) -> Result<PathBuf, Failure> {
    match dir {
        Some(dir) => Ok(start.absolute(dir)),
        None => state::journal(start).ok_or_else(|| {
            Failure::new("there is no home directory to find the journal in").hint("name its folder with `--dir`")
        }),
    }
}

fn failed(folder: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        return Failure::new(format!("there is no journal in `{}`", folder.display()))
            .hint("it begins with the first server that `stockade run` starts; `--dir` names another place");
    }
    Failure::new(format!("the journal in `{}` cannot be read: {error}", folder.display()))
}

fn show(args: &Log, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let folder = folder(args.dir.as_deref(), start)?;
    let selection = Selection::new(&args.filter, super::clock(start)?)?;
    let lost = |error: io::Error| failed(&folder, &error);
    let snapshot = Snapshot::open(&folder).map_err(lost)?;
    let mut follow = if args.follow { Some(snapshot.follow(&folder).map_err(lost)?) } else { None };

    let mut unread = 0;
    let mut out = String::new();
    let mut last = VecDeque::new();
    for row in snapshot.rows() {
        let row = row.map_err(lost)?;
        let Some(text) = line(&row, args.json, &selection, &mut unread) else { continue };
        match args.filter.last {
            Some(most) => {
                last.push_back(text);
                if last.len() > most {
                    last.pop_front();
                }
            }
            None => out.push_str(&text),
        }
        if out.len() > BATCH && !printer.stream(&std::mem::take(&mut out))? {
            return Ok(0);
        }
    }
    out.extend(last);
    if !printer.stream(&out)? {
        return Ok(0);
    }
    while let Some(follow) = &mut follow {
        std::thread::sleep(PAUSE);
        let rows = follow.added().map_err(lost)?;
        let text: String = rows.iter().filter_map(|row| line(row, args.json, &selection, &mut unread)).collect();
        if !text.is_empty() && !printer.stream(&text)? {
            return Ok(0);
        }
    }
    if unread > 0 {
        let lines =
            if unread == 1 { "1 line is no record".to_owned() } else { format!("{unread} lines are no records") };
        printer.error(&format!("{lines}: `stockade log verify` says what is wrong"));
        return Ok(3);
    }
    Ok(0)
}

/// What is printed of a row; none where it is not asked for. A line that is being written is not one yet.
fn line(row: &Row, json: bool, selection: &Selection, unread: &mut usize) -> Option<String> {
    if !row.whole {
        return None;
    }
    let Some(entry) = row.entry() else {
        *unread += 1;
        return None;
    };
    if !selection.takes(&entry) {
        return None;
    }
    if json {
        return Some(visible::json(&String::from_utf8_lossy(&row.text)).into_owned() + "\n");
    }
    Some(words(&entry))
}

/// A record for people: when, what was decided, of what, why.
fn words(entry: &Entry) -> String {
    let (style, decision) = match entry.decision.as_deref() {
        Some("deny") => (RED, "deny"),
        Some("ask") => (YELLOW, "ask"),
        Some("allow") => (GREEN, "allow"),
        Some(other) => (DIM, other),
        None => (DIM, "-"),
    };
    let decision = visible::short(decision, 12);
    let mut text = format!(
        "{DIM}{}{DIM:#}  {style}{decision:5}{style:#}  {:8}",
        visible::line(&entry.time),
        visible::line(&entry.kind)
    );
    for part in [&entry.server, &entry.tool, &entry.method].into_iter().flatten() {
        text.push_str(&format!("  {}", visible::line(part)));
    }
    if let Some(rule) = &entry.rule {
        text.push_str(&format!("  rule \"{}\"", visible::line(rule)));
    }
    for rule in &entry.recorded {
        text.push_str(&format!("  recorded \"{}\"", visible::line(rule)));
    }
    for (name, part) in [("", &entry.code), ("by ", &entry.by), ("client ", &entry.client)] {
        if let Some(part) = part {
            text.push_str(&format!("  {DIM}{name}{}{DIM:#}", visible::line(part)));
        }
    }
    if let Some(latency) = entry.latency_us {
        text.push_str(&format!("  {DIM}{latency} µs{DIM:#}"));
    }
    if let Some(note) = &entry.note {
        text.push_str(&format!("  {}", visible::line(note)));
    }
    text + "\n"
}

fn check(args: &LogVerify, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let folder = folder(args.dir.as_deref(), start)?;
    if let Some(hash) = &args.expect
        && (hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)))
    {
        return Err(Failure::new(format!("`{}` is no seal", visible::short(hash, 80)))
            .hint("a seal is the `hash` of a record: 64 small hexadecimal digits"));
    }
    let report = verify::verify(&folder, args.expect.as_deref()).map_err(|error| failed(&folder, &error))?;
    let missing = report.broken.is_none() && report.expected == Some(false);
    if args.json {
        let broken = report.broken.as_ref().map(|broken| {
            serde_json::json!({ "file": broken.file.to_string_lossy(), "line": broken.line, "why": broken.why })
        });
        let text = serde_json::json!({
            "ok": broken.is_none() && !missing,
            "files": report.files,
            "records": report.records,
            "chain": report.chain,
            "first": report.first,
            "last": report.last,
            "hash": report.hash,
            "expected": report.expected,
            "broken": broken,
            "notes": report.notes,
        });
        printer.data(&format!("{text:#}\n"))?;
    } else if report.broken.is_none() && !missing {
        printer.data(&format!(
            "{} in {} hold together: {} to {}\nchain  {}\nseal   {}\n",
            count(usize::try_from(report.records).unwrap_or(usize::MAX), "record"),
            count(report.files, "file"),
            report.first,
            report.last,
            visible::line(&report.chain),
            report.hash,
        ))?;
    }
    for note in &report.notes {
        printer.note(&format!("note: {}", visible::line(note)));
    }
    match &report.broken {
        Some(broken) => {
            let place = format!("{}:{}", broken.file.display(), broken.line);
            printer.error(&format!("{RED}broken{RED:#}: {}: {}", visible::line(&place), visible::line(&broken.why)));
            printer.note(&format!(
                "  {} before it hold together",
                count(usize::try_from(report.records).unwrap_or(0), "record")
            ));
            Ok(1)
        }
        None if missing => {
            printer.error(&format!("{RED}missing{RED:#}: no record has the expected seal"));
            Ok(1)
        }
        None => Ok(0),
    }
}
