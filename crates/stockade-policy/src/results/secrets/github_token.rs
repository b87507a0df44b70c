//! Tokens of GitHub.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, word};

pub(super) const KIND: Kind = Kind {
    id: "github-token",
    summary: "a token of GitHub",
    confidence: Confidence::High,
    triggers: &["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    read,
};

fn read(text: &str) -> Option<Range<usize>> {
    word(text, "ghp_", 36, 255, "")
        .or_else(|| word(text, "gho_", 36, 255, ""))
        .or_else(|| word(text, "ghu_", 36, 255, ""))
        .or_else(|| word(text, "ghs_", 36, 255, ""))
        .or_else(|| word(text, "ghr_", 36, 255, ""))
        .or_else(|| word(text, "github_pat_", 40, 255, "_"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("{}{}", "ghp_a1B2c3D4e5F6g7H8", "i9J0k1L2m3N4o5P6q7R8");
        finds(&KIND, &format!("{}{secret}{}", "token ", "."), &secret);
        nothing("ghp_ and github_pat_");
        nothing(&format!("{}{}", "ghp_xxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxx"));
    }
}
