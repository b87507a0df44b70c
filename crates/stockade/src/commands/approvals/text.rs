//! The queue for people.

use stockade_desk::Entry;
use stockade_model::approval::{Answer, Moment, Person, Place, Word};

use crate::visible::{line, lines, short};

const BOLD: anstyle::Style = anstyle::Style::new().bold();

/// In one word, what became of a request.
pub(super) fn state(entry: &Entry, now: Moment) -> &'static str {
    match &entry.answer {
        Some(answer) => answer.word.as_str(),
        None if entry.request.is_expired(now) => "expired",
        None => "waiting",
    }
}

/// A moment as it is written in every output.
pub(super) fn time(moment: Moment) -> String {
    jiff::Timestamp::from_millisecond(moment / 1000 * 1000).map_or_else(|_| "never".to_owned(), |time| time.to_string())
}

/// One line each.
pub(super) fn list(entries: &[Entry], now: Moment) -> String {
    let mut out = String::new();
    for entry in entries {
        let request = &entry.request;
        let id = shortest(&request.id, entries);
        let until = entry.answer.as_ref().map_or(request.expires, |answer| answer.expires);
        out.push_str(&format!(
            "{BOLD}{id}{BOLD:#}  {:<8}  {:>7}  {}  {}  {}\n",
            state(entry, now),
            left(until, now),
            short(&request.binding.server, 40),
            short(&request.binding.tool, 40),
            short(&request.binding.arguments, 80),
        ));
    }
    out
}

/// As much of an id as tells it from the others, and never less than eight characters.
fn shortest<'a>(id: &'a str, entries: &[Entry]) -> &'a str {
    let unique = |length: usize| {
        let start = id.get(..length);
        entries.iter().filter(|entry| entry.request.id.get(..length) == start).count() == 1
    };
    (8..id.len()).find(|length| unique(*length)).and_then(|length| id.get(..length)).unwrap_or(id)
}

fn left(until: Moment, now: Moment) -> String {
    match until.saturating_sub(now) / 1000 {
        ..=0 => "over".to_owned(),
        seconds @ 1..=119 => format!("{seconds} s"),
        seconds @ 120..=7199 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}

/// Everything about a request.
pub(super) fn one(entry: &Entry, now: Moment) -> String {
    let request = &entry.request;
    let mut out = format!("{BOLD}{}{BOLD:#}  {}\n", request.id, state(entry, now));
    let mut row = |name: &str, value: &str| out.push_str(&format!("{name:<9}  {}\n", line(value)));
    row("server", &request.binding.server);
    row("tool", &request.binding.tool);
    row("client", request.client.as_deref().unwrap_or("unknown"));
    row("asked", &time(request.created));
    row("expires", &time(request.expires));
    row("policy", &request.binding.policy);
    for ask in &request.asks {
        row("rule", &format!("{}: {}", ask.rule, ask.message));
    }
    if let Some(answer) = &entry.answer {
        row(answer.word.as_str(), &answered(answer));
        if let Some(reason) = &answer.reason {
            row("reason", reason);
        }
    }
    out.push_str(&format!("arguments\n{}\n", lines(&indent(&request.binding.arguments))));
    out
}

fn answered(answer: &Answer) -> String {
    let Person { uid, name } = &answer.who;
    let Place { face, terminal, process, ancestors } = &answer.from;
    let name = name.as_deref().unwrap_or("unknown");
    let terminal = terminal.as_deref().unwrap_or("no terminal");
    let below = if ancestors.is_empty() { String::new() } else { format!(" below {}", ancestors.join(" < ")) };
    let (when, until) = (time(answer.when), time(answer.expires));
    format!("by {name} (uid {uid}) at {when}, by {face} from {terminal}, process {process}{below}; holds until {until}")
}

/// What an answer has done.
pub(super) fn taken(entry: &Entry, word: Word) -> String {
    let request = &entry.request;
    let until = entry.answer.as_ref().map_or(request.expires, |answer| answer.expires);
    let what = match word {
        Word::Approved => "this call may pass once",
        Word::Denied => "the same call is denied too",
    };
    let (tool, server) = (short(&request.binding.tool, 80), short(&request.binding.server, 80));
    format!("{word} {}: {tool} of {server}; {what}, until {}\n", request.id, time(until))
}

/// Compact JSON over several lines. Only white space between tokens is added: digits and texts stay as they are.
fn indent(json: &str) -> String {
    let (mut out, mut depth, mut in_text, mut escaped) = (String::new(), 1_usize, false, false);
    let mut rest = json.chars().peekable();
    let new_line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    out.push_str("  ");
    while let Some(c) = rest.next() {
        if in_text {
            out.push(c);
            (in_text, escaped) = (escaped || c != '"', !escaped && c == '\\');
            continue;
        }
        match c {
            '{' | '[' if rest.peek().is_some_and(|next| *next == '}' || *next == ']') => {
                out.push(c);
                out.extend(rest.next());
            }
            '{' | '[' => {
                depth += 1;
                out.push(c);
                new_line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c => {
                in_text = c == '"';
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indenting_adds_white_space_alone() {
        let json = r#"{"a":[1.00,{"b":"x, {\"y\": [\\"}],"c":{},"d":[],"e":9007199254740993}"#;
        let wide = indent(json);
        let expected = "  {\n    \"a\": [\n      1.00,\n      {\n        \"b\": \"x, {\\\"y\\\": [\\\\\"\n      }\n    ],\n    \"c\": {},\n    \"d\": [],\n    \"e\": 9007199254740993\n  }";
        assert_eq!(wide, expected);
        assert_eq!(indent("7"), "  7");
    }

    #[test]
    fn time_left_is_said_in_the_unit_that_matters() {
        for (milliseconds, text) in
            [(0, "over"), (-5, "over"), (45_000, "45 s"), (600_000, "10 min"), (9_000_000, "2 h")]
        {
            assert_eq!(left(milliseconds, 0), text);
        }
    }
}
