//! How a call is decided: hidden, named, rule by rule; the first denial ends it, approvals are collected.
//!
//! Constraints:
//! - what cannot be told denies, and says so;
//! - nothing is counted here: what a call would count is handed back as claims, which the caller reserves after an approval;
//! - a call that is allowed allocates nothing unless it counts, is logged, or reads odd values;
//! - deciding and explaining are one code: an explanation is a decision that is watched.
//!
//! Layout: [`condition`] judges conditions, [`judgement`] is the answer.

use jiff::Timestamp;
use stockade_model::Verdict;

use crate::counter::{Claim, Counters, Key};
use crate::decimal::Decimal;
use crate::facts::Facts;
use crate::keys::{self, Trail};
use crate::lookalike::Listing;
use crate::message::Value;
use crate::operand::{Operand, Trouble, Truth};
use crate::paths::Read;
use crate::policy::{Action, Amount, Block, Counter, Counting, Policy, Posture, Rule};
use crate::resolver::PathResolver;

mod condition;
mod judgement;

pub use judgement::{Ask, CODES, Claimant, Judgement, Refusal, retryable};

/// A call to be decided.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The tool.
    pub tool: &'a str,
    /// Its arguments: an object, or nothing.
    pub arguments: &'a Value,
    /// What is known besides.
    pub facts: Facts<'a>,
}

/// What to do when the store does not answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoreFail {
    /// Deny what needs it.
    #[default]
    Closed,
    /// Pass over the rules that need it.
    Open,
}

/// Says the schema of a tool's arguments, where it is known.
pub type Schema<'a> = dyn Fn(&str) -> Option<Value> + 'a;

/// What the engine has not and the caller lends it.
#[derive(Clone, Copy)]
pub struct Lent<'a> {
    /// The store.
    pub counters: &'a dyn Counters,
    /// The file system.
    pub paths: &'a dyn PathResolver,
    /// The moment of this call.
    pub now: Timestamp,
    /// The server's identity: counters belong to it.
    pub owner: &'a str,
    /// What the server lists now, where that is known.
    pub listing: Option<&'a Listing>,
    /// The schema of a tool's arguments as it was recorded. Asked only where a name in them looks like another.
    pub schema: Option<&'a Schema<'a>>,
    /// What to do when the store does not answer.
    pub store_fail: StoreFail,
}

impl<'a> Lent<'a> {
    /// Without a listing; a store that fails denies.
    pub const fn new(counters: &'a dyn Counters, paths: &'a dyn PathResolver, now: Timestamp, owner: &'a str) -> Self {
        Self { counters, paths, now, owner, listing: None, schema: None, store_fail: StoreFail::Closed }
    }
}

