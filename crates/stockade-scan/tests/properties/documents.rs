//! Documents put together by rule and written in every format: what is read is what was written, wherever it stands.

use proptest::prelude::*;
use stockade_scan::document::{self, Format, Node, Value};

use crate::runner;

/// A value that every format can hold.
#[derive(Clone, Debug)]
enum Plain {
    Bool(bool),
    Number(i32),
    Text(String),
    List(Vec<Plain>),
    Map(Vec<(String, Plain)>),
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,12}", "\\PC{0,8}", "[\\n\\t\\\\\"'#:{}\\[\\],&*!|>%@`é\u{2028}🦀-]{0,8}"]
}

fn any_plain() -> impl Strategy<Value = Plain> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Plain::Bool),
        any::<i32>().prop_map(Plain::Number),
        any_text().prop_map(Plain::Text)
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let member = ("[a-z]{1,8}", inner.clone());
        prop_oneof![
            proptest::collection::vec(inner, 0..5).prop_map(Plain::List),
            proptest::collection::vec(member, 0..5).prop_map(Plain::Map),
        ]
    })
}

/// The root of every format here: a map whose keys differ.
fn any_document() -> impl Strategy<Value = Plain> {
    proptest::collection::vec(any_plain(), 0..6).prop_map(|values| {
        Plain::Map(values.into_iter().enumerate().map(|(at, value)| (format!("k{at}"), distinct(value))).collect())
    })
}

/// A key that stands twice is an error in TOML, and reported elsewhere: not what is asked here.
fn distinct(value: Plain) -> Plain {
    match value {
        Plain::List(items) => Plain::List(items.into_iter().map(distinct).collect()),
        Plain::Map(members) => Plain::Map(
            members.into_iter().enumerate().map(|(at, (key, value))| (format!("{key}{at}"), distinct(value))).collect(),
        ),
        other => other,
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if u32::from(c) < 0x20 || (0x7f..0xa0).contains(&u32::from(c)) => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

fn json(value: &Plain) -> String {
    match value {
        Plain::Bool(value) => value.to_string(),
        Plain::Number(value) => value.to_string(),
        Plain::Text(text) => quoted(text),
        Plain::List(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", ")),
        Plain::Map(members) => {
            let members: Vec<String> =
                members.iter().map(|(key, value)| format!("{}: {}", quoted(key), json(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

fn toml(value: &Plain) -> String {
    match value {
        Plain::List(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Plain::Map(members) => {
            format!(
                "{{{}}}",
                members.iter().map(|(key, value)| format!("{key} = {}", toml(value))).collect::<Vec<_>>().join(", ")
            )
        }
        other => json(other),
    }
}

fn document(format: Format, value: &Plain) -> String {
    let Plain::Map(members) = value else { panic!("a document is a map") };
    match format {
        Format::Toml => members.iter().map(|(key, value)| format!("{key} = {}\n", toml(value))).collect(),
        Format::Yaml => members.iter().map(|(key, value)| format!("# c\n{key}: {}\n", json(value))).collect(),
        Format::FrontMatter => format!("---\n{}---\nText\n", document(Format::Yaml, value)),
        _ => format!("// c\n{}\n", json(value)),
    }
}

fn same(node: &Node, value: &Plain, text: &str) {
    let written = &text[node.span.start..node.span.end];
    match (&node.value, value) {
        (Value::Bool(read), Plain::Bool(value)) => assert_eq!((*read, written), (*value, value.to_string().as_str())),
        (Value::Number(read), Plain::Number(value)) => {
            assert_eq!((read.as_str(), written), (value.to_string().as_str(), value.to_string().as_str()));
        }
        (Value::String(read), Plain::Text(value)) => {
            assert_eq!(read, value);
            assert_eq!(written, quoted(value), "the span is another one");
        }
        (Value::Array(read), Plain::List(items)) => {
            assert_eq!(read.len(), items.len());
            read.iter().zip(items).for_each(|(node, value)| same(node, value, text));
        }
        (Value::Object(read), Plain::Map(members)) => {
            assert_eq!(read.len(), members.len());
            for (entry, (key, value)) in read.iter().zip(members) {
                assert_eq!(&entry.key, key);
                assert!(text[entry.key_span.start..entry.key_span.end].contains(key.as_str()));
                same(&entry.node, value, text);
            }
        }
        (read, value) => panic!("{value:?} is read as {read:?}"),
    }
}

#[test]
fn what_is_written_is_read_where_it_stands() {
    for format in [Format::Json, Format::Toml, Format::Yaml, Format::FrontMatter] {
        runner(400)
            .run(&any_document(), |value| {
                let text = document(format, &value);
                let node =
                    document::parse(format, &text).unwrap_or_else(|error| panic!("{format:?}: {error} in {text}"));
                match (&node.value, &value) {
                    // Nothing at all is null in YAML.
                    (Value::Null, Plain::Map(members)) => assert!(members.is_empty()),
                    (Value::Object(read), Plain::Map(members)) => {
                        assert_eq!(read.len(), members.len());
                        read.iter().zip(members).for_each(|(entry, (key, value))| {
                            assert_eq!(&entry.key, key);
                            same(&entry.node, value, &text);
                        });
                    }
                    other => panic!("{other:?}"),
                }
                Ok(())
            })
            .unwrap();
    }
}
