//! The policy that everything began with (section 6), as written, with `scope: unlisted`, and as it was meant.

use super::support::{decide, policy, short};

const WRITTEN: &str = include_str!("data/email.yaml");
const INTENDED: &str = include_str!("data/email-intended.yaml");

const BCC: &str = "deny: no untrusted bcc";
const TO: &str = "deny: recipient allow-list";
const ATTACHED: &str = "deny: approval when attachments present";
const NEW: &str = "ask: require approval for newly discovered tools";

fn calls() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    let mut calls = Vec::new();
    for arguments in [
        r#"{"to":"a@yourcompany.com"}"#,
        r#"{"to":"a@yourcompany.com","bcc":[]}"#,
        r#"{"to":"a@yourcompany.com","bcc":null}"#,
        r#"{"to":"a@yourcompany.com","attachments":[]}"#,
    ] {
        calls.push(("send_email", arguments, NEW, "allow"));
    }
    for arguments in [
        r#"{"to":"a@yourcompany.com","bcc":["x@evil.example"]}"#,
        r#"{"to":"a@yourcompany.com","bcc":"x@evil.example"}"#,
        r#"{"to":"a@yourcompany.com","bcc":""}"#,
    ] {
        calls.push(("send_email", arguments, BCC, BCC));
    }
    for arguments in [
        "{}",
        r#"{"to":[]}"#,
        r#"{"to":7}"#,
        r#"{"to":["a@yourcompany.com","b@evil.example"]}"#,
        r#"{"to":"a@yourcompany.com, b@evil.example"}"#,
    ] {
        calls.push(("send_email", arguments, TO, TO));
    }
    calls.push(("send_email", r#"{"to":"a@yourcompany.com","attachments":[{}]}"#, ATTACHED, ATTACHED));
    calls.push(("list_templates", "{}", NEW, NEW));
    calls.push(("Send_Email", r#"{"to":"a@yourcompany.com"}"#, "deny: look-alike", "deny: look-alike"));
    calls
}

#[test]
fn every_cell_of_the_table() {
    let written = policy(WRITTEN);
    let unlisted = policy(&WRITTEN.replace("  \"*\":\n", "  \"*\":\n    scope: unlisted\n"));
    for (tool, arguments, as_written, with_scope) in calls() {
        assert_eq!(short(&decide(&written, tool, arguments)), as_written, "{tool} {arguments}");
        assert_eq!(short(&decide(&unlisted, tool, arguments)), with_scope, "{tool} {arguments} with scope");
    }
}

#[test]
fn as_it_was_meant_attachments_ask() {
    let intended = policy(INTENDED);
    let attached = decide(&intended, "send_email", r#"{"to":"a@yourcompany.com","attachments":[{}]}"#);
    assert_eq!(short(&attached), "ask: approval when attachments present");
    for (tool, arguments, _, with_scope) in calls() {
        if with_scope != ATTACHED {
            assert_eq!(short(&decide(&intended, tool, arguments)), with_scope, "{tool} {arguments}");
        }
    }
}

#[test]
fn a_denial_reads_as_the_policy_says() {
    let written = policy(WRITTEN);
    let denied = decide(&written, "send_email", r#"{"to":"a@yourcompany.com","bcc":"x@evil.example"}"#);
    let refusal = denied.refusal(written.prefix());
    assert_eq!(refusal.text(), "[STOCKADE DENIED] BCC to external address blocked — possible exfiltration");
    assert_eq!(refusal.meta().to_json(), r#"{"rule":"no untrusted bcc","code":"rule-denied","retryable":false}"#);
    let own = policy(
        "version: 1\ndefaults: {prefix: \"[INTERCEPT POLICY DENIED]\"}\ntools: {t: {rules: [{name: r, action: deny}]}}\n",
    );
    let denied = decide(&own, "t", "{}");
    assert_eq!(denied.refusal(own.prefix()).text(), "[INTERCEPT POLICY DENIED] Denied by rule \"r\"");
}
