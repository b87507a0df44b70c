//! Secret access keys of AWS have no form of their own: forty characters behind their name.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, is_random, run};

pub(super) const KIND: Kind = Kind {
    id: "aws-secret-key",
    summary: "a secret access key of AWS",
    confidence: Confidence::High,
    triggers: &["aws_secret_access_key", "AWS_SECRET_ACCESS_KEY", "SecretAccessKey", "secretAccessKey"],
    read,
};

fn read(text: &str) -> Option<Range<usize>> {
    let name = run(text, |c| c.is_ascii_alphabetic() || c == '_');
    let gap = run(text.get(name..)?, |c| matches!(c, ' ' | '"' | '\'' | ':' | '=' | '\\'));
    let start = name + gap;
    let body = text.get(start..)?;
    let length = run(body, |c| c.is_ascii_alphanumeric() || matches!(c, '/' | '+' | '='));
    (gap > 0 && length == 40 && is_random(body.get(..length)?)).then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("{}{}", "wJ4lrXUt8FEMI+K7MDEN", "GbPxRf2CY9zQ0aTk3VnH");
        finds(&KIND, &format!("{}{secret}{}", "aws_secret_access_key = ", "\n"), &secret);
        let secret = format!("{}{}", "wJ4lrXUt8FEMI/K7MDEN", "GbPxRf2CY9zQ0aTk3VnH");
        finds(&KIND, &format!("{}{secret}{}", "{\"SecretAccessKey\": \"", "\"}"), &secret);
        nothing("aws_secret_access_key = ${KEY}");
    }
}
