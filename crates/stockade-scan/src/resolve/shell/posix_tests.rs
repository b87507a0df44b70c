//! The POSIX splitter against the shell itself, and against hostile strings.

use proptest::prelude::*;

use super::*;

fn split(text: &str) -> Result<Simple, Beyond> {
    let known = |name: &str| (name == "PKG").then(|| "good".to_owned());
    let around = Surroundings { dialect: Dialect::Posix, known: &known, home: "/home/me", positional: &[] };
    parse(text, &around)
}

fn words(text: &str) -> Vec<String> {
    split(text).unwrap_or_else(|beyond| panic!("{text}: {beyond:?}")).words
}

#[test]
fn quotes_escapes_and_comments() {
    assert_eq!(
        words(r#" npx  -y "a b" 'c"d' e\ f g"h"'i' "" # tail; rm"#),
        ["npx", "-y", "a b", "c\"d", "e f", "ghi", ""]
    );
    assert_eq!(words("a \"x\\y\\\"\" \\\n b;\n"), ["a", "x\\y\"", "b"]);
    assert_eq!(words("a b#c pkg@^1.2 x=y {z}"), ["a", "b#c", "pkg@^1.2", "x=y", "{z}"]);
    assert_eq!(words("~/bin/x ~"), ["/home/me/bin/x", "/home/me"]);
}

#[test]
fn settings_exec_and_one_cd() {
    let simple = split("A=1 B=\"x y\" exec npx C=2").unwrap();
    assert_eq!(simple.settings, [("A".to_owned(), "1".to_owned()), ("B".to_owned(), "x y".to_owned())]);
    assert_eq!(simple.words, ["npx", "C=2"]);
    let simple = split("cd '/srv/my app' && exec node x.js").unwrap();
    assert_eq!(simple.folder.as_deref(), Some("/srv/my app"));
    assert_eq!(simple.words, ["node", "x.js"]);
    for text in ["cd a && cd b && x", "cd - && x", "cd && x", "cd a; x", "x && y", "cd $D && x", "cd a &&"] {
        assert!(split(text).is_err(), "{text}");
    }
}

#[test]
fn variables_are_words_only_in_quotes_or_with_a_known_value() {
    assert_eq!(words("npx $PKG \"${PKG}x\" \"$NO\""), ["npx", "good", "goodx", "${NO}"]);
    assert_eq!(split("npx $NO").unwrap_err().reason, stockade_model::launch::OpaqueReason::Unexpanded);
    assert!(split("npx \"${A:-evil}\"").is_err());
    assert_eq!(words("echo 5$ $"), ["echo", "5$", "$"]);
}

#[test]
fn whatever_the_shell_evaluates_is_beyond() {
    for text in [
        "a; b",
        "a && b",
        "a || b",
        "a | b",
        "a & b",
        "a &",
        "a\nb",
        "a $(b)",
        "a `b`",
        "a > b",
        "a 2>&1",
        "a < b",
        "(a)",
        "{ a; }",
        "a <<E\nE",
        "a *",
        "a ?",
        "a [b]",
        "a {b,c}",
        "a {1..3}",
        "if a",
        "! a",
        "eval a",
        ". ./a",
        "a $'b'",
        "f() { a; }",
        "a \"$(b)\"",
        "a \"`b`\"",
        "a 'b",
        "a \"b",
        "a \\",
        "exec -a b c",
        "",
        "  ",
        "A=1",
        "a $((1))",
        "~root/x",
        "a \"$@\"",
        "a $*",
        ";a",
        "a;;b",
        "[[ a ]]",
        "a #b\nc",
    ] {
        assert!(split(text).is_err(), "{text:?} gives {:?}", split(text));
    }
}

#[test]
fn arguments_behind_the_string_are_positional() {
    let known = |_: &str| None;
    let positional = ["sh".to_owned(), "evil".to_owned(), "x y".to_owned()];
    let around = Surroundings { dialect: Dialect::Posix, known: &known, home: "/", positional: &positional };
    assert_eq!(parse("npx \"$@\"", &around).unwrap().words, ["npx", "evil", "x y"]);
    assert_eq!(parse("npx -y $1 \"$2\"", &around).unwrap().words, ["npx", "-y", "evil", "x y"]);
    assert!(parse("npx $2", &around).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn any_text_ends_without_a_panic(text in "\\PC{0,60}|[a-z$`'\"\\\\ ;&|(){}<>\n=~#!]{0,40}") {
        let _ = split(&text);
        let _ = super::super::words_only(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn words_in_single_quotes_come_back(args in prop::collection::vec("\\PC{0,12}|[a-z'\"$`\\\\;|&\n]{0,8}", 0..5)) {
        let quoted: Vec<String> = args.iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect();
        let mut wanted = vec!["my-server".to_owned()];
        wanted.extend(args);
        prop_assert_eq!(split(&format!("my-server {}", quoted.join(" "))).map(|simple| simple.words), Ok(wanted));
    }
}

/// Strings of quotes, escapes and plain text that the splitter takes are split by `/bin/sh` in the same way.
#[test]
fn agrees_with_the_real_shell() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = prop::collection::vec(
        prop_oneof![
            "[a-z@^/:.,=%+-]{1,4}",
            Just(" ".to_owned()),
            "'[a-z \"$;|&*\\\\]{0,6}'",
            "\"[a-z ';|&*#~]{0,6}\"",
            Just("\\\\".to_owned()),
            Just("\\ ".to_owned()),
            Just("\"\\\"\"".to_owned()),
            Just("\\;".to_owned()),
            Just("#".to_owned()),
            Just("{x}".to_owned()),
            Just("$ ".to_owned()),
            Just("\"$PKG\"".to_owned()),
            Just("$PKG".to_owned()),
            Just("\\\n".to_owned()),
        ],
        1..8,
    );
    let mut compared = 0;
    for _ in 0..400 {
        let text = strategy.new_tree(&mut runner).unwrap().current().concat();
        let Ok(simple) = split(&format!("printf '%s\\001' {text}")) else { continue };
        let output = std::process::Command::new("/bin/sh")
            .args(["-c", &format!("printf '%s\\001' {text}")])
            .env_clear()
            .env("PKG", "good")
            .env("HOME", "/home/me")
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let mut wanted: Vec<&str> = printed.split('\u{1}').collect();
        wanted.pop();
        let mut got: Vec<String> = simple.words.into_iter().skip(2).collect();
        if got.is_empty() {
            // printf without operands prints its format once.
            got.push(String::new());
        }
        assert_eq!(got, wanted, "{text:?}");
        compared += 1;
    }
    assert!(compared > 300, "only {compared} of 400 strings were compared");
}
