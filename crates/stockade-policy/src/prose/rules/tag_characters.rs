//! ASCII smuggling: the tag block (U+E0000) mirrors ASCII and is shown by nothing.

use std::ops::Range;

use stockade_model::{Confidence, Severity};

use super::super::{Rule, Scene, Work, hidden};

pub(super) static RULE: Rule = Rule {
    id: "tag-characters",
    summary: "text in tag characters, which nothing shows",
    severity: Severity::Critical,
    confidence: Confidence::High,
    work: Work::Own(find),
};

fn find(scene: &Scene<'_>, each: &mut dyn FnMut(Range<usize>)) {
    if scene.text.is_plain {
        return;
    }
    let mut tags = hidden::each(scene.text.raw).filter(|(_, c)| hidden::is_tag(*c));
    if let Some((start, first)) = tags.next() {
        let (end, last) = tags.last().unwrap_or((start, first));
        each(start..end + last.len_utf8());
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fires, silent};
    use super::RULE;

    #[test]
    fn what_it_finds() {
        for text in [
            "Reads.\u{e0069}\u{e0067}\u{e006e}\u{e006f}\u{e0072}\u{e0065}",
            "\u{e0041}",
            "🏴\u{e0069}\u{e0067}\u{e006e}\u{e006f}\u{e0072}\u{e0065}\u{e0020}\u{e0061}",
        ] {
            fires(&RULE, text);
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for text in ["Reads.", "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} England"] {
            silent(&RULE, text);
        }
    }
}
