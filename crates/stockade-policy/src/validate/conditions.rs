//! Conditions: paths, operators and their values.

use stockade_model::Span;

use super::rules::Known;
use crate::document::{Document, Node, Tree, shape};
use crate::operators;
use crate::paths::Path;
use crate::policy::{Action, Condition, Counter, Missing, Test};
use crate::problem::{Problem, nearest};

/// Where a condition stands.
pub(super) struct Scene<'a> {
    /// Where the counters of the key live.
    pub(super) home: &'a str,
    /// What the rule does.
    pub(super) action: Action,
    /// What the rule counts.
    pub(super) own: Option<&'a Counter>,
    /// The counters of the policy.
    pub(super) known: &'a Known,
    /// The policy.
    pub(super) document: &'a Document,
}

/// Visits every condition on a value; the depth of a document is bounded, so this may recurse.
pub(crate) fn each_test<'c>(conditions: &'c [shape::Condition], each: &mut dyn FnMut(&'c shape::Test)) {
    for condition in conditions {
        match condition {
            shape::Condition::Test(test) => each(test),
            shape::Condition::Any(inner, _) | shape::Condition::All(inner, _) => each_test(inner, each),
            shape::Condition::Not(inner, _) => each_test(std::slice::from_ref(inner), each),
        }
    }
}

/// Prepares conditions; those with a problem are left out.
pub(super) fn prepare(
    conditions: &[shape::Condition],
    scene: &Scene<'_>,
    grouped: bool,
    problems: &mut Vec<Problem>,
) -> Vec<Condition> {
    let mut prepared = Vec::with_capacity(conditions.len());
    for condition in conditions {
        prepared.extend(match condition {
            shape::Condition::Test(test) => prepare_test(test, scene, grouped, problems).map(Condition::Test),
            shape::Condition::Any(inner, _) => Some(Condition::Any(prepare(inner, scene, true, problems))),
            shape::Condition::All(inner, _) => Some(Condition::All(prepare(inner, scene, true, problems))),
            shape::Condition::Not(inner, _) => prepare(std::slice::from_ref(inner), scene, true, problems)
                .pop()
                .map(|inner| Condition::Not(Box::new(inner))),
        });
    }
    prepared
}

fn prepare_test(test: &shape::Test, scene: &Scene<'_>, grouped: bool, problems: &mut Vec<Problem>) -> Option<Test> {
    let path = test.path.as_ref().and_then(|text| {
        Path::parse(&text.value).map_err(|why| problems.push(Problem::error("path", text.span, why))).ok()
    });
    let operator = test.op.as_ref().and_then(|text| {
        let found = operators::find(&text.value);
        if found.is_none() {
            problems.push(unknown_operator(&text.value, text.span));
        }
        found
    });
    let (path, operator, value) = (path?, operator?, test.value.as_ref()?);
    let predicate = (operator.compile)(value, path.is_age())
        .map_err(|why| problems.push(Problem::error("value", value.span, format!("`{}` {why}", operator.id))))
        .ok()?;
    let mut counter = None;
    if let Path::State { tool, counter: name } = &path {
        let (found, declared) = scene.known.find(scene.own, tool, name);
        let own = scene.own == Some(&found);
        let span = test.path.as_ref().map_or(test.span, |path| path.span);
        if predicate.limit().is_some() && scene.action == Action::Evaluate && (!own || grouped) {
            let message =
                if own { "a limit inside a group cannot be kept" } else { "a limit in another rule than its counter" };
            let problem = Problem::error("foreign-limit", span, message);
            let (counter, home) = (&found.name, scene.home);
            problems.push(problem.hint(if own {
                "write it as a condition of its own".to_owned()
            } else {
                format!("give this rule `state: {{counter: {counter}, …}}`, and read `state.{home}.{counter}`")
            }));
        } else if !declared {
            let message = format!("nothing counts `{tool}.{name}`: this reads 0 for ever");
            problems.push(Problem::warning("unwritten-counter", span, message));
        }
        counter = Some(found);
    }
    let missing = test.missing.or(scene.document.missing).unwrap_or_default();
    let shown = test.path.as_ref().map_or_else(String::new, |path| path.value.clone());
    let text = format!("{shown} {} {}", operator.id, short(value));
    Some(Test { path, operator, predicate, missing, counter, reserved: false, text })
}

/// The condition that a rate limit is.
pub(super) fn own_limit(counter: &Counter, most: u64) -> Option<Condition> {
    let operator = operators::find("lte")?;
    let node = Node::new(Tree::Number(most.to_string()), Span::new(0, 0));
    let predicate = (operator.compile)(&node, false).ok()?;
    Some(Condition::Test(Test {
        path: Path::State { tool: counter.tool.clone(), counter: counter.name.clone() },
        operator,
        predicate,
        missing: Missing::Error,
        counter: Some(counter.clone()),
        reserved: true,
        text: format!("state.{}.{} lte {most}", counter.tool, counter.name),
    }))
}

fn unknown_operator(text: &str, span: Span) -> Problem {
    let problem = Problem::error("operator", span, format!("there is no operator `{text}`"));
    let ids = || operators::ALL.iter().map(|operator| operator.id);
    match nearest(text, ids()) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint(format!("one of: {}", ids().collect::<Vec<_>>().join(", "))),
    }
}

/// A value in one short line.
fn short(node: &Node) -> String {
    let text = node.json().to_json();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}
