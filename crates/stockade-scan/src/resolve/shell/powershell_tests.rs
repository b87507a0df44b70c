//! The splitter for PowerShell, by example and against hostile strings.

use proptest::prelude::*;

use super::*;

fn split(text: &str) -> Result<Vec<String>, Beyond> {
    parse(text).map(|simple| simple.words)
}

#[test]
fn bare_and_quoted_words() {
    assert_eq!(split("npx -y pkg@1.2.3").unwrap(), ["npx", "-y", "pkg@1.2.3"]);
    assert_eq!(
        split("npx '@s/pkg' \"a b\" 'it''s' --x=\"c d\";").unwrap(),
        ["npx", "@s/pkg", "a b", "it's", "--x=c d"]
    );
    assert_eq!(split("& 'C:\\Program Files\\x.exe' --port 80").unwrap(), ["C:\\Program Files\\x.exe", "--port", "80"]);
    assert_eq!(split("&npx x").unwrap(), ["npx", "x"]);
}

#[test]
fn whatever_is_evaluated_is_beyond() {
    for text in [
        "a; b",
        "a | b",
        "a && b",
        "a > b",
        "a $b",
        "a \"$b\"",
        "a \"$(b)\"",
        "a (b)",
        "& { a }",
        "a `b",
        "npx @s/pkg",
        "a,b",
        "'a' b",
        "1 + 1",
        ". a",
        "iex a",
        "& iex a",
        "if (a) {}",
        "npx -- a",
        "a --% b",
        "a -x:y",
        "a -x.y",
        "a ''",
        "a 'b\"c'",
        "a 'b",
        "a \"b",
        "a 'b'c",
        "a *",
        "a ~/b",
        "a # b",
        "a \u{2018}b\u{2019}",
        "a \u{2013}b",
        "",
        "&",
        "a\nb",
        "Start-Process npx",
    ] {
        assert!(split(text).is_err(), "{text:?} gives {:?}", split(text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn any_text_ends_without_a_panic(text in "\\PC{0,60}|[a-zé$`'\"@ ;&|(){}<>,#~\n-]{0,40}") {
        let _ = split(&text);
    }

    #[test]
    fn quoted_words_come_back(words in prop::collection::vec("[a-z'$`@;&|(){}<>,#~% .:-]{1,12}", 0..4)) {
        let quoted: Vec<String> = words.iter().map(|word| quote(word)).collect();
        let mut wanted = vec!["my-server".to_owned()];
        wanted.extend(words);
        prop_assert_eq!(split(&format!("my-server {}", quoted.join(" "))), Ok(wanted));
    }
}
