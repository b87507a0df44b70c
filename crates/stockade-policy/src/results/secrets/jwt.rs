//! Signed tokens (RFC 7519): three parts of base64url, the first of which is a JSON header.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, run};

pub(super) const KIND: Kind =
    Kind { id: "jwt", summary: "a signed token", confidence: Confidence::Medium, triggers: &["eyJ"], read };

fn read(text: &str) -> Option<Range<usize>> {
    let length = run(text, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let token = text.get(..length)?.trim_end_matches('.');
    let mut parts = token.split('.');
    let (header, claims, seal) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && claims.len() >= 8 && seal.len() >= 16;
    (whole && decode(header).contains("\"alg\"")).then_some(0..token.len())
}

/// Base64url without padding; what is no text becomes none.
fn decode(text: &str) -> String {
    let (mut bits, mut count, mut out) = (0_u32, 0, Vec::new());
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            _ => 63,
        };
        bits = (bits << 6 | u32::from(six)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| String::new())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!(
            "{}{}",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0N",
            "TY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
        );
        finds(&KIND, &format!("{}{secret}{}", "Bearer ", " x"), &secret);
        nothing("eyJhbGciOiJIUzI1NiJ9 alone");
        nothing("eyJub3BlIjoiMSJ9.eyJzdWIiOiIxIn0.aaaaaaaaaaaaaaaaaaaaaaaa");
    }
}
