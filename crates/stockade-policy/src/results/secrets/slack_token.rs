//! Tokens of Slack, and addresses of webhooks, which let in whoever knows them.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, is_random, run, word};

pub(super) const KIND: Kind = Kind {
    id: "slack-token",
    summary: "a token or webhook of Slack",
    confidence: Confidence::High,
    triggers: &["xoxa-", "xoxb-", "xoxp-", "xoxs-", "xoxe-", "xapp-", "hooks.slack.com/services/"],
    read,
};

fn read(text: &str) -> Option<Range<usize>> {
    if let Some(path) = text.strip_prefix("hooks.slack.com/services/") {
        let length = run(path, |c| c.is_ascii_alphanumeric() || c == '/');
        let start = text.len() - path.len();
        return (length >= 30 && is_random(path.get(..length)?)).then_some(start..start + length);
    }
    word(text, text.get(..5)?, 20, 400, "-")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("{}{}", "xoxb-1234567890-a1B2", "c3D4e5F6g7H8i9J0k1L2");
        finds(&KIND, &format!("{}{secret}{}", "", "\""), &secret);
        let secret = format!("{}{}", "T01ABCD23/B04EFGH56/a1", "B2c3D4e5F6g7H8i9J0k1L2");
        finds(&KIND, &format!("{}{secret}{}", "https://hooks.slack.com/services/", ""), &secret);
        nothing("xoxb-your-token-goes-here-1");
        nothing("https://hooks.slack.com/services/T/B/x");
    }
}
