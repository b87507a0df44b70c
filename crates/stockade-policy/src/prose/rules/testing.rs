//! What the tests of every rule share.

use super::super::{Context, Reading, Rule, Scene};

const CONTEXT: Context<'_> = Context { own: &["own_tool"], others: &["send_email", "own_tool", "read"] };

fn found(rule: &Rule, text: &str, is_key: bool) -> Vec<String> {
    let reading = Reading::new(text);
    let mut found = Vec::new();
    rule.find(&Scene { text: &reading, is_key, context: CONTEXT }, &mut |range| {
        found.push(text.get(range).expect("a range of the text as sent").to_owned());
    });
    found
}

/// The rule must find something in the text.
pub(super) fn fires(rule: &Rule, text: &str) {
    assert!(!found(rule, text, false).is_empty(), "{} is silent about {text:?}", rule.id);
}

/// The rule must find nothing in the text.
pub(super) fn silent(rule: &Rule, text: &str) {
    assert_eq!(found(rule, text, false), Vec::<String>::new(), "{} about {text:?}", rule.id);
}

/// Whether the rule finds something in a key.
pub(super) fn in_key(rule: &Rule, key: &str) -> bool {
    !found(rule, key, true).is_empty()
}
