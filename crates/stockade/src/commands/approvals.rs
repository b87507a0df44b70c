//! `stockade approvals`: which tool calls wait for a human, and the human's answer.
//!
//! - everything but ids and times comes from an agent or a server, and is shown escaped;
//! - arguments are shown with the digits they have, and all of them: what is approved is what is read;
//! - the gate judges who answers; this command only carries the word.
//!
//! Layout: [`text`] and [`json`] say what is in the queue.

use stockade_desk::queue::{Entry, Queue, QueueError};
use stockade_desk::socket::{AnswerError, Say, answer};
use stockade_model::approval::Word;

use super::{Failure, Start, with_causes};
use crate::cli::approvals::{Approvals, ApprovalsCommand, One};
use crate::printer::Printer;
use crate::visible::{line, short};

pub mod json;
mod text;

/// The answer was not taken.
const NOT_TAKEN: u8 = 1;
/// A file of the queue could not be read.
const INCOMPLETE: u8 = 3;
/// Fewer characters could name another request by the time they are typed.
const FEWEST_CHARACTERS: usize = 4;
/// A reason is a line for the agent, and no page.
const LONGEST_REASON: usize = 1000;

/// Runs one of the subcommands.
pub(super) fn run(args: &Approvals, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let queue = crate::approver::queue(start)?;
    match &args.command {
        ApprovalsCommand::List { json } => list(&queue, *json, printer),
        ApprovalsCommand::Show(one) => {
            let entry = find(&queue, one)?;
            print(&entry, one.json, printer)?;
            Ok(0)
        }
        ApprovalsCommand::Approve(one) => say(&queue, one, Word::Approved, None, printer),
        ApprovalsCommand::Deny { one, reason } => say(&queue, one, Word::Denied, reason.as_deref(), printer),
    }
}

fn list(queue: &Queue, json: bool, printer: &Printer) -> Result<u8, Failure> {
    let now = stockade_desk::now();
    let listing = queue.list(now).map_err(|error| failure(&error))?;
    for damaged in &listing.damaged {
        printer.error(&format!("warning: {}", line(&with_causes(damaged))));
    }
    if json {
        printer.data(&json::list(&listing.entries, now))?;
    } else if listing.entries.is_empty() {
        printer.note("no call waits for an answer");
    } else {
        printer.data(&text::list(&listing.entries, now))?;
    }
    Ok(if listing.damaged.is_empty() { 0 } else { INCOMPLETE })
}

fn say(queue: &Queue, one: &One, word: Word, reason: Option<&str>, printer: &Printer) -> Result<u8, Failure> {
    if reason.is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
        return Err(Failure::new(format!("the reason has more than {LONGEST_REASON} characters")));
    }
    let entry = find(queue, one)?;
    let say = Say {
        id: entry.request.id.clone(),
        binding: entry.request.binding.digest(),
        word,
        reason: reason.map(str::to_owned),
        face: "command".to_owned(),
    };
    match answer(queue, &say, stockade_desk::now()) {
        Ok(entry) if one.json => printer.data(&json::one(&entry, stockade_desk::now()))?,
        Ok(entry) => printer.data(&text::taken(&entry, word))?,
        Err(AnswerError::Queue(error @ (QueueError::Io { .. } | QueueError::Damaged { .. }))) => {
            return Err(failure(&error));
        }
        Err(error @ AnswerError::Silent(_)) => {
            return Err(Failure::new(with_causes(&error)).hint("see what became of it with `stockade approvals list`"));
        }
        Err(error) => {
            printer.error(&format!("not {word}: {}", line(&error.to_string())));
            if let Some(hint) = error.hint() {
                printer.error(&format!("  hint: {}", line(hint)));
            }
            return Ok(NOT_TAKEN);
        }
    }
    Ok(0)
}

fn print(entry: &Entry, json: bool, printer: &Printer) -> Result<(), Failure> {
    let now = stockade_desk::now();
    printer.data(&if json { json::one(entry, now) } else { text::one(entry, now) })?;
    Ok(())
}

fn find(queue: &Queue, one: &One) -> Result<Entry, Failure> {
    let id = one.id.to_ascii_lowercase();
    if id.len() < FEWEST_CHARACTERS {
        let shown = short(&id, 20);
        return Err(Failure::new(format!("`{shown}` is too short for an id"))
            .hint(format!("give at least {FEWEST_CHARACTERS} characters; `stockade approvals list` shows them")));
    }
    queue.find(&id, stockade_desk::now()).map_err(|error| failure(&error))
}

fn failure(error: &QueueError) -> Failure {
    let failure = Failure::new(with_causes(error));
    match error {
        QueueError::Unknown(_) => failure.hint("`stockade approvals list` shows what waits; what is over is forgotten"),
        QueueError::Ambiguous(..) => failure.hint("give more characters of it"),
        _ => failure,
    }
}
