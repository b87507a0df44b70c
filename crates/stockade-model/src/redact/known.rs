//! Secrets that are known by their form alone: issuer prefixes, key ids, signed tokens.

use std::ops::Range;

/// Prefix, least length of the whole, and kind. Longer prefixes stand before shorter ones.
/// Source: each issuer's public documentation of its token format.
const PREFIXES: &[(&str, usize, &str)] = &[
    ("github_pat_", 40, "github-token"),
    ("ghp_", 36, "github-token"),
    ("gho_", 36, "github-token"),
    ("ghu_", 36, "github-token"),
    ("ghs_", 36, "github-token"),
    ("ghr_", 36, "github-token"),
    ("glpat-", 20, "gitlab-token"),
    ("sk-ant-", 24, "anthropic-key"),
    ("sk-proj-", 24, "openai-key"),
    ("sk-or-", 24, "openrouter-key"),
    ("sk_live_", 20, "stripe-key"),
    ("rk_live_", 20, "stripe-key"),
    ("sk_test_", 20, "stripe-key"),
    ("sk-", 24, "api-key"),
    ("xoxb-", 20, "slack-token"),
    ("xoxp-", 20, "slack-token"),
    ("xoxa-", 20, "slack-token"),
    ("xoxs-", 20, "slack-token"),
    ("xapp-", 20, "slack-token"),
    ("AIza", 35, "google-api-key"),
    ("ya29.", 24, "google-oauth-token"),
    ("npm_", 36, "npm-token"),
    ("pypi-", 40, "pypi-token"),
    ("hf_", 30, "huggingface-token"),
    ("SG.", 40, "sendgrid-key"),
    ("shpat_", 32, "shopify-token"),
    ("dop_v1_", 40, "digitalocean-token"),
    ("figd_", 30, "figma-token"),
    ("lin_api_", 30, "linear-key"),
    ("ntn_", 30, "notion-token"),
    ("tvly-", 20, "tavily-key"),
    ("gsk_", 30, "groq-key"),
    ("pplx-", 30, "perplexity-key"),
    ("xai-", 30, "xai-key"),
    ("r8_", 30, "replicate-token"),
    ("sbp_", 30, "supabase-token"),
    ("whsec_", 20, "webhook-secret"),
    ("AKIA", 20, "aws-access-key-id"),
    ("ASIA", 20, "aws-access-key-id"),
];

/// The kind of a value that has a known form from its first byte on.
pub(super) fn kind_of(value: &str) -> Option<&'static str> {
    let length = token_length(value);
    if let Some((_, _, kind)) = PREFIXES.iter().find(|(prefix, least, _)| value.starts_with(prefix) && length >= *least)
    {
        // Words with many hyphens are names ("sk-learn-something-or-other"): a token has digits.
        return value.get(..length).is_some_and(|token| token.bytes().any(|b| b.is_ascii_digit())).then_some(*kind);
    }
    let mut parts = value.get(..length)?.split('.');
    let signed = value.starts_with("eyJ") && parts.clone().count() == 3 && parts.all(|part| part.len() >= 8);
    signed.then_some("jwt")
}

/// Calls back with every known form that begins at a word boundary inside the text.
pub(super) fn scan(text: &str, each: &mut impl FnMut(Range<usize>, &'static str)) {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(kind) = kind_of(rest) {
            let length = token_length(rest);
            each(at..at + length, kind);
            at += length;
            continue;
        }
        // Go on behind the next byte that cannot be part of a token.
        match rest.find(|c: char| !is_token_char(c) || c == '=') {
            Some(offset) => at += offset + rest.get(offset..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8),
            None => return,
        }
    }
}

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '=' | '+')
}

fn token_length(value: &str) -> usize {
    value.find(|c: char| !is_token_char(c)).unwrap_or(value.len())
}
