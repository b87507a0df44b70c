//! Zero-width characters, fillers and soft hyphens: seen by nobody, read by the model.

use std::ops::Range;

use stockade_model::{Confidence, Severity};

use super::super::{Rule, Scene, Work, hidden};

pub(super) static RULE: Rule = Rule {
    id: "invisible-characters",
    summary: "characters that nobody sees",
    severity: Severity::Medium,
    confidence: Confidence::High,
    work: Work::Own(find),
};

/// Runs are reported as one.
fn find(scene: &Scene<'_>, each: &mut dyn FnMut(Range<usize>)) {
    if scene.text.is_plain {
        return;
    }
    let mut run: Option<Range<usize>> = None;
    for (at, c) in hidden::each(scene.text.raw) {
        // Each of these has a rule of its own.
        if hidden::is_control(c) || hidden::is_bidi(c) || hidden::is_tag(c) || hidden::is_selector(c) {
            continue;
        }
        let end = at + c.len_utf8();
        match &mut run {
            Some(run) if run.end == at => run.end = end,
            run => {
                if let Some(done) = run.replace(at..end) {
                    each(done);
                }
            }
        }
    }
    if let Some(done) = run {
        each(done);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fires, silent};
    use super::RULE;

    #[test]
    fn what_it_finds() {
        for text in [
            "re\u{200b}ad a file",
            "\u{2060}\u{2062}\u{2063}",
            "pass\u{ad}word",
            "xㅤy",
            "Reads.\u{feff}Now",
            "A dash –\u{200d}\u{200d}",
        ] {
            fires(&RULE, text);
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for text in ["Reads a file", "👩\u{200d}💻 codes", "می\u{200c}خواهم", "\u{feff}Reads a file", "naïve café"]
        {
            silent(&RULE, text);
        }
    }
}
