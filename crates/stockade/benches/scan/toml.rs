//! Writes an object as TOML, the way people have it: tables for objects, arrays of tables for lists of objects.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// The text of a document.
pub(crate) fn text(root: &Map<String, Value>) -> String {
    let mut out = String::new();
    table(root, "", &mut out);
    out
}

fn table(members: &Map<String, Value>, path: &str, out: &mut String) {
    let below = |key: &str| if path.is_empty() { quoted(key) } else { format!("{path}.{}", quoted(key)) };
    let (tables, values): (Vec<_>, Vec<_>) = members.iter().partition(|(_, value)| is_table(value));
    for (key, value) in values {
        let _ = writeln!(out, "{} = {value}", quoted(key));
    }
    for (key, value) in tables {
        let name = below(key);
        for (open, close, table_of) in match value {
            Value::Array(items) => items.iter().map(|item| ("[[", "]]", item)).collect(),
            one => vec![("[", "]", one)],
        } {
            let _ = writeln!(out, "\n{open}{name}{close}");
            if let Value::Object(members) = table_of {
                table(members, &name, out);
            }
        }
    }
}

fn is_table(value: &Value) -> bool {
    value.is_object() || value.as_array().is_some_and(|items| items.first().is_some_and(Value::is_object))
}

/// A JSON string without escapes beyond TOML's is a basic string of TOML.
fn quoted(key: &str) -> String {
    Value::from(key).to_string()
}
