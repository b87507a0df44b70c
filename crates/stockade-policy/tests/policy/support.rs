//! What the tests share: policies and calls out of text, one moment, counters in memory.

use jiff::Timestamp;
use stockade_policy::check::Fresh;
use stockade_policy::counter::Counters;
use stockade_policy::message::Value;
use stockade_policy::resolver::Lexical;
use stockade_policy::{Call, Facts, Judgement, Lent, Policy};

pub(crate) fn policy(text: &str) -> Policy {
    Policy::parse("test.yaml", text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The messages of everything that is wrong.
pub(crate) fn problems(text: &str) -> String {
    Policy::parse("test.yaml", text).err().map_or_else(String::new, |problems| problems.to_string())
}

pub(crate) fn json(text: &str) -> Value {
    // Numbers keep their digits: what serde_json would round is written as a text here and taken out again.
    Value::from(&serde_json::from_str::<serde_json::Value>(text).unwrap_or_else(|error| panic!("{text}: {error}")))
}

pub(crate) fn now() -> Timestamp {
    "2026-01-02T03:04:05Z".parse().unwrap()
}

pub(crate) fn machine() -> Lexical {
    Lexical { directory: Some("/srv/app".into()), home: Some("/home/ann".into()) }
}

pub(crate) fn decide(policy: &Policy, tool: &str, arguments: &str) -> Judgement {
    decide_with(policy, tool, &json(arguments), &Fresh)
}

pub(crate) fn decide_with(policy: &Policy, tool: &str, arguments: &Value, counters: &dyn Counters) -> Judgement {
    let machine = machine();
    policy.decide(&Call { tool, arguments, facts: Facts::default() }, &Lent::new(counters, &machine, now(), "server"))
}

/// `allow`, `ask: rule`, `deny: rule` or `deny: code`.
pub(crate) fn short(judgement: &Judgement) -> String {
    let why = judgement.rule.as_deref().unwrap_or(judgement.code);
    if judgement.verdict == stockade_model::Verdict::Allow {
        "allow".to_owned()
    } else {
        format!("{}: {why}", judgement.verdict)
    }
}
