//! Arguments whose names only look like what a policy reads.

use stockade_policy::{Call, Facts, Lent};

use super::support::{decide, json, machine, now, policy, short};

const MAIL: &str = r#"
version: 1
tools:
  send:
    rules:
      - name: ours
        conditions: [{path: args.to, op: email_domain_in, value: [example.com]}]
      - name: no copies
        conditions: [{path: args.bcc, op: subset_of, value: []}]
      - name: headers
        conditions: [{path: 'args.mail.headers["Reply-To"]', op: exists, value: false}]
      - name: parts
        action: deny
        conditions: [{path: 'args.parts[*].kind', op: eq, value: bad, missing: fails}]
  pay:
    rules:
      - {name: cap, state: {counter: sum, window: day, increment_from: args.amount}, conditions: [{path: state.pay.sum, op: lte, value: 5}]}
"#;

#[test]
fn a_name_that_only_looks_like_one_that_is_read_denies() {
    let policy = policy(MAIL);
    for arguments in [
        r#"{"to":"a@example.com","BCC":["x@evil.example"]}"#,
        r#"{"to":"a@example.com","To":"x@evil.example"}"#,
        r#"{"To":"x@evil.example","to":"a@example.com"}"#,
        r#"{"to":"a@example.com","bcc\u200b":["x@evil.example"]}"#,
        r#"{"to":"a@example.com"," bcc":["x@evil.example"]}"#,
        r#"{"to":"a@example.com","ｂcc":["x@evil.example"]}"#,
        r#"{"to":"a@example.com","bс\u0441":["x@evil.example"]}"#,
        r#"{"to":"a@example.com","mail":{"headers":{"reply-to":"x@evil.example"}}}"#,
        r#"{"to":"a@example.com","mail":{"HEADERS":{}}}"#,
        r#"{"to":"a@example.com","parts":[{"kind":"good"},{"Kind":"bad"}]}"#,
    ] {
        let judgement = decide(&policy, "send", arguments);
        assert_eq!(judgement.code, "look-alike", "{arguments}: {judgement:?}");
        assert!(judgement.message.contains("looks like") && judgement.message.contains("write"), "{judgement:?}");
    }
    assert_eq!(decide(&policy, "pay", r#"{"amount":1,"Amount":9}"#).code, "look-alike");
}

#[test]
fn other_names_are_nobodys_look_alikes() {
    let policy = policy(MAIL);
    for arguments in [
        r#"{"to":"a@example.com","CC":["x"],"tofu":1,"b_cc":[],"Subject":"BCC"}"#,
        // At another place, where no rule reads.
        r#"{"to":"a@example.com","meta":{"BCC":1},"mail":{"To":1,"headers":{"To":1}},"parts":[{"To":1}]}"#,
    ] {
        assert_eq!(short(&decide(&policy, "send", arguments)), "allow", "{arguments}");
    }
    assert_eq!(short(&decide(&policy, "pay", r#"{"amount":1,"BCC":1}"#)), "allow", "another tool's rules");
}

#[test]
fn what_a_rule_or_the_schema_names_is_an_argument_of_its_own() {
    // The keys of two blocks belong together.
    let both = policy(
        "version: 1\ntools:\n  send:\n    rules: [{name: a, conditions: [{path: args.to, op: exists, value: true}]}]\n  \"*\":\n    rules: [{name: b, conditions: [{path: args.To, op: exists, value: true}]}]\n",
    );
    assert_eq!(short(&decide(&both, "send", r#"{"to":1,"To":2}"#)), "allow");
    let (policy, machine) = (policy(MAIL), machine());
    let schema = json(
        r#"{"type":"object","properties":{"to":{},"To":{},"parts":{"items":{"properties":{"kind":{},"KIND":{}}}}}}"#,
    );
    let decided = |arguments: &str| {
        let of = |_: &str| Some(schema.clone());
        let lent = Lent { schema: Some(&of), ..Lent::new(&stockade_policy::check::Fresh, &machine, now(), "server") };
        policy.decide(&Call { tool: "send", arguments: &json(arguments), facts: Facts::default() }, &lent)
    };
    let declared = decided(r#"{"to":"a@example.com","To":1,"parts":[{"KIND":"x"}]}"#);
    assert_eq!(short(&declared), "allow", "{declared:?}");
    for other in [r#"{"to":"a@example.com","TO":1}"#, r#"{"to":"a@example.com","parts":[{"Kind":"x"}]}"#] {
        assert_eq!(decided(other).code, "look-alike", "{other}");
    }
}
