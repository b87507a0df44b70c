//! A parameter that clients fill in from its name alone: models hand over what it asks for.

use std::ops::Range;

use stockade_model::{Confidence, Severity};

use super::super::{Rule, Scene, Work};

pub(super) static RULE: Rule = Rule {
    id: "conversation-parameter",
    summary: "a parameter named after what only the client has",
    severity: Severity::Medium,
    confidence: Confidence::Low,
    work: Work::Own(find),
};

/// Squashed names. Source: published research on parameters by whose names models give away their context.
const NAMES: &[&str] = &[
    "systemprompt",
    "conversationhistory",
    "chathistory",
    "chainofthought",
    "toolslist",
    "toolcallhistory",
    "fullconversation",
    "previousmessages",
    "sidenote",
    "allmessages",
    "userprompthistory",
];

fn find(scene: &Scene<'_>, each: &mut dyn FnMut(Range<usize>)) {
    if !scene.is_key {
        return;
    }
    let squashed: String = scene.text.seen.chars().filter(char::is_ascii_alphanumeric).collect();
    if NAMES.contains(&squashed.as_str()) {
        each(0..scene.text.raw.len());
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{in_key, silent};
    use super::RULE;

    #[test]
    fn keys_only() {
        for key in ["system_prompt", "conversationHistory", "chain-of-thought", "sidеnote"] {
            assert!(in_key(&RULE, key), "{key}");
            silent(&RULE, key);
        }
        for key in ["prompt", "history", "notes", "messages"] {
            assert!(!in_key(&RULE, key), "{key}");
        }
    }
}
