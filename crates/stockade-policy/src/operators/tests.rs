//! Every operator against every kind of argument: one row an operator, walked along the list.

use crate::check::Fresh;
use crate::decide::{Call, Lent};
use crate::facts::Facts;
use crate::message::Value;
use crate::policy::Policy;
use crate::resolver::Lexical;

/// `holds`, `fails` or `error` of `args.v <op> <value>` for `v` as written.
fn judge(op: &str, value: &str, argument: &str) -> &'static str {
    let text = format!(
        "version: 1\ntools: {{t: {{rules: [{{name: r, conditions: [{{path: args.v, op: {op}, value: {value}}}]}}]}}}}\n"
    );
    let policy = Policy::parse("t", &text).unwrap_or_else(|problems| panic!("{op} {value}: {problems}"));
    let arguments = if argument == "absent" { "{}".to_owned() } else { format!("{{v: {argument}}}") };
    // The arguments go through the reader of policies, which keeps the digits of numbers.
    let arguments = crate::document::read(&arguments, &mut Vec::new()).unwrap().json();
    let machine = Lexical { directory: Some("/app".into()), home: Some("/home/ann".into()) };
    let lent = Lent::new(&Fresh, &machine, jiff::Timestamp::UNIX_EPOCH, "s");
    let judgement = policy.decide(&Call { tool: "t", arguments: &arguments, facts: Facts::default() }, &lent);
    match judgement.code {
        "allowed" => "holds",
        "rule-denied" => "fails",
        "rule-error" => "error",
        other => panic!("{other}"),
    }
}

