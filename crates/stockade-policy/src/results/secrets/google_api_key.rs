//! Keys of Google APIs, and OAuth access tokens.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, word};

pub(super) const KIND: Kind = Kind {
    id: "google-api-key",
    summary: "a key or token of Google",
    confidence: Confidence::High,
    triggers: &["AIza", "ya29."],
    read,
};

fn read(text: &str) -> Option<Range<usize>> {
    word(text, "AIza", 35, 35, "_-").or_else(|| word(text, "ya29.", 40, 2000, "_-."))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("{}{}", "AIzaSya1B2c3D4e5F6g", "7H8i9J0k1L2m3N4o5P6q");
        finds(&KIND, &format!("{}{secret}{}", "key=", "&x=1"), &secret);
        let secret =
            format!("{}{}", "ya29.a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q", "7R8a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
        finds(&KIND, &format!("{}{secret}{}", "", ""), &secret);
        nothing("AIzaShort");
    }
}
