//! OSV's records, as what is judged.

use serde_json::{Map, Value};
use stockade_assess::advisory::Advisories;

/// Takes records in; says of each that is none why not.
pub fn add<'r>(into: &mut Advisories, records: impl IntoIterator<Item = &'r Map<String, Value>>) -> Vec<String> {
    let mut refused = Vec::new();
    for record in records {
        let id = record.get("id").and_then(Value::as_str).unwrap_or("a record without an id");
        let id = stockade_model::visible::short(id, 60);
        let read = serde_json::to_vec(record).map_err(|error| error.to_string());
        if let Err(why) = read.and_then(|text| into.add(&text).map_err(|error| error.to_string())) {
            refused.push(format!("{id}: {why}"));
        }
    }
    refused
}
