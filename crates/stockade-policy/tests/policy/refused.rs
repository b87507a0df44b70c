//! What is no policy, and how it is said: keys, duplicates, documents, bombs, and what Intercept accepts and this does not.

use stockade_policy::{Grade, Policy};

use super::support::{policy, problems};

fn rule(text: &str) -> String {
    format!("version: 1\ntools:\n  t:\n    rules:\n      - {{name: r, {text}}}\n")
}

#[test]
fn every_mistake_is_said_with_its_place_and_what_to_do() {
    for (text, part) in [
        ("", "not a mapping"),
        ("[]", "not a mapping"),
        ("tools: {}", "test.yaml:1:1: `version` is missing"),
        ("version: 2", "version"),
        ("version: 1\ntool: {}", "test.yaml:2:1: a policy has no key `tool`; did you mean `tools`?"),
        ("version: 1\nversion: 1", "test.yaml:2:1: the key `version` is there twice"),
        ("version: 1\n---\nversion: 1", "a second YAML document"),
        ("version: 1\nhide: ['']", "blank"),
        ("version: 1\nhide: [a, a]", "hidden twice"),
        ("version: 1\ntools: {a: {}, a: {}}", "twice"),
        ("version: 1\ntools: {a: {scope: all}}", "only under"),
        ("version: 1\ntools: {a: {ruels: []}}", "did you mean `rules`?"),
        ("version: 1\negress: {}", "`egress` is not built yet"),
        ("version: 1\nconform:", "`conform` is not built yet"),
        ("version: 1\nsecrets: []", "`secrets` is not built yet"),
        ("version: 1\ndefault: block", "`default` cannot be `block`"),
        ("version: 1\ntools: [", "not YAML"),
        ("version: !!float 1", "tag"),
        ("version: 1\ndescription: 010", "YAML 1.1 and 1.2"),
        ("version: 1\ntests: [{call: {tool: a}}]", "needs `expect`"),
        ("version: 1\non_result: [{name: a}]", "says nothing"),
    ] {
        let said = problems(text);
        assert!(said.contains(part), "{text}\n{said}");
    }
    for (text, part) in [
        ("conditions: [{path: args.a, op: equals, value: 1}]", "there is no operator `equals`"),
        ("conditions: [{path: args.a, op: mathces, value: a}]", "did you mean `matches`?"),
        ("conditions: [{path: arg.a, op: eq, value: a}]", "begins with none of"),
        ("conditions: [{path: args.a, op: eq}]", "needs `value`"),
        ("conditions: [{any: []}]", "at least one"),
        ("conditions: [{any: [], path: args.a}]", "no key `path`"),
        ("rate_limit: 0/hour", "nothing through"),
        ("rate_limit: 1/hour, action: deny", "cannot stand"),
        ("rate_limit: 1/hour, conditions: [{path: args.a, op: eq, value: 1}]", "exclude each other"),
        ("action: deny, approval_timeout: 5m", "goes only with"),
        ("action: require_approval, approval_timeout: soon", "not a duration"),
        ("action: log, state: {counter: c, window: week}", "not a window"),
        ("action: log, state: {counter: c}", "nothing reads the counter"),
        ("action: log, state: {counter: _rate_hour}", "cannot be called"),
        ("conditions: [{path: state.t.c, op: lte, value: 5}], state: {counter: c, increment: -1}", "above 0"),
        (
            "conditions: [{path: state.t.c, op: lte, value: 5}], state: {counter: c, increment: 1e-37}",
            "more than 12 decimal places",
        ),
        (
            "conditions: [{path: state.t.c, op: lte, value: 5}], state: {counter: c, increment_from: tool.name}",
            "begins with `args.`",
        ),
    ] {
        let said = problems(&rule(text));
        assert!(said.contains(part), "{text}\n{said}");
    }
}

#[test]
fn all_mistakes_are_said_at_once_in_the_order_of_the_file() {
    let text =
        "version: 3\nfoo: 1\ntools:\n  t:\n    rules:\n      - {name: r, action: evaluate}\n      - {action: dney}\n";
    let found = Policy::parse("t", text).unwrap_err().list;
    assert!(found.len() >= 5, "{found:?}");
    assert!(found.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start));
    assert!(found.iter().all(|problem| problem.grade == Grade::Error));
}

