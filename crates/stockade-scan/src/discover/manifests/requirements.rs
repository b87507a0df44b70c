//! `requirements*.txt` and `constraints*.txt`: pip's line format. Included files are read too, inside the project.

use stockade_model::{Ecosystem, Span};

use super::found::Facts;
use super::{Found, Manifest, Read, pep508};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "requirements",
    files: "requirements*.txt, requirements*.in, constraints*.txt, requirements/*.txt",
    claims: |name, folder| {
        let lower = name.to_ascii_lowercase();
        let text = lower.ends_with(".txt") || lower.ends_with(".in");
        let named = ["requirements", "constraints"].iter().any(|word| lower.starts_with(word))
            || lower.ends_with("requirements.txt");
        text && (named || folder.file_name().is_some_and(|folder| folder == "requirements"))
    },
    read: Read::Text(read),
};

fn read(text: &str, found: &mut Found<'_>) {
    let mut at = 0;
    let mut logical = String::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let here = at;
        at += line.len();
        let body = line.trim_end_matches(['\n', '\r']);
        if logical.is_empty() {
            start = here;
        }
        // A comment ends at its line's end, whatever stands there.
        let comment = body.trim_start().starts_with('#');
        match body.strip_suffix('\\') {
            Some(body) if !comment => {
                logical.push_str(body);
                logical.push(' ');
            }
            _ => {
                logical.push_str(if comment { "" } else { body });
                entry(&logical, start, text, found);
                logical.clear();
            }
        }
    }
    entry(&logical, start, text, found);
}

/// One logical line. `start` is where it begins in the text.
fn entry(line: &str, start: usize, text: &str, found: &mut Found<'_>) {
    let line = without_comment(line.trim_start_matches('\u{feff}')).trim();
    if line.is_empty() {
        return;
    }
    let first = line.split_whitespace().next().unwrap_or(line);
    let at = text.get(start..).and_then(|rest| rest.find(first)).map_or(start, |at| start + at);
    let span = Span::new(at, at + first.len());
    if let Some(option) = line.strip_prefix('-') {
        return self::option(option, span, found);
    }
    let (requirement, hashes) = without_options(line);
    if is_path(requirement) {
        return;
    }
    match pep508::parse(requirement) {
        Some(parsed) => {
            let span = Span::new(at, at + parsed.name.len());
            found.package(Ecosystem::Pypi, parsed.name, span, || {
                let mut facts = pep508::facts(&parsed);
                facts.integrity = hashes.first().map(|hash| (*hash).to_owned()).or(facts.integrity);
                if !hashes.is_empty() {
                    facts.pin = None;
                }
                facts
            });
        }
        None if requirement.contains("://") => addressed(requirement, span, found),
        None => found.problem(span, "this line is neither a requirement nor an option of pip"),
    }
}

fn option(option: &str, span: Span, found: &mut Found<'_>) {
    let (name, value) = match option.split_once(['=', ' ', '\t']) {
        Some((name, value)) => (name, value.trim()),
        // `-rbase.txt`
        None if option.starts_with(['r', 'c', 'e']) => option.split_at_checked(1).unwrap_or((option, "")),
        None => (option, ""),
    };
    match name {
        "r" | "-requirement" | "c" | "-constraint" if !value.contains("://") => found.include(value.trim_matches('"')),
        "e" | "-editable" if value.contains("://") => addressed(value, span, found),
        _ => {}
    }
}

/// An address with the name behind `#egg=`, or that of a wheel.
fn addressed(address: &str, span: Span, found: &mut Found<'_>) {
    let (bare, fragment) = address.split_once('#').unwrap_or((address, ""));
    let egg = fragment.split('&').find_map(|part| part.strip_prefix("egg="));
    let egg = egg.map(|egg| egg.split('[').next().unwrap_or(egg));
    let wheel = bare.rsplit('/').next().filter(|name| name.ends_with(".whl")).and_then(|name| name.split('-').next());
    // Without either, the repository's name is the best there is.
    let folder = || bare.rsplit('/').next().map(|name| name.split(['@', '.']).next().unwrap_or(name));
    if let Some(name) = egg.or(wheel).or_else(folder) {
        found.package(Ecosystem::Pypi, name, span, || Facts { ..pep508::address_facts(address) });
    }
}

fn without_comment(line: &str) -> &str {
    if line.starts_with('#') {
        return "";
    }
    let cut = line.find(" #").or_else(|| line.find("\t#"));
    cut.and_then(|cut| line.get(..cut)).unwrap_or(line)
}

/// The requirement, and the values of `--hash`; other options of a requirement do not concern what it names.
fn without_options(line: &str) -> (&str, Vec<&str>) {
    let end = line.find(" --").unwrap_or(line.len());
    let (requirement, options) = line.split_at_checked(end).unwrap_or((line, ""));
    let words = options.split_whitespace();
    let hashes = words.filter_map(|word| word.strip_prefix("--hash=").or_else(|| word.strip_prefix("--hash:"))).collect();
    (requirement.trim(), hashes)
}

fn is_path(text: &str) -> bool {
    text.starts_with(['.', '/', '~']) || text.starts_with("file:") || (text.contains('/') && !text.contains([':', '@']))
}
