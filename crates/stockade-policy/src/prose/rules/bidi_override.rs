//! Trojan Source: bidirectional controls show another order than the one that is read.

use std::ops::Range;

use stockade_model::{Confidence, Severity};

use super::super::{Rule, Scene, Work, hidden};

pub(super) static RULE: Rule = Rule {
    id: "bidi-override",
    summary: "controls that turn the shown order round",
    severity: Severity::High,
    confidence: Confidence::High,
    work: Work::Own(find),
};

fn find(scene: &Scene<'_>, each: &mut dyn FnMut(Range<usize>)) {
    if scene.text.is_plain {
        return;
    }
    let raw = scene.text.raw;
    let honest = hidden::is_right_to_left(raw);
    for (at, c) in raw.char_indices().filter(|(_, c)| hidden::is_bidi(*c)) {
        // Isolates and embeddings are how right-to-left text is set; an override is how it is forged.
        if !honest || matches!(c, '\u{202d}' | '\u{202e}') {
            each(at..at + c.len_utf8());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fires, silent};
    use super::RULE;

    #[test]
    fn what_it_finds() {
        for text in ["Reads \u{202e}elif\u{202c}", "a\u{2066}b\u{2069}"] {
            fires(&RULE, text);
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for text in ["Reads a file", "\u{2067}שלום\u{2069} is a greeting"] {
            silent(&RULE, text);
        }
    }
}
