//! Crush: JSON whose values the client runs through a shell while loading, and `crushrc`, which is a shell script.
//!
//! Nothing is evaluated: expansions and scripts are recorded as code, and of a script only literal `mcp add` lines are read.

use stockade_model::{Approval, ConfigCode, ConfigCodeKind, Scope, Span, Spanned, State, Transport, Variable};

use super::super::entry::{self, Entries, mark_shell_expansion};
use super::{Client, On, Read, Shape, Source};
use crate::document::{Format, Node};
use crate::resolve::shell;

const JSON: Read = Read::Text(Format::Json, Shape::Custom(config));
const SCRIPT: Read = Read::Raw(script);

pub(super) const CLIENT: Client = Client::new(
    "crush",
    "Crush",
    &[
        Source::new(Scope::Managed, On::UNIX, "{root}/etc/crush/crush.json", JSON),
        Source::new(Scope::Managed, On::UNIX, "{root}/etc/crush/crushrc", SCRIPT),
        Source::new(Scope::User, On::ALL, "{env:CRUSH_GLOBAL_CONFIG|{cfg}/crush}/crush.json", JSON),
        Source::new(Scope::User, On::ALL, "{env:CRUSH_GLOBAL_CONFIG|{cfg}/crush}/crushrc", SCRIPT),
        Source::new(Scope::User, On::UNIX, "{env:CRUSH_GLOBAL_DATA|{data}/crush}/crush.json", JSON),
        Source::new(Scope::User, On::WINDOWS, "{env:CRUSH_GLOBAL_DATA|{local}/crush}/crush.json", JSON),
        Source::new(Scope::Project, On::ALL, "{ancestors}/crush.json", JSON),
        Source::new(Scope::Project, On::ALL, "{ancestors}/.crush.json", JSON),
        Source::new(Scope::Project, On::ALL, "{ancestors}/.crush/crush.json", JSON),
        Source::new(Scope::Project, On::ALL, "{ancestors}/crushrc", SCRIPT),
        Source::new(Scope::Project, On::ALL, "{ancestors}/.crushrc", SCRIPT),
        Source::new(Scope::Project, On::ALL, "{ancestors}/.crush/crushrc", SCRIPT),
    ],
);

fn config(root: &Node, entries: &mut Entries<'_>) {
    for map in root.all_at(&["mcp"]) {
        if !map.is_object() {
            entries.map(map);
        }
        for member in map.entries() {
            if let Some(server) = entries.server(Spanned::new(member.key.clone(), member.key_span), &member.node) {
                mark_shell_expansion(&member.node, server);
            }
        }
    }
    // `mcp_<server>_<tool>` among the tools that need no permission.
    for tool in root.at(&["permissions", "allowed_tools"]).map(Node::items).unwrap_or_default() {
        let Some(name) = tool.as_str().and_then(|name| name.strip_prefix("mcp_")) else { continue };
        for server in &mut entries.servers {
            let rest = name.strip_prefix(server.name.value.as_str()).and_then(|rest| rest.strip_prefix('_'));
            if let Some(rest) = rest {
                server.approvals.push(Spanned::new(Approval::Tools(vec![rest.to_owned()]), tool.span));
            }
        }
    }
}

fn script(text: &str, entries: &mut Entries<'_>) {
    for (line, span) in logical_lines(text) {
        let trimmed = line.trim_start();
        let Some(rest) = trimmed.strip_prefix("mcp").filter(|rest| rest.starts_with([' ', '\t'])) else { continue };
        match shell::words_only(rest.trim_end()).as_deref() {
            Some([verb, name, options @ ..]) if verb == "add" => add(name, options, &line, span, entries),
            Some([verb, name, ..]) if verb == "remove" || verb == "rm" => entries.disable(name, "`mcp remove`"),
            _ => entries.problem(span, "this `mcp` line cannot be read without running it"),
        }
    }
    let what = "a script decides which servers this file defines; only literal `mcp add` lines at the start of a line were read";
    entries.notes.gaps.push(what.to_owned());
}

/// One `mcp add NAME …`; `--env` and `--header` take two words.
fn add(name: &str, options: &[String], line: &str, span: Span, entries: &mut Entries<'_>) {
    let spanned = |text: &String| Spanned::new(text.clone(), span);
    let name = Spanned::new(name.to_owned(), span);
    let mut server = entry::blank(name, entries.client_id(), entries.scope(), span, entries.base().cloned());
    let mut kind = None;
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        let (option, inline) = match option.split_once('=') {
            Some((option, value)) => (option, Some(value.to_owned())),
            None => (option.as_str(), None),
        };
        let mut value = || inline.clone().or_else(|| rest.next().cloned());
        match option {
            "--command" => server.command = value().as_ref().map(spanned),
            "--args" => server.args.extend(value().as_ref().map(spanned)),
            "--url" => server.url = value().as_ref().map(spanned),
            "--type" => kind = value(),
            "--env" | "--header" => {
                let Some(first) = value() else { continue };
                let pair = first.split_once(' ').map(|(name, value)| (name.to_owned(), Some(value.to_owned())));
                let (name, value) = pair.unwrap_or_else(|| (first, rest.next().cloned()));
                let variable = Variable { name: spanned(&name), value: value.as_ref().map(spanned) };
                if option == "--env" { server.env.push(variable) } else { server.headers.push(variable) }
            }
            "--disabled" if value().as_deref() == Some("true") => {
                server.state = State::Disabled("`--disabled true`".to_owned());
            }
            "--timeout" | "--disabled-tools" | "--enabled-tools" | "--oauth" | "--oauth-client-id"
            | "--oauth-client-secret" | "--oauth-callback-port" => {
                value();
            }
            _ => {}
        }
    }
    server.transport = match kind.as_deref() {
        Some("http") => Transport::Http,
        Some("sse") => Transport::Sse,
        _ if server.command.is_some() => Transport::Stdio,
        _ => Transport::Unknown,
    };
    let code = |kind| ConfigCode { kind, span, text: line.trim().chars().take(120).collect() };
    server.code.push(code(ConfigCodeKind::Script));
    if line.contains("$(") || line.contains('`') {
        server.code.push(code(ConfigCodeKind::ShellExpansion));
    }
    entries.servers.push(server);
}

/// Lines with their places, those that end in a backslash joined with the next.
fn logical_lines(text: &str) -> Vec<(String, Span)> {
    let mut found: Vec<(String, Span)> = Vec::new();
    let mut open = false;
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let end = at + raw.trim_end().len();
        let line = raw.trim_end_matches(['\n', '\r']);
        let (line, continues) = line.strip_suffix('\\').map_or((line, false), |line| (line, true));
        match found.last_mut().filter(|_| open) {
            Some((joined, span)) => {
                joined.push_str(line);
                span.end = end;
            }
            None => found.push((line.to_owned(), Span::new(at, end))),
        }
        open = continues;
        at += raw.len();
    }
    found
}
