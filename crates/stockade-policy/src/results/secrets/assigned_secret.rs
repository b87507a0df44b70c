//! A random value behind a name that announces a secret: only probably one, whoever issued it.

use std::ops::Range;

use stockade_model::Confidence;

use super::{Kind, bits, is_random, run};

pub(super) const KIND: Kind = Kind {
    id: "assigned-secret",
    summary: "a value under a name of secrets",
    confidence: Confidence::Low,
    triggers: &[
        "password",
        "PASSWORD",
        "Password",
        "secret",
        "SECRET",
        "Secret",
        "token",
        "TOKEN",
        "Token",
        "api_key",
        "API_KEY",
        "apiKey",
        "api-key",
        "apikey",
        "access_key",
        "ACCESS_KEY",
    ],
    read,
};

/// Shorter values are words.
const LEAST: usize = 16;

fn read(text: &str) -> Option<Range<usize>> {
    let name = run(text, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let gap = run(text.get(name..)?, |c| matches!(c, ' ' | '"' | '\'' | ':' | '=' | '\\'));
    let between = text.get(name..name + gap)?;
    if name > 40 || gap > 6 || !between.contains([':', '=']) {
        return None;
    }
    let start = name + gap;
    let body = text.get(start..)?;
    let length = run(body, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '/' | '=' | '.' | '~' | '!'));
    let value = body.get(..length)?.trim_end_matches(['.', '!']);
    let random = value.len() >= LEAST && bits(value) >= 3.5 && is_random(value);
    // Paths, addresses and versions are random enough, and no secrets.
    (random && !value.starts_with(['/', '.']) && value.matches(['/', '.']).count() < 3)
        .then_some(start..start + value.len())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, nothing};
    use super::KIND;

    #[test]
    fn its_form() {
        let secret = format!("{}{}", "q9Zr3Lm0Xv", "7Tb2Kd8Wc5");
        finds(&KIND, &format!("{}{secret}{}", "MY_TOKEN=", "\n"), &secret);
        let secret = format!("{}{}", "q9Zr3Lm0Xv", "7Tb2Kd8Wc5");
        finds(&KIND, &format!("{}{secret}{}", "{\"apiKey\": \"", "\"}"), &secret);
        nothing("password: correct-horse-battery");
        nothing("the token bucket has 1000000000000000000 tokens");
        nothing("token_path: /var/run/secrets/kubernetes.io/token1");
    }
}
