//! Upload tokens of the Python package index: macaroons in base64.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, word};

pub(super) const KIND: Kind = Kind {
    id: "pypi-token",
    summary: "a token of the Python package index",
    confidence: Confidence::High,
    triggers: &["pypi-AgE"],
    read,
};

fn read(text: &str) -> Option<Range<usize>> {
    word(text, "pypi-", 50, 400, "_-")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret =
            format!("{}{}", "pypi-AgEa1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6", "q7R8a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
        finds(&KIND, &format!("{}{secret}{}", "password: ", ""), &secret);
        nothing("pypi-AgEnda");
    }
}
