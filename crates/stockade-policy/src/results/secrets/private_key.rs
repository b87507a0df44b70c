//! Private keys in PEM (RFC 7468), whole or cut off.

use std::ops::Range;

use stockade_model::Confidence;

use super::Kind;

pub(super) const KIND: Kind = Kind {
    id: "private-key",
    summary: "a private key",
    confidence: Confidence::High,
    triggers: &["-----BEGIN "],
    read,
};

/// To the end line; a key without one is secret to the end of the text.
fn read(text: &str) -> Option<Range<usize>> {
    let label = text.strip_prefix("-----BEGIN ")?;
    let label = label.get(..label.find("-----")?).filter(|label| label.len() < 40)?;
    if !label.ends_with("PRIVATE KEY") && label != "PGP PRIVATE KEY BLOCK" {
        return None;
    }
    let end = format!("-----END {label}-----");
    Some(0..text.find(&end).map_or(text.len(), |at| at + end.len()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("-----BEGIN {0}-----\nMIIE\n-----END {0}-----", "RSA PRIVATE KEY");
        finds(&KIND, &format!("{}{secret}{}", "key:\n", "\nmore"), &secret);
        let secret = format!("-----BEGIN {}-----\nb3BlbnNzaC1rZXk", "OPENSSH PRIVATE KEY");
        finds(&KIND, &format!("{}{secret}{}", "", ""), &secret);
        nothing("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----");
    }
}
