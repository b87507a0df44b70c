//! The tests that a policy brings along: calls, and how each is to be decided.
//!
//! Constraints:
//! - every test begins with empty counters, and without facts about the server: a test says all that it is about.

use jiff::Timestamp;
use stockade_model::{Span, Verdict};

use crate::counter::{Claim, Counters, Key, Receipt, Reservation, StoreError};
use crate::decide::{Call, Judgement, Lent};
use crate::decimal::Decimal;
use crate::facts::Facts;
use crate::message::Value;
use crate::policy::Policy;
use crate::resolver::Lexical;

/// One test.
#[derive(Clone, Debug)]
pub struct Test {
    /// What it is about.
    pub name: Option<String>,
    /// The tool that is called.
    pub tool: String,
    /// With what.
    pub arguments: Value,
    /// How it is to be decided.
    pub expect: Expect,
    /// Where it stands.
    pub span: Span,
}

/// How a call is to be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// The answer.
    pub verdict: Verdict,
    /// The rule that gives it, where that matters.
    pub rule: Option<String>,
    /// What the agent is told, where that matters.
    pub message: Option<String>,
}

/// How a test came out.
#[derive(Clone, Debug)]
pub struct Outcome<'p> {
    /// The test.
    pub test: &'p Test,
    /// How the call was decided.
    pub judgement: Judgement,
    /// What differs; empty where the test passed.
    pub differences: Vec<String>,
}

/// Counters that hold nothing and forget what they are given: for tests and explanations.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fresh;

impl Counters for Fresh {
    fn read(&self, _: &Key, _: Timestamp) -> Result<Decimal, StoreError> {
        Ok(Decimal::ZERO)
    }

    fn reserve(&self, claims: &[Claim], now: Timestamp) -> Result<Reservation, StoreError> {
        let over = |claim: &Claim| claim.limit.is_some_and(|limit| !limit.holds(claim.amount));
        Ok(match claims.iter().position(over) {
            Some(claim) => Reservation::Refused { claim, value: Decimal::ZERO, retry_after: None },
            None => Reservation::Granted(Receipt { claims: claims.to_vec(), at: now, mark: 0 }),
        })
    }

    fn release(&self, _: &Receipt, _: Timestamp) -> Result<(), StoreError> {
        Ok(())
    }
}

impl Policy {
    /// Its own tests.
    pub fn tests(&self) -> &[Test] {
        &self.tests
    }

    /// Runs its own tests.
    pub fn check(&self, paths: &Lexical, now: Timestamp) -> Vec<Outcome<'_>> {
        let lent = Lent { paths, ..Lent::new(&Fresh, paths, now, "test") };
        self.tests.iter().map(|test| self.run(test, &lent)).collect()
    }

    fn run<'p>(&'p self, test: &'p Test, lent: &Lent<'_>) -> Outcome<'p> {
        let call = Call { tool: &test.tool, arguments: &test.arguments, facts: Facts::default() };
        let mut judgement = self.decide(&call, lent);
        // A call that would be let through still has to find room in its counters.
        if judgement.verdict == Verdict::Allow
            && let Ok(Reservation::Refused { claim, value, retry_after }) = Fresh.reserve(&judgement.claims, lent.now)
        {
            judgement = judgement.refused(claim, value, retry_after);
        }
        let mut differences = Vec::new();
        if judgement.verdict != test.expect.verdict {
            differences.push(format!("expected {}, got {}", test.expect.verdict, judgement.verdict));
        }
        if let Some(rule) = &test.expect.rule {
            let fired = judgement.rule.as_ref() == Some(rule) || judgement.asks.iter().any(|ask| ask.rule == *rule);
            if !fired {
                let got = judgement.rule.as_deref().map_or("no rule".to_owned(), |rule| format!("`{rule}`"));
                differences.push(format!("expected the rule `{rule}`, got {got}"));
            }
        }
        if let Some(message) = test.expect.message.as_ref().filter(|message| **message != judgement.message) {
            differences.push(format!("expected the message {message:?}, got {:?}", judgement.message));
        }
        Outcome { test, judgement, differences }
    }
}
