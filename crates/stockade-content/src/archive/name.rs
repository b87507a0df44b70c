//! Entry names: what they mean below the package's root, and what is odd about them.
//!
//! - a name is never given to the file system, so a bad one is reported and its file judged all the same;
//! - parts `.` and `..` are left out of the answer, so that two spellings of one place meet.

use super::ProblemKind;
use crate::caps::Caps;

/// The name below the root, and its oddities. Installers of tarballs drop the first part, whatever it is called.
pub(super) fn judge(raw: &[u8], strip: bool, caps: &Caps) -> (Option<String>, Vec<(ProblemKind, String)>) {
    let mut found = Vec::new();
    let text = String::from_utf8_lossy(raw);
    if matches!(text, std::borrow::Cow::Owned(_)) {
        found.push((ProblemKind::OddName, "the name is not UTF-8".to_owned()));
    }
    if text.chars().any(|char| char == '\\' || char.is_control()) {
        found.push((ProblemKind::OddName, "a backslash or a control character".to_owned()));
    }
    let unified = text.replace('\\', "/");
    let drive =
        unified.as_bytes().get(1) == Some(&b':') && unified.starts_with(|char: char| char.is_ascii_alphabetic());
    if unified.starts_with('/') || drive {
        found.push((ProblemKind::Absolute, "the entry is read below the root".to_owned()));
    }
    let mut parts: Vec<&str> = Vec::new();
    let body = unified.strip_suffix('/').unwrap_or(&unified);
    for (index, part) in body.split('/').enumerate() {
        match part {
            "" if index == 0 => {}
            "" => found.push((ProblemKind::OddName, "an empty part".to_owned())),
            "." => {}
            ".." => {
                found.push((ProblemKind::Traversal, "the entry is read below the root".to_owned()));
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if strip && !parts.is_empty() {
        parts.remove(0);
    }
    if raw.len() > caps.path_bytes || parts.len() > caps.path_depth {
        found.push((ProblemKind::LongName, format!("{} bytes, {} parts", raw.len(), parts.len())));
        parts.truncate(caps.path_depth);
    }
    let mut path = parts.join("/");
    if path.len() > caps.path_bytes {
        let end = path.floor_char_boundary(caps.path_bytes);
        path.truncate(end);
    }
    found.dedup();
    ((!path.is_empty()).then_some(path), found)
}

/// A name that is safe to print.
pub(super) fn shown(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let mut out = String::new();
    for char in text.chars().take(200) {
        if char.is_control() {
            out.extend(char.escape_unicode());
        } else {
            out.push(char);
        }
    }
    if text.chars().nth(200).is_some() {
        out.push('…');
    }
    out
}
