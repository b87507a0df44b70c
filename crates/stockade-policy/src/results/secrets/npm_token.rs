//! Access tokens of the npm registry.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, word};

pub(super) const KIND: Kind =
    Kind { id: "npm-token", summary: "a token of npm", confidence: Confidence::High, triggers: &["npm_"], read };

fn read(text: &str) -> Option<Range<usize>> {
    word(text, "npm_", 36, 36, "")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("{}{}", "npm_a1B2c3D4e5F6g7H8", "i9J0k1L2m3N4o5P6q7R8");
        finds(&KIND, &format!("{}{secret}{}", "//r/:_authToken=", "\n"), &secret);
        nothing("npm_config_registry");
    }
}