#[test]
fn what_intercept_accepts_and_would_not_mean_is_refused() {
    // B9: the limit stands in one rule, its counter in another.
    let foreign = "version: 1\ntools:\n  t:\n    rules:\n      - {name: a, conditions: [{path: state.t.c, op: lte, value: 5}]}\n      \
                   - {name: b, action: log, state: {counter: c, window: day}}\n";
    assert!(problems(foreign).contains("a limit in another rule than its counter"), "{}", problems(foreign));
    let grouped = rule("conditions: [{any: [{path: state.t.c, op: lte, value: 5}]}], state: {counter: c}");
    assert!(problems(&grouped).contains("inside a group"));
    let dead = "version: 1\ntools: {t: {rules: [{name: a, action: deny}, {name: b, action: log}]}}\n";
    assert!(problems(dead).contains("never reached"));
    let twice = "version: 1\ntools: {t: {rules: [{name: a, rate_limit: 1/hour}, {name: b, rate_limit: 2/hour}]}}\n";
    assert!(problems(twice).contains("two limits per hour"));
}

#[test]
fn bombs_are_refused_quickly() {
    let mut aliases = String::from("version: 1\ndescription: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let last = level - 1;
        let many = vec![format!("*a{last}"); 9].join(", ");
        aliases.push_str(&format!("k{level}: &a{level} [{many}]\n"));
    }
    assert!(problems(&aliases).contains("bring in more than"), "{}", problems(&aliases));
    // The parser has a limit of its own for what never closes.
    assert!(!problems(&format!("version: 1\ntests: {}", "[".repeat(5000))).is_empty());
    assert!(problems(&format!("version: 1\ntests: {}", "[[".repeat(20))).contains("levels"));
    assert!(problems(&format!("version: 1\nhide: [{}]", "a,".repeat(200_000))).contains("values"));
    assert!(problems(&"#".repeat(2 << 20)).contains("bytes"));
}

#[test]
fn anchors_and_merge_keys_are_understood() {
    let text = "version: 1\ntools:\n  a: &x {rules: [{name: r, action: deny}]}\n  b: *x\n  c: {<<: *x}\n";
    let policy = policy(text);
    for tool in ["a", "b", "c"] {
        assert_eq!(super::support::decide(&policy, tool, "{}").code, "rule-denied", "{tool}");
    }
}

#[test]
fn only_a_plain_merge_key_merges() {
    for key in ["'<<'", "\"<<\"", "!!str <<"] {
        let rules = "{rules: [{name: r, action: deny}]}";
        let policy = policy(&format!("version: 1\ndefault: deny\ntools:\n  {key}: {rules}\n  rules: {rules}\n"));
        assert_eq!(super::support::decide(&policy, "<<", "{}").code, "rule-denied", "{key} is the name of a tool");
    }
    assert!(problems("version: 1\ntools: {'<<': {}, \"<<\": {}}\n").contains("twice"));
    assert!(problems("version: 1\ntools: {<<: 5}\n").contains("takes a mapping"));
    let policy = policy("version: 1\ndefault: deny\ntools: {<<: {a: {}}, '<<': {}}\n");
    assert!(["a", "<<"].iter().all(|tool| super::support::decide(&policy, tool, "{}").code == "allowed"));
}

#[test]
fn the_lint_says_of_the_first_policy_what_was_meant() {
    let written = policy(include_str!("data/email.yaml"));
    let codes: Vec<&str> = written.lint(&[]).iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["never-asks", "star-asks"]);
    let hints: Vec<String> = written.lint(&[]).into_iter().filter_map(|problem| problem.hint).collect();
    assert!(
        hints[0].contains("action: require_approval")
            && hints[0].contains("gt")
            && hints[1].contains("scope: unlisted")
    );
    assert_eq!(policy(include_str!("data/email-intended.yaml")).lint(&[]), []);
}

