//! Finds plain-text secrets in values while a file is parsed, and replaces them before anything else sees them.
//!
//! Constraints:
//! - a reference (`${TOKEN}`, `{env:TOKEN}`, `op://…`) or an evident placeholder (`<your token>`) is no secret;
//! - what is replaced leaves its kind behind (`[redacted:github-token]`), never a part of its value;
//! - when in doubt about a value under a secret's name, it is replaced: a report gets mailed round.

use std::ops::Range;

mod known;

/// A secret found inside a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Which bytes of the value.
    pub range: Range<usize>,
    /// The kind, kebab-case.
    pub kind: &'static str,
    /// The key, flag, header or parameter that named it, where there was one.
    pub key: Option<String>,
}

/// What stands in place of a secret of this kind.
pub fn placeholder(kind: &str) -> String {
    format!("[redacted:{kind}]")
}

/// Every secret in a value, in order and without overlap. `key` is the key, flag or header it is the value of.
pub fn find(key: Option<&str>, value: &str) -> Vec<Sighting> {
    let mut found = Vec::new();
    if value.contains("-----BEGIN ") && value.contains("PRIVATE KEY-----") {
        found.push(Sighting { range: 0..value.len(), kind: "private-key", key: key.map(str::to_owned) });
        return found;
    }
    if let Some(key) = key.filter(|key| names_a_secret(key))
        && let Some(range) = secret_value(value)
    {
        let kind = value.get(range.clone()).and_then(known::kind_of).unwrap_or_else(|| kind_of_key(key));
        found.push(Sighting { range, kind, key: Some(key.to_owned()) });
        return found;
    }
    words(value, &mut found);
    found.sort_by_key(|sighting| sighting.range.start);
    let mut end = 0;
    found.retain(|sighting| {
        let keep = sighting.range.start >= end && !sighting.range.is_empty();
        if keep {
            end = sighting.range.end;
        }
        keep
    });
    found
}

/// The value with every secret replaced, and what was replaced.
pub fn redact(key: Option<&str>, value: &str) -> (String, Vec<Sighting>) {
    let found = find(key, value);
    let mut out = String::with_capacity(value.len());
    let mut at = 0;
    for sighting in &found {
        out.push_str(value.get(at..sighting.range.start).unwrap_or(""));
        out.push_str(&placeholder(sighting.kind));
        at = sighting.range.end;
    }
    out.push_str(value.get(at..).unwrap_or(""));
    (out, found)
}

/// An argument vector with every secret replaced; a flag such as `--api-key` names the word behind it.
pub fn redact_argv<'a>(argv: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut flag: Option<&str> = None;
    argv.into_iter()
        .map(|word| {
            let (text, _) = redact(flag, word);
            flag = flag_name(word);
            text
        })
        .collect()
}

/// The name of a flag whose value is the next word.
pub fn flag_name(word: &str) -> Option<&str> {
    (word.starts_with('-') && !word.contains(['=', ' ']))
        .then(|| word.trim_start_matches('-'))
        .filter(|n| !n.is_empty())
}

/// Whether a key, flag or header announces that its value is a secret.
pub fn names_a_secret(key: &str) -> bool {
    let folded: String = key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    const NOT: &[&str] = &[
        "tokenizer",
        "tokenlimit",
        "maxtoken",
        "tokencount",
        "tokenurl",
        "tokenendpoint",
        "secretname",
        "passwordfile",
        "tokenfile",
        "tokenenvvar",
        "keyfile",
        "tokentype",
        "tokenpath",
        "secretpath",
    ];
    if NOT.iter().any(|word| folded.contains(word)) {
        return false;
    }
    const PARTS: &[&str] = &[
        "token",
        "secret",
        "password",
        "passwd",
        "passphrase",
        "apikey",
        "accesskey",
        "privatekey",
        "secretkey",
        "authkey",
        "credential",
        "connectionstring",
        "signingkey",
        "encryptionkey",
        "servicekey",
        "licensekey",
        "subscriptionkey",
        "masterkey",
        "webhookurl",
    ];
    const WHOLE: &[&str] = &[
        "authorization",
        "proxyauthorization",
        "cookie",
        "setcookie",
        "bearer",
        "pat",
        "pwd",
        "auth",
        "xapikey",
        "apitoken",
        "key",
    ];
    PARTS.iter().any(|part| folded.contains(part))
        || WHOLE.contains(&folded.as_str())
        || folded.ends_with("pat") && key.contains("PAT")
}

