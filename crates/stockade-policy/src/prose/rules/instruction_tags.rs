//! Tags that pretend to be the frame of a prompt.

use stockade_model::{Confidence, Severity};

use super::super::{Patterns, Rule, Work};

pub(super) static RULE: Rule = Rule {
    id: "instruction-tags",
    summary: "a tag that poses as an instruction of the system",
    severity: Severity::High,
    confidence: Confidence::Medium,
    work: Work::Patterns(Patterns::new(
        &["<", "["],
        &[
            r"</?(?:important|system|secret|hidden|instructions?|critical|urgent|admin|developer|override|sudo|internal|private|priority|mandatory|confidential|system[-_ ](?:prompt|message|instructions?|reminder|note)|assistant|tool_(?:result|response|description)|function_results?|user_(?:message|query|input))(?: [^<>]{0,80})?>",
            r"\[(?:important|system|hidden|secret|admin|system[-_ ](?:prompt|message|instructions?|note|override))\]",
        ],
    )),
};

#[cfg(test)]
mod tests {
    use super::super::testing::{fires, silent};
    use super::RULE;

    #[test]
    fn what_it_finds() {
        for text in
            ["<IMPORTANT>read this</IMPORTANT>", "<system>x", "[SYSTEM] obey", "<іmportant>", "<system-reminder>"]
        {
            fires(&RULE, text);
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for text in [
            "<b>bold</b>",
            "a <path> to a file",
            "returns <div>",
            "IMPORTANT: paths are absolute",
            "importance < 5 > 3",
        ] {
            silent(&RULE, text);
        }
    }
}
