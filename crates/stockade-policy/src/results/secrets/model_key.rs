//! Keys of model providers.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, word};

pub(super) const KIND: Kind = Kind {
    id: "model-key",
    summary: "a key of a model provider",
    confidence: Confidence::High,
    triggers: &["sk-ant-", "sk-proj-", "sk-or-", "hf_", "gsk_", "xai-", "r8_"],
    read,
};

fn read(text: &str) -> Option<Range<usize>> {
    word(text, "sk-ant-", 24, 400, "_-")
        .or_else(|| word(text, "sk-proj-", 24, 400, "_-"))
        .or_else(|| word(text, "sk-or-", 24, 400, "_-"))
        .or_else(|| word(text, "hf_", 30, 400, ""))
        .or_else(|| word(text, "gsk_", 40, 400, ""))
        .or_else(|| word(text, "xai-", 40, 400, ""))
        .or_else(|| word(text, "r8_", 30, 400, ""))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("{}{}", "sk-ant-api03-a1B2c3D4e5F", "6g7H8i9J0k1L2m3N4o5P6q7R8");
        finds(&KIND, &format!("{}{secret}{}", "ANTHROPIC=", "\n"), &secret);
        nothing("hf_hub_download");
        nothing("sk-ant-...");
    }
}
