//! `Dockerfile` and its kin: images that stages build on or copy from, and the commands that build steps and the
//! container's start run.
//!
//! An image named by a build argument is unknown: whoever builds it chooses. `ENTRYPOINT` and `CMD` of a stage make one
//! command line, as in a container that is started without arguments.

use stockade_model::Span;

use super::commands::{Place, command, script};
use super::{Found, Manifest, Read, images, script as shell};
use crate::document::{self, Format, Node, Value};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "dockerfile",
    files: "Dockerfile, Dockerfile.*, *.dockerfile, Containerfile, Containerfile.*",
    claims: |name, _| {
        let lower = name.to_ascii_lowercase();
        let ignore = lower.ends_with("ignore");
        let named = ["dockerfile", "containerfile"]
            .iter()
            .any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-'])));
        !ignore && (named || lower.ends_with(".dockerfile") || lower.ends_with(".containerfile"))
    },
    read: Read::Text(read),
};

/// One instruction: its keyword in upper case, the rest with line continuations joined, and its place.
struct Instruction {
    keyword: String,
    rest: String,
    /// The lines of its here-documents.
    document: String,
    span: Span,
}

#[derive(Default)]
struct Stage {
    names: Vec<String>,
    entrypoint: Option<(Vec<String>, Span)>,
    cmd: Option<(Vec<String>, Span)>,
}

fn read(text: &str, found: &mut Found<'_>) {
    let mut stage = Stage::default();
    for instruction in instructions(text) {
        one(&instruction, &mut stage, found);
    }
    start(&mut stage, found);
}

fn one(instruction: &Instruction, stage: &mut Stage, found: &mut Found<'_>) {
    let (rest, span) = (instruction.rest.as_str(), instruction.span);
    match instruction.keyword.as_str() {
        "FROM" => {
            start(stage, found);
            let mut words = rest.split_whitespace().filter(|word| !word.starts_with("--"));
            let Some(image) = words.next() else {
                found.problem(span, "`FROM` without an image");
                return;
            };
            if !stage.names.iter().any(|name| name.eq_ignore_ascii_case(image)) {
                images::image(found, image, within(span, instruction, image));
            }
            if words.next().is_some_and(|word| word.eq_ignore_ascii_case("as")) {
                stage.names.extend(words.next().map(str::to_owned));
            }
        }
        "COPY" | "ADD" => {
            let from = rest.split_whitespace().find_map(|word| word.strip_prefix("--from="));
            // A number or a name is a stage, anything else an image.
            if let Some(image) = from.filter(|from| {
                from.parse::<usize>().is_err() && !stage.names.iter().any(|name| name.eq_ignore_ascii_case(from))
            }) {
                images::image(found, image, within(span, instruction, image));
            }
        }
        "RUN" => {
            let rest = without_flags(rest);
            match exec_form(rest) {
                Some(words) => command(found, &words, span, Place::Elsewhere),
                None if instruction.document.is_empty() => script(found, rest, span, Place::Elsewhere),
                None => script(found, &instruction.document, span, Place::Elsewhere),
            }
        }
        "ENTRYPOINT" => stage.entrypoint = Some((words(rest), span)),
        "CMD" => stage.cmd = Some((words(rest), span)),
        _ => {}
    }
}

/// What a stage's container starts.
fn start(stage: &mut Stage, found: &mut Found<'_>) {
    let (entrypoint, cmd) = (stage.entrypoint.take(), stage.cmd.take());
    let (line, span) = match (entrypoint, cmd) {
        (Some((mut line, span)), Some((rest, rest_span))) => {
            line.extend(rest);
            (line, span.cover(rest_span))
        }
        (Some(line), None) | (None, Some(line)) => line,
        (None, None) => return,
    };
    command(found, &line, span, Place::Elsewhere);
}

/// The words of a start instruction; a shell form that is more than one command has none that are certain.
fn words(rest: &str) -> Vec<String> {
    exec_form(rest).unwrap_or_else(|| {
        let mut commands = shell::commands(rest);
        if commands.len() == 1 { commands.pop().unwrap_or_default() } else { Vec::new() }
    })
}

/// `["a", "b"]`
fn exec_form(rest: &str) -> Option<Vec<String>> {
    if !rest.trim_start().starts_with('[') {
        return None;
    }
    let node = document::parse(Format::Json, rest).ok()?;
    let Value::Array(items) = &node.value else { return None };
    items.iter().map(|item| Node::as_str(item).map(str::to_owned)).collect()
}

/// Without `--mount=…` and the like in front.
fn without_flags(mut rest: &str) -> &str {
    rest = rest.trim_start();
    while rest.starts_with("--") {
        rest = rest.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim_start());
    }
    rest
}

/// The place of a word in an instruction of one line; of a longer one the whole instruction.
fn within(span: Span, instruction: &Instruction, word: &str) -> Span {
    let first = span.start + instruction.keyword.len();
    let gap = span.end.saturating_sub(first).checked_sub(instruction.rest.len());
    match (gap, instruction.rest.find(word)) {
        // Joined lines are as long as the original only where there was nothing to join.
        (Some(gap), Some(at)) => Span::new(first + gap + at, first + gap + at + word.len()),
        _ => span,
    }
}

fn instructions(text: &str) -> Vec<Instruction> {
    let escape = escape(text);
    let mut out = Vec::new();
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        lines.push((at, line.trim_end_matches(['\n', '\r'])));
        at += line.len();
    }
    let mut lines = lines.into_iter().peekable();
    while let Some((start, line)) = lines.next() {
        let trimmed = line.trim_start_matches('\u{feff}').trim_start();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let begin = start + line.len() - trimmed.len();
        let mut end = start + line.trim_end().len();
        let mut logical = String::new();
        let mut part = trimmed;
        while let Some(body) = part.trim_end().strip_suffix(escape) {
            logical.push_str(body);
            // Comments and blank lines between continued lines belong to neither.
            while lines.next_if(|(_, line)| line.trim().is_empty() || line.trim_start().starts_with('#')).is_some() {}
            let Some((next_start, next)) = lines.next() else {
                part = "";
                break;
            };
            end = next_start + next.trim_end().len();
            part = next;
        }
        logical.push_str(part.trim_end());
        let (keyword, rest) = logical.split_once(char::is_whitespace).unwrap_or((logical.as_str(), ""));
        let mut document = String::new();
        for mark in marks(rest) {
            for (line_start, line) in lines.by_ref() {
                end = line_start + line.trim_end().len();
                if line.trim() == mark {
                    break;
                }
                document.push_str(line);
                document.push('\n');
            }
        }
        let instruction = Instruction {
            keyword: keyword.to_ascii_uppercase(),
            rest: rest.trim_start().to_owned(),
            document,
            span: Span::new(begin, end.max(begin)),
        };
        out.push(instruction);
    }
    out
}

/// The character that joins lines: a directive at the top can make it a backtick.
fn escape(text: &str) -> char {
    let directives = text.lines().map_while(|line| line.trim_start_matches('\u{feff}').trim().strip_prefix('#'));
    let backtick = directives.filter_map(|line| line.split_once('=')).any(|(name, value)| {
        name.trim().eq_ignore_ascii_case("escape") && value.trim() == "`"
    });
    if backtick { '`' } else { '\\' }
}

/// The end marks of here-documents that an instruction opens.
fn marks(rest: &str) -> Vec<&str> {
    rest.split_whitespace()
        .filter_map(|word| word.strip_prefix("<<"))
        .map(|word| word.trim_start_matches('-').trim_matches(['"', '\'']))
        .filter(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .collect()
}
