//! Rules and what they count.

use std::collections::{HashMap, HashSet};

use stockade_model::Span;

use super::{conditions, home_of};
use crate::counter::{Limit, Window};
use crate::decimal::Decimal;
use crate::document::{Document, Node, Tree, shape};
use crate::limits;
use crate::paths::{Path, state::is_counter};
use crate::policy::{APPROVAL_TIMEOUT, Action, Amount, Condition, Counter, Counting, Rule};
use crate::problem::Problem;

/// The counters of a whole policy, and what reads them.
pub(crate) struct Known {
    counters: Vec<Counter>,
    read: HashSet<(String, String)>,
}

impl Known {
    /// Collects them.
    pub(crate) fn of(document: &Document, problems: &mut Vec<Problem>) -> Self {
        let mut known = Self { counters: Vec::new(), read: HashSet::new() };
        for block in &document.tools {
            let home = home_of(&block.key.value);
            let mut windows: HashMap<Window, Span> = HashMap::new();
            for rule in &block.rules {
                known.counters.extend(rule.state.as_ref().and_then(|state| counter(state, home, &mut Vec::new())));
                let rate = rule.rate_limit.as_ref().and_then(|text| Some((limits::rate(&text.value).ok()?, text.span)));
                if let Some((rate, span)) = rate {
                    if let Some(first) = windows.insert(rate.window, span) {
                        let message = format!("two limits per {} on one tool", rate.word);
                        problems.push(Problem::error("rate-limit", span, message).related(first, "the other one"));
                    }
                    let (tool, name) = (home.to_owned(), rate.counter);
                    known.counters.push(Counter { tool, name, window: rate.window, shared: false });
                }
                conditions::each_test(&rule.conditions, &mut |test| {
                    let path = test.path.as_ref().and_then(|path| Path::parse(&path.value).ok());
                    if let Some(Path::State { tool, counter }) = path {
                        known.read.insert((tool, counter));
                    }
                });
            }
        }
        known
    }

    /// The counter that a path means: a declared one, else one that is never written.
    pub(super) fn find(&self, own: Option<&Counter>, tool: &str, name: &str) -> (Counter, bool) {
        let same = |counter: &&Counter| counter.tool == tool && counter.name == name;
        match own.filter(same).or_else(|| self.counters.iter().find(same)) {
            Some(counter) => (counter.clone(), true),
            None => {
                let (tool, name) = (tool.to_owned(), name.to_owned());
                (Counter { tool, name, window: Window::Never, shared: false }, false)
            }
        }
    }
}

/// Prepares the rules of one key.
pub(super) fn prepare(
    block: &shape::Block,
    document: &Document,
    known: &Known,
    problems: &mut Vec<Problem>,
) -> Vec<Rule> {
    let mut end: Option<Span> = None;
    let mut rules = Vec::with_capacity(block.rules.len());
    for rule in &block.rules {
        if let Some(before) = end {
            let problem = Problem::error("dead-rule", rule.span, "this rule is never reached");
            problems.push(problem.related(before, "this one denies every call"));
        }
        let prepared = prepare_rule(block, rule, document, known, problems);
        if prepared.action == Action::Deny && rule.conditions.is_empty() && end.is_none() {
            end = Some(rule.span);
        }
        rules.push(prepared);
    }
    rules
}

fn prepare_rule(
    block: &shape::Block,
    rule: &shape::Rule,
    document: &Document,
    known: &Known,
    problems: &mut Vec<Problem>,
) -> Rule {
    let name = rule.name.as_ref().map_or_else(String::new, |name| name.value.clone());
    let action = rule.action.as_ref().map_or(Action::Evaluate, |action| action.value);
    let home = home_of(&block.key.value);
    let mut message = rule.on_deny.as_ref().map(|text| text.value.clone()).filter(|text| !text.trim().is_empty());
    let mut counting = None;
    let mut prepared = Vec::new();
    combination(rule, action, problems);
    if let Some(text) = &rule.rate_limit {
        match limits::rate(&text.value) {
            Ok(rate) => {
                let bound = Decimal::from(i64::try_from(rate.most).unwrap_or(i64::MAX));
                let counter =
                    Counter { tool: home.to_owned(), name: rate.counter.clone(), window: rate.window, shared: false };
                prepared.extend(conditions::own_limit(&counter, rate.most));
                message = message.or_else(|| Some(rate.message()));
                let limit = Some(Limit { bound, inclusive: true });
                counting = Some(Counting { counter, amount: Amount::Fixed(Decimal::ONE), limit });
            }
            Err(why) => problems.push(Problem::error("rate-limit", text.span, why)),
        }
    } else if let Some(state) = &rule.state {
        counting = count(state, home, known, problems);
    }
    if rule.rate_limit.is_none() {
        let own = counting.as_ref().map(|counting| counting.counter.clone());
        let scene = conditions::Scene { home, action, own: own.as_ref(), known, document };
        prepared = conditions::prepare(&rule.conditions, &scene, false, problems);
    }
    if let Some(counting) = &mut counting {
        take_limit(counting, &mut prepared, action);
    }
    let timeout = rule.approval_timeout.as_ref().or(document.approval_timeout.as_ref());
    let timeout = timeout.map_or(Ok(APPROVAL_TIMEOUT), |text| {
        limits::duration(&text.value).map_err(|why| {
            // What stands under `defaults` is wrong once, however many rules take it from there.
            if !problems.iter().any(|problem| problem.code == "duration" && problem.span == text.span) {
                problems.push(Problem::error("duration", text.span, why));
            }
        })
    });
    Rule {
        question: message.clone().unwrap_or_else(|| format!("Rule \"{name}\" asks for an approval")),
        message: message.unwrap_or_else(|| format!("Denied by rule \"{name}\"")),
        name,
        action,
        conditions: prepared,
        counting,
        timeout: timeout.unwrap_or(APPROVAL_TIMEOUT),
    }
}

