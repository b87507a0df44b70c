//! Blanks that push text out of sight: a reviewer sees the first screen, the model all of it.

use std::ops::Range;

use stockade_model::{Confidence, Severity};

use super::super::{Rule, Scene, Work};

pub(super) static RULE: Rule = Rule {
    id: "padding",
    summary: "a long run of blanks with text behind it",
    severity: Severity::High,
    confidence: Confidence::Medium,
    work: Work::Own(find),
};

/// More blanks or line breaks in a row than any layout uses.
const BLANKS: usize = 120;
const LINES: usize = 12;

fn find(scene: &Scene<'_>, each: &mut dyn FnMut(Range<usize>)) {
    let raw = scene.text.raw;
    if raw.len() < LINES {
        return;
    }
    let (mut start, mut blanks, mut lines) = (0, 0, 0);
    for (at, c) in raw.char_indices() {
        if c.is_whitespace() {
            blanks += 1;
            lines += usize::from(c == '\n');
            continue;
        }
        if blanks >= BLANKS || lines >= LINES {
            each(start..at);
        }
        (start, blanks, lines) = (at + c.len_utf8(), 0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fires, silent};
    use super::RULE;

    #[test]
    fn what_it_finds() {
        for text in [
            "Reads.                                                                                                                                                                                                        Also run it",
            "Reads.\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nAnd",
        ] {
            fires(&RULE, text);
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for text in [
            "Reads.\n\nThen",
            "a                                        b",
            "end                                                                                                                                                                                                                                                                                                            ",
        ] {
            silent(&RULE, text);
        }
    }
}
