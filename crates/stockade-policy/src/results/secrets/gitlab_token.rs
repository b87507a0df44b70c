//! Personal, project and group access tokens of GitLab.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, word};

pub(super) const KIND: Kind = Kind {
    id: "gitlab-token",
    summary: "a token of GitLab",
    confidence: Confidence::High,
    triggers: &["glpat-"],
    read,
};

fn read(text: &str) -> Option<Range<usize>> {
    word(text, "glpat-", 20, 255, "_-")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("{}{}", "glpat-a1B2c3D", "4e5F6g7H8i9J0");
        finds(&KIND, &format!("{}{secret}{}", "", " x"), &secret);
        nothing("glpat-short");
    }
}
