//! `on_result` and `tests`.

use stockade_model::Verdict;

use crate::check::{Expect, Test};
use crate::document::fields::{Fields, wrong};
use crate::document::{Node, Tree, shape};
use crate::message::Value;
use crate::policy::Pattern;
use crate::problem::Problem;
use crate::results::{Beyond, Invisible, ResultRule, Secrets};

/// The words of a result rule's `secrets`.
pub(crate) const SECRETS_WORDS: &[(&str, Secrets)] = &[("redact", Secrets::Redact), ("deny", Secrets::Deny)];
/// The words of a result rule's `invisible`.
pub(crate) const INVISIBLE_WORDS: &[(&str, Invisible)] = &[("strip", Invisible::Strip), ("deny", Invisible::Deny)];
/// The words of a result rule's `action`.
pub(crate) const RESULT_ACTION_WORDS: &[(&str, Beyond)] = &[("deny", Beyond::Deny), ("log", Beyond::Log)];
/// The words of what a test expects.
pub(crate) const VERDICT_WORDS: &[(&str, Verdict)] =
    &[("allow", Verdict::Allow), ("ask", Verdict::Ask), ("deny", Verdict::Deny)];

/// Result rules.
pub(super) fn results(nodes: &[Node], problems: &mut Vec<Problem>) -> Vec<ResultRule> {
    nodes.iter().filter_map(|node| result(node, problems)).collect()
}

fn result(node: &Node, problems: &mut Vec<Problem>) -> Option<ResultRule> {
    let fields = Fields::open(node, "a result rule", shape::RESULT_KEYS, problems)?;
    let name = fields.text("name", problems);
    if name.as_ref().is_none_or(|name| name.value.trim().is_empty()) {
        problems.push(Problem::error("rule-name", node.span, "a result rule needs a `name`"));
    }
    let mut tools = Vec::new();
    for text in fields.texts("tools", problems) {
        match Pattern::parse(&text.value) {
            Ok(pattern) => tools.push(pattern),
            Err(why) => problems.push(Problem::error("glob", text.span, format!("`{}`: {why}", text.value))),
        }
    }
    let max_bytes = fields.get("max_bytes").and_then(|node| {
        let bytes = if let Tree::Number(lexeme) = &node.tree { lexeme.parse().ok() } else { None };
        if bytes.is_none() {
            problems.push(wrong(node, "max_bytes", "a whole number"));
        }
        bytes
    });
    let rule = ResultRule {
        name: name?.value,
        tools,
        max_bytes,
        secrets: fields.word("secrets", SECRETS_WORDS, problems),
        invisible: fields.word("invisible", INVISIBLE_WORDS, problems),
        beyond: fields.word("action", RESULT_ACTION_WORDS, problems).unwrap_or_default(),
    };
    if rule.max_bytes.is_none() && rule.secrets.is_none() && rule.invisible.is_none() {
        let problem = Problem::error("rule", node.span, "a result rule that says nothing");
        problems.push(problem.hint("`max_bytes`, `secrets` or `invisible`"));
    }
    Some(rule)
}

/// Tests.
pub(super) fn tests(nodes: &[Node], problems: &mut Vec<Problem>) -> Vec<Test> {
    nodes.iter().filter_map(|node| test(node, problems)).collect()
}

fn test(node: &Node, problems: &mut Vec<Problem>) -> Option<Test> {
    let fields = Fields::open(node, "a test", shape::TEST_KEYS, problems)?;
    for key in ["call", "expect"] {
        if fields.get(key).is_none() {
            problems.push(Problem::error("test", node.span, format!("a test needs `{key}`")));
        }
    }
    let call = Fields::open(fields.get("call")?, "`call`", shape::CALL_KEYS, problems)?;
    let tool = call.text("tool", problems);
    if call.get("tool").is_none() {
        problems.push(Problem::error("test", call.span(), "a call needs a `tool`"));
    }
    let arguments = match call.get("args") {
        None => Value::Object(Vec::new()),
        Some(node @ Node { tree: Tree::Map(_), .. }) => node.json(),
        Some(node) => {
            problems.push(wrong(node, "args", "a mapping"));
            return None;
        }
    };
    let expected = fields.get("expect")?;
    let expect = match &expected.tree {
        Tree::Map(_) => {
            let inner = Fields::open(expected, "`expect`", shape::EXPECT_KEYS, problems)?;
            let verdict = inner.word("verdict", VERDICT_WORDS, problems);
            if inner.get("verdict").is_none() {
                problems.push(Problem::error("test", expected.span, "`expect` needs a `verdict`"));
            }
            let of = |text: stockade_model::Spanned<String>| text.value;
            let (rule, message) = (inner.text("rule", problems).map(of), inner.text("message", problems).map(of));
            Expect { verdict: verdict?, rule, message }
        }
        _ => Expect { verdict: fields.word("expect", VERDICT_WORDS, problems)?, rule: None, message: None },
    };
    let name = fields.text("name", problems).map(|name| name.value);
    Some(Test { name, tool: tool?.value, arguments, expect, span: node.span })
}
