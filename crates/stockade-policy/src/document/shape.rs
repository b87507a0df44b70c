//! The policy as its keys say it, every part with its place, nothing checked that needs more than one key.

use stockade_model::{Span, Spanned};

use super::fields::{Fields, wrong};
use super::{Node, Tree};
use crate::policy::{Action, Missing, Posture, Reach};
use crate::problem::Problem;

/// Keys of the file.
pub const FILE_KEYS: &[&str] = &[
    "version",
    "description",
    "default",
    "hide",
    "tools",
    "defaults",
    "on_result",
    "tests",
    "egress",
    "conform",
    "secrets",
];
/// Keys that are kept for what is not built yet.
pub const RESERVED_KEYS: &[&str] = &["egress", "conform", "secrets"];
/// Keys of `defaults`.
pub const DEFAULTS_KEYS: &[&str] = &["missing", "approval_timeout", "prefix"];
/// Keys of a tool block.
pub const BLOCK_KEYS: &[&str] = &["rules", "scope"];
/// Keys of a rule.
pub const RULE_KEYS: &[&str] = &["name", "action", "conditions", "on_deny", "rate_limit", "state", "approval_timeout"];
/// Keys of a condition on a value.
pub const CONDITION_KEYS: &[&str] = &["path", "op", "value", "missing"];
/// Keys of a group of conditions.
pub const GROUP_KEYS: &[&str] = &["any", "all", "not"];
/// Keys of `state`.
pub const STATE_KEYS: &[&str] = &["counter", "window", "increment", "increment_from", "scope"];
/// Keys of a result rule.
pub const RESULT_KEYS: &[&str] = &["name", "tools", "max_bytes", "secrets", "invisible", "action"];
/// Keys of a test.
pub const TEST_KEYS: &[&str] = &["name", "call", "expect"];
/// Keys of a test's call.
pub const CALL_KEYS: &[&str] = &["tool", "args"];
/// Keys of what a test expects, where it is more than a word.
pub const EXPECT_KEYS: &[&str] = &["verdict", "rule", "message"];

/// The words of `missing`.
pub const MISSING_WORDS: &[(&str, Missing)] =
    &[("error", Missing::Error), ("holds", Missing::Holds), ("fails", Missing::Fails)];
/// The words of `action`.
pub const ACTION_WORDS: &[(&str, Action)] = &[
    ("evaluate", Action::Evaluate),
    ("deny", Action::Deny),
    ("require_approval", Action::RequireApproval),
    ("log", Action::Log),
];
/// The words of `default`.
pub const DEFAULT_WORDS: &[(&str, Posture)] = &[("allow", Posture::Allow), ("deny", Posture::Deny)];
/// The words of a block's `scope`.
pub const SCOPE_WORDS: &[(&str, Reach)] = &[("all", Reach::All), ("unlisted", Reach::Unlisted)];

/// An unvalidated policy.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// What it is for.
    pub description: Option<String>,
    /// `default`.
    pub default: Option<Posture>,
    /// `hide`.
    pub hide: Vec<Spanned<String>>,
    /// `tools`.
    pub tools: Vec<Block>,
    /// `defaults.missing`.
    pub missing: Option<Missing>,
    /// `defaults.approval_timeout`.
    pub approval_timeout: Option<Spanned<String>>,
    /// `defaults.prefix`.
    pub prefix: Option<String>,
    /// `on_result`.
    pub on_result: Vec<Node>,
    /// `tests`.
    pub tests: Vec<Node>,
}

/// What stands under one key of `tools`.
#[derive(Clone, Debug)]
pub struct Block {
    /// The tool, glob or `*`.
    pub key: Spanned<String>,
    /// `scope`, where written.
    pub scope: Option<Spanned<Reach>>,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The whole rule.
    pub span: Span,
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `action`.
    pub action: Option<Spanned<Action>>,
    /// `conditions`.
    pub conditions: Vec<Condition>,
    /// `on_deny`.
    pub on_deny: Option<Spanned<String>>,
    /// `rate_limit`.
    pub rate_limit: Option<Spanned<String>>,
    /// `state`.
    pub state: Option<State>,
    /// `approval_timeout`.
    pub approval_timeout: Option<Spanned<String>>,
}

/// A condition or a group.
#[derive(Clone, Debug)]
pub enum Condition {
    /// On one value.
    Test(Box<Test>),
    /// One must hold.
    Any(Vec<Condition>, Span),
    /// All must.
    All(Vec<Condition>, Span),
    /// It must not.
    Not(Box<Condition>, Span),
}

/// A condition on one value.
#[derive(Clone, Debug)]
pub struct Test {
    /// The whole condition.
    pub span: Span,
    /// `path`.
    pub path: Option<Spanned<String>>,
    /// `op`.
    pub op: Option<Spanned<String>>,
    /// `value`.
    pub value: Option<Node>,
    /// `missing`.
    pub missing: Option<Missing>,
}

/// What a rule counts.
#[derive(Clone, Debug)]
pub struct State {
    /// The whole of it.
    pub span: Span,
    /// `counter`.
    pub counter: Option<Spanned<String>>,
    /// `window`.
    pub window: Option<Spanned<String>>,
    /// `increment`.
    pub increment: Option<Node>,
    /// `increment_from`.
    pub increment_from: Option<Spanned<String>>,
    /// Whether servers share it.
    pub shared: bool,
}

