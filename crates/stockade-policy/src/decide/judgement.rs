//! The answer to a call, and what a denied one is told.

use std::time::Duration;

use stockade_model::Verdict;

use super::bare;
use crate::counter::Claim;
use crate::decimal::Decimal;
use crate::message::Value;

/// Every code a judgement may have, whether the same call may be allowed later, and what it says.
pub const CODES: &[(&str, bool, &str)] = &[
    ("allowed", false, "no rule objects"),
    ("approval-required", true, "a human has to say"),
    ("hidden", false, "the tool is hidden"),
    ("look-alike", false, "the name of the tool, or of an argument, looks like a known one and is another"),
    ("not-listed", false, "no key of the policy names the tool"),
    ("rule-denied", false, "a rule denies the call"),
    ("rule-error", false, "a rule cannot be judged on this call"),
    ("amount", false, "what is to be counted is missing, negative, no number, or too large or too fine to be added up"),
    ("limit-reached", true, "a limit is reached"),
    ("store-unreachable", true, "the counters cannot be read"),
];

/// Whether the same call may be allowed later.
pub fn retryable(code: &str) -> bool {
    CODES.iter().any(|(known, again, _)| *known == code && *again)
}

/// A rule that wants a human.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The rule.
    pub rule: String,
    /// What it says.
    pub message: String,
    /// How long its question stays open.
    pub timeout: Duration,
}

/// Whose claim stands at the same place of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimant {
    /// The rule.
    pub rule: String,
    /// What the agent is told when the claim is refused.
    pub message: String,
}

/// The answer to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Allow, ask or deny.
    pub verdict: Verdict,
    /// Why, for programs: one of [`CODES`].
    pub code: &'static str,
    /// The rule that decided, where one did.
    pub rule: Option<String>,
    /// Why, for the agent; empty where nothing is to be said.
    pub message: String,
    /// The rules that want a human: one request for all of them.
    pub asks: Vec<Ask>,
    /// What the call counts, to be reserved before it is sent on.
    pub claims: Vec<Claim>,
    /// Whose claims these are, place by place.
    pub claimants: Vec<Claimant>,
    /// The rules that want the call written down.
    pub records: Vec<String>,
    /// How long the question stays open: the shortest of the asking rules.
    pub timeout: Option<Duration>,
    /// When the same call may be allowed, where waiting helps.
    pub retry_after: Option<Duration>,
}

impl Judgement {
    pub(super) const fn allowed() -> Self {
        Self {
            verdict: Verdict::Allow,
            code: "allowed",
            rule: None,
            message: String::new(),
            asks: Vec::new(),
            claims: Vec::new(),
            claimants: Vec::new(),
            records: Vec::new(),
            timeout: None,
            retry_after: None,
        }
    }

    pub(super) fn denied(code: &'static str, message: String) -> Self {
        Self { verdict: Verdict::Deny, code, message, ..Self::allowed() }
    }

    pub(super) fn by(self, rule: &str) -> Self {
        Self { rule: Some(rule.to_owned()), ..self }
    }

    /// Makes one request of all that asked.
    pub(super) fn settle(&mut self) {
        let Some(first) = self.asks.first() else { return };
        self.verdict = Verdict::Ask;
        self.code = "approval-required";
        self.rule = Some(first.rule.clone());
        self.message.clone_from(&first.message);
        self.timeout = self.asks.iter().map(|ask| ask.timeout).min();
    }

    /// The denial that a refused reservation is.
    #[must_use]
    pub fn refused(mut self, claim: usize, _value: Decimal, retry_after: Option<Duration>) -> Self {
        let claimant = self.claimants.get(claim);
        let rule = claimant.map(|claimant| claimant.rule.clone());
        let message = claimant.map_or_else(|| "Limit reached".to_owned(), |claimant| claimant.message.clone());
        let records = std::mem::take(&mut self.records);
        Self { rule, records, retry_after, ..Self::denied("limit-reached", message) }
    }

    /// The denial that a store is that cannot be reached; never in the rule's own words.
    #[must_use]
    pub fn unreachable(mut self, claim: usize, why: &str) -> Self {
        let rule = self.claimants.get(claim).map(|claimant| claimant.rule.clone());
        let records = std::mem::take(&mut self.records);
        let message = format!("policy store unreachable: {}", bare(why));
        Self { rule, records, ..Self::denied("store-unreachable", message) }
    }

    /// What a client is told of a denial.
    pub fn refusal<'j>(&'j self, prefix: &'j str) -> Refusal<'j> {
        Refusal { judgement: self, prefix, approval: None }
    }
}

/// A denial as a client sees it.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'j> {
    judgement: &'j Judgement,
    prefix: &'j str,
    approval: Option<&'j str>,
}

impl<'j> Refusal<'j> {
    /// With the id of the approval it waits for.
    #[must_use]
    pub const fn approval(self, id: &'j str) -> Self {
        Self { approval: Some(id), ..self }
    }

    /// The one text of the tool result.
    pub fn text(&self) -> String {
        format!("{} {}", self.prefix, self.judgement.message)
    }

    /// The object under `io.github.stockade/decision`: `{rule, code, retryable, retry_after?, approval?}`.
    pub fn meta(&self) -> Value {
        let text = |text: &str| Value::String(text.to_owned());
        let rule = self.judgement.rule.as_deref().map_or(Value::Null, text);
        let mut members = vec![
            ("rule".to_owned(), rule),
            ("code".to_owned(), text(self.judgement.code)),
            ("retryable".to_owned(), Value::Bool(retryable(self.judgement.code))),
        ];
        if let Some(after) = self.judgement.retry_after {
            let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
            members.push(("retry_after".to_owned(), Value::Number(seconds.to_string().into())));
        }
        if let Some(id) = self.approval {
            members.push(("approval".to_owned(), text(id)));
        }
        Value::Object(members)
    }
}
