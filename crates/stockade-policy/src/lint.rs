//! What a valid policy says and perhaps does not mean.
//!
//! Constraints:
//! - a lint never keeps a policy from being used;
//! - each says what happens now, and what to write instead.

use stockade_model::{Span, Spanned};

use crate::document::{Node, Tree, shape};
use crate::message::Value;
use crate::paths::{Path, Step};
use crate::policy::{Action, EVERY_TOOL, Policy, Posture, Reach};
use crate::problem::Problem;

/// A tool as its server lists it, for lints that need to know.
#[derive(Clone, Copy, Debug)]
pub struct ListedTool<'a> {
    /// Its name.
    pub name: &'a str,
    /// The schema of its arguments.
    pub input_schema: Option<&'a Value>,
}

impl Policy {
    /// Everything there is to say about it. `listed` are the server's tools, where they are known.
    pub fn lint(&self, listed: &[ListedTool<'_>]) -> Vec<Problem> {
        let mut found = self.warnings.clone();
        every_tool(self, &mut found);
        trimmed(self, &mut found);
        for block in &self.document().tools {
            for rule in &block.rules {
                never_asks(rule, &mut found);
                unanchored(&rule.conditions, &mut found);
                equality(&rule.conditions, &mut found);
                paths(&rule.conditions, &mut found);
                if self.document().missing.is_none() {
                    untold(&rule.conditions, &mut found);
                }
                lists(rule, &mut found);
            }
        }
        schemas(self, listed, &mut found);
        found.sort_by_key(|problem| (problem.span.start, problem.span.end));
        found
    }
}

/// `"*"` takes the tools that have keys of their own as well.
fn every_tool(policy: &Policy, found: &mut Vec<Problem>) {
    let document = policy.document();
    let Some(block) = document.tools.iter().find(|block| block.key.value == EVERY_TOOL) else { return };
    if document.tools.len() < 2 || block.scope.is_some() {
        return;
    }
    let asks = |rule: &&shape::Rule| rule.action.as_ref().is_some_and(|action| action.value == Action::RequireApproval);
    if let Some(rule) = block.rules.iter().find(asks) {
        let span = rule.name.as_ref().map_or(rule.span, |name| name.span);
        let problem =
            Problem::warning("star-asks", span, "`\"*\"` also asks for the tools that have keys of their own");
        let problem = problem.related(block.key.span, "takes every tool");
        found.push(problem.hint("write `scope: unlisted` under `\"*\"` if it is meant for the others"));
    }
    if policy.every.is_some_and(|(_, reach)| reach == Reach::All)
        && policy.default == Posture::Deny
        && block.rules.is_empty()
    {
        let problem =
            Problem::warning("star-names-none", block.key.span, "under `default: deny` the key `\"*\"` names no tool");
        found.push(problem.hint("name the tools that may be called"));
    }
}

/// In the base format `default: deny` leaves `tools/list` alone.
fn trimmed(policy: &Policy, found: &mut Vec<Problem>) {
    if policy.default == Posture::Deny && !policy.document().tools.iter().any(|block| block.key.value != EVERY_TOOL) {
        let at = crate::policy::beginning();
        let problem =
            Problem::warning("nothing-callable", at, "`default: deny` and no key: no tool can be called or seen");
        found.push(problem.hint("name the tools that may be called under `tools`"));
    }
}

/// A rule that speaks of approval and denies.
fn never_asks(rule: &shape::Rule, found: &mut Vec<Problem>) {
    let action = rule.action.as_ref().map_or(Action::Evaluate, |action| action.value);
    if action != Action::Evaluate {
        return;
    }
    let speaks = |text: &Option<Spanned<String>>| {
        text.as_ref().is_some_and(|text| text.value.to_lowercase().contains("approval"))
    };
    if !(speaks(&rule.name) || speaks(&rule.on_deny)) {
        return;
    }
    let span = rule.name.as_ref().map_or(rule.span, |name| name.span);
    let problem = Problem::warning("never-asks", span, "this rule denies and never asks");
    let none = rule.conditions.iter().any(|condition| {
        let shape::Condition::Test(test) = condition else { return false };
        let zero = test.value.as_ref().is_some_and(|value| matches!(&value.tree, Tree::Number(text) if text == "0"));
        zero && test.op.as_ref().is_some_and(|op| op.value == "eq")
    });
    found.push(problem.hint(if none {
        "write `action: require_approval` with `op: gt, value: 0`"
    } else {
        "write `action: require_approval`, with conditions that describe what needs a human"
    }));
}

fn each<'c>(conditions: &'c [shape::Condition], look: &mut dyn FnMut(&'c shape::Test)) {
    crate::validate::conditions::each_test(conditions, look);
}

/// `regex` and `matches` find their pattern anywhere in the text.
fn unanchored(conditions: &[shape::Condition], found: &mut Vec<Problem>) {
    each(conditions, &mut |test| {
        let Some((op, value)) = test.op.as_ref().zip(test.value.as_ref()) else { return };
        let Some(pattern) = value.text().filter(|_| matches!(op.value.as_str(), "regex" | "matches")) else { return };
        let plain = pattern.trim_start_matches("(?i)").trim_start_matches("(?s)");
        let split = plain.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')).is_some_and(top_level_bar);
        if split {
            let problem = Problem::warning("anchors", value.span, "`^` and `$` belong to one side of the `|` each");
            found.push(problem.hint("write `^(a|b)$`"));
        } else if pattern.contains('@') && !pattern.contains("://") && !(plain.starts_with('^') && plain.ends_with('$'))
        {
            let problem = Problem::warning("anchors", value.span, "the pattern is found anywhere in the text");
            found.push(problem.hint("write `^…$`, or use `email_domain_in`"));
        } else if is_domain(plain) && !(plain.starts_with('^') && plain.ends_with('$')) {
            let problem =
                Problem::warning("anchors", value.span, "the domain is found anywhere in the text, in longer ones too");
            found.push(problem.hint("use `email_domain_in` or `host_in`, which compare whole domains"));
        }
    });
}

/// Whether a pattern is a domain and no more, as `example.com` or `@?mail\.example\.com$`. What ends as files do is none.
fn is_domain(pattern: &str) -> bool {
    const FILES: &[&str] = &[
        "conf", "css", "csv", "env", "html", "ini", "js", "json", "key", "lock", "log", "md", "pdf", "pem", "php",
        "png", "pub", "py", "rb", "rs", "service", "sh", "sql", "toml", "ts", "txt", "xml", "yaml", "yml", "zip",
    ];
    let bare = pattern.trim_start_matches('^').trim_end_matches('$').replace("\\.", ".");
    let labels: Vec<&str> = bare.trim_start_matches('.').split('.').collect();
    let is_label =
        |label: &&str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let Some((last, before)) = labels.split_last() else { return false };
    let top = last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    top && !before.is_empty() && labels.iter().all(is_label) && !FILES.contains(&last.to_ascii_lowercase().as_str())
}

/// `starts_with` and `glob` compare the letters of a path, and `/app/../etc` begins with `/app`.
fn paths(conditions: &[shape::Condition], found: &mut Vec<Problem>) {
    each(conditions, &mut |test| {
        let Some((op, value)) = test.op.as_ref().zip(test.value.as_ref()) else { return };
        if !matches!(op.value.as_str(), "starts_with" | "glob") {
            return;
        }
        let entries = if let Tree::List(items) = &value.tree { items.as_slice() } else { std::slice::from_ref(value) };
        if let Some(entry) = entries.iter().find(|entry| entry.text().is_some_and(is_path)) {
            let message = format!("`{}` compares letters: a path with `..` or a link in it gets round this", op.value);
            let problem = Problem::warning("paths", entry.span, message);
            found.push(problem.hint("write `op: under` with the directory, which resolves both"));
        }
    });
}

/// Whether a text begins as a path of a file does.
fn is_path(text: &str) -> bool {
    let mut letters = text.chars();
    let drive = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.next() == Some(':')
        && matches!(letters.next(), Some('\\' | '/'));
    drive || ["/", "~/", "./", "../"].iter().any(|start| text.starts_with(start)) && !text.starts_with("//")
}

/// Whether a pattern has a `|` outside of all brackets.
fn top_level_bar(pattern: &str) -> bool {
    let (mut depth, mut class, mut escaped) = (0_i32, false, false);
    for c in pattern.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' if !class => class = true,
            ']' if class => class = false,
            _ if class => {}
            '(' => depth += 1,
            ')' => depth -= 1,
            '|' if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// Of a list every element must fit before an operator fits: what forbids is got round with one other element.
fn lists(rule: &shape::Rule, found: &mut Vec<Problem>) {
    let action = rule.action.as_ref().map_or(Action::Evaluate, |action| action.value);
    let mut single: Vec<&str> = Vec::new();
    each(&rule.conditions, &mut |test| {
        // `regex` takes no list: it is an error, and an error denies.
        if let (Some(path), Some(op)) = (&test.path, &test.op)
            && op.value == "regex"
        {
            single.push(&path.value);
        }
    });
    let mut todo: Vec<(&shape::Condition, bool)> = rule
        .conditions
        .iter()
        .map(|condition| (condition, matches!(action, Action::Deny | Action::RequireApproval)))
        .collect();
    while let Some((condition, forbids)) = todo.pop() {
        match condition {
            shape::Condition::Any(inner, _) | shape::Condition::All(inner, _) => {
                todo.extend(inner.iter().map(|inner| (inner, forbids)));
            }
            shape::Condition::Not(inner, _) => todo.push((inner, !forbids)),
            shape::Condition::Test(test) if forbids => {
                let (Some(path), Some(op)) = (&test.path, &test.op) else { continue };
                let by_element = crate::operators::find(&op.value)
                    .is_some_and(|operator| operator.sight == crate::operators::Sight::Each);
                let number = matches!(op.value.as_str(), "lt" | "lte" | "gt" | "gte");
                if by_element && !number && path.value.starts_with("args.") && !single.contains(&path.value.as_str()) {
                    let message = "a list with one other element gets round this";
                    let problem = Problem::warning("forbids-lists", test.span, message);
                    found.push(
                        problem
                            .hint("say what is allowed instead, or add a `regex` on the same path: it refuses lists"),
                    );
                }
            }
            shape::Condition::Test(_) => {}
        }
    }
}

/// Facts that the gate does not know yet.
fn untold(conditions: &[shape::Condition], found: &mut Vec<Problem>) {
    each(conditions, &mut |test| {
        let path = test.path.as_ref().filter(|path| crate::facts::UNTOLD.contains(&&*path.value));
        let Some(path) = path.filter(|_| test.missing.is_none()) else { return };
        let message = format!("no gate can tell `{}` yet: it is missing in every call", path.value);
        let problem = Problem::warning("untold-fact", path.span, message);
        found.push(problem.hint("take it out, or say by `missing:` what that is to mean"));
    });
}

/// The values of conditions that compare for equality.
fn compared<'c>(conditions: &'c [shape::Condition], look: &mut dyn FnMut(&'c Node)) {
    each(conditions, &mut |test| {
        let Some((op, value)) = test.op.as_ref().zip(test.value.as_ref()) else { return };
        if !matches!(op.value.as_str(), "eq" | "neq" | "in" | "not_in") {
            return;
        }
        let entries = match (&value.tree, op.value.as_str()) {
            (Tree::List(items), "in" | "not_in") => items.as_slice(),
            _ => std::slice::from_ref(value),
        };
        entries.iter().for_each(&mut *look);
    });
}

/// Numbers and booleans, which the base format takes for equal to their text: only who takes a policy over needs to know.
pub(crate) fn mixed(policy: &Policy) -> Vec<Problem> {
    let mut found = Vec::new();
    for rule in policy.document().tools.iter().flat_map(|block| &block.rules) {
        compared(&rule.conditions, &mut |entry| {
            let said = match &entry.tree {
                Tree::Bool(truth) => truth.to_string(),
                Tree::Number(number) => number.clone(),
                _ => return,
            };
            let message = format!("the text \"{said}\" is not equal to {said} here");
            found.push(Problem::warning("mixed-types", entry.span, message).hint("name both where both may come"));
        });
    }
    found
}

/// Values that the base format compares by their text, and this one by their type.
fn equality(conditions: &[shape::Condition], found: &mut Vec<Problem>) {
    compared(conditions, &mut |entry| {
        if let Some((what, hint)) = doubtful(entry) {
            found.push(Problem::warning("equality", entry.span, what).hint(hint));
        }
    });
}

fn doubtful(node: &Node) -> Option<(&'static str, &'static str)> {
    match &node.tree {
        Tree::Text(text) if matches!(text.as_str(), "true" | "false") => {
            Some(("the text never equals the boolean", "write it without quotes if a boolean is meant"))
        }
        Tree::Text(text) if crate::decimal::Decimal::parse(text).is_ok() => {
            Some(("the text never equals the number", "write it without quotes if a number is meant"))
        }
        Tree::Number(text) if text.trim_start_matches('-').len() > 15 => {
            Some(("all digits of this number count", "programs that keep 64-bit floats may send another one"))
        }
        Tree::List(_) => Some(("the list must be equal in every element and its order", "`subset_of` compares sets")),
        _ => None,
    }
}

/// Paths that the schema of a tool's arguments cannot contain.
fn schemas(policy: &Policy, listed: &[ListedTool<'_>], found: &mut Vec<Problem>) {
    for block in &policy.document().tools {
        let Some(tool) = listed.iter().find(|tool| tool.name == block.key.value) else { continue };
        let Some(schema) = tool.input_schema else { continue };
        for rule in &block.rules {
            each(&rule.conditions, &mut |test| {
                let Some(text) = &test.path else { return };
                let Ok(Path::Args(steps)) = Path::parse(&text.value) else { return };
                if let Some(name) = not_in_schema(schema, &steps) {
                    let message = format!("the arguments of `{}` have no `{name}`", tool.name);
                    found.push(Problem::warning("schema", text.span, message));
                }
            });
        }
    }
    if listed.is_empty() {
        return;
    }
    for block in &policy.document().tools {
        let key = &block.key;
        if !crate::globs::Glob::is_glob(&key.value) && !listed.iter().any(|tool| tool.name == key.value) {
            let message = format!("the server lists no tool `{}`", key.value);
            found.push(Problem::warning("unlisted-tool", Span::new(key.span.start, key.span.end), message));
        }
    }
}

/// The first name that a schema rules out; schemas with references or combinations rule nothing out.
fn not_in_schema<'s>(schema: &Value, steps: &'s [Step]) -> Option<&'s str> {
    let mut schema = schema;
    for step in steps {
        if ["$ref", "anyOf", "oneOf", "allOf", "patternProperties"].iter().any(|key| schema.get(key).is_some()) {
            return None;
        }
        schema = match step {
            Step::Key(name) => {
                let properties = schema.get("properties")?;
                match properties.get(name) {
                    Some(inner) => inner,
                    // What a schema does not name it forbids only where it says so; a wrong name is likelier all the same.
                    None if schema.get("additionalProperties").is_none_or(|more| more.as_bool() == Some(false)) => {
                        return Some(name);
                    }
                    None => return None,
                }
            }
            Step::Index(_) | Step::Each => schema.get("items")?,
            Step::Length => return None,
        };
    }
    None
}
