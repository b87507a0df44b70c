//! The MCP Registry's side.

use serde_json::{Value, json};

use super::server::{Request, Response, decode};

fn text<'v>(server: &'v Value, pointer: &str) -> &'v str {
    server.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn route(servers: &[Value], page: usize, path: &str, request: &Request) -> Option<Response> {
    let parts: Vec<String> = path.trim_start_matches("/mcp/v0.1/").split('/').map(decode).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["servers"] => {
            let search = request.parameter("search").unwrap_or_default();
            let from: usize = request.parameter("cursor").and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
            let all: Vec<&Value> =
                servers.iter().filter(|server| text(server, "/server/name").contains(&search)).collect();
            let found: Vec<&&Value> = all.iter().skip(from).take(page).collect();
            let mut metadata = json!({"count": found.len()});
            if let Some(object) = metadata.as_object_mut().filter(|_| from + page < all.len()) {
                object.insert("nextCursor".to_owned(), (from + page).to_string().into());
            }
            Some(Response::json(&json!({"servers": found, "metadata": metadata})))
        }
        ["servers", name, "versions", version] => {
            let of = |server: &&Value| text(server, "/server/name") == *name;
            let found = servers
                .iter()
                .rfind(|server| of(server) && (*version == "latest" || text(server, "/server/version") == *version));
            found.map(Response::json)
        }
        _ => None,
    }
}
