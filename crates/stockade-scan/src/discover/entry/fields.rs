//! The members of one server entry, under every name that any client gives them.
//!
//! Reading is the same for all clients: a member that a client does not know is ignored by that client, but people move
//! entries between clients, and an entry that looks like a server should never read as nothing.

use stockade_model::{Approval, ConfigCode, ConfigCodeKind, Server, Span, Spanned, State, Transport, Variable};

use crate::document::{Node, Value};

type Failure = (Span, String);

/// Reads an entry into a blank server. Only the switches that the client heeds switch it off.
pub(super) fn read(node: &Node, switches: &[&str], server: &mut Server) -> Result<(), Failure> {
    match &node.value {
        Value::Object(_) => {}
        // OpenHands and some flat maps: an address alone.
        Value::String(text) if text.contains("://") => {
            server.url = Some(Spanned::new(text.clone(), node.span));
            server.transport = Transport::Http;
            return Ok(());
        }
        Value::Null => return Err((node.span, "the entry is empty".to_owned())),
        _ => return Err((node.span, "the entry is not an object".to_owned())),
    }
    members(node, server)?;
    // Old Continue: the real entry stands under `transport`.
    if let Some(inner) = node.get("transport").filter(|inner| inner.is_object()) {
        members(inner, server)?;
    }
    transport(node, server);
    if server.state == State::Enabled
        && let Some(why) = switched_off(node, switches)
    {
        server.state = State::Disabled(why);
    }
    approvals(node, server);
    code(node, server);
    Ok(())
}

/// By which member an entry is switched off.
pub(super) fn switched_off(node: &Node, switches: &[&str]) -> Option<String> {
    switches.iter().find_map(|key| {
        let value = node.get(key)?.as_bool()?;
        (value == (*key == "disabled")).then(|| format!("`{key}: {value}`"))
    })
}

fn members(node: &Node, server: &mut Server) -> Result<(), Failure> {
    for key in ["command", "cmd"] {
        if let Some(command) = node.get(key) {
            read_command(command, server)?;
        }
    }
    for key in ["args", "arguments"] {
        if let Some(args) = node.get(key) {
            let list = words(args).map_err(|span| (span, format!("`{key}` holds something that is no text")))?;
            server.args.extend(list);
        }
    }
    for key in ["httpUrl", "url", "serverUrl", "baseUrl", "uri", "tcp", "endpoint"] {
        if let Some(url) = node.get(key).filter(|_| server.url.is_none()) {
            match &url.value {
                Value::String(text) if !text.is_empty() => server.url = Some(Spanned::new(text.clone(), url.span)),
                Value::String(_) | Value::Null => {}
                _ => return Err((url.span, format!("`{key}` is not a text"))),
            }
        }
    }
    for key in ["env", "envs", "environment"] {
        if let Some(env) = node.get(key) {
            variables(env, &mut server.env);
        }
    }
    for key in ["env_vars", "env_keys", "envVars"] {
        for item in node.get(key).map(Node::items).unwrap_or_default() {
            let named = if item.is_object() { item.get("name") } else { Some(item) };
            if let Some((name, span)) = named.and_then(|named| Some((named.as_str()?, named.span))) {
                server.env.push(Variable { name: Spanned::new(name.to_owned(), span), value: None });
            }
        }
    }
    for keys in [
        &["headers"][..],
        &["http_headers"],
        &["httpHeaders"],
        &["requestInit", "headers"],
        &["requestOptions", "headers"],
    ] {
        if let Some(headers) = node.at(keys) {
            variables(headers, &mut server.headers);
        }
    }
    for entry in node.get("env_http_headers").map(Node::entries).unwrap_or_default() {
        let name = Spanned::new(entry.key.clone(), entry.key_span);
        let value = entry.node.as_str().map(|variable| Spanned::new(format!("${{{variable}}}"), entry.node.span));
        server.headers.push(Variable { name, value });
    }
    for key in ["bearer_token_env_var", "bearerTokenEnvVar"] {
        if let Some((variable, span)) = node.get(key).and_then(|node| Some((node.as_str()?, node.span))) {
            let value = Some(Spanned::new(format!("Bearer ${{{variable}}}"), span));
            server.headers.push(Variable { name: Spanned::new("Authorization".to_owned(), span), value });
        }
    }
    text(node, &["cwd", "working_directory", "workingDirectory", "workdir"], &mut server.cwd);
    text(node, &["envFile", "env_file"], &mut server.env_file);
    Ok(())
}

fn text(node: &Node, keys: &[&str], slot: &mut Option<Spanned<String>>) {
    if let Some(found) = keys.iter().find_map(|key| node.get(key))
        && let Some(value) = found.as_str().filter(|value| !value.is_empty())
    {
        *slot = Some(Spanned::new(value.to_owned(), found.span));
    }
}

/// A text, a list (program first), or an object `{path, args, env}` (`cmd` on some extensions' pages).
fn read_command(node: &Node, server: &mut Server) -> Result<(), Failure> {
    match &node.value {
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => server.command = Some(Spanned::new(text.clone(), node.span)),
        Value::Array(_) => {
            let mut list =
                words(node).map_err(|span| (span, "`command` holds something that is no text".to_owned()))?.into_iter();
            server.command = list.next();
            server.args.extend(list);
        }
        Value::Object(_) => {
            let path = node.get("path").or_else(|| node.get("cmd"));
            if let Some((path, span)) = path.and_then(|path| Some((path.as_str()?, path.span))) {
                server.command = Some(Spanned::new(path.to_owned(), span));
            }
            if let Some(args) = node.get("args") {
                server
                    .args
                    .extend(words(args).map_err(|span| (span, "`args` holds something that is no text".to_owned()))?);
            }
            if let Some(env) = node.get("env") {
                variables(env, &mut server.env);
            }
        }
        Value::Null => {}
        _ => return Err((node.span, "`command` is neither text, list nor object".to_owned())),
    }
    Ok(())
}