#[test]
fn texts_that_are_paths_are_better_compared_as_paths() {
    let of = |condition: &str| -> Vec<&'static str> {
        policy(&rule(&format!("conditions: [{{path: args.v, {condition}}}]")))
            .lint(&[])
            .iter()
            .map(|p| p.code)
            .collect()
    };
    for condition in [
        "op: starts_with, value: /srv/app/",
        "op: starts_with, value: [https://x.example, ~/notes]",
        "op: glob, value: '/srv/**'",
        "op: glob, value: ['./data/*']",
        "op: starts_with, value: 'C:\\\\data'",
    ] {
        assert_eq!(of(condition), ["paths"], "{condition}");
    }
    for condition in [
        "op: starts_with, value: https://x.example/",
        "op: glob, value: '*.txt'",
        "op: under, value: /srv",
        "op: eq, value: /srv",
    ] {
        assert_eq!(of(condition), Vec::<&str>::new(), "{condition}");
    }
}

#[test]
fn a_path_that_the_schema_rules_out_is_warned_of() {
    let policy = policy(
        "version: 1\ntools: {t: {rules: [{name: r, conditions: [{path: 'args.l[*].nmae', op: eq, value: a}]}]}, gone: {}}\n",
    );
    let schema = super::support::json(
        r#"{"type":"object","properties":{"l":{"type":"array","items":{"type":"object","properties":{"name":{}}}}}}"#,
    );
    let listed = [stockade_policy::lint::ListedTool { name: "t", input_schema: Some(&schema) }];
    let codes: Vec<&str> = policy.lint(&listed).iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["schema", "unlisted-tool"]);
}

#[test]
fn a_domain_that_is_found_anywhere_is_warned_of() {
    let lints = |operator: &str, pattern: &str| {
        let text = format!(
            "version: 1\ntools: {{t: {{rules: [{{name: r, conditions: [{{path: args.to, op: {operator}, value: '{pattern}'}}]}}]}}}}\n"
        );
        policy(&text).lint(&[]).iter().filter(|problem| problem.code == "anchors").count()
    };
    for pattern in [
        "yourcompany.com",
        r"yourcompany\.com",
        r"yourcompany\.com$",
        "^mail.example.co",
        "(?i)Example.COM",
        r"\.example\.com$",
    ] {
        assert_eq!((lints("matches", pattern), lints("regex", pattern)), (1, 1), "{pattern}");
    }
    for pattern in [r"^yourcompany\.com$", "package.json", "makefile", "[a-z]+\\.com", "^v1\\.2$", "a.b/c", ".*"] {
        assert_eq!(lints("matches", pattern), 0, "{pattern}");
    }
    assert_eq!(lints("eq", "yourcompany.com"), 0);
}

#[test]
fn what_no_gate_can_tell_is_warned_of() {
    for (condition, count) in [
        ("path: server.held, op: eq, value: true", 1),
        ("path: server.publisher, op: eq, value: a", 1),
        ("path: server.publisher, op: eq, value: a, missing: fails", 0),
        ("path: server.purl, op: eq, value: a", 0),
    ] {
        let text = format!("version: 1\ntools: {{t: {{rules: [{{name: r, conditions: [{{{condition}}}]}}]}}}}\n");
        let found = policy(&text).lint(&[]);
        assert_eq!(
            found.iter().filter(|problem| problem.code == "untold-fact").count(),
            count,
            "{condition}: {found:?}"
        );
    }
}

#[test]
fn a_default_that_is_wrong_is_said_once() {
    let asks = "{name: a, action: require_approval}, {name: b, action: require_approval}";
    let text = format!("version: 1\ndefaults: {{approval_timeout: 0s}}\ntools: {{t: {{rules: [{asks}]}}}}\n");
    let problems = Policy::parse("mail.yaml", &text).unwrap_err();
    let codes: Vec<&str> = problems.list.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["duration"]);
}

#[test]
fn who_takes_a_policy_over_hears_of_values_whose_text_is_another_one_here() {
    let conditions = "{path: args.b, op: neq, value: true}, {path: args.n, op: not_in, value: [1, 2]}, {path: args.s, op: eq, value: word}";
    let text = format!("version: \"1\"\ntools:\n  t:\n    rules: [{{name: r, conditions: [{conditions}]}}]\n");
    assert!(policy(&text).lint(&[]).is_empty(), "who writes one here means what it says");
    let imported = stockade_policy::import::import("mail.yaml", &text).unwrap();
    for said in ["\"true\" is not equal to true", "\"1\" is not equal to 1", "\"2\" is not equal to 2"] {
        assert!(imported.text.contains(said), "{said}: {}", imported.text);
    }
}
