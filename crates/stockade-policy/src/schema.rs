//! The JSON Schema of policies, for editors: made from the lists that the reader itself goes by.
//!
//! Constraints:
//! - a policy that the schema refuses is refused by the reader too; the reader refuses more.

use serde_json::{Value, json};

use crate::document::shape;
use crate::operators;
use crate::validate::extras;

/// The schema, JSON Schema draft 2020-12.
pub fn schema() -> Value {
    let reserved = shape::RESERVED_KEYS;
    debug_assert!(shape::FILE_KEYS.len() > reserved.len());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stockade policy",
        "description": "What the tools of one MCP server may be called with.",
        "type": "object",
        "additionalProperties": false,
        "required": ["version"],
        "properties": {
            "version": {"description": "The language's version.", "enum": ["1", 1]},
            "description": {"type": ["string", "null"]},
            "default": {"description": "What happens to a tool that no key names.", "enum": words(shape::DEFAULT_WORDS)},
            "hide": {"description": "Tools that are neither listed nor called: names or globs.", "type": ["array", "null"],
                "items": {"type": "string", "minLength": 1}, "uniqueItems": true},
            "tools": {"description": "From a tool's name, a glob, or \"*\" to its rules.", "type": ["object", "null"],
                "additionalProperties": {"$ref": "#/$defs/tool"}},
            "defaults": object("Defaults of all rules.", &[], &json!({
                "missing": {"description": "What a missing value makes of a condition.", "enum": words(shape::MISSING_WORDS)},
                "approval_timeout": {"$ref": "#/$defs/duration"},
                "prefix": {"description": "What denials begin with.", "type": "string", "maxLength": 100},
            })),
            "on_result": {"description": "Rules about results.", "type": ["array", "null"], "items": object("A result rule.", &["name"], &json!({
                "name": {"type": "string", "minLength": 1},
                "tools": {"type": "array", "items": {"type": "string"}},
                "max_bytes": {"type": "integer", "minimum": 0},
                "secrets": {"enum": words(extras::SECRETS_WORDS)},
                "invisible": {"enum": words(extras::INVISIBLE_WORDS)},
                "action": {"enum": words(extras::RESULT_ACTION_WORDS)},
            }))},
            "tests": {"description": "Calls, and how each is to be decided.", "type": ["array", "null"], "items": object("A test.", &["call", "expect"], &json!({
                "name": {"type": "string"},
                "call": object("The call.", &["tool"], &json!({"tool": {"type": "string"}, "args": {"type": ["object", "null"]}})),
                "expect": {"anyOf": [{"enum": words(extras::VERDICT_WORDS)}, object("More than the answer.", &["verdict"], &json!({
                    "verdict": {"enum": words(extras::VERDICT_WORDS)},
                    "rule": {"type": "string"},
                    "message": {"type": "string"},
                }))]},
            }))},
        },
        "$defs": {
            "duration": {"description": "As 90s, 10m, 1h30m or 7d.", "type": "string", "pattern": "^([0-9]+[smhd])+$"},
            "tool": {"type": ["object", "null"], "additionalProperties": false, "properties": {
                "scope": {"description": "Only under \"*\": which tools it takes.", "enum": words(shape::SCOPE_WORDS)},
                "rules": {"type": ["array", "null"], "items": {"$ref": "#/$defs/rule"}},
            }},
            "rule": object("A rule.", &["name"], &json!({
                "name": {"type": "string", "minLength": 1},
                "action": {"description": "What the rule does.", "enum": words(shape::ACTION_WORDS)},
                "conditions": {"description": "All must hold.", "type": ["array", "null"], "items": {"$ref": "#/$defs/condition"}},
                "on_deny": {"description": "What the agent is told.", "type": "string"},
                "rate_limit": {"description": "As 5/minute, 5/hour or 5/day.", "type": "string", "pattern": "^[0-9]+ */ *.+$"},
                "state": object("What the rule counts.", &["counter"], &json!({
                    "counter": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"},
                    "window": {"description": "minute, hour, day, 90s, or sliding 1h; for ever where it is not there.", "type": "string"},
                    "increment": {"type": "number", "exclusiveMinimum": 0},
                    "increment_from": {"description": "The argument that is added.", "type": "string", "pattern": "^args"},
                    "scope": {"enum": ["server", "shared"]},
                })),
                "approval_timeout": {"$ref": "#/$defs/duration"},
            })),
            "condition": {"anyOf": [{"$ref": "#/$defs/test"}, group("any"), group("all"),
                object("The opposite of a condition.", &["not"], &json!({"not": {"$ref": "#/$defs/condition"}}))]},
            "test": object("A condition on a value.", &["path", "op", "value"], &json!({
                "path": {"description": "What is read.", "type": "string", "examples": paths()},
                "op": {"description": "How it is compared.", "oneOf": operators::ALL.iter().map(|operator| json!({
                    "const": operator.id, "description": operator.summary,
                })).collect::<Vec<_>>()},
                "value": {"description": "What it is compared with."},
                "missing": {"description": "What a missing value makes of it.", "enum": words(shape::MISSING_WORDS)},
            })),
        },
    })
}

fn words<T>(words: &[(&str, T)]) -> Vec<Value> {
    words.iter().map(|(word, _)| json!(word)).collect()
}

fn object(description: &str, required: &[&str], properties: &Value) -> Value {
    json!({"description": description, "type": "object", "additionalProperties": false, "required": required, "properties": properties})
}

fn group(key: &str) -> Value {
    object(
        "A group of conditions.",
        &[key],
        &json!({key: {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}}),
    )
}

fn paths() -> Vec<&'static str> {
    crate::paths::FORMS.iter().flat_map(|form| form.syntax.split(", ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The schema and the reader go by the same keys.
    #[test]
    fn the_schema_knows_every_key_and_no_other() {
        let schema = schema();
        let of = |pointer: &str| -> Vec<String> {
            let mut keys: Vec<String> = schema.pointer(pointer).unwrap().as_object().unwrap().keys().cloned().collect();
            keys.sort();
            keys
        };
        let sorted = |keys: &[&str]| {
            let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            keys.sort();
            keys
        };
        let built: Vec<&str> =
            shape::FILE_KEYS.iter().copied().filter(|key| !shape::RESERVED_KEYS.contains(key)).collect();
        assert_eq!(of("/properties"), sorted(&built));
        assert_eq!(of("/properties/defaults/properties"), sorted(shape::DEFAULTS_KEYS));
        assert_eq!(of("/properties/on_result/items/properties"), sorted(shape::RESULT_KEYS));
        assert_eq!(of("/properties/tests/items/properties"), sorted(shape::TEST_KEYS));
        assert_eq!(of("/$defs/tool/properties"), sorted(shape::BLOCK_KEYS));
        assert_eq!(of("/$defs/rule/properties"), sorted(shape::RULE_KEYS));
        assert_eq!(of("/$defs/rule/properties/state/properties"), sorted(shape::STATE_KEYS));
        assert_eq!(of("/$defs/test/properties"), sorted(shape::CONDITION_KEYS));
    }
}