/// A list of texts; a single text counts as one word.
fn words(node: &Node) -> Result<Vec<Spanned<String>>, Span> {
    match &node.value {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => {
            items.iter().map(|item| item.scalar().map(|text| Spanned::new(text, item.span)).ok_or(item.span)).collect()
        }
        _ => node.scalar().map(|text| vec![Spanned::new(text, node.span)]).ok_or(node.span),
    }
}

/// An object from name to value, or a list of `NAME=value`.
fn variables(node: &Node, out: &mut Vec<Variable>) {
    for entry in node.entries() {
        let name = Spanned::new(entry.key.clone(), entry.key_span);
        let value = entry.node.scalar().map(|text| Spanned::new(text, entry.node.span));
        out.push(Variable { name, value });
    }
    for item in node.items() {
        let Some(text) = item.as_str() else { continue };
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let value = value.map(|value| Spanned::new(value.to_owned(), item.span));
        out.push(Variable { name: Spanned::new(name.to_owned(), item.span), value });
    }
}

fn transport(node: &Node, server: &mut Server) {
    let inner = node.get("transport").filter(|inner| inner.is_object());
    let word = node.get("type").or_else(|| inner?.get("type")).or_else(|| node.get("transport")).and_then(Node::as_str);
    let folded: Option<String> =
        word.map(|word| word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect());
    let scheme =
        server.url.as_ref().and_then(|url| url.value.split_once("://")).map(|(scheme, _)| scheme.to_ascii_lowercase());
    server.transport = match (folded.as_deref(), scheme.as_deref()) {
        (_, Some("unix" | "pipe")) => Transport::Socket,
        (Some("stdio" | "local" | "inlinepython" | "command"), _) => Transport::Stdio,
        (Some("sse"), _) => Transport::Sse,
        (Some("ws" | "websocket"), _) => Transport::Websocket,
        (Some("builtin" | "platform" | "frontend"), _) => Transport::Builtin,
        (Some("http" | "streamablehttp" | "remote" | "shttp" | "httpstream" | "streaminghttp"), _) => Transport::Http,
        (_, Some("ws" | "wss")) => Transport::Websocket,
        _ if server.command.is_some() => Transport::Stdio,
        _ if node.get("tcp").is_some() => Transport::Websocket,
        // Gemini CLI: `url` alone means server-sent events; other clients try the newer transport first.
        _ if server.url.is_some() => Transport::Http,
        _ => Transport::Unknown,
    };
}

fn approvals(node: &Node, server: &mut Server) {
    for key in [
        "autoApprove",
        "alwaysAllow",
        "auto_approve",
        "always_allow",
        "autoAllow",
        "autoApproved",
        "trust",
        "alwaysAllowAll",
    ] {
        let Some(found) = node.get(key) else { continue };
        let approval = match &found.value {
            Value::Bool(true) => Approval::All,
            Value::String(word) if matches!(word.as_str(), "*" | "all" | "full" | "always") => Approval::All,
            Value::Array(items) if items.iter().any(|item| item.as_str() == Some("*")) => Approval::All,
            Value::Array(items) if !items.is_empty() => {
                Approval::Tools(items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
            }
            _ => continue,
        };
        server.approvals.push(Spanned::new(approval, found.span));
    }
    // VS Code: a sandboxed server's calls are approved without asking.
    if let Some(found) = node.get("sandboxEnabled").filter(|found| found.as_bool() == Some(true)) {
        server.approvals.push(Spanned::new(Approval::All, found.span));
    }
}

fn code(node: &Node, server: &mut Server) {
    for key in ["headersHelper", "headers_helper"] {
        if let Some(found) = node.get(key) {
            let text = first_line(&found.scalar().unwrap_or_default());
            server.code.push(ConfigCode { kind: ConfigCodeKind::HeadersHelper, span: found.span, text });
        }
    }
    let inline = node.get("type").and_then(Node::as_str) == Some("inline_python");
    if let Some(found) = node.get("code").filter(|_| inline) {
        let text = first_line(found.as_str().unwrap_or_default());
        server.code.push(ConfigCode { kind: ConfigCodeKind::InlineSource, span: found.span, text });
    }
    each_text(node, &mut |text, span| {
        if text.contains("{file:") {
            server.code.push(ConfigCode { kind: ConfigCodeKind::FileInclusion, span, text: first_line(text) });
        }
    });
}

/// Every text of a tree.
fn each_text(node: &Node, each: &mut impl FnMut(&str, Span)) {
    match &node.value {
        Value::String(text) => each(text, node.span),
        Value::Array(items) => items.iter().for_each(|item| each_text(item, each)),
        Value::Object(entries) => entries.iter().for_each(|entry| each_text(&entry.node, each)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Marks every `$(…)` and backtick pair of an entry: for clients that run them while loading.
pub fn mark_shell_expansion(node: &Node, server: &mut Server) {
    each_text(node, &mut |text, span| {
        if text.contains("$(") || text.matches('`').count() > 1 {
            server.code.push(ConfigCode { kind: ConfigCodeKind::ShellExpansion, span, text: first_line(text) });
        }
    });
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(120).collect()
}