/// Watches a decision being made. Nothing it does changes the decision.
pub(crate) trait Watch {
    /// A rule is looked at.
    fn rule(&mut self, _block: &Block, _rule: &Rule) {}
    /// A group of conditions begins.
    fn group(&mut self, _name: &'static str) {}
    /// A group ends.
    fn group_end(&mut self, _truth: &Truth) {}
    /// A value was read.
    fn value(&mut self, _read: &Read<'_>) {}
    /// A condition on a value was judged.
    fn test(&mut self, _text: &str, _truth: &Truth, _reserved: bool) {}
    /// The rule's outcome.
    fn outcome(&mut self, _outcome: &'static str) {}
    /// Whether conditions behind the deciding one are judged too.
    fn thorough(&self) -> bool {
        false
    }
}

/// Nobody watches.
struct Unwatched;

impl Watch for Unwatched {}

/// Everything that a condition may look at.
pub(crate) struct Scene<'a> {
    pub(crate) call: &'a Call<'a>,
    pub(crate) lent: &'a Lent<'a>,
}

impl Policy {
    /// Decides a call. The caller reserves the judgement's claims after an approval, or at once where none is needed.
    pub fn decide(&self, call: &Call<'_>, lent: &Lent<'_>) -> Judgement {
        self.judge(call, lent, &mut Unwatched)
    }

    pub(crate) fn judge<W: Watch>(&self, call: &Call<'_>, lent: &Lent<'_>, watch: &mut W) -> Judgement {
        if let Some(refused) = self.by_name(call.tool, lent.listing) {
            return refused;
        }
        let scene = Scene { call, lent };
        let mut judgement = Judgement::allowed();
        for block in self.blocks_of(call.tool) {
            if let Some(refused) = self.by_keys(block, call, lent) {
                return Judgement { records: std::mem::take(&mut judgement.records), ..refused };
            }
            for rule in &block.rules {
                watch.rule(block, rule);
                if let Err(denied) = scene.apply(rule, &mut judgement, watch) {
                    watch.outcome("deny");
                    // What was logged before stays logged.
                    return Judgement { records: std::mem::take(&mut judgement.records), ..*denied };
                }
            }
        }
        judgement.settle();
        if judgement.verdict == Verdict::Ask {
            // Nobody is asked for a call that its limits refuse anyway.
            return scene.room_for(judgement);
        }
        judgement
    }

    /// What the names of the arguments alone decide, before the rules of a block read them.
    fn by_keys(&self, block: &Block, call: &Call<'_>, lent: &Lent<'_>) -> Option<Judgement> {
        let known = |trail: &Trail<'_>, name: &str| {
            let declared = || lent.schema.and_then(|schema| schema(call.tool));
            self.blocks_of(call.tool).any(|block| block.keys.names(trail, name))
                || declared().is_some_and(|schema| keys::declares(&schema, trail, name))
        };
        let found = block.keys.look_alike(call.arguments, &Trail::Top, &known)?;
        let (name, like) = (found.name.escape_default(), found.like.escape_default());
        let message = format!(
            "Argument \"{name}\" looks like \"{like}\", which the policy reads, and is another: write \"{like}\""
        );
        Some(Judgement::denied("look-alike", message))
    }

    /// What a tool's name alone decides.
    fn by_name(&self, tool: &str, listing: Option<&Listing>) -> Option<Judgement> {
        let shown = || tool.escape_default().to_string();
        if self.hidden(tool) {
            return Some(Judgement::denied("hidden", format!("Tool \"{}\" is hidden by policy", shown())));
        }
        if !self.exact.contains_key(tool) {
            let listed = listing.is_some_and(|listing| listing.has(tool));
            // A name of the policy is protected also from a server that lists its look-alike.
            let like =
                self.like(tool).or_else(|| if listed { None } else { listing.and_then(|listing| listing.like(tool)) });
            if let Some(like) = like {
                let message = format!("Tool \"{}\" looks like \"{}\" and is another", shown(), like.escape_default());
                return Some(Judgement::denied("look-alike", message));
            }
            if self.default == Posture::Deny && !self.named(tool) {
                return Some(Judgement::denied("not-listed", format!("Tool \"{}\" is not allowed by policy", shown())));
            }
        }
        None
    }
}

impl Scene<'_> {
    /// Applies one rule: an error is a denial.
    fn apply<W: Watch>(&self, rule: &Rule, judgement: &mut Judgement, watch: &mut W) -> Result<(), Box<Judgement>> {
        let truth = self.all(&rule.conditions, watch);
        if let Truth::Error(trouble @ Trouble::Store(_)) = &truth {
            return match self.lent.store_fail {
                StoreFail::Closed => Err(Box::new(store_unreachable(rule, &trouble.to_string()))),
                StoreFail::Open => {
                    watch.outcome("passed over: the store does not answer");
                    Ok(())
                }
            };
        }
        let deny = |code| Err(Box::new(Judgement::denied(code, rule.message.clone()).by(&rule.name)));
        let outcome = match (rule.action, truth) {
            (Action::Evaluate, Truth::Holds) | (Action::Deny | Action::RequireApproval, Truth::Fails) => "pass",
            (Action::Evaluate, Truth::Fails) | (Action::Deny, Truth::Holds) => return deny("rule-denied"),
            (Action::Evaluate | Action::Deny, Truth::Error(_)) => return deny("rule-error"),
            (Action::RequireApproval, Truth::Holds | Truth::Error(_)) => {
                judgement.asks.push(Ask {
                    rule: rule.name.clone(),
                    message: rule.question.clone(),
                    timeout: rule.timeout,
                });
                "ask"
            }
            (Action::Log, Truth::Holds | Truth::Error(_)) => {
                judgement.records.push(rule.name.clone());
                "record"
            }
            (Action::Log, Truth::Fails) => "nothing",
        };
        watch.outcome(outcome);
        if let Some(counting) = &rule.counting {
            self.claim(rule, counting, judgement)?;
        }
        Ok(())
    }