/// Reads the keys of a policy.
pub(crate) fn read(root: &Node, problems: &mut Vec<Problem>) -> Option<Document> {
    let fields = Fields::open(root, "a policy", FILE_KEYS, problems)?;
    match fields.get("version").map(|node| (&node.tree, node.span)) {
        None => problems.push(
            Problem::error("version", Span::new(root.span.start, root.span.start), "`version` is missing")
                .hint("write `version: \"1\"`"),
        ),
        Some((Tree::Text(text) | Tree::Number(text), _)) if text == "1" => {}
        Some((_, span)) => {
            problems.push(Problem::error("version", span, "this version is not known").hint("write `version: \"1\"`"));
        }
    }
    for key in RESERVED_KEYS {
        if let Some(node) = fields.raw(key) {
            problems.push(Problem::error("not-built", node.span, format!("`{key}` is not built yet")));
        }
    }
    let mut document = Document {
        description: fields.text("description", problems).map(|text| text.value),
        default: fields.word("default", DEFAULT_WORDS, problems),
        hide: fields.texts("hide", problems),
        on_result: fields.list("on_result", problems).to_vec(),
        tests: fields.list("tests", problems).to_vec(),
        ..Document::default()
    };
    if let Some(defaults) = fields.get("defaults")
        && let Some(defaults) = Fields::open(defaults, "`defaults`", DEFAULTS_KEYS, problems)
    {
        document.missing = defaults.word("missing", MISSING_WORDS, problems);
        document.approval_timeout = defaults.text("approval_timeout", problems);
        document.prefix = defaults.text("prefix", problems).map(|text| text.value);
    }
    match fields.get("tools") {
        None => {}
        Some(Node { tree: Tree::Map(entries), .. }) => {
            for entry in entries {
                let key = Spanned::new(entry.key.clone(), entry.key_span);
                document.tools.push(block(key, &entry.node, problems));
            }
        }
        Some(node) => problems.push(wrong(node, "tools", "a mapping")),
    }
    Some(document)
}

fn block(key: Spanned<String>, node: &Node, problems: &mut Vec<Problem>) -> Block {
    let mut block = Block { key, scope: None, rules: Vec::new() };
    if node.is_null() {
        return block;
    }
    let what = format!("the tool `{}`", block.key.value);
    let Some(fields) = Fields::open(node, &what, BLOCK_KEYS, problems) else { return block };
    block.scope = fields
        .word("scope", SCOPE_WORDS, problems)
        .zip(fields.get("scope"))
        .map(|(scope, node)| Spanned::new(scope, node.span));
    block.rules = fields.list("rules", problems).iter().filter_map(|node| rule(node, problems)).collect();
    block
}

fn rule(node: &Node, problems: &mut Vec<Problem>) -> Option<Rule> {
    let fields = Fields::open(node, "a rule", RULE_KEYS, problems)?;
    let name = fields.text("name", problems).filter(|name| !name.value.trim().is_empty());
    if name.is_none() && fields.get("name").is_none_or(|node| node.text().is_some()) {
        problems.push(Problem::error("rule-name", fields.span(), "a rule needs a `name`"));
    }
    let action = fields
        .word("action", ACTION_WORDS, problems)
        .zip(fields.get("action"))
        .map(|(action, node)| Spanned::new(action, node.span));
    Some(Rule {
        span: node.span,
        name,
        action,
        conditions: conditions(&fields, "conditions", problems),
        on_deny: fields.text("on_deny", problems),
        rate_limit: fields.text("rate_limit", problems),
        state: fields.get("state").and_then(|node| state(node, problems)),
        approval_timeout: fields.text("approval_timeout", problems),
    })
}

fn conditions(fields: &Fields<'_>, key: &str, problems: &mut Vec<Problem>) -> Vec<Condition> {
    fields.list(key, problems).iter().filter_map(|node| condition(node, problems)).collect()
}

/// The depth of a document is bounded, so this may recurse.
fn condition(node: &Node, problems: &mut Vec<Problem>) -> Option<Condition> {
    let group = GROUP_KEYS.iter().copied().find(|key| node.get(key).is_some());
    let Some(group) = group else {
        let fields = Fields::open(node, "a condition", CONDITION_KEYS, problems)?;
        let needed = |key: &str, problems: &mut Vec<Problem>| {
            if fields.raw(key).is_none() || (key != "value" && fields.get(key).is_none()) {
                problems.push(Problem::error("condition", node.span, format!("a condition needs `{key}`")));
            }
        };
        for key in ["path", "op", "value"] {
            needed(key, problems);
        }
        return Some(Condition::Test(Box::new(Test {
            span: node.span,
            path: fields.text("path", problems),
            op: fields.text("op", problems),
            value: fields.raw("value").cloned(),
            missing: fields.word("missing", MISSING_WORDS, problems),
        })));
    };
    let fields = Fields::open(node, "a group of conditions", &[group], problems)?;
    if group == "not" {
        let inner = condition(fields.raw("not")?, problems)?;
        return Some(Condition::Not(Box::new(inner), node.span));
    }
    let members = conditions(&fields, group, problems);
    if fields.list(group, &mut Vec::new()).is_empty() {
        problems.push(Problem::error("condition", node.span, format!("`{group}` needs at least one condition")));
    }
    Some(if group == "any" { Condition::Any(members, node.span) } else { Condition::All(members, node.span) })
}

fn state(node: &Node, problems: &mut Vec<Problem>) -> Option<State> {
    let fields = Fields::open(node, "`state`", STATE_KEYS, problems)?;
    let counter = fields.text("counter", problems);
    if fields.get("counter").is_none() {
        problems.push(Problem::error("state", node.span, "`state` needs a `counter`"));
    }
    Some(State {
        span: node.span,
        counter,
        window: fields.text("window", problems),
        increment: fields.get("increment").cloned(),
        increment_from: fields.text("increment_from", problems),
        shared: fields.word("scope", &[("server", false), ("shared", true)], problems).unwrap_or(false),
    })
}
