//! The order of decision and the table of actions (section 2).

use jiff::Timestamp;
use stockade_policy::check::Fresh;
use stockade_policy::counter::{Claim, Counters, Key, Receipt, Reservation, StoreError};
use stockade_policy::decimal::Decimal;
use stockade_policy::message::Value;
use stockade_policy::{Call, Facts, Lent, Listing, StoreFail};

use super::support::{decide, decide_with, json, machine, now, policy, problems, short};

#[test]
fn every_action_with_every_outcome() {
    // No conditions, all hold, one fails, one is an error.
    let sets = [
        "",
        "conditions: [{path: args.a, op: eq, value: 1}, {path: args.b, op: eq, value: 1}], ",
        "conditions: [{path: args.a, op: eq, value: 1}, {path: args.b, op: eq, value: 2}], ",
        "conditions: [{path: args.a, op: eq, value: 1}, {path: args.c, op: eq, value: 2}], ",
    ];
    for (action, want) in [
        ("evaluate", ["invalid", "allow", "deny: r", "deny: r"]),
        ("deny", ["deny: r", "deny: r", "allow", "deny: r"]),
        ("require_approval", ["ask: r", "ask: r", "allow", "ask: r"]),
        ("log", ["record", "record", "allow", "record"]),
    ] {
        for (conditions, want) in sets.iter().zip(want) {
            let text = format!("version: 1\ntools:\n  t:\n    rules: [{{{conditions}name: r, action: {action}}}]\n");
            if want == "invalid" {
                assert!(problems(&text).contains("needs `conditions`"), "{text}");
                continue;
            }
            let judgement = decide(&policy(&text), "t", r#"{"a":1,"b":1}"#);
            let got = if judgement.records.is_empty() { short(&judgement) } else { "record".to_owned() };
            assert_eq!(got, want, "{text}");
        }
    }
}

#[test]
fn groups_pass_errors_through_unless_a_definite_value_decides() {
    let (holds, fails, error) =
        ("{path: args.a, op: eq, value: 1}", "{path: args.a, op: eq, value: 2}", "{path: args.x, op: eq, value: 1}");
    for (group, want) in [
        (format!("any: [{error}, {holds}]"), "allow"),
        (format!("any: [{error}, {fails}]"), "deny: rule-error"),
        (format!("any: [{fails}, {fails}]"), "deny: rule-denied"),
        (format!("all: [{error}, {fails}]"), "deny: rule-denied"),
        (format!("all: [{holds}, {error}]"), "deny: rule-error"),
        (format!("not: {error}"), "deny: rule-error"),
        (format!("not: {fails}"), "allow"),
        (format!("not: {{any: [{error}, {holds}]}}"), "deny: rule-denied"),
    ] {
        let text = format!("version: 1\ntools: {{t: {{rules: [{{name: r, conditions: [{{{group}}}]}}]}}}}\n");
        let judgement = decide(&policy(&text), "t", r#"{"a":1}"#);
        let got = if short(&judgement) == "allow" { "allow".to_owned() } else { format!("deny: {}", judgement.code) };
        assert_eq!(got, want, "{group}");
    }
}

#[test]
fn hidden_then_unlisted_then_rules_from_exact_to_star() {
    let all = policy(
        "version: 1\ndefault: deny\nhide: [secret, 'admin_*']\ntools:\n  '*': {rules: [{name: star, action: deny}]}\n  \
         'read_*': {rules: [{name: glob, action: deny}]}\n  'read_f*': {rules: [{name: longer, action: deny}]}\n  \
         read_file: {rules: [{name: exact, action: deny}]}\n  write: {}\n",
    );
    for (tool, want) in [
        ("secret", "deny: hidden"),
        ("admin_drop", "deny: hidden"),
        ("other", "deny: not-listed"),
        ("read_file", "deny: exact"),
        ("read_full", "deny: longer"),
        ("read_all", "deny: glob"),
        ("write", "deny: star"),
    ] {
        assert_eq!(short(&decide(&all, tool, "{}")), want, "{tool}");
    }
    assert_eq!(decide(&all, "secret", "{}").message, "Tool \"secret\" is hidden by policy");
    let seen: Vec<_> = ["secret", "admin_x", "other", "read_file", "read_x", "write", "Write"]
        .into_iter()
        .filter(|tool| all.visible(tool))
        .collect();
    assert_eq!(seen, ["read_file", "read_x", "write"]);
    assert!(!policy("version: 1\nhide: ['*']\n").visible("anything"));
}

#[test]
fn a_denial_beats_approvals_and_all_approvals_are_one_request() {
    let asks = "version: 1\ntools:\n  t:\n    rules:\n      - {name: one, action: require_approval, approval_timeout: 5m}\n      \
                - {name: two, action: require_approval}\n";
    let judgement = decide(&policy(asks), "t", "{}");
    assert_eq!(judgement.asks.iter().map(|ask| ask.rule.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(judgement.timeout, Some(std::time::Duration::from_secs(300)));
    assert_eq!(judgement.asks[0].message, "Rule \"one\" asks for an approval", "nothing is denied yet");
    let denied = format!("{asks}  '*': {{rules: [{{name: no, action: deny}}]}}\n");
    let judgement = decide(&policy(&denied), "t", "{}");
    assert_eq!(short(&judgement), "deny: no");
    assert!(judgement.asks.is_empty());
}

#[test]
fn a_look_alike_of_the_policy_or_the_listing_is_denied_under_every_posture() {
    let policy = policy("version: 1\ntools: {send_email: {}}\n");
    let (machine, arguments) = (machine(), Value::Object(Vec::new()));
    let listing = Listing::new(["send_email", "read", "Send_Email"]);
    let lent = Lent { listing: Some(&listing), ..Lent::new(&Fresh, &machine, now(), "server") };
    for (tool, want) in [
        ("send_email", "allow"),
        ("read", "allow"),
        ("other", "allow"),
        ("Read", "deny: look-alike"),
        ("re\u{200b}ad", "deny: look-alike"),
        // A server does not get round a rule by listing its tool's look-alike.
        ("Send_Email", "deny: look-alike"),
    ] {
        let call = Call { tool, arguments: &arguments, facts: Facts::default() };
        assert_eq!(short(&policy.decide(&call, &lent)), want, "{tool}");
    }
}

#[test]
fn a_look_alike_of_a_glob_is_denied_before_anything_is_listed() {
    let text = "version: 1\nhide: ['admin_*']\ntools: {'send_*': {rules: [{name: no, action: deny}]}, Send_Free: {}, '*_X': {}}\n";
    let policy = policy(text);
    for (tool, want) in [
        ("send_email", "deny: no"),
        ("Send_Email", "deny: look-alike"),
        ("s\u{435}nd_email", "deny: look-alike"),
        ("send\u{200b}_email", "deny: look-alike"),
        ("ADMIN_drop", "deny: look-alike"),
        // What is hidden is so whatever else the name fits; of two keys the one that it fits holds.
        ("Admin_X", "deny: look-alike"),
        ("Send_X", "allow"),
        ("admin_drop", "deny: hidden"),
        // A key of its own is what it says.
        ("Send_Free", "allow"),
        ("resend_email", "allow"),
    ] {
        assert_eq!(short(&decide(&policy, tool, "{}")), want, "{tool}");
        assert_eq!(policy.visible(tool), matches!(want, "allow" | "deny: no"), "{tool}");
    }
}

/// A store that holds one number everywhere, or is gone.
struct Store(Option<i64>);

impl Counters for Store {
    fn read(&self, _: &Key, _: Timestamp) -> Result<Decimal, StoreError> {
        self.0.map(Decimal::from).ok_or_else(|| StoreError::Unreachable("no answer".into()))
    }

    fn reserve(&self, _: &[Claim], _: Timestamp) -> Result<Reservation, StoreError> {
        Err(StoreError::Unreachable("no answer".into()))
    }

    fn release(&self, _: &Receipt, _: Timestamp) -> Result<(), StoreError> {
        Ok(())
    }
}

const SPEND: &str = "version: 1\ntools:\n  create_charge:\n    rules:\n      - name: daily spend cap\n        conditions: \
                     [{path: state.create_charge.daily_spend, op: lte, value: 1000000}]\n        on_deny: Cap reached\n        \
                     state: {counter: daily_spend, window: day, increment_from: args.amount}\n";

#[test]
fn what_a_call_counts_is_claimed_exactly_and_never_negative() {
    let spend = policy(SPEND);
    let amount = |lexeme: &str| {
        let arguments = Value::Object(vec![("amount".into(), Value::Number(lexeme.into()))]);
        decide_with(&spend, "create_charge", &arguments, &Store(Some(0)))
    };
    let claim = &amount("0.99").claims[0];
    assert_eq!((claim.amount.to_string().as_str(), claim.key.owner.as_str()), ("0.99", "server"));
    assert_eq!(claim.limit.map(|limit| (limit.bound.to_string(), limit.inclusive)), Some(("1000000".into(), true)));
    // B6, B7: a negative amount, and one that nobody can add up, are no amounts.
    assert_eq!((amount("-5").code, amount("-5").message.as_str()), ("amount", "Cap reached"));
    for (lexeme, why) in [
        ("1e999999", "an exponent beyond 100000"),
        ("1e300", "more than 18 digits before the decimal point"),
        // Counted, it would leave no room for the digits of any other.
        ("1e-37", "more than 12 decimal places"),
        (&"9".repeat(40), "more than 38 significant digits"),
    ] {
        let denied = amount(lexeme);
        let message = format!("The amount cannot be counted: it has {why}");
        assert_eq!((denied.code, denied.message), ("amount", message), "{lexeme}");
    }
    for arguments in ["{}", r#"{"amount":null}"#, r#"{"amount":"5"}"#, r#"{"amount":[5]}"#] {
        assert_eq!(
            decide_with(&spend, "create_charge", &json(arguments), &Store(Some(0))).code,
            "amount",
            "{arguments}"
        );
    }
}

#[test]
fn a_refused_claim_denies_in_its_rules_words() {
    let limited = policy("version: 1\ntools: {'*': {rules: [{name: slow, rate_limit: 5/hour}]}}\n");
    let judgement = decide(&limited, "t", "{}");
    assert_eq!(short(&judgement), "allow");
    let key = &judgement.claims[0].key;
    assert_eq!((key.tool.as_str(), key.counter.as_str()), ("_global", "_rate_hour"));
    let refused = judgement.refused(0, Decimal::from(5), Some(std::time::Duration::from_millis(1500)));
    assert_eq!(refused.message, "Rate limit of 5 per hour reached. Try again later.");
    let meta = refused.refusal("x").meta().to_json();
    assert_eq!(meta, r#"{"rule":"slow","code":"limit-reached","retryable":true,"retry_after":2}"#);
}

#[test]
fn nobody_is_asked_for_a_call_that_its_limits_refuse() {
    let text =
        "version: 1\ntools: {t: {rules: [{name: cap, rate_limit: 5/hour}, {name: human, action: require_approval}]}}\n";
    let of = |held| short(&decide_with(&policy(text), "t", &json("{}"), &Store(Some(held))));
    assert_eq!((of(4).as_str(), of(5).as_str()), ("ask: human", "deny: cap"));
}

#[test]
fn a_store_that_does_not_answer_denies_in_its_own_words() {
    let text = "version: 1\ntools:\n  t:\n    rules:\n      - {name: many, action: require_approval, on_deny: own words, \
                conditions: [{path: state.t.c, op: gt, value: 3}], state: {counter: c, window: day}}\n";
    let policy = policy(text);
    let (machine, arguments) = (machine(), json("{}"));
    let call = Call { tool: "t", arguments: &arguments, facts: Facts::default() };
    let closed = Lent::new(&Store(None), &machine, now(), "server");
    let judgement = policy.decide(&call, &closed);
    assert_eq!(
        (judgement.code, judgement.message.as_str()),
        ("store-unreachable", "policy store unreachable: no answer")
    );
    let open = Lent { store_fail: StoreFail::Open, ..closed };
    assert_eq!(short(&policy.decide(&call, &open)), "allow");
}
