//! npm's argument grammar: its configuration keys, their abbreviations, and where npx ends its own options.
//!
//! Source: npm 11's config definitions and `npx-cli.js`, checked line by line against the real client
//! (`tests/launch-lines/npx.json`).

use crate::resolve::Word;

/// Configuration keys that are switches. A word behind one is never its value, but for `true` and `false`.
const SWITCHES: &[&str] = &[
    "all",
    "allow-same-version",
    "allow-scripts-pending",
    "allow-scripts-pin",
    "audit",
    "bin-links",
    "browser",
    "bypass-2fa",
    "color",
    "commit-hooks",
    "dangerously-allow-all-scripts",
    "description",
    "dev",
    "diff-ignore-all-space",
    "diff-name-only",
    "diff-no-prefix",
    "diff-text",
    "dry-run",
    "engine-strict",
    "expect-results",
    "force",
    "foreground-scripts",
    "format-package-lock",
    "fund",
    "git-tag-version",
    "global",
    "global-style",
    "if-present",
    "ignore-scripts",
    "include-attestations",
    "include-staged",
    "include-workspace-root",
    "init-private",
    "install-links",
    "json",
    "legacy-bundling",
    "legacy-peer-deps",
    "link",
    "long",
    "offline",
    "omit-lockfile-registry-resolved",
    "optional",
    "package-lock",
    "package-lock-only",
    "packages-all",
    "parseable",
    "prefer-dedupe",
    "prefer-offline",
    "prefer-online",
    "production",
    "progress",
    "provenance",
    "read-only",
    "rebuild-bundle",
    "save",
    "save-bundle",
    "save-dev",
    "save-exact",
    "save-optional",
    "save-peer",
    "save-prod",
    "shrinkwrap",
    "sign-git-commit",
    "sign-git-tag",
    "strict-allow-scripts",
    "strict-peer-deps",
    "strict-ssl",
    "timing",
    "unicode",
    "update-notifier",
    "usage",
    "version",
    "versions",
    "workspaces",
    "workspaces-update",
    "yes",
];

/// Configuration keys that take a value.
const VALUES: &[&str] = &[
    "_auth",
    "access",
    "allow-directory",
    "allow-file",
    "allow-git",
    "allow-remote",
    "allow-scripts",
    "also",
    "audit-level",
    "auth-type",
    "before",
    "ca",
    "cache",
    "cache-max",
    "cache-min",
    "cafile",
    "call",
    "cert",
    "cidr",
    "cpu",
    "depth",
    "diff",
    "diff-dst-prefix",
    "diff-src-prefix",
    "diff-unified",
    "editor",
    "expect-result-count",
    "expires",
    "fetch-retries",
    "fetch-retry-factor",
    "fetch-retry-maxtimeout",
    "fetch-retry-mintimeout",
    "fetch-timeout",
    "git",
    "globalconfig",
    "heading",
    "https-proxy",
    "include",
    "init-author-email",
    "init-author-name",
    "init-author-url",
    "init-license",
    "init-module",
    "init-type",
    "init-version",
    "install-strategy",
    "key",
    "libc",
    "local-address",
    "location",
    "lockfile-version",
    "loglevel",
    "logs-dir",
    "logs-max",
    "maxsockets",
    "message",
    "min-release-age",
    "min-release-age-exclude",
    "name",
    "node-gyp",
    "node-options",
    "noproxy",
    "omit",
    "only",
    "orgs",
    "orgs-permission",
    "os",
    "otp",
    "pack-destination",
    "package",
    "packages",
    "packages-and-scopes-permission",
    "password",
    "prefix",
    "preid",
    "provenance-file",
    "proxy",
    "registry",
    "replace-registry-host",
    "save-prefix",
    "sbom-format",
    "sbom-type",
    "scope",
    "scopes",
    "script-shell",
    "searchexclude",
    "searchlimit",
    "searchopts",
    "searchstaleness",
    "shell",
    "tag",
    "tag-version-prefix",
    "token-description",
    "umask",
    "user-agent",
    "userconfig",
    "viewer",
    "which",
    "workspace",
];

