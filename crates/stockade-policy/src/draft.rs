//! A first policy for a server, from the tools it lists: by class, closed to everything else.
//!
//! Constraints:
//! - what a server says of its tools may be a lie: it can make a class stricter, and only where a name says nothing at all
//!   is a tool taken at its word that it only reads;
//! - the draft is to be read and changed by a person: every tool has its class and the reason beside it;
//! - nothing a server wrote can end a comment, a text or a key: only plain characters stand as they are;
//! - a name that the policy would read as a pattern is not written as a key, and so is denied.
//!
//! Layout: [`class`] tells the class, [`words`] is the list of words it goes by.

mod class;
mod words;

pub use class::{Class, Classified, classify};

use crate::message::Value;

/// The longest name a tool may have (MCP 2025-11-25, server/tools: names).
const LONGEST_NAME: usize = 128;
/// Of a description, as much as a comment holds.
const LONGEST_COMMENT: usize = 100;
/// Addresses, paths and amounts that the draft offers to limit, one of each kind for a tool.
const PATHS: &[&str] =
    &["path", "paths", "file_path", "filepath", "filename", "directory", "dir", "source", "repo_path"];
const ADDRESSES: &[&str] = &["url", "urls", "uri", "endpoint", "host"];
const RECIPIENTS: &[&str] = &["to", "cc", "bcc", "recipient", "recipients", "email"];
const AMOUNTS: &[&str] = &["amount", "total", "price", "quantity", "value"];

/// A policy, and what became of each tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The file.
    pub text: String,
    /// The tools with a key of their own, as they were listed.
    pub tools: Vec<(String, Classified)>,
    /// Tools without a key, so denied, and why.
    pub left_out: Vec<(String, &'static str)>,
}

/// Writes a policy for these tools, as `tools/list` gave them (all pages).
pub fn draft(server: &str, tools: &[Value]) -> Draft {
    let (mut kept, mut left_out) = (Vec::<(&str, Classified, &Value)>::new(), Vec::new());
    for tool in tools {
        let Some(name) = tool.get("name").and_then(Value::as_str) else {
            left_out.push((String::new(), "it has no name"));
            continue;
        };
        let why_not = match () {
            () if name.is_empty() => Some("it has no name"),
            () if name.len() > LONGEST_NAME => Some("its name is longer than a name may be"),
            () if name.contains(['*', '?', '[', ']', '{', '}', '\\', '!']) => {
                Some("a policy would read its name as a pattern")
            }
            () if name == "<<" => Some("a policy would read its name as a merge"),
            () if kept.iter().any(|(other, ..)| *other == name) => Some("its name is listed twice"),
            () => None,
        };
        match why_not {
            Some(why) => left_out.push((name.to_owned(), why)),
            None => kept.push((name, classify(tool), tool)),
        }
    }
    let mut text = format!(
        "# A first policy for this server, by what its tools seem to do. Read it, and change what is wrong.\n\
         # Whatever is not named here is denied, tools that the server adds later too.\n\
         version: \"1\"\ndescription: {}\ndefault: deny\n",
        quoted(&format!("First policy for {server}"))
    );
    text.push_str(if kept.is_empty() { "tools: {}\n" } else { "tools:\n" });
    for class in Class::ALL {
        let of_class: Vec<_> = kept.iter().filter(|(_, found, _)| found.class == *class).collect();
        if of_class.is_empty() {
            continue;
        }
        text.push_str(&format!("\n  # {}: {}\n", class.as_str(), class.treatment()));
        for (name, found, tool) in of_class {
            write_tool(name, found, tool, &mut text);
        }
    }
    for (name, why) in &left_out {
        text.push_str(&format!("\n# left out: {}, since {why}\n", plain(name, LONGEST_COMMENT)));
    }
    let tools = kept.into_iter().map(|(name, found, _)| (name.to_owned(), found)).collect();
    Draft { text, tools, left_out }
}

fn write_tool(name: &str, found: &Classified, tool: &Value, out: &mut String) {
    let description = tool.get("description").and_then(Value::as_str).unwrap_or_default();
    out.push_str(&format!("  # {}\n", plain(&found.why, LONGEST_COMMENT)));
    if !description.trim().is_empty() {
        out.push_str(&format!("  # it says: {}\n", plain(description.trim(), LONGEST_COMMENT)));
    }
    out.push_str(&format!("  {}:\n", quoted(name)));
    let rules = found.class.rules();
    let offers: String = class::arguments(tool).map(offer).collect();
    // An empty list would be in the way of whoever takes an offer up.
    let none = rules.is_empty() && offers.is_empty();
    out.push_str(if none { "    rules: []\n" } else { "    rules:\n" });
    out.push_str(rules);
    out.push_str(&offers);
}

/// A rule to fill in, for an argument whose name says what it is. Only plain names come here.
fn offer(argument: &str) -> String {
    let lower = argument.to_ascii_lowercase();
    let among = |names: &[&str]| names.contains(&lower.as_str());
    let condition = match () {
        () if among(PATHS) => r#"op: under, value: ["/path/to/project"]"#,
        () if among(ADDRESSES) => r#"op: host_in, value: ["example.com"]"#,
        () if among(RECIPIENTS) => r#"op: email_domain_in, value: ["example.com"]"#,
        () if among(AMOUNTS) => "op: lte, value: 100",
        () => return String::new(),
    };
    format!(
        "      # - name: \"limit {argument}\"\n      #   conditions: [{{path: \"args.{argument}\", {condition}, missing: holds}}]\n"
    )
}

/// A text in double quotes, as YAML and JSON read it alike; what is not plain stands as an escape.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if is_plain(c) => out.push(c),
            c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

/// A text for a comment: one line of plain characters, cut where it is long.
fn plain(text: &str, limit: usize) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == limit {
            out.push('…');
            break;
        }
        match c {
            c if is_plain(c) => out.push(c),
            '\n' | '\t' => out.push(' '),
            c => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
        }
    }
    out
}

/// Letters and digits of every script, and what ASCII prints: nothing that hides, breaks a line or turns one round.
fn is_plain(c: char) -> bool {
    c == ' ' || c.is_ascii_graphic() || c.is_alphanumeric() && !c.is_ascii() && !is_filler(c)
}

/// Letters by their category that show nothing.
const fn is_filler(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}

#[cfg(test)]
#[path = "draft/tests.rs"]
mod tests;
