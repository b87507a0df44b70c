//! Access key ids of AWS: a prefix and sixteen characters of base32.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, is_random, run};

pub(super) const KIND: Kind = Kind {
    id: "aws-access-key",
    summary: "an access key id of AWS",
    confidence: Confidence::High,
    triggers: &["AKIA", "ASIA"],
    read,
};

fn read(text: &str) -> Option<Range<usize>> {
    let length = run(text, |c| c.is_ascii_uppercase() || matches!(c, '2'..='7'));
    let cut = text.get(length..)?.starts_with(|c: char| c.is_ascii_alphanumeric());
    let body = text.get(..length)?;
    // The vendor's documentation ends its examples so.
    (length == 20 && !cut && is_random(body) && !body.ends_with("EXAMPLE")).then_some(0..length)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("{}{}", "AKIAQ3EGRN", "TW5XBY2DZM");
        finds(&KIND, &format!("{}{secret}{}", "id=", " "), &secret);
        nothing(&format!("{}{}", "AKIAIOSFOD", "NN7EXAMPLE"));
        nothing("AKIA and ASIA");
        nothing(&format!("{}{}", "AKIAQ3EGRNTW", "5XBY2DZMABCD"));
    }
}
