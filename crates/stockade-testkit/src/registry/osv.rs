//! OSV's side.

use serde_json::{Value, json};

use super::server::{Request, Response};

/// The advisories of a question, from a page on, and whether there are more.
fn matching<'a>(all: &'a [Value], question: &Value, page: usize) -> (Vec<&'a Value>, Option<String>) {
    let text = |pointer: &str| question.pointer(pointer).and_then(Value::as_str);
    let from: usize = text("/page_token").and_then(|token| token.parse().ok()).unwrap_or(0);
    let affects = |advisory: &&Value| {
        let affected = advisory.get("affected").and_then(Value::as_array).into_iter().flatten();
        affected.into_iter().any(|one| {
            let of = |pointer: &str| one.pointer(pointer).and_then(Value::as_str);
            let versions = one.get("versions").and_then(Value::as_array);
            let version = text("/version");
            of("/package/name") == text("/package/name")
                && of("/package/ecosystem") == text("/package/ecosystem")
                && (version.is_none() || versions.is_none_or(|all| all.iter().any(|one| one.as_str() == version)))
        })
    };
    let found: Vec<&Value> = all.iter().filter(affects).collect();
    let next = (from + page < found.len()).then(|| (from + page).to_string());
    (found.into_iter().skip(from).take(page).collect(), next)
}

fn with_next(mut answer: Value, next: Option<String>) -> Value {
    if let (Some(object), Some(next)) = (answer.as_object_mut(), next) {
        object.insert("next_page_token".to_owned(), next.into());
    }
    answer
}

pub(super) fn route(all: &[Value], page: usize, path: &str, request: &Request) -> Option<Response> {
    if let Some(id) = path.strip_prefix("vulns/") {
        return all.iter().find(|one| one.get("id").and_then(Value::as_str) == Some(id)).map(Response::json);
    }
    let body: Value = serde_json::from_slice(&request.body).ok()?;
    match path {
        "query" => {
            let (found, next) = matching(all, &body, page);
            Some(Response::json(&with_next(json!({"vulns": found}), next)))
        }
        "querybatch" => {
            let queries = body.get("queries").and_then(Value::as_array)?;
            let results: Vec<Value> = queries
                .iter()
                .map(|question| {
                    let (found, next) = matching(all, question, page);
                    let short = found.iter().map(|one| json!({"id": one.get("id"), "modified": one.get("modified")}));
                    with_next(json!({"vulns": short.collect::<Vec<_>>()}), next)
                })
                .collect();
            Some(Response::json(&json!({"results": results})))
        }
        _ => None,
    }
}
