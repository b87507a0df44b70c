//! A password in an address (RFC 3986, userinfo).

use std::ops::Range;

use stockade_model::{Confidence, redact};

use super::{Kind, run};

pub(super) const KIND: Kind = Kind {
    id: "url-password",
    summary: "a password in an address",
    confidence: Confidence::Medium,
    triggers: &["://"],
    read,
};

fn read(text: &str) -> Option<Range<usize>> {
    let rest = text.strip_prefix("://")?;
    let length =
        run(rest, |c| !c.is_whitespace() && !matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | '`' | ')'));
    let authority = rest.get(..length)?;
    let at = authority.rfind('@')?;
    let colon = authority.get(..at)?.find(':')?;
    let password = authority.get(colon + 1..at)?;
    let evident =
        ["password", "pass", "secret", "changeme", "xxx"].contains(&password) || redact::is_reference(password);
    (password.len() >= 4 && !evident).then_some(3 + colon + 1..3 + at)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("{}{}", "s3cr3", "t-4-db");
        finds(&KIND, &format!("{}{secret}{}", "postgres://app:", "@db.example.com/x"), &secret);
        nothing("https://example.com:8080/a@b");
        nothing("postgres://user:password@localhost/db");
        nothing("redis://:${PASSWORD}@host");
    }
}
