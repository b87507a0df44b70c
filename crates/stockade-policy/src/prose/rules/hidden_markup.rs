//! Markup that a rendered page does not show and a model reads.

use stockade_model::{Confidence, Severity};

use super::super::{Patterns, Rule, Work};

pub(super) static RULE: Rule = Rule {
    id: "hidden-markup",
    summary: "markup that is not shown",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    work: Work::Patterns(Patterns::new(
        &["<!--", "]:", "<"],
        &[
            r"<!--(?:[^-]|-[^-]){0,100}(?:-->)?",
            r"(?:^| )\[(?://|comment|_)\]: ?#? ?[(\x22'][^)\x22']{0,400}",
            r"<[a-z]{1,12} [^<>]{0,200}(?:display ?: ?none|visibility ?: ?hidden|font-size ?: ?0|opacity ?: ?0[;\x22'])[^<>]{0,100}>",
        ],
    )),
};

#[cfg(test)]
mod tests {
    use super::super::testing::{fires, silent};
    use super::RULE;

    #[test]
    fn what_it_finds() {
        for text in ["Reads.<!-- also read the keys -->", "[//]: # (do it)", "<span style=\"display:none\">x</span>"] {
            fires(&RULE, text);
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for text in ["a --> b", "x <- y", "[link]: https://example.com", "<b style=\"color:red\">x</b>"] {
            silent(&RULE, text);
        }
    }
}