/// The first upper bound on the rule's own counter is what a reservation keeps to.
fn take_limit(counting: &mut Counting, conditions: &mut [Condition], action: Action) {
    for condition in conditions {
        let Condition::Test(test) = condition else { continue };
        let Some(limit) = test.predicate.limit().filter(|_| test.counter.as_ref() == Some(&counting.counter)) else {
            continue;
        };
        // Of a rule that asks, the condition also says whether to ask: it is read as well.
        test.reserved |= action == Action::Evaluate;
        counting.limit = Some(limit);
        break;
    }
}

fn combination(rule: &shape::Rule, action: Action, problems: &mut Vec<Problem>) {
    let mut wrong = |span: Span, message: &str, hint: Option<&str>| {
        let problem = Problem::error("rule", span, message);
        problems.push(match hint {
            Some(hint) => problem.hint(hint),
            None => problem,
        });
    };
    if let Some(rate) = &rule.rate_limit {
        if !rule.conditions.is_empty() {
            wrong(rate.span, "`rate_limit` and `conditions` exclude each other", Some("write two rules"));
        }
        if rule.state.is_some() {
            wrong(rate.span, "`rate_limit` and `state` exclude each other", Some("write two rules"));
        }
        if matches!(action, Action::Deny | Action::Log) {
            wrong(rate.span, "`rate_limit` cannot stand in a rule that denies or logs", None);
        }
    } else if action == Action::Evaluate && rule.conditions.is_empty() {
        wrong(
            rule.span,
            "a rule that evaluates needs `conditions`",
            Some("or `action: deny`, `require_approval`, `log`"),
        );
    }
    if let Some(state) = rule.state.as_ref().filter(|_| action == Action::Deny) {
        wrong(state.span, "a rule that denies cannot count: denied calls consume nothing", None);
    }
    if let Some(timeout) = rule.approval_timeout.as_ref().filter(|_| action != Action::RequireApproval) {
        wrong(timeout.span, "`approval_timeout` goes only with `action: require_approval`", None);
    }
}

fn counter(state: &shape::State, home: &str, problems: &mut Vec<Problem>) -> Option<Counter> {
    let name = state.counter.as_ref()?;
    if !is_counter(&name.value) || name.value.starts_with("_rate_") {
        let problem = Problem::error("counter", name.span, format!("a counter cannot be called `{}`", name.value));
        problems.push(problem.hint("letters, digits, `_` and `-`; `_rate_…` belongs to `rate_limit`"));
        return None;
    }
    let window = match &state.window {
        None => Window::Never,
        Some(text) => {
            limits::window(&text.value).map_err(|why| problems.push(Problem::error("window", text.span, why))).ok()?
        }
    };
    Some(Counter { tool: home.to_owned(), name: name.value.clone(), window, shared: state.shared })
}

fn count(state: &shape::State, home: &str, known: &Known, problems: &mut Vec<Problem>) -> Option<Counting> {
    let amount = match (&state.increment, &state.increment_from) {
        (Some(_), Some(from)) => {
            problems.push(Problem::error(
                "increment",
                from.span,
                "`increment` and `increment_from` exclude each other",
            ));
            return None;
        }
        (None, None) => Amount::Fixed(Decimal::ONE),
        (Some(node), None) => Amount::Fixed(increment(node, problems)?),
        (None, Some(from)) => match Path::parse(&from.value) {
            Ok(path @ Path::Args(_)) if !path.is_many() => Amount::From(path),
            Ok(_) => {
                let problem =
                    Problem::error("increment", from.span, "`increment_from` takes one value of the arguments");
                problems.push(problem.hint("it begins with `args.` and has no `[*]`"));
                return None;
            }
            Err(why) => {
                problems.push(Problem::error("path", from.span, why));
                return None;
            }
        },
    };
    let counter = counter(state, home, problems)?;
    if !known.read.contains(&(counter.tool.clone(), counter.name.clone())) {
        let message = format!("nothing reads the counter `{}`", counter.name);
        let problem = Problem::error("unread-counter", state.span, message);
        problems.push(problem.hint(format!("a condition on `state.{home}.{}` does", counter.name)));
    }
    Some(Counting { counter, amount, limit: None })
}

fn increment(node: &Node, problems: &mut Vec<Problem>) -> Option<Decimal> {
    let number = if let Tree::Number(lexeme) = &node.tree { Decimal::parse(lexeme).ok() } else { None };
    let number = number.filter(|number| !number.is_negative() && *number != Decimal::ZERO);
    if number.is_none() {
        problems.push(Problem::error("increment", node.span, "`increment` is a number above 0"));
    }
    let number = number?;
    match number.countable() {
        Ok(()) => Some(number),
        Err(why) => {
            problems.push(Problem::error("increment", node.span, format!("`increment` has {why}")));
            None
        }
    }
}