/// Short forms that stand for another key, with the value that they set.
const SHORT: &[(&str, &str, Option<&str>)] = &[
    ("enjoy-by", "before", None),
    ("d", "loglevel", Some("info")),
    ("dd", "loglevel", Some("verbose")),
    ("ddd", "loglevel", Some("silly")),
    ("quiet", "loglevel", Some("warn")),
    ("q", "loglevel", Some("warn")),
    ("s", "loglevel", Some("silent")),
    ("silent", "loglevel", Some("silent")),
    ("verbose", "loglevel", Some("verbose")),
    ("desc", "description", Some("true")),
    ("help", "usage", Some("true")),
    ("local", "global", Some("false")),
    ("n", "yes", Some("false")),
    ("no", "yes", Some("false")),
    ("porcelain", "parseable", Some("true")),
    ("readonly", "read-only", Some("true")),
    ("reg", "registry", None),
    ("iwr", "include-workspace-root", Some("true")),
    ("ws", "workspaces", Some("true")),
    ("a", "all", Some("true")),
    ("c", "call", None),
    ("f", "force", Some("true")),
    ("g", "global", Some("true")),
    ("L", "location", None),
    ("l", "long", Some("true")),
    ("m", "message", None),
    ("p", "parseable", Some("true")),
    ("C", "prefix", None),
    ("S", "save", Some("true")),
    ("B", "save-bundle", Some("true")),
    ("D", "save-dev", Some("true")),
    ("E", "save-exact", Some("true")),
    ("O", "save-optional", Some("true")),
    ("P", "save-prod", Some("true")),
    ("?", "usage", Some("true")),
    ("H", "usage", Some("true")),
    ("h", "usage", Some("true")),
    ("v", "version", Some("true")),
    ("w", "workspace", None),
    ("y", "yes", Some("true")),
];

/// Options of older npx: cut out with a warning. The second part says whether their value goes with them.
const REMOVED: &[(&str, bool)] = &[
    ("always-spawn", false),
    ("ignore-existing", false),
    ("shell-auto-fallback", false),
    ("npm", true),
    ("node-arg", true),
    ("n", true),
];

/// What was given.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Keys with their values, in order. `--@s:registry` stands there as `@s:registry`.
    pub settings: Vec<(String, Word)>,
    /// What is no option.
    pub operands: Vec<Word>,
}

impl Given {
    /// The last value of a key.
    pub fn last(&self, key: &str) -> Option<&Word> {
        self.settings.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Every value of a key.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Word> {
        self.settings.iter().filter(move |(name, _)| name == key).map(|(_, value)| value)
    }
}

/// The arguments of `npx` as the arguments of `npm exec`: `--` stands before the first word that is neither an option nor,
/// as npx sees it, an option's value.
pub fn npx(args: &[Word]) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(args.len() + 1);
    let mut rest = args;
    while let Some((word, tail)) = rest.split_first() {
        rest = tail;
        if word.text == "--" || !word.text.starts_with('-') {
            if word.text != "--" {
                out.push(Word::at("--", word.span));
            }
            out.push(word.clone());
            out.extend(rest.iter().cloned());
            return out;
        }
        let name = word.text.trim_start_matches('-');
        let (key, value) = name.split_once('=').map_or((name, None), |(key, value)| (key, Some(value)));
        if let Some((_, valued)) = REMOVED.iter().find(|(removed, _)| *removed == key) {
            if *valued && value.is_none() {
                rest = rest.get(1..).unwrap_or(&[]);
            }
            continue;
        }
        let suffix = value.map(|value| format!("={value}")).unwrap_or_default();
        let (key, text) = match key {
            "p" => ("package", format!("--package{suffix}")),
            "shell" => ("script-shell", format!("--script-shell{suffix}")),
            "no-install" => ("yes", "--yes=false".to_owned()),
            _ => match SHORT.iter().find(|(short, ..)| *short == key) {
                Some((_, long, Some(fixed))) => (*long, format!("--{long}={fixed}")),
                Some((_, long, None)) => (*long, format!("--{long}{suffix}")),
                None => (key, word.text.clone()),
            },
        };
        let complete = text.contains('=') || SWITCHES.contains(&key);
        out.push(Word::at(text, word.span));
        let takes = matches!(key, "package" | "cache" | "userconfig" | "call")
            || rest.first().is_some_and(|next| !next.text.starts_with('-'));
        if !complete
            && takes
            && let Some((next, tail)) = rest.split_first()
        {
            out.push(next.clone());
            rest = tail;
        }
    }
    out
}

