//! What the gateway starts for one catalogue entry: a `docker run`, or an address.

use serde_json::{Map, Value, json};
use stockade_model::{Server, Spanned, Transport, Variable};

use crate::document::{self, Node};

/// A tree without its places.
pub(super) fn plain(node: &Node) -> Value {
    match &node.value {
        document::Value::Null => Value::Null,
        document::Value::Bool(value) => json!(value),
        document::Value::Number(text) | document::Value::String(text) => json!(text),
        document::Value::Array(items) => items.iter().map(plain).collect(),
        document::Value::Object(entries) => {
            Value::Object(entries.iter().map(|entry| (entry.key.clone(), plain(&entry.node))).collect())
        }
    }
}

/// The entry as other clients would write it.
pub(super) fn columns(spec: &Value) -> Value {
    let word = |path: &str| spec.pointer(path).and_then(Value::as_str).filter(|word| !word.is_empty());
    let list = |key: &str| spec.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if let Some(url) = word("/remote/url").or_else(|| word("/sseEndpoint")) {
        let kind = word("/remote/transport_type").unwrap_or(if word("/remote/url").is_some() { "http" } else { "sse" });
        let headers = spec.pointer("/remote/headers").cloned().unwrap_or_else(|| json!({}));
        return json!({ "type": kind, "url": url, "headers": headers });
    }
    let Some(image) = word("/image") else { return json!({ "type": "unknown" }) };
    let mut args = vec!["run".to_owned(), "--rm".to_owned(), "-i".to_owned()];
    if spec.get("disableNetwork").is_some_and(|value| *value == json!(true)) {
        args.extend(["--network".to_owned(), "none".to_owned()]);
    }
    if let Some(user) = word("/user") {
        args.extend(["-u".to_owned(), user.to_owned()]);
    }
    let mut env = Map::new();
    for item in list("env") {
        if let Some(name) = item.get("name").and_then(Value::as_str) {
            args.extend(["-e".to_owned(), name.to_owned()]);
            env.insert(name.to_owned(), item.get("value").cloned().unwrap_or(Value::Null));
        }
    }
    for name in list("secrets").iter().filter_map(|item| item.get("env").and_then(Value::as_str)) {
        args.extend(["-e".to_owned(), name.to_owned()]);
        env.insert(name.to_owned(), Value::Null);
    }
    for volume in list("volumes").iter().filter_map(Value::as_str) {
        args.extend(["-v".to_owned(), volume.to_owned()]);
    }
    args.push(image.to_owned());
    args.extend(list("command").iter().filter_map(Value::as_str).map(str::to_owned));
    json!({ "type": "stdio", "command": "docker", "args": args, "env": env })
}

/// Fills a server that so far has but a name; every part gets the name's place, which is where it was enabled.
pub(super) fn from_catalogue(spec: &Value, server: &mut Server) {
    let columns = columns(spec);
    let place = server.name.span;
    let spanned = |text: &str| Spanned::new(text.to_owned(), place);
    let variables = |key: &str| -> Vec<Variable> {
        let pairs = columns.get(key).and_then(Value::as_object).into_iter().flatten();
        pairs.map(|(name, value)| Variable { name: spanned(name), value: value.as_str().map(spanned) }).collect()
    };
    server.command = columns.get("command").and_then(Value::as_str).map(spanned);
    server.args = columns.get("args").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(spanned).collect();
    server.url = columns.get("url").and_then(Value::as_str).map(spanned);
    server.env = variables("env");
    server.headers = variables("headers");
    server.transport = match columns.get("type").and_then(Value::as_str) {
        Some("stdio") => Transport::Stdio,
        Some("sse") => Transport::Sse,
        Some("unknown") | None => Transport::Unknown,
        Some(_) => Transport::Http,
    };
}
