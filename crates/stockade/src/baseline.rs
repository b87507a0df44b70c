//! Baseline files: read strictly, written in one step. What they hold is [`stockade_model::baseline`]'s business.
//!
//! A file that is not understood to the last member is an error: a baseline that was read by half would call known
//! what is new.

use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use stockade_model::baseline::{BASELINE_VERSION, Baseline};
use stockade_scan::document::{self, Format};

use crate::commands::{Failure, with_causes};
use crate::complaint::{Complaint, render};

/// Larger files are refused unread.
const MOST_BYTES: u64 = 256 << 20;

/// The one member that every version has.
#[derive(Deserialize)]
struct Head {
    version: u64,
}

/// Reads a baseline.
pub fn read(path: &Path) -> Result<Baseline, Failure> {
    let failed = |why: String| {
        Failure::new(format!("could not read the baseline `{}`: {why}", path.display()))
            .hint("`stockade scan --write-baseline FILE` makes one")
    };
    let metadata = std::fs::metadata(path).map_err(|error| failed(with_causes(&error)))?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return Err(failed("it is no ordinary file of at most 256 MiB".to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| failed(with_causes(&error)))?;
    parse(&text).map_err(|complaint| render(path, &text, &[complaint]))
}

fn parse(text: &str) -> Result<Baseline, Complaint> {
    let head: Head = serde_json::from_str(text).map_err(|error| complaint(text, &error))?;
    if head.version != u64::from(BASELINE_VERSION) {
        let newer = head.version > u64::from(BASELINE_VERSION);
        let hint = if newer { "a newer Stockade wrote it: update this one" } else { "write it again" };
        return Err(Complaint {
            message: format!("this baseline has version {}, not {BASELINE_VERSION}", head.version),
            label: hint.to_owned(),
            span: version_span(text),
        });
    }
    serde_json::from_str(text).map_err(|error| complaint(text, &error))
}

fn complaint(text: &str, error: &serde_json::Error) -> Complaint {
    // `serde_json` counts lines and bytes from 1, and repeats them behind the message.
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let start = (line + error.column().saturating_sub(1)).min(text.len());
    let end = text.get(start..).and_then(|rest| rest.chars().next()).map_or(start, |c| start + c.len_utf8());
    Complaint { message: format!("this is no baseline: {message}"), label: String::new(), span: start..end }
}

fn version_span(text: &str) -> Range<usize> {
    let node = document::parse(Format::Json, text).ok();
    let span = node.and_then(|node| node.get("version").map(|version| version.span));
    span.map_or(0..0, |span| span.start..span.end)
}

/// The text of a baseline file.
pub fn text(baseline: &Baseline) -> Result<String, Failure> {
    serde_json::to_string_pretty(baseline)
        .map(|text| text + "\n")
        .map_err(|error| Failure::new(format!("could not write the baseline: {}", with_causes(&error))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let baseline = Baseline { version: 1, findings: ["a".to_owned()].into(), ..Baseline::default() };
        assert_eq!(parse(&text(&baseline).unwrap()).unwrap(), baseline);
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_place() {
        for (text, start, message) in [
            ("{", 0, "EOF"),
            ("{\n \"version\": 2,\n \"servers\": []}", 14, "version 2"),
            ("{\"version\": 1}", 13, "missing field `servers`"),
            ("{\"version\": 1,\n\"servers\": {}, \"findings\": [], \"more\": 1}", 51, "unknown field `more`"),
            ("", 0, "EOF"),
            ("[é]", 1, "expected"),
        ] {
            let complaint = parse(text).unwrap_err();
            assert!(complaint.message.contains(message), "{text}: {}", complaint.message);
            assert!(complaint.span.start.abs_diff(start) <= 1, "{text}: {:?}", complaint.span);
        }
    }
}
