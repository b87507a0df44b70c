//! What the strict reading accepts and refuses, and where it says that the fault is.

use proptest::prelude::*;

use super::{MAX_DEPTH, Reason, Value, parse};

fn read(text: &str) -> Value {
    parse(text.as_bytes(), text.len()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(bytes: &[u8]) -> (Reason, (usize, usize, usize)) {
    let Err(error) = parse(bytes, 1 << 20) else { panic!("{}", bytes.escape_ascii()) };
    (error.reason, (error.place.offset, error.place.line, error.place.column))
}

#[test]
fn what_is_read_is_written_again() {
    for text in [
        "null",
        "true",
        "false",
        "-0",
        "0",
        "1.0",
        "1E+2",
        "9007199254740993",
        "1e300",
        "\"\"",
        "\"a\\\"\\\\\\n\\u0001\u{e9}\u{1f980}\u{7f}\u{2028}\"",
        "[]",
        "{}",
        "[1,[2,{}],{\"z\":1,\"a\":[]}]",
        "{\"\":0,\"A\":1,\"a\":2}",
    ] {
        assert_eq!(read(text).to_json(), text);
        let spaced = format!(" \t\r\n{text} \n");
        assert_eq!(read(&spaced), read(text));
    }
    assert_eq!(read("[ 1 , { \"a\" : 2 } ]").to_json(), "[1,{\"a\":2}]");
}

#[test]
fn escapes_are_what_they_stand_for() {
    let text = r#""\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83e\udd80 \u0000 \ufeff""#;
    assert_eq!(read(text).as_str(), Some("\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{20ac}\u{1f980} \0 \u{feff}"));
}

#[test]
fn b4_what_is_not_json_is_refused() {
    let expected = |text: &str| {
        let (reason, _) = refused(text.as_bytes());
        assert!(matches!(reason, Reason::Expected(_) | Reason::End(_) | Reason::Trailing), "{text}: {reason:?}");
    };
    for text in [
        "",
        " ",
        "NaN",
        "Infinity",
        "-",
        "tru",
        "True",
        "nul",
        "'a'",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\"}",
        "[1 2]",
        "[1}",
        "{\"a\":1]",
        "1 2",
        "{}{}",
        "// x\n1",
        "/* x */ 1",
        "1 // x",
        "[",
        "{",
        "\"",
        "{\"a\":",
        "#1",
        "\u{a0}1",
        "\u{2028}1",
        "1\u{feff}",
        "undefined",
        "0x1",
        "1_0",
        "\0",
        "1\0",
        "+1",
        ".5",
    ] {
        if !text.starts_with('-') {
            expected(text);
        }
    }
    for text in ["-", "01", "-01", "1.", "1.e1", "1e", "1e+", "-NaN", "-Infinity", "[-]"] {
        assert_eq!(refused(text.as_bytes()).0, Reason::Number, "{text}");
    }
    for text in [&b"\"\n\""[..], b"\"\t\"", b"\"\0\"", b"\"\x1f\""] {
        assert_eq!(refused(text).0, Reason::Control);
    }
    for text in [r#""\x41""#, r#""\u12""#, r#""\u12g4""#, r#""\'""#, r#""\U0041""#, r#""\u+123""#] {
        assert!(matches!(refused(text.as_bytes()).0, Reason::Escape | Reason::End(_)), "{text}");
    }
}

#[test]
fn b4_marks_bytes_and_surrogates_are_refused() {
    assert_eq!(refused("\u{feff}{}".as_bytes()), (Reason::ByteOrderMark, (0, 1, 1)));
    assert_eq!(refused(b"{\"a\":\"\xff\"}"), (Reason::Utf8, (6, 1, 7)));
    // An overlong slash, a surrogate as three bytes, beyond Unicode, UTF-16.
    for bytes in [&b"\"\xc0\xaf\""[..], b"\"\xed\xa0\x80\"", b"\"\xf4\x90\x80\x80\"", b"\xff\xfe1\0", b"\"\xc3"] {
        assert_eq!(refused(bytes).0, Reason::Utf8);
    }
    for text in [
        r#""\ud83e""#,
        r#""\udd80""#,
        r#""\ud83ex""#,
        r#""\ud83e\n""#,
        r#""\ud83e\u0041""#,
        r#""\udd80\ud83e""#,
        r#""\ud83e\ud83e""#,
    ] {
        assert_eq!(refused(text.as_bytes()).0, Reason::Surrogate, "{text}");
    }
}

#[test]
fn b4_depth_and_size_have_limits() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let objects = |levels: usize| "{\"a\":".repeat(levels) + "1" + &"}".repeat(levels);
    for make in [nested, objects] {
        assert!(parse(make(MAX_DEPTH).as_bytes(), 1 << 20).is_ok());
        assert_eq!(refused(make(MAX_DEPTH + 1).as_bytes()).0, Reason::Depth);
    }
    assert_eq!(refused("[".repeat(1 << 20).as_bytes()).0, Reason::Depth);
    assert!(parse(b"[1]", 3).is_ok());
    let error = parse(b"[12]", 3).unwrap_err();
    assert_eq!(error.reason, Reason::TooLarge { length: 4, limit: 3 });
}

#[test]
fn b5_a_key_stands_once_at_any_depth() {
    let (reason, place) = refused(b"{\"a\": [\n  {\"k\": 1, \"\\u006b\": 2}]}");
    assert_eq!((reason, place), (Reason::Duplicate("k".into()), (19, 2, 12)));
    assert_eq!(refused(b"{\"a\":1,\"b\":2,\"a\":1}").0, Reason::Duplicate("a".into()));
    assert_eq!(refused(b"{\"\":1,\"\":1}").0, Reason::Duplicate(String::new()));
    // Beyond where keys are compared one by one, too.
    for twin in [0, 1, 15, 16, 17, 99] {
        let mut keys: Vec<String> = (0..100).map(|key| format!("\"k{key}\":0")).collect();
        read(&format!("{{{}}}", keys.join(",")));
        keys.push(format!("\"k{twin}\":1"));
        assert_eq!(refused(format!("{{{}}}", keys.join(",")).as_bytes()).0, Reason::Duplicate(format!("k{twin}")));
    }
}

#[test]
fn errors_say_where() {
    let error = parse("{\n \"\u{e9}\": tru}".as_bytes(), 100).unwrap_err();
    assert_eq!(error.to_string(), "a value is expected at line 2, column 7 (byte 9)");
    let error = parse(b"[1,", 100).unwrap_err();
    assert_eq!(error.to_string(), "the text ends where a value is expected at line 1, column 4 (byte 3)");
}

fn any_value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,4})?",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number.prop_map(|number| Value::Number(number.into())),
        ".*".prop_map(Value::String),
        "[\\x00-\\x7f]{0,80}".prop_map(Value::String),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            prop::collection::btree_map(".{0,8}", inner, 0..24)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_survives(value in any_value()) {
        let mut text = Vec::new();
        value.write(&mut text);
        prop_assert!(!text.contains(&b'\n'));
        prop_assert_eq!(parse(&text, text.len()).unwrap(), value);
    }

    #[test]
    fn another_parser_reads_the_same(value in any_value()) {
        // Numbers apart, which the other one rounds.
        let text = value.to_json();
        if let Ok(theirs) = serde_json::from_str::<serde_json::Value>(&text) {
            prop_assert_eq!(shape(&Value::from(&theirs)), shape(&value));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused_in_place(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Err(error) = parse(&bytes, 200) {
            prop_assert!(error.place.offset <= bytes.len());
        }
    }

    #[test]
    fn a_text_cut_short_is_refused(value in any_value(), cut in any::<prop::sample::Index>()) {
        let text = Value::Array(vec![value]).to_json();
        let cut = cut.index(text.len());
        prop_assert!(parse(&text.as_bytes()[..cut], 1 << 20).is_err());
    }
}

fn shape(value: &Value) -> Value {
    match value {
        Value::Number(_) => Value::Number("0".into()),
        Value::Array(elements) => Value::Array(elements.iter().map(shape).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(key, value)| (key.clone(), shape(value))).collect())
        }
        other => other.clone(),
    }
}
