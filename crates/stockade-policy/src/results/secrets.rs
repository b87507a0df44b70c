//! Secrets that are known by their form, each kind with a validator that tells them from what only looks like one.
//!
//! One kind, one file `secrets/<id>.rs`, one line in the list below. A kind names the texts that can begin it, so that a
//! long answer costs a few searches for plain texts; its validator reads on from there.
//! Source: each issuer's public documentation of its format.

use std::ops::Range;

use stockade_model::Confidence;

/// A kind of secret.
#[derive(Debug)]
pub struct Kind {
    /// Kebab-case, never renamed: what stands in place of the secret.
    pub id: &'static str,
    /// One line.
    pub summary: &'static str,
    /// How sure the form makes it.
    pub confidence: Confidence,
    /// What it, or what introduces it, begins with.
    pub triggers: &'static [&'static str],
    /// The secret in the text that begins with a trigger, relative to it.
    pub read: fn(&str) -> Option<Range<usize>>,
}

macro_rules! kinds {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every kind; the earlier one names what two of them find.
        pub static ALL: &[&Kind] = &[$(&$module::KIND),*];
    };
}

kinds! {
    private_key,
    aws_access_key,
    aws_secret_key,
    github_token,
    gitlab_token,
    npm_token,
    pypi_token,
    slack_token,
    google_api_key,
    stripe_key,
    model_key,
    jwt,
    url_password,
    assigned_secret,
}

/// A secret in a text.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its bytes.
    pub range: Range<usize>,
}

/// Every secret in a text, in order and without overlap.
pub fn find(text: &str) -> Vec<Sighting> {
    let mut found: Vec<Sighting> = Vec::new();
    for kind in ALL {
        for trigger in kind.triggers {
            let mut end = 0;
            for (at, _) in text.match_indices(trigger) {
                // What begins inside a longer word, or inside the last secret, is part of it.
                let glued = trigger.starts_with(|c: char| c.is_ascii_alphanumeric())
                    && text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphanumeric()));
                if at < end || (glued && kind.confidence > Confidence::Low) {
                    continue;
                }
                let Some(range) = text.get(at..).and_then(kind.read) else { continue };
                end = at + range.end;
                let range = at + range.start..end;
                let taken = found.iter().any(|other| range.start < other.range.end && other.range.start < range.end);
                if !taken && !range.is_empty() {
                    found.push(Sighting { kind, range });
                }
            }
        }
    }
    found.sort_by_key(|sighting| sighting.range.start);
    found
}

/// Bytes of a text from its start that are of a set.
fn run(text: &str, of: impl Fn(char) -> bool) -> usize {
    text.find(|c| !of(c)).unwrap_or(text.len())
}

/// Letters and digits behind a prefix: so many at least, and at most.
fn word(text: &str, prefix: &str, least: usize, most: usize, more: &str) -> Option<Range<usize>> {
    let rest = text.strip_prefix(prefix)?;
    let length = run(rest, |c| c.is_ascii_alphanumeric() || more.contains(c));
    let body = rest.get(..length)?;
    (length >= least && length <= most && is_random(body)).then_some(0..prefix.len() + length)
}

/// Digits among letters, and no short piece over and over: not a placeholder (`xxxx`), not a name in words.
fn is_random(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let lower = text.to_ascii_lowercase();
    digits > 0
        && digits < text.len()
        && bits(text) >= 3.0
        && !["example", "placeholder", "xxxx", "your"].iter().any(|word| lower.contains(word))
}

/// Shannon's entropy a character.
#[expect(clippy::cast_precision_loss, reason = "texts of secrets are short")]
fn bits(text: &str) -> f64 {
    let mut counts = [0_usize; 256];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let total = text.len() as f64;
    let part = |count: usize| count as f64 / total;
    -counts.iter().filter(|count| **count > 0).map(|count| part(*count) * part(*count).log2()).sum::<f64>()
}

#[cfg(test)]
mod testing {
    use super::{Kind, find};

    /// The kind finds exactly `secret` in the text, whatever stands around it.
    pub(super) fn finds(kind: &Kind, text: &str, secret: &str) {
        let found = find(text);
        let of_kind: Vec<&str> = found
            .iter()
            .filter(|sighting| sighting.kind.id == kind.id)
            .map(|sighting| text.get(sighting.range.clone()).unwrap_or_default())
            .collect();
        assert_eq!(of_kind, [secret], "{} in {text:?}", kind.id);
    }

    /// Nothing at all is found in the text.
    pub(super) fn nothing(text: &str) {
        let found: Vec<&str> = find(text).iter().map(|sighting| sighting.kind.id).collect();
        assert_eq!(found, Vec::<&str>::new(), "in {text:?}");
    }
}
