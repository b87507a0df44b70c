//! The recognisers: each knows one thing, sees the events that may hold it, and adds facts.
//!
//! - one recogniser, one file, one line here; none keeps anything between two files;
//! - most events are texts, and most texts are words that say nothing: each recogniser names the characters without which
//!   it would find nothing, and a text is looked at once for all of them.

pub(crate) mod addresses;
mod capabilities;
mod clock;
mod dns;
mod emails;
mod encoded;
pub(crate) mod environment;
mod hosts;
mod marks;
pub(crate) mod places;
mod recipients;
mod sent;
mod tools;

use super::Found;
use crate::event::Event;
use marks::Marks;

struct Recogniser {
    /// What a text must have; none where texts are not looked at.
    texts: Option<Marks>,
    /// Whether anything but texts is looked at.
    others: bool,
    see: fn(&Event<'_>, usize, &mut Found<'_>),
}

const fn texts(texts: Marks, others: bool, see: fn(&Event<'_>, usize, &mut Found<'_>)) -> Recogniser {
    Recogniser { texts: Some(texts), others, see }
}

const fn others(see: fn(&Event<'_>, usize, &mut Found<'_>)) -> Recogniser {
    Recogniser { texts: None, others: true, see }
}

const ALL: &[Recogniser] = &[
    others(capabilities::see),
    others(clock::see),
    others(dns::see),
    texts(Marks::AT, false, emails::see),
    texts(Marks::LONG, false, encoded::see),
    others(environment::see),
    texts(Marks::COLON.and(Marks::SLASH), true, hosts::see),
    texts(Marks::PATH, true, places::see),
    texts(Marks::NAMED, true, recipients::see),
    others(sent::see),
    others(tools::see),
];

/// Shows an event at a byte of the file to the recognisers that may find something in it.
pub(crate) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    let Event::Text { text, .. } = event else {
        ALL.iter().filter(|one| one.others).for_each(|one| (one.see)(event, at, found));
        return;
    };
    if text.len() < 4 {
        return;
    }
    let marks = Marks::of(text);
    if marks.is_none() {
        return;
    }
    for one in ALL {
        if one.texts.is_some_and(|wanted| marks.has(wanted)) {
            (one.see)(event, at, found);
        }
    }
}
