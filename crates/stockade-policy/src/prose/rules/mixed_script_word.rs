//! A word in letters of several scripts that reads as plain Latin: no language has such words.

use std::ops::Range;

use stockade_model::{Confidence, Severity};
use unicode_security::MixedScript as _;

use super::super::{Rule, Scene, Work, hidden};

pub(super) static RULE: Rule = Rule {
    id: "mixed-script-word",
    summary: "a word that imitates Latin letters with those of other scripts",
    severity: Severity::High,
    confidence: Confidence::High,
    work: Work::Own(find),
};

fn find(scene: &Scene<'_>, each: &mut dyn FnMut(Range<usize>)) {
    let raw = scene.text.raw;
    if scene.text.is_plain {
        return;
    }
    let mut at = 0;
    for word in raw.split(|c: char| !c.is_alphanumeric() && !hidden::is_hidden(c)) {
        let mixed = !word.is_ascii() && !word.is_single_script();
        if mixed && word.chars().any(|c| c.is_ascii_alphabetic()) && imitates(word) {
            each(at..at + word.len());
        }
        at += word.len();
        at += raw.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
}

/// Whether a reader takes the word for a Latin one. Greek letters of formulas (`Δt`, `µs`) are not taken for others.
fn imitates(word: &str) -> bool {
    word.chars().count() > 2 && stockade_skeleton::skeleton(word).all(|c| c.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fires, silent};
    use super::RULE;

    #[test]
    fn what_it_finds() {
        for text in ["rеad_file", "Use the pаssword"] {
            fires(&RULE, text);
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for text in ["read_file", "прочитать файл", "µs and Δt", "日本語のtext", "Größe"] {
            silent(&RULE, text);
        }
    }
}
