//! Selectors that select nothing: behind one visible character, 256 of them carry any bytes.

use std::ops::Range;

use stockade_model::{Confidence, Severity};

use super::super::{Rule, Scene, Work, hidden};

pub(super) static RULE: Rule = Rule {
    id: "variation-selectors",
    summary: "variation selectors that carry data",
    severity: Severity::Critical,
    confidence: Confidence::High,
    work: Work::Own(find),
};

fn find(scene: &Scene<'_>, each: &mut dyn FnMut(Range<usize>)) {
    if scene.text.is_plain {
        return;
    }
    let mut selectors = hidden::each(scene.text.raw).filter(|(_, c)| hidden::is_selector(*c));
    // A single stray one is what editors leave behind.
    if let (Some((start, _)), Some((end, last))) = (selectors.next(), selectors.last()) {
        each(start..end + last.len_utf8());
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fires, silent};
    use super::RULE;

    #[test]
    fn what_it_finds() {
        for text in
            ["😀\u{e0148}\u{e0155}\u{e015c}", "x\u{fe01}\u{fe02}\u{fe03}", "Reads \u{fe0f}a \u{fe0e}file.\u{fe0f}"]
        {
            fires(&RULE, text);
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for text in ["❤\u{fe0f} 1\u{fe0f}⃣", "葛\u{e0100}城", "a\u{fe0f}"] {
            silent(&RULE, text);
        }
    }
}
