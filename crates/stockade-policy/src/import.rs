//! Takes over a policy that was written for Intercept: the equivalent file, each difference as a comment.
//!
//! Constraints:
//! - the text stays as it is, comments and order included; only comment lines are added;
//! - what cannot be taken over with the same meaning is an error, as in any policy.

use crate::document::{self, shape};
use crate::policy::{Action, EVERY_TOOL, Policy, Posture};
use crate::problem::{Problem, Problems};

/// A policy that was taken over.
#[derive(Debug)]
pub struct Imported {
    /// The file.
    pub text: String,
    /// What is treated differently here, each with its place in the source.
    pub differences: Vec<Problem>,
    /// The policy.
    pub policy: Policy,
}

/// Takes a policy over.
///
/// # Errors
/// What has no equivalent here: unknown keys, limits in another rule than their counter, rules that are never reached,
/// counters that nothing reads.
pub fn import(name: &str, text: &str) -> Result<Imported, Problems> {
    let policy = Policy::parse(name, text)?;
    let mut differences: Vec<Problem> = policy
        .lint(&[])
        .into_iter()
        .filter(|problem| matches!(problem.code, "equality" | "star-asks" | "unwritten-counter"))
        .collect();
    differences.extend(crate::lint::mixed(&policy));
    posture(&policy, &mut differences);
    approvals(&policy, &mut differences);
    differences.sort_by_key(|problem| problem.span.start);
    let mut annotated = annotate(text, &differences);
    // A comment changes nothing, but inside a text block it would be text: then all stand on top.
    if tree(&annotated) != tree(text) {
        let lines: String = differences.iter().map(comment).collect();
        annotated = format!("{HEADER}{lines}{text}", text = text.trim_start_matches('\u{feff}'));
    }
    let policy = Policy::parse(name, &annotated)?;
    Ok(Imported { text: annotated, differences, policy })
}

const HEADER: &str =
    "# Taken over from an Intercept policy. What Stockade treats differently stands above each line.\n";

fn tree(text: &str) -> Option<crate::message::Value> {
    document::read(text, &mut Vec::new()).map(|node| node.json())
}

fn comment(problem: &Problem) -> String {
    let hint = problem.hint.as_deref().map(|hint| format!("; {hint}")).unwrap_or_default();
    format!("# stockade: {}{hint}\n", problem.message)
}

fn posture(policy: &Policy, differences: &mut Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(root) = document::read(policy.text(), &mut problems) else { return };
    if let Some(node) = root.get("default").filter(|_| policy.default == Posture::Deny) {
        let message = "tools that no key names are not in tools/list either";
        differences.push(Problem::warning("trims-list", node.span, message));
    }
    if root.get("defaults").and_then(|defaults| defaults.get("prefix")).is_none() {
        let message = "denials begin with [STOCKADE DENIED]; `defaults: {prefix: \"[INTERCEPT POLICY DENIED]\"}` keeps the old words";
        differences.push(Problem::warning("prefix", crate::policy::beginning(), message));
    }
}

/// Conditions on an approval: a value that is missing asks here.
fn approvals(policy: &Policy, differences: &mut Vec<Problem>) {
    for block in policy.document().tools.iter().filter(|block| block.key.value != EVERY_TOOL) {
        for rule in &block.rules {
            let asks = rule.action.as_ref().is_some_and(|action| action.value == Action::RequireApproval);
            if !asks {
                continue;
            }
            for condition in &rule.conditions {
                let shape::Condition::Test(test) = condition else { continue };
                let reads = test
                    .path
                    .as_ref()
                    .is_some_and(|path| path.value.starts_with("args.") && !path.value.ends_with(".length"));
                if reads && test.missing.is_none() && policy.document().missing.is_none() {
                    let problem = Problem::warning("missing-asks", test.span, "a call without this value asks as well");
                    differences.push(problem.hint("`missing: fails` lets it pass without asking"));
                }
            }
        }
    }
}

/// Puts each difference as a comment above the line it is about.
fn annotate(text: &str, differences: &[Problem]) -> String {
    let mut out = String::with_capacity(text.len() + 200);
    out.push_str(HEADER);
    let mut rest = differences.iter().peekable();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        while let Some(problem) = rest.next_if(|problem| problem.span.start < end) {
            out.push_str(&format!("{indent}{}", comment(problem)));
        }
        out.push_str(line.trim_start_matches('\u{feff}'));
        at = end;
    }
    out
}
