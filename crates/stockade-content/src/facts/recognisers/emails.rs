//! E-mail addresses anywhere in the code.

use super::addresses;
use crate::event::Event;
use crate::facts::{Class, Found};
use crate::value::GAP;

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    let Event::Text { text, key } = event else { return };
    for address in addresses::all(text) {
        if !address.contains(GAP) {
            found.add(Class::Email, &address, at, *key);
        }
    }
}
