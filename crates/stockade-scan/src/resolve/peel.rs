//! The few ways in which every launcher answers: go on with the command inside, or say why nobody can.

use stockade_model::{Launch, Opaque, Span, Wrapper, launch::OpaqueReason};

use super::{Call, Outcome, Word, options::Unknown};

/// Goes on with the words as the command inside; none left means there is nothing to run.
pub fn words(id: &'static str, note: impl Into<String>, call: &Call, words: Vec<Word>, launch: &mut Launch) -> Outcome {
    match call.inner(words) {
        Some(inner) => Outcome::Peel(Wrapper { id, note: note.into() }, Box::new(inner)),
        None => empty(id, call, launch),
    }
}

/// Goes on with a call that was put together by the launcher.
pub fn call(id: &'static str, note: impl Into<String>, inner: Call) -> Outcome {
    Outcome::Peel(Wrapper { id, note: note.into() }, Box::new(inner))
}

/// Says that nobody can know, and why.
pub fn opaque(reason: OpaqueReason, detail: impl Into<String>, span: Option<Span>, launch: &mut Launch) -> Outcome {
    launch.opaque.push(Opaque { reason, detail: detail.into(), span });
    Outcome::Done
}

/// A wrapper without a command behind it.
pub fn empty(id: &str, call: &Call, launch: &mut Launch) -> Outcome {
    opaque(OpaqueReason::Empty, format!("`{id}` is given no command to run"), call.program.span, launch)
}

/// An argument outside the grammar.
pub fn unknown(id: &str, unknown: &Unknown, launch: &mut Launch) -> Outcome {
    launch.opaque.push(unknown.opaque(id));
    Outcome::Done
}

/// A placeholder where the target is named.
pub fn unexpanded(id: &str, word: &Word, launch: &mut Launch) -> Outcome {
    let detail = format!("`{id}` is told what to run by `{}`, which nobody but the client can fill in", word.text);
    opaque(OpaqueReason::Unexpanded, detail, word.span, launch)
}
