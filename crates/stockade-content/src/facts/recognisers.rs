//! The recognisers: each knows one thing, sees every event, and adds facts.
//!
//! One recogniser, one file, one line here. None keeps anything between two files.

pub(crate) mod addresses;
mod capabilities;
mod clock;
mod dns;
mod emails;
mod encoded;
pub(crate) mod environment;
mod hosts;
pub(crate) mod places;
mod recipients;

use super::Found;
use crate::event::Event;

type Recogniser = fn(&Event<'_>, usize, &mut Found<'_>);

const ALL: &[Recogniser] = &[
    capabilities::see,
    clock::see,
    dns::see,
    emails::see,
    encoded::see,
    environment::see,
    hosts::see,
    places::see,
    recipients::see,
];

/// Shows an event at a byte of the file to every recogniser.
pub(crate) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    if let Event::Text { text, .. } = event
        && text.len() < 4
    {
        return;
    }
    ALL.iter().for_each(|recogniser| recogniser(event, at, found));
}