fn kind_of_key(key: &str) -> &'static str {
    let folded = key.to_ascii_lowercase();
    if folded.contains("pass") || folded.contains("pwd") {
        "password"
    } else if folded.contains("cookie") {
        "cookie"
    } else if folded.contains("authorization") {
        "authorization"
    } else if folded.contains("key") {
        "api-key"
    } else if folded.contains("token") || folded.contains("bearer") {
        "token"
    } else {
        "secret"
    }
}

/// Whether a value only points at a secret, or is evidently none.
pub fn is_reference(value: &str) -> bool {
    let text = value.trim();
    let lower = text.to_ascii_lowercase();
    text.is_empty()
        || text.contains("${")
        || text.contains("$(")
        || text.contains("{{")
        || text.contains("{env:")
        || text.contains("{file:")
        || text.contains("[redacted:")
        || (text.starts_with('$') && text.chars().skip(1).all(|c| c.is_ascii_alphanumeric() || c == '_'))
        || (text.len() > 2 && text.starts_with('%') && text.ends_with('%'))
        || ["op://", "vault:", "keyring:", "secret://", "env:", "aws-sm://", "doppler://"]
            .iter()
            .any(|p| lower.starts_with(p))
        || (text.starts_with('<') && text.ends_with('>'))
        || (text.starts_with('[') && text.ends_with(']'))
        || [
            "your_",
            "your-",
            "your ",
            "xxx",
            "changeme",
            "change_me",
            "change-me",
            "placeholder",
            "replace",
            "insert",
            "example",
            "dummy",
            "todo",
            "...",
        ]
        .iter()
        .any(|word| lower.contains(word))
        || text.chars().all(|c| c == '*' || c == 'x' || c == 'X' || c == '.' || c == '•')
}

/// The part of a value under a secret's name that is the secret: what follows a scheme such as `Bearer`, else all.
fn secret_value(value: &str) -> Option<Range<usize>> {
    let lower = value.to_ascii_lowercase();
    let skip = ["bearer ", "basic ", "token ", "apikey "]
        .iter()
        .find(|scheme| lower.starts_with(*scheme))
        .map_or(0, |s| s.len());
    let secret = value.get(skip..)?;
    let plain_number = secret.len() < 6 && secret.chars().all(|c| c.is_ascii_digit());
    let path = secret.starts_with(['/', '~', '.']) && !secret.contains("==");
    let windows_path = secret.get(1..3) == Some(":\\");
    let url = secret.contains("://");
    let word = matches!(
        lower.as_str(),
        "true" | "false" | "none" | "null" | "yes" | "no" | "oauth" | "bearer" | "basic" | "auto"
    );
    if is_reference(secret) || plain_number || path || windows_path || url || word || secret.len() < 4 {
        return None;
    }
    Some(skip..value.len())
}

/// Word by word: `KEY=value`, `--flag value`, `Header: value`, addresses, and secrets known by their form.
fn words(value: &str, found: &mut Vec<Sighting>) {
    let mut flag: Option<String> = None;
    let mut header: Option<String> = None;
    let mut last = "";
    let mut bare = false;
    for (start, word) in split_words(value) {
        let named = header.take().or_else(|| flag.take());
        flag = flag_name(word).map(str::to_owned);
        let before = std::mem::replace(&mut last, word);
        let bare_scheme = std::mem::take(&mut bare);
        if is_scheme(word) {
            let named = named.filter(|name| names_a_secret(name));
            bare = named.is_none();
            header = named.or_else(|| Some("Authorization".to_owned()));
            continue;
        }
        // A scheme that nothing introduces may be prose ("bearer tokens"): only what looks like a token counts.
        if bare_scheme && !(word.len() >= 16 && word.bytes().any(|byte| byte.is_ascii_digit())) {
            one_word(start, word, found);
            continue;
        }
        // `"apiKey": "…"` of JSON inside a value, its quotes gone; `key` alone names anything there.
        if matches!(word, ":" | "=") && !before.eq_ignore_ascii_case("key") {
            header = Some(before.trim_start_matches('-').to_owned());
            continue;
        }
        // `Authorization:Bearer x`, without a blank for clients that lose blanks.
        if let Some((name, _)) = word.split_once(':').filter(|(_, scheme)| is_scheme(scheme)) {
            header = Some(name.to_owned());
            continue;
        }
        if let Some(key) = named.as_deref().filter(|key| names_a_secret(key))
            && let Some(range) = secret_value(word)
        {
            let kind = known::kind_of(word).unwrap_or_else(|| kind_of_key(key));
            found.push(Sighting { range: start + range.start..start + range.end, kind, key: Some(key.to_owned()) });
            continue;
        }
        if let Some(name) = word.strip_suffix(':') {
            header = Some(name.to_owned());
            continue;
        }
        // `Server=x;Password=y`, unless it is an address, which has rules of its own.
        let parts = if word.contains("://") { vec![word] } else { word.split(';').collect() };
        let mut at = start;
        for part in parts {
            one_word(at, part, found);
            at += part.len() + 1;
        }
    }
}