    fn claim(&self, rule: &Rule, counting: &Counting, judgement: &mut Judgement) -> Result<(), Box<Judgement>> {
        let amount = match &counting.amount {
            Amount::Fixed(amount) => Ok(*amount),
            Amount::From(path) => {
                let mut amount = Err(Trouble::Missing);
                path.visit(self.call.arguments, &self.call.facts, self.call.tool, &mut |read| {
                    amount = match read {
                        Read::Found(operand) => operand.want_number(),
                        Read::Missing => Err(Trouble::Missing),
                        Read::Trouble(trouble) => Err(trouble),
                    };
                });
                amount
            }
        };
        let deny = |message: String| Err(Box::new(Judgement::denied("amount", message).by(&rule.name)));
        let amount = match amount {
            Ok(amount) if amount.is_negative() => return deny(rule.message.clone()),
            // One amount that no sum can hold beside others would refuse every call after it.
            Ok(amount) => match amount.countable() {
                Ok(()) => amount,
                Err(why) => return deny(format!("The amount cannot be counted: it has {why}")),
            },
            Err(Trouble::Number(why)) => return deny(format!("The amount cannot be counted: it has {why}")),
            Err(_) => return deny(rule.message.clone()),
        };
        judgement.claims.push(Claim { key: self.key(&counting.counter), amount, limit: counting.limit });
        judgement.claimants.push(Claimant { rule: rule.name.clone(), message: rule.message.clone() });
        Ok(())
    }

    fn key(&self, counter: &Counter) -> Key {
        Key {
            owner: if counter.shared { SHARED } else { self.lent.owner }.to_owned(),
            tool: counter.tool.clone(),
            counter: counter.name.clone(),
            window: counter.window,
        }
    }

    fn count(&self, counter: &Counter) -> Result<Decimal, Trouble> {
        let read = self.lent.counters.read(&self.key(counter), self.lent.now);
        read.map_err(|error| Trouble::Store(error.to_string().into()))
    }

    fn room_for(&self, judgement: Judgement) -> Judgement {
        for (at, claim) in judgement.claims.iter().enumerate() {
            let Some(limit) = claim.limit else { continue };
            match self.lent.counters.read(&claim.key, self.lent.now) {
                Ok(value) if value.plus(claim.amount).is_ok_and(|sum| limit.holds(sum)) => {}
                Ok(value) => return judgement.refused(at, value, None),
                Err(_) if self.lent.store_fail == StoreFail::Open => {}
                Err(error) => return judgement.unreachable(at, &error.to_string()),
            }
        }
        judgement
    }
}

/// The owner of counters that servers share on purpose.
pub const SHARED: &str = "shared";

fn store_unreachable(rule: &Rule, why: &str) -> Judgement {
    Judgement::denied("store-unreachable", format!("policy store unreachable: {}", bare(why))).by(&rule.name)
}

/// The store's reason without the words that are said anyway.
fn bare(why: &str) -> &str {
    why.strip_prefix("policy store unreachable: ").unwrap_or(why)
}

impl<'a> From<Decimal> for Operand<'a> {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}
