//! Markers with which chat templates separate roles: in a description they forge a turn.

use stockade_model::{Confidence, Severity};

use super::super::{Patterns, Rule, Work};

pub(super) static RULE: Rule = Rule {
    id: "chat-markers",
    summary: "markers that separate the turns of a conversation",
    severity: Severity::Critical,
    confidence: Confidence::High,
    work: Work::Patterns(Patterns::new(
        &["<|", "[inst", "[/inst", "sys>>", "_of_turn", "human: ", "assistant: "],
        &[
            r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id|begin_of_text)\|>|\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>",
            r"(?:^|[ .!?])(?:human|user|assistant|system): [ -~]{1,400}\b(?:assistant|human): ",
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
            ["<|im_start|>system", "[INST] do it [/INST]", "<<SYS>>", "Hello.\n\nHuman: go on\n\nAssistant: I will"]
        {
            fires(&RULE, text);
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for text in ["<|pipe|>", "user: the name of the user", "system: Linux or macOS", "[instance]"] {
            silent(&RULE, text);
        }
    }
}
