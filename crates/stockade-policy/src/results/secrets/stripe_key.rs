//! Secret and restricted keys of Stripe, and secrets of its webhooks.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, word};

pub(super) const KIND: Kind = Kind {
    id: "stripe-key",
    summary: "a key of Stripe",
    confidence: Confidence::High,
    triggers: &["sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"],
    read,
};

fn read(text: &str) -> Option<Range<usize>> {
    word(text, "sk_live_", 16, 255, "")
        .or_else(|| word(text, "rk_live_", 16, 255, ""))
        .or_else(|| word(text, "sk_test_", 16, 255, ""))
        .or_else(|| word(text, "rk_test_", 16, 255, ""))
        .or_else(|| word(text, "whsec_", 24, 255, "+/="))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("{}{}", "sk_live_a1B2c3D4", "e5F6g7H8i9J0k1L2");
        finds(&KIND, &format!("{}{secret}{}", "", ""), &secret);
        nothing("pk_live_publishable1234567");
        nothing("sk_test_...");
    }
}