fn is_scheme(word: &str) -> bool {
    ["bearer", "basic"].iter().any(|scheme| word.eq_ignore_ascii_case(scheme))
}

/// Addresses whose path is the secret: whoever knows it is let in. Source: each service's public documentation.
const SECRET_PATHS: &[&str] = &[
    "hooks.slack.com/services/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "mcp.zapier.com/api/mcp/s/",
    "actions.zapier.com/mcp/",
];

fn one_word(start: usize, word: &str, found: &mut Vec<Sighting>) {
    if word.contains("://") {
        address(start, word, found);
    }
    for separator in ['=', ':'] {
        let Some((name, rest)) = word.split_once(separator) else { continue };
        let key = name.trim_start_matches('-');
        if key.contains(['/', '?']) || !names_a_secret(key) {
            continue;
        }
        if let Some(range) = secret_value(rest) {
            let from = start + name.len() + separator.len_utf8();
            let kind = known::kind_of(rest).unwrap_or_else(|| kind_of_key(key));
            found.push(Sighting { range: from + range.start..from + range.end, kind, key: Some(key.to_owned()) });
            return;
        }
    }
    known::scan(word, &mut |range, kind| {
        found.push(Sighting { range: start + range.start..start + range.end, kind, key: None });
    });
}

/// The password in `scheme://user:password@host`, and parameters with a secret's name.
fn address(start: usize, word: &str, found: &mut Vec<Sighting>) {
    let Some(scheme) = word.find("://") else { return };
    let rest_at = scheme + 3;
    let Some(rest) = word.get(rest_at..) else { return };
    let mut authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..authority_end).unwrap_or("");
    // A password with a slash in it should be escaped and often is not. What stands behind the colon is no port then.
    if let Some((_, port)) = authority.split_once(':')
        && !authority.contains(['@', '['])
        && port.contains(|c: char| !c.is_ascii_digit())
        && let Some(at) = rest.find('@')
    {
        authority_end = at + 1;
    }
    if let Some(at) = rest.get(..authority_end).and_then(|authority| authority.rfind('@')) {
        let user = rest.get(..at).unwrap_or("");
        let (from, secret) = match user.find(':') {
            Some(colon) => (colon + 1, user.get(colon + 1..).unwrap_or("")),
            // A lone user name is a secret only where it has the form of one (`https://ghp_…@host`).
            None if known::kind_of(user).is_some() => (0, user),
            None => (0, ""),
        };
        if !secret.is_empty() && !is_reference(secret) {
            let at = start + rest_at + from;
            let kind = known::kind_of(secret).unwrap_or("url-password");
            found.push(Sighting { range: at..at + secret.len(), kind, key: None });
        }
    }
    let query = rest.find(['?', '#']);
    for known in SECRET_PATHS {
        let path = rest.get(..query.unwrap_or(rest.len())).unwrap_or(rest);
        if let Some(at) = path.find(known).map(|at| at + known.len()).filter(|at| *at < path.len())
            && !is_reference(path.get(at..).unwrap_or(""))
        {
            let range = start + rest_at + at..start + rest_at + path.len();
            found.push(Sighting { range, kind: "secret-address", key: None });
        }
    }
    let Some(query) = query else { return };
    let mut at = query + 1;
    for pair in rest.get(at..).unwrap_or("").split(['&', ';', '#']) {
        if let Some((name, secret)) = pair.split_once('=')
            && (names_a_secret(name) || name.eq_ignore_ascii_case("sig"))
            && secret.len() >= 4
            && !is_reference(secret)
        {
            let from = start + rest_at + at + name.len() + 1;
            let kind = known::kind_of(secret).unwrap_or("url-parameter");
            found.push(Sighting { range: from..from + secret.len(), kind, key: Some(name.to_owned()) });
        }
        at += pair.len() + 1;
    }
}

/// Words between blanks and quotes, each with its byte offset.
fn split_words(value: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    value.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',')).filter_map(move |word| {
        let start = at;
        // Every separator above is one byte, but blanks beyond ASCII are not: look where the word really ends.
        let end = start + word.len();
        at = end + value.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}

#[cfg(test)]
mod tests;
