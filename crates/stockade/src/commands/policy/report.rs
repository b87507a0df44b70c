//! What the commands say as JSON, and the schemas of that.

use schemars::JsonSchema;
use serde::Serialize;
use stockade_model::Verdict;
use stockade_model::location::position;
use stockade_policy::Problem;
use stockade_policy::explain::{ConditionTrace, RuleTrace};

use super::Source;
use crate::generated::pretty;

/// The version of the formats.
pub(super) const VERSION: u32 = 1;

/// `stockade policy validate --json` and `lint --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Findings {
    /// The version of this format.
    pub(super) version: u32,
    /// Each file that was looked at.
    pub(super) files: Vec<File>,
}

/// One file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct File {
    /// Its name.
    file: String,
    /// Whether it can be used.
    valid: bool,
    /// What is wrong with it, or could be better.
    problems: Vec<Finding>,
}

/// One problem.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// `error` or `warning`.
    grade: &'static str,
    /// Which kind.
    code: &'static str,
    message: String,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
    hint: Option<String>,
}

impl File {
    pub(super) fn of(source: &Source, valid: bool, problems: &[Problem]) -> Self {
        let finding = |problem: &Problem| {
            let at = position(&source.text, problem.span.start);
            let (message, hint) = (problem.message.clone(), problem.hint.clone());
            Finding {
                grade: problem.grade.as_str(),
                code: problem.code,
                message,
                line: at.line,
                column: at.column,
                hint,
            }
        };
        Self { file: source.name.clone(), valid, problems: problems.iter().map(finding).collect() }
    }
}

/// `stockade policy explain --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Explanation {
    /// The version of this format.
    pub(super) version: u32,
    pub(super) tool: String,
    pub(super) verdict: Verdict,
    /// Why, for programs.
    pub(super) code: &'static str,
    /// The rule that decided.
    pub(super) rule: Option<String>,
    /// What the agent is told.
    pub(super) message: Option<String>,
    /// The policy's sha256.
    pub(super) policy_digest: String,
    /// Every rule that takes the tool, in the order of decision.
    pub(super) rules: Vec<Rule>,
}

/// How a rule came out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Rule {
    /// The key it stands under.
    key: String,
    name: String,
    action: &'static str,
    /// `pass`, `deny`, `ask`, `record`, `nothing`, or `not reached`.
    outcome: &'static str,
    conditions: Vec<Condition>,
}

/// How a condition came out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Condition {
    /// As the policy says it; of a group its key.
    text: String,
    /// What it read.
    values: Vec<String>,
    /// `holds`, `fails` or `error`.
    outcome: &'static str,
    note: Option<String>,
    /// The members of a group.
    members: Vec<Self>,
}

impl From<&RuleTrace> for Rule {
    fn from(rule: &RuleTrace) -> Self {
        let conditions = rule.conditions.iter().map(Condition::from).collect();
        Self { key: rule.key.clone(), name: rule.name.clone(), action: rule.action, outcome: rule.outcome, conditions }
    }
}

impl From<&ConditionTrace> for Condition {
    fn from(condition: &ConditionTrace) -> Self {
        Self {
            text: condition.text.clone(),
            values: condition.values.clone(),
            outcome: condition.outcome,
            note: condition.note.clone(),
            members: condition.members.iter().map(Self::from).collect(),
        }
    }
}

/// `stockade policy test --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tests {
    /// The version of this format.
    pub(super) version: u32,
    pub(super) tests: Vec<Test>,
}

/// One test.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Test {
    pub(super) file: String,
    /// From 1.
    pub(super) line: usize,
    pub(super) name: Option<String>,
    pub(super) tool: String,
    pub(super) passed: bool,
    /// How the call was decided.
    pub(super) verdict: Verdict,
    /// The rule that decided.
    pub(super) rule: Option<String>,
    /// What differs from what was expected.
    pub(super) differences: Vec<String>,
}

/// A report as it is printed.
pub(super) fn print<T: Serialize>(report: &T) -> String {
    serde_json::to_string_pretty(report).map(|text| text + "\n").unwrap_or_default()
}

/// The generated schemas.
pub fn schemas() -> Vec<(String, String)> {
    let policy = serde_json::to_string_pretty(&stockade_policy::schema::schema()).map(|text| text + "\n");
    vec![
        ("schema/policy.v1.json".to_owned(), policy.unwrap_or_default()),
        ("schema/policy-findings.v1.json".to_owned(), pretty(&schemars::schema_for!(Findings))),
        ("schema/policy-explanation.v1.json".to_owned(), pretty(&schemars::schema_for!(Explanation))),
        ("schema/policy-tests.v1.json".to_owned(), pretty(&schemars::schema_for!(Tests))),
    ]
}
