//! What is answered instead of the receiver (policy.md, section 7).
//!
//! Constraints:
//! - a denied tool call is a tool result, so that the model can read why;
//! - everything else is a JSON-RPC error; a decision's has code 403, outside of what JSON-RPC and MCP reserve.

use std::time::Duration;

use stockade_policy::Judgement;
use stockade_policy::decide;
use stockade_policy::message::{DENIED, Id, Value, revision};

use crate::framing;

/// Why something is not sent on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Denial {
    /// The JSON-RPC code: [`DENIED`] for a decision, else what is wrong with the message.
    pub(crate) rpc: i64,
    /// Why, for programs.
    pub(crate) code: &'static str,
    /// Why, for the agent.
    pub(crate) message: String,
    /// The rule that says so.
    pub(crate) rule: Option<String>,
    /// Whether the same may pass later.
    pub(crate) retryable: bool,
    /// When.
    pub(crate) retry_after: Option<Duration>,
    /// The request of approval.
    pub(crate) approval: Option<Box<Approval>>,
}

/// The request of approval that a denial is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Approval {
    pub(crate) id: String,
    /// The human who denied it.
    pub(crate) person: Option<String>,
}

impl Denial {
    /// A decision.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            rpc: DENIED,
            code,
            message: message.into(),
            rule: None,
            retryable: false,
            retry_after: None,
            approval: None,
        }
    }

    /// A message with a fault of its own.
    pub(crate) fn malformed(rpc: i64, message: impl Into<String>) -> Self {
        Self { rpc, ..Self::new("malformed", message) }
    }

    pub(crate) fn by(self, rule: Option<String>) -> Self {
        Self { rule, ..self }
    }

    pub(crate) fn retryable(self, retry_after: Option<Duration>) -> Self {
        Self { retryable: true, retry_after, ..self }
    }

    /// About a request, which this person answered where somebody did.
    pub(crate) fn about(self, request: &str, person: Option<String>) -> Self {
        Self { approval: Some(Box::new(Approval { id: request.to_owned(), person })), ..self }
    }

    /// What programs read.
    fn decision(&self) -> Value {
        let mut members = vec![
            ("rule".to_owned(), self.rule.as_ref().map_or(Value::Null, |rule| text(rule))),
            ("code".to_owned(), text(self.code)),
            ("retryable".to_owned(), Value::Bool(self.retryable)),
        ];
        if let Some(after) = self.retry_after {
            let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
            members.push(("retry_after".to_owned(), Value::Number(seconds.to_string().into())));
        }
        if let Some(approval) = &self.approval {
            members.push(("approval".to_owned(), text(&approval.id)));
        }
        Value::Object(members)
    }

    /// The answer to a tool call.
    pub(crate) fn to_tool_result(&self, id: &Id, prefix: &str, modern: bool) -> Value {
        let line = format!("{prefix} {}", self.message);
        let content = object([("type", text("text")), ("text", text(&line))]);
        let mut members =
            vec![("content".to_owned(), Value::Array(vec![content])), ("isError".to_owned(), Value::Bool(true))];
        if modern {
            members.push(("resultType".to_owned(), text("complete")));
        }
        members.push(("_meta".to_owned(), object([(revision::DECISION, self.decision())])));
        object([("jsonrpc", text("2.0")), ("id", id.to_value()), ("result", Value::Object(members))])
    }

    /// The answer to anything else; without an id where that could not be read.
    pub(crate) fn to_error(&self, id: Option<&Id>) -> Value {
        let mut members = vec![
            ("code".to_owned(), Value::Number(self.rpc.to_string().into())),
            ("message".to_owned(), text(&self.message)),
        ];
        if self.rpc == DENIED {
            members.push(("data".to_owned(), self.decision()));
        }
        let id = id.map_or(Value::Null, Id::to_value);
        object([("jsonrpc", text("2.0")), ("id", id), ("error", Value::Object(members))])
    }
}

impl From<Judgement> for Denial {
    fn from(judgement: Judgement) -> Self {
        let rule = judgement.rule;
        // A denial says something in every case.
        let message = if !judgement.message.is_empty() {
            judgement.message
        } else if let Some(rule) = &rule {
            format!("Denied by rule \"{rule}\"")
        } else {
            "Denied by policy".to_owned()
        };
        let denial = Self::new(judgement.code, message).by(rule);
        if decide::retryable(judgement.code) { denial.retryable(judgement.retry_after) } else { denial }
    }
}

/// That a tool is held, and what a human types about it.
pub(crate) fn held(reason: &str, server: &str, tool: &str) -> Denial {
    // What a shell would read as something else is not put into anybody's mouth.
    let plain = |text: &str| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || ":/@.,+-_%#=".contains(c);
        !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain)
    };
    let command = if plain(server) && plain(tool) {
        format!("stockade pins diff {server} {tool}")
    } else {
        "stockade pins list".to_owned()
    };
    Denial::new("tool-held", format!("{reason}; a human looks at it with `{command}`"))
}

/// A text as a value.
pub(crate) fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// An object of these members.
pub(crate) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A notification to the client.
pub(crate) fn notification(method: &str, params: Option<Value>) -> Value {
    let mut members = vec![("jsonrpc".to_owned(), text("2.0")), ("method".to_owned(), text(method))];
    members.extend(params.map(|params| ("params".to_owned(), params)));
    Value::Object(members)
}

/// One line of it, for every reader of lines.
pub(crate) fn line(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    value.write(&mut out);
    framing::one_line(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denied_call_is_a_tool_result() {
        let denial = Denial::new("rule", "Recipient outside approved domains").by(Some("recipients".into()));
        assert_eq!(
            denial.to_tool_result(&Id::Integer(7), "[STOCKADE DENIED]", false).to_json(),
            concat!(
                r#"{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"#,
                r#""[STOCKADE DENIED] Recipient outside approved domains"}],"isError":true,"#,
                r#""_meta":{"io.github.stockade/decision":{"rule":"recipients","code":"rule","retryable":false}}}}"#
            )
        );
        let modern = denial.to_tool_result(&Id::Text("a".into()), "[X]", true);
        let result = modern.get("result").unwrap();
        assert_eq!(result.get("resultType").unwrap().as_str(), Some("complete"));
    }

    #[test]
    fn a_held_tool_names_the_command_that_resolves_it() {
        let said = |server, tool| held("it changed", server, tool).message;
        assert_eq!(
            said("pkg:npm/%40a/mail@1.0.0", "send"),
            "it changed; a human looks at it with `stockade pins diff pkg:npm/%40a/mail@1.0.0 send`"
        );
        for (server, tool) in [("a b", "send"), ("mail", "x;rm"), ("mail", "--json"), ("mail", "s\u{200b}")] {
            assert!(said(server, tool).ends_with("`stockade pins list`"), "{tool}");
        }
    }

    #[test]
    fn anything_else_is_an_error_with_the_decision_as_its_data() {
        let denial = Denial::new("rate", "later").retryable(Some(Duration::from_millis(1_500)));
        assert_eq!(
            denial.to_error(Some(&Id::Integer(1))).to_json(),
            r#"{"jsonrpc":"2.0","id":1,"error":{"code":403,"message":"later","data":{"rule":null,"code":"rate","retryable":true,"retry_after":2}}}"#
        );
        assert_eq!(
            Denial::malformed(-32700, "no").to_error(None).to_json(),
            r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no"}}"#
        );
    }
}
