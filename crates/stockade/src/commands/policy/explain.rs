//! `stockade policy explain`: a call decided before one's eyes.

use stockade_model::Verdict;
use stockade_policy::check::Fresh;
use stockade_policy::explain::{ConditionTrace, Explanation};
use stockade_policy::message::{self, Value};
use stockade_policy::{Call, Facts, Lent};

use super::{Machine, Source, report};
use crate::cli::policy::Explain;
use crate::commands::{Failure, Start, clock};
use crate::printer::Printer;
use crate::visible::line;

const TITLE: anstyle::Style = anstyle::Style::new().bold();

/// 0 where the call may be made, else 1.
pub(super) fn run(args: &Explain, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let policy = Source::read(&args.file, start)?.policy()?;
    let arguments = arguments(&args.args)?;
    let machine = Machine::of(start, args.directory.as_deref());
    let lent = Lent::new(&Fresh, &machine, clock(start)?, "explain");
    let call = Call { tool: &args.tool, arguments: &arguments, facts: Facts::default() };
    let explanation = policy.explain(&call, &lent);
    let judgement = &explanation.judgement;
    printer.data(&if args.json {
        report::print(&report::Explanation {
            version: report::VERSION,
            tool: args.tool.clone(),
            verdict: judgement.verdict,
            code: judgement.code,
            rule: judgement.rule.clone(),
            message: (!judgement.message.is_empty()).then(|| judgement.message.clone()),
            policy_digest: policy.digest().to_owned(),
            rules: explanation.rules.iter().map(report::Rule::from).collect(),
        })
    } else {
        text(&args.tool, &explanation)
    })?;
    Ok(u8::from(judgement.verdict != Verdict::Allow))
}

/// Read as strictly as a call is, so that what is refused there is not explained here.
fn arguments(text: &str) -> Result<Value, Failure> {
    let refuse = |why: String| {
        Failure::new(format!("`--args` is no JSON object: {why}")).hint("as in --args '{\"path\":\"a\"}'")
    };
    match message::parse(text.as_bytes(), text.len()) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(other) => Err(refuse(format!("it is of type {}", other.kind()))),
        Err(error) => Err(refuse(error.to_string())),
    }
}

fn text(tool: &str, explanation: &Explanation) -> String {
    let judgement = &explanation.judgement;
    let mut out = format!("{TITLE}{}{TITLE:#}  {}\n", judgement.verdict, line(tool));
    out.push_str(&format!("  code     {}\n", judgement.code));
    if let Some(rule) = &judgement.rule {
        out.push_str(&format!("  rule     {}\n", line(rule)));
    }
    if !judgement.message.is_empty() {
        out.push_str(&format!("  message  {}\n", line(&judgement.message)));
    }
    for claim in &judgement.claims {
        out.push_str(&format!("  counts   {} on {}.{}\n", claim.amount, line(&claim.key.tool), claim.key.counter));
    }
    for rule in &explanation.rules {
        let (key, name) = (line(&rule.key), line(&rule.name));
        out.push_str(&format!("\n{TITLE}{}{TITLE:#}  {key}: {name} ({})\n", rule.outcome, rule.action));
        for condition in &rule.conditions {
            write(condition, 1, &mut out);
        }
    }
    out
}

/// The depth of a policy is bounded, so this may recurse.
fn write(condition: &ConditionTrace, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let read = match condition.values.as_slice() {
        [] => String::new(),
        values => format!("  read {}", line(&values.join(", "))),
    };
    let note = condition.note.as_deref().map(|note| format!("  ({})", line(note))).unwrap_or_default();
    out.push_str(&format!("{indent}{:5}  {}{read}{note}\n", condition.outcome, line(&condition.text)));
    for member in &condition.members {
        write(member, depth + 1, out);
    }
}
