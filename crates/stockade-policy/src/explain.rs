//! A decision that can be read: each rule, each condition, the value it read, and how it came out.

use serde::Serialize;

use crate::decide::{Call, Judgement, Lent, Watch};
use crate::operand::Truth;
use crate::paths::Read;
use crate::policy::{Block, Policy, Rule};

/// The most characters of a value that are shown.
const MOST_SHOWN: usize = 120;
/// The most values of one path that are shown.
const MOST_VALUES: usize = 8;

/// A decision and how it came about.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The decision.
    pub judgement: Judgement,
    /// Every rule that takes the tool, in the order of decision; none where the name alone decides.
    pub rules: Vec<RuleTrace>,
}

/// How a rule came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleTrace {
    /// The key it stands under.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it does.
    pub action: &'static str,
    /// `pass`, `deny`, `ask`, `record`, `nothing`, or `not reached`.
    pub outcome: &'static str,
    /// Its conditions.
    pub conditions: Vec<ConditionTrace>,
}

/// How a condition came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConditionTrace {
    /// As the policy says it; of a group its key.
    pub text: String,
    /// The values it read; `missing` where there was none.
    pub values: Vec<String>,
    /// `holds`, `fails` or `error`.
    pub outcome: &'static str,
    /// Why nobody can tell, or what else there is to say.
    pub note: Option<String>,
    /// The members of a group.
    pub members: Vec<Self>,
}

#[derive(Default)]
struct Recorder {
    rules: Vec<RuleTrace>,
    values: Vec<String>,
    open: Vec<(&'static str, Vec<ConditionTrace>)>,
}

impl Recorder {
    fn push(&mut self, condition: ConditionTrace) {
        if let Some((_, members)) = self.open.last_mut() {
            members.push(condition);
        } else if let Some(rule) = self.rules.last_mut() {
            rule.conditions.push(condition);
        }
    }
}

fn note(truth: &Truth) -> Option<String> {
    if let Truth::Error(trouble) = truth { Some(trouble.to_string()) } else { None }
}

impl Watch for Recorder {
    fn rule(&mut self, block: &Block, rule: &Rule) {
        self.open.clear();
        self.rules.push(trace(block, rule, "deny"));
    }

    fn group(&mut self, name: &'static str) {
        self.open.push((name, Vec::new()));
    }

    fn group_end(&mut self, truth: &Truth) {
        let Some((name, members)) = self.open.pop() else { return };
        let (text, values) = (name.to_owned(), Vec::new());
        self.push(ConditionTrace { text, values, outcome: truth.as_str(), note: note(truth), members });
    }

    fn value(&mut self, read: &Read<'_>) {
        if self.values.len() > MOST_VALUES {
            return;
        }
        self.values.push(match read {
            _ if self.values.len() == MOST_VALUES => "…".to_owned(),
            Read::Missing => "missing".to_owned(),
            Read::Found(operand) => shorten(&operand.to_string()),
            Read::Trouble(_) => "unreadable".to_owned(),
        });
    }

    fn test(&mut self, text: &str, truth: &Truth, reserved: bool) {
        let note = if reserved { Some("kept when the call is counted".to_owned()) } else { note(truth) };
        let values = std::mem::take(&mut self.values);
        self.push(ConditionTrace { text: text.to_owned(), values, outcome: truth.as_str(), note, members: Vec::new() });
    }

    fn outcome(&mut self, outcome: &'static str) {
        if let Some(rule) = self.rules.last_mut() {
            rule.outcome = outcome;
        }
    }

    fn thorough(&self) -> bool {
        true
    }
}

fn trace(block: &Block, rule: &Rule, outcome: &'static str) -> RuleTrace {
    let (key, name) = (block.key.clone(), rule.name.clone());
    RuleTrace { key, name, action: rule.action.as_str(), outcome, conditions: Vec::new() }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

impl Policy {
    /// Decides a call and tells how.
    pub fn explain(&self, call: &Call<'_>, lent: &Lent<'_>) -> Explanation {
        let mut recorder = Recorder::default();
        let judgement = self.judge(call, lent, &mut recorder);
        let mut rules = recorder.rules;
        if !rules.is_empty() {
            let seen = rules.len();
            let all = self.blocks_of(call.tool).flat_map(|block| block.rules.iter().map(move |rule| (block, rule)));
            rules.extend(all.skip(seen).map(|(block, rule)| trace(block, rule, "not reached")));
        }
        Explanation { judgement, rules }
    }
}