type Row = (&'static str, &'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// Operator, value, arguments for which it holds, for which it fails, for which it is an error.
const TABLE: &[Row] = &[
    ("eq", "5", &["5", "5.0", "5e0"], &["'5'", "true", "[5]", "{a: 5}", "6"], &["null", "absent"]),
    ("eq", "'5'", &["'5'"], &["5"], &["null"]),
    ("eq", "true", &["true"], &["'true'", "1"], &["absent"]),
    ("eq", "9007199254740992", &["9007199254740992"], &["9007199254740993"], &[]),
    ("eq", "[1, {a: 2, b: [x]}]", &["[1.0, {b: [x], a: 2}]"], &["[{a: 2, b: [x]}, 1]", "[1]", "1"], &[]),
    ("neq", "5", &["'5'", "6", "[5]"], &["5", "5.00"], &["null", "absent"]),
    ("in", "[1, a]", &["1", "1.0", "a"], &["'1'", "[1]", "b", "[]"], &["null", "absent"]),
    ("not_in", "[1, a]", &["'1'", "b", "[1]"], &["1", "a"], &["null", "absent"]),
    (
        "lt",
        "5",
        &["4.999999999999999999999", "-1", "[1, 2]"],
        &["5", "[1, 5]"],
        &["'4'", "true", "[]", "null", "absent", "{}"],
    ),
    ("lte", "9007199254740992", &["9007199254740992", "[1]"], &["9007199254740993"], &["'1'", "[]"]),
    ("gt", "0.1", &["0.10000000000000000001", "[1, 2]"], &["0.1", "[1, 0]"], &["'1'", "[]", "[x]", "absent"]),
    ("gte", "5", &["5", "6", "[5, 6]"], &["4.9"], &["'5'", "null", "[]"]),
    ("regex", "b", &["abc"], &["xyz", "''"], &["[abc]", "5", "null", "absent", "{}"]),
    ("matches", "^b$", &["b", "[b, b]"], &["abc", "[b, c]"], &["5", "[]", "[b, 5]", "null", "absent"]),
    ("contains", "b", &["abc", "[a, b]"], &["xyz", "[abc]", "[]"], &["5", "{b: 1}", "null", "absent"]),
    ("contains", "5", &["[5.0]"], &["['5']"], &["'5'"]),
    ("exists", "true", &["0", "''", "[]", "false", "{}"], &["null", "absent"], &[]),
    ("exists", "false", &["null", "absent"], &["0", "''"], &[]),
    ("subset_of", "[a, 1]", &["absent", "null", "[]", "a", "[a, 1.0, a]"], &["''", "[a, b]", "b", "['1']"], &["{}"]),
    ("subset_of", "[]", &["absent", "null", "[]"], &["''", "x", "[x]", "false", "0"], &["{a: 1}"]),
    ("superset_of", "[a, 1]", &["[a, 1, b]"], &["[a]", "a", "absent", "[]"], &["{}"]),
    ("disjoint_from", "[a, 1]", &["absent", "[]", "[b]", "b", "''"], &["[b, a]", "a", "1.0"], &["{}"]),
    ("starts_with", "[a, b]", &["ax", "b", "[ax, bx]"], &["xa", "[ax, x]", "''"], &["5", "[]", "absent"]),
    ("ends_with", ".txt", &["a.txt", "[a.txt]"], &["a.txt.exe", "[a.txt, b]"], &["5", "[]", "null"]),
    (
        "glob",
        "'/app/*.txt'",
        &["/app/a.txt", "[/app/a.txt]"],
        &["/app/b/a.txt", "/app/a.txt.exe"],
        &["5", "[]", "absent"],
    ),
    ("glob", "['/app/**']", &["/app/b/a.txt"], &["/apps/a"], &["null"]),
    (
        "under",
        "[/app, ~/notes]",
        &["/app", "/app/", "/app//x", "/app/x/../y", "x", "./x", "~/notes/a", "[/app/a, b]", "''"],
        &[
            "/app/../etc",
            "/apple",
            "../etc/passwd",
            "/",
            "~/notes/../.ssh",
            "'~'",
            "[/app/a, /etc]",
            "/app/x/../../etc",
        ],
        &["5", "[]", "absent", "~bob/x", "file:///app/x", "\"/app/\\0\""],
    ),
    (
        "email_domain_in",
        "[yourcompany.com, .sub.example, bücher.example]",
        &[
            "a@yourcompany.com",
            "A@YOURCOMPANY.COM",
            "'Ann <a@yourcompany.com>'",
            "'a@yourcompany.com, b@x.sub.example'",
            "[a@yourcompany.com, b@x.y.sub.example]",
            "a@xn--bcher-kva.example",
            "a@bücher.example",
            "a@yourcompany.com.",
        ],
        &[
            "a@evilyourcompany.com",
            "a@yourcompany.com.evil.example",
            "a@sub.example",
            "a@x.yourcompany.com",
            "'a@yourcompany.com, b@evil.example'",
            "[a@yourcompany.com, b@evil.example]",
            "'a@[192.0.2.1]'",
            "'\"a@yourcompany.com\" <b@evil.example>'",
            "'a@yourcompany.com(x), b@evil.example'",
        ],
        &[
            "5",
            "[]",
            "absent",
            "''",
            "yourcompany.com",
            "'a@yourcompany.com <b@evil.example>'",
            "'\"b@evil.example\"@yourcompany.com'",
            "\"a@yourcompany.com\\nBcc: b@evil.example\"",
        ],
    ),
    (
        "host_in",
        "[example.com, .example.org, 192.0.2.1, '[2001:db8::1]']",
        &[
            "example.com",
            "'https://example.com/a?b#c'",
            "'https://user@EXAMPLE.com:8443/'",
            "a.example.org",
            "'http://192.0.2.1/'",
            "'http://[2001:db8::1]:80/'",
            "'[example.com, \"x.example.org\"]'",
            "example.com.",
            "'example.com:443'",
            "'WSS://example.com/a@b'",
            "'https://example.com/?to=a@b'",
            "'https://example.com#top'",
        ],
        &[
            "evilexample.com",
            "example.org",
            "'https://example.com@evil.example/'",
            "'https://example.com.evil.example/'",
            "a.example.com",
            "'http://192.0.2.2/'",
        ],
        &[
            "5",
            "[]",
            "absent",
            "''",
            "'https://evil.example\\\\@example.com/'",
            "'https:example.com'",
            "'https:///example.com'",
            "'http://0x7f.1/'",
            "'http://2130706433/'",
            "'http://a@b@example.com/'",
            "'http://exa%6dple.com/'",
            "' example.com'",
            "'//example.com'",
            "'file://example.com/etc/passwd'",
            "'javascript://example.com/%0Aalert(1)'",
            "'data://example.com/a'",
            "'view-source://example.com/'",
            "'javascript:alert(1)'",
            "'https://example.com#@evil.example/'",
            "'https://example.com?@evil.example/'",
            "'https://example.com:443#@evil.example'",
        ],
    ),
    (
        "cidr_in",
        "[10.0.0.0/8, '2001:db8::/32', 192.0.2.7]",
        &["10.1.2.3", "'2001:db8::1'", "'::ffff:10.0.0.1'", "192.0.2.7", "[10.0.0.1, 10.0.0.2]"],
        &["11.0.0.1", "'2001:db9::1'", "192.0.2.8", "[10.0.0.1, 11.0.0.1]"],
        &["5", "[]", "absent", "010.0.0.1", "'10.1'", "'10.0.0.1/8'", "'http://10.0.0.1/'", "localhost"],
    ),
];

#[test]
fn every_cell_of_the_table() {
    for (op, value, holds, fails, error) in TABLE {
        for (arguments, want) in [(holds, "holds"), (fails, "fails"), (error, "error")] {
            for argument in *arguments {
                // A list written inside quotes is a list.
                let argument = argument.strip_prefix("'[").and_then(|rest| rest.strip_suffix("]'")).map_or_else(
                    || (*argument).to_owned(),
                    |inner| if inner.contains(',') { format!("[{inner}]") } else { (*argument).to_owned() },
                );
                assert_eq!(judge(op, value, &argument), want, "{argument} {op} {value}");
            }
        }
    }
}

#[test]
fn every_operator_has_its_rows_and_its_words() {
    for operator in super::ALL {
        assert!(TABLE.iter().any(|(op, ..)| *op == operator.id), "{} has no row", operator.id);
        assert!(!operator.summary.is_empty() && !operator.value.is_empty(), "{}", operator.id);
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/operators");
        assert!(std::path::Path::new(file).join(format!("{}.rs", operator.id)).is_file(), "{}", operator.id);
    }
    assert!(TABLE.iter().all(|(op, ..)| super::find(op).is_some()));
}

#[test]
fn a_value_of_the_wrong_kind_is_an_error_of_the_policy() {
    for (op, value) in [
        ("in", "5"),
        ("not_in", "a"),
        ("lt", "'5'"),
        ("lte", "7d"),
        ("regex", "'('"),
        ("regex", "5"),
        ("matches", "[a]"),
        ("exists", "1"),
        ("subset_of", "a"),
        ("starts_with", "''"),
        ("starts_with", "[]"),
        ("ends_with", "5"),
        ("glob", "'['"),
        ("under", "'https://x'"),
        ("email_domain_in", "['*.x']"),
        ("host_in", "['a b']"),
        ("cidr_in", "[10.0.0.1/8]"),
        ("cidr_in", "[10.0.0.0/33]"),
        ("cidr_in", "[x]"),
        ("cidr_in", "['::ffff:0:0/90']"),
    ] {
        let text = format!(
            "version: 1\ntools: {{t: {{rules: [{{name: r, conditions: [{{path: args.v, op: {op}, value: {value}}}]}}]}}}}\n"
        );
        assert!(Policy::parse("t", &text).is_err(), "{op} {value}");
    }
}

#[test]
fn links_are_followed_before_a_path_is_under_a_directory() {
    struct Linked;
    impl crate::resolver::PathResolver for Linked {
        fn directory(&self) -> Option<&str> {
            Some("/app")
        }
        fn home(&self) -> Option<&str> {
            None
        }
        fn real(&self, path: &str) -> Result<String, String> {
            // /app/link leads to /etc/deep, so that the system reads /app/link/../x as /etc/x.
            match path {
                "/app/link" | "/app/link/x" => Ok(path.replace("/app/link", "/etc/deep")),
                "/app/link/../x" => Ok("/etc/x".to_owned()),
                "/app/loop" => Err("a loop of links".to_owned()),
                other => Ok(crate::resolver::lexical(other).into_owned()),
            }
        }
    }
    let text = "version: 1\ntools: {t: {rules: [{name: r, conditions: [{path: args.v, op: under, value: /app}]}]}}\n";
    let policy = Policy::parse("t", text).unwrap();
    for (path, want) in [
        ("x", "allowed"),
        ("/etc/other", "rule-denied"),
        ("link/x", "rule-error"),
        ("link/../x", "rule-error"),
        ("loop", "rule-error"),
        ("~/x", "rule-error"),
    ] {
        let arguments = Value::Object(vec![("v".into(), Value::String(path.into()))]);
        let lent = Lent::new(&Fresh, &Linked, jiff::Timestamp::UNIX_EPOCH, "s");
        let judgement = policy.decide(&Call { tool: "t", arguments: &arguments, facts: Facts::default() }, &lent);
        assert_eq!(judgement.code, want, "{path}");
    }
    // What forbids a directory also forbids what leads there by a link, and what is there by its letters alone.
    for (condition, paths) in [
        (
            "action: deny, conditions: [{path: args.v, op: under, value: /etc/deep}]",
            ["link/x", "/app/link", "/etc/deep/x"],
        ),
        ("conditions: [{not: {path: args.v, op: under, value: /etc/deep}}]", ["link/x", "/app/link", "/etc/deep/x"]),
    ] {
        let policy =
            Policy::parse("t", &format!("version: 1\ntools: {{t: {{rules: [{{name: r, {condition}}}]}}}}\n")).unwrap();
        for path in paths {
            let arguments = Value::Object(vec![("v".into(), Value::String(path.into()))]);
            let lent = Lent::new(&Fresh, &Linked, jiff::Timestamp::UNIX_EPOCH, "s");
            let judgement = policy.decide(&Call { tool: "t", arguments: &arguments, facts: Facts::default() }, &lent);
            assert_eq!(judgement.verdict, stockade_model::Verdict::Deny, "{condition} {path}");
        }
    }
}
