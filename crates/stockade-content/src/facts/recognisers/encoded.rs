//! Long texts that look encoded: hex, base64, and nothing that says what for.
//!
//! Pictures, fonts and WebAssembly are left out by how they begin; the value is the beginning and the length, so that the
//! same blob in the next version is the same fact.

use crate::event::Event;
use crate::facts::{Class, Found};

const MIN_BASE64: usize = 512;
pub(super) const MIN_HEX: usize = 256;
/// How data of pictures, fonts, archives of the web and WebAssembly begin in base64.
const KNOWN: &[&str] =
    &["iVBOR", "/9j/", "R0lGOD", "UklGR", "AGFzbQ", "d09GR", "d09GMg", "AAEAAAA", "T1RUTw", "PHN2Zy", "PD94bWw"];

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    let Event::Text { text, .. } = event else { return };
    if text.len() < MIN_HEX {
        return;
    }
    let head = text.get(..text.floor_char_boundary(12)).unwrap_or_default();
    if KNOWN.iter().any(|start| text.starts_with(start))
        || text.starts_with("data:image")
        || text.starts_with("data:font")
    {
        return;
    }
    let Some(format) = format_of(text.as_bytes()) else { return };
    found.add(Class::Encoded, &format!("{format} {head}… {} bytes", text.len()), at, None);
}

fn format_of(text: &[u8]) -> Option<&'static str> {
    let mut seen = [false; 256];
    let (mut hex, mut digits) = (true, 0_usize);
    for byte in text {
        let whole = byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_' | b'\n' | b'\r');
        if !whole {
            return None;
        }
        hex &= byte.is_ascii_hexdigit();
        digits += usize::from(byte.is_ascii_digit());
        if let Some(slot) = seen.get_mut(usize::from(*byte)) {
            *slot = true;
        }
    }
    let kinds = seen.iter().filter(|seen| **seen).count();
    if hex && kinds >= 10 && digits > 0 {
        Some("hex")
    } else if text.len() >= MIN_BASE64 && kinds >= 40 && digits > text.len() / 40 {
        Some("base64")
    } else {
        None
    }
}
