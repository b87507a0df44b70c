//! Escape sequences repaint the terminal in which somebody reviews the tool.

use std::ops::Range;

use stockade_model::{Confidence, Severity};

use super::super::{Rule, Scene, Work, hidden};

pub(super) static RULE: Rule = Rule {
    id: "terminal-escape",
    summary: "control characters that a terminal obeys",
    severity: Severity::Critical,
    confidence: Confidence::High,
    work: Work::Own(find),
};

fn find(scene: &Scene<'_>, each: &mut dyn FnMut(Range<usize>)) {
    if scene.text.is_plain {
        return;
    }
    for (at, c) in scene.text.raw.char_indices().filter(|(_, c)| hidden::is_control(*c)) {
        each(at..at + c.len_utf8());
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fires, silent};
    use super::RULE;

    #[test]
    fn what_it_finds() {
        for text in ["Reads\u{1b}[2K a file", "\u{9b}31m", "a\u{8}b", "\u{0}"] {
            fires(&RULE, text);
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for text in ["Reads a file\u{9}with\u{d}\nlines", "\\x1b[31m is written so"] {
            silent(&RULE, text);
        }
    }
}