/// Reads npm's arguments. An unknown option takes nothing, so that the word behind it is an operand: that is what npm does.
pub fn read(args: &[Word]) -> Given {
    let mut given = Given::default();
    let mut rest = args;
    while let Some((word, tail)) = rest.split_first() {
        rest = tail;
        if word.text == "--" {
            given.operands.extend(rest.iter().cloned());
            break;
        }
        if !word.text.starts_with('-') || word.text == "-" {
            given.operands.push(word.clone());
            continue;
        }
        let name = word.text.trim_start_matches('-');
        let (key, value) =
            name.split_once('=').map_or((name, None), |(key, value)| (key, Some(Word::at(value, word.span))));
        for (key, fixed) in resolve(key) {
            let value = value.clone().or_else(|| fixed.map(|fixed| Word::at(fixed, word.span)));
            match value {
                Some(value) => given.settings.push((key, value)),
                None if VALUES.contains(&key.as_str()) || key.ends_with(":registry") => {
                    let next = rest.split_first().filter(|(next, _)| !next.text.starts_with('-'));
                    if let Some((next, tail)) = next {
                        given.settings.push((key, next.clone()));
                        rest = tail;
                    }
                }
                None => {
                    let explicit = rest.split_first().filter(|(next, _)| {
                        SWITCHES.contains(&key.as_str()) && matches!(next.text.as_str(), "true" | "false")
                    });
                    let value = explicit.map_or_else(|| Word::at("true", word.span), |(next, _)| next.clone());
                    if let Some((_, tail)) = explicit {
                        rest = tail;
                    }
                    given.settings.push((key, value));
                }
            }
        }
    }
    given
}

/// The key or keys behind an option's name: itself, a short form, a cluster of letters, an abbreviation, or `no-…`.
fn resolve(name: &str) -> Vec<(String, Option<&'static str>)> {
    let is_key = |name: &str| SWITCHES.contains(&name) || VALUES.contains(&name);
    if is_key(name) || name.ends_with(":registry") {
        return vec![(name.to_owned(), None)];
    }
    if let Some((_, long, fixed)) = SHORT.iter().find(|(short, ..)| *short == name) {
        return vec![((*long).to_owned(), *fixed)];
    }
    if let Some(key) = name.strip_prefix("no-").filter(|key| is_key(key)) {
        return vec![(key.to_owned(), Some("false"))];
    }
    let letters: Vec<_> = name
        .chars()
        .map(|letter| SHORT.iter().find(|(short, ..)| short.len() == 1 && short.starts_with(letter)))
        .collect();
    if letters.iter().all(Option::is_some) && !letters.is_empty() {
        return letters.into_iter().flatten().map(|(_, long, fixed)| ((*long).to_owned(), *fixed)).collect();
    }
    let mut longer = SWITCHES.iter().chain(VALUES).filter(|key| key.starts_with(name));
    match (longer.next(), longer.next()) {
        (Some(key), None) if !name.is_empty() => vec![((*key).to_owned(), None)],
        _ => vec![(name.to_owned(), None)],
    }
}
