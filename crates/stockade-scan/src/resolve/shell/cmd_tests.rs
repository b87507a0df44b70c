//! The splitter for `cmd`, by example and against hostile strings.

use proptest::prelude::*;

use super::*;

fn split(text: &str) -> Result<Vec<String>, Beyond> {
    let known = |name: &str| (name == "PKG").then(|| "good".to_owned());
    parse(text, false, &known).map(|simple| simple.words)
}

#[test]
fn plain_words_and_quotes() {
    assert_eq!(split("npx -y pkg").unwrap(), ["npx", "-y", "pkg"]);
    assert_eq!(split("npx  \"a b\" c\\\"d \"\" e\\f\\\\").unwrap(), ["npx", "a b", "c\"d", "", "e\\f\\\\"]);
    assert_eq!(split("npx \"a \"\"b\"\" c\"").unwrap(), ["npx", "a \"b\" c"]);
    assert_eq!(split("npx pkg@^1.2.3 100%").unwrap(), ["npx", "pkg@1.2.3", "100%"], "`cmd` eats the caret");
    assert_eq!(split("npx \"pkg@^1.2.3\" \"a&b\"").unwrap(), ["npx", "pkg@^1.2.3", "a&b"]);
    assert_eq!(split("npx %PKG%").unwrap(), ["npx", "good"]);
}

#[test]
fn outer_quotes_go_unless_they_hold_a_program() {
    assert_eq!(split("\"npx -y pkg\"").unwrap(), ["npx", "-y", "pkg"]);
    assert_eq!(
        split("\"C:\\Program Files\\nodejs\\npx.cmd\" -y pkg").unwrap(),
        ["C:\\Program Files\\nodejs\\npx.cmd", "-y", "pkg"]
    );
    // The well-known trap: a second quoted word, and the first loses its quotes.
    assert_eq!(split("\"C:\\Program Files\\x.exe\" \"a b\"").unwrap().first().unwrap(), "C:\\Program");
    let known = |_: &str| None;
    assert_eq!(split("\"a\"b c").unwrap(), ["ab", "c"]);
    let stripped = parse("\"C:\\Program Files\\x.exe\"", true, &known).unwrap();
    assert_eq!(stripped.words, ["C:\\Program", "Files\\x.exe"]);
    assert_eq!(parse("\"\"C:\\a b\\x.exe\" \"c d\"\"", true, &known).unwrap().words, ["C:\\a b\\x.exe", "c d"]);
}

#[test]
fn whatever_is_evaluated_is_beyond() {
    for text in [
        "a & b",
        "a&&b",
        "a | b",
        "a > b",
        "a < b",
        "(a)",
        "a (b)",
        "a ^& b",
        "a %NO%",
        "a \"%NO%\"",
        "set A=b",
        "CALL npx x",
        "@a",
        "a,b c",
        "a=b",
        "c:/x/y.exe",
        "",
        "  ",
        "\"\"",
        "a\nb",
    ] {
        assert!(split(text).is_err(), "{text:?} gives {:?}", split(text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn any_text_ends_without_a_panic(text in "\\PC{0,60}|[a-zé%^\"\\\\ &|()<>@,;=/\n]{0,40}", strip: bool) {
        let _ = parse(&text, strip, &|name| (name == "a").then(|| "b".to_owned()));
        let _ = arguments(&text);
    }

    #[test]
    fn quoted_words_come_back(words in prop::collection::vec("\\PC{0,12}|[a-z\"\\\\ ]{0,8}", 0..5)) {
        prop_assert_eq!(arguments(&join(&words)), words);
    }

    /// Without quotes of their own, words in quotes pass through both readers, whatever else they hold.
    #[test]
    fn a_line_of_quoted_words_comes_back(words in prop::collection::vec("[a-z&|<>()^@,;=/!' é-]{1,12}", 0..4)) {
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let line = format!("my-server {}", quoted.join(" "));
        let mut wanted = vec!["my-server".to_owned()];
        wanted.extend(words);
        prop_assert_eq!(split(&line), Ok(wanted));
    }
}
