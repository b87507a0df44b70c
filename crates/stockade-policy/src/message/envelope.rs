//! What a JSON-RPC message is: a request, a notification, a response or an error.
//!
//! Constraints:
//! - a message is one of the four, and clearly: members of two kinds at once are refused;
//! - a member that another parser could take for one of the envelope's (`METHOD`, `paramſ`) is refused: readers that
//!   ignore case would see another call than the one judged;
//! - an id is a text or an integer of 64 bits, since two ids that a server takes for one are one;
//! - nothing here copies: an envelope borrows from the tree that is sent on.

use std::fmt;

use super::value::Value;

/// The text could not be read.
pub const PARSE_ERROR: i64 = -32700;
/// It is not a message.
pub const INVALID_REQUEST: i64 = -32600;
/// The receiver has no such method.
pub const METHOD_NOT_FOUND: i64 = -32601;
/// The parameters have a wrong form.
pub const INVALID_PARAMS: i64 = -32602;
/// The receiver failed.
pub const INTERNAL_ERROR: i64 = -32603;
/// Stockade's own: a policy says no. Outside of what JSON-RPC reserves (-32768 to -32000).
pub const DENIED: i64 = 403;

/// The members that make the envelope.
const MEMBERS: &[&str] = &["jsonrpc", "id", "method", "params", "result", "error"];
/// Members of parameters that decisions are made on.
const PARAMETERS: &[&str] = &["name", "arguments", "uri", "_meta", "task", "taskid", "requestid", "requeststate"];

/// The name of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Id {
    /// An integer.
    Integer(i64),
    /// A text.
    Text(String),
}

impl Id {
    /// Reads an id.
    ///
    /// # Errors
    /// When it is `null`, a fraction, too long, or of another type.
    pub fn read(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::String(text) => Ok(Self::Text(text.clone())),
            Value::Number(digits) => {
                let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
                digits.parse().ok().filter(|_| plain).map(Self::Integer).ok_or("a number that is no 64-bit integer")
            }
            other => Err(other.kind()),
        }
    }

    /// The id as a value.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Integer(number) => Value::Number(number.to_string().into()),
            Self::Text(text) => Value::String(text.clone()),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "{text:?}"),
        }
    }
}

/// A message, as far as JSON-RPC goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Envelope<'a> {
    /// Asks for an answer.
    Request {
        /// Its name.
        id: Id,
        /// What is asked.
        method: &'a str,
        /// With what: an object where it is there.
        params: Option<&'a Value>,
    },
    /// Asks for none.
    Notification {
        /// What is told.
        method: &'a str,
        /// With what.
        params: Option<&'a Value>,
    },
    /// The answer.
    Response {
        /// To which request.
        id: Id,
        /// What came of it.
        result: &'a Value,
    },
    /// The answer that there is none.
    Error {
        /// To which request; none where the sender could not read it.
        id: Option<Id>,
        /// Code, message and data.
        error: &'a Value,
    },
}

/// Why a value is not a message, and how to answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// The code of the answer.
    pub code: i64,
    /// What is wrong.
    pub reason: String,
    /// Which request is answered, where its id could be read.
    pub id: Option<Id>,
    /// Whether an answer is due: a notification has none, and neither has an answer.
    pub answered: bool,
}

impl<'a> Envelope<'a> {
    /// Tells which kind of message a value is.
    ///
    /// # Errors
    /// When it is none, or not clearly one.
    pub fn read(value: &'a Value) -> Result<Self, Refusal> {
        let named = value.get("id").map(Id::read);
        let id = named.clone().and_then(Result::ok);
        let answered = value.get("result").is_none() && value.get("error").is_none();
        let refuse = |code, reason: String| Refusal { code, reason, id: id.clone(), answered };
        let invalid = |reason: String| Err(refuse(INVALID_REQUEST, reason));
        let Some(members) = value.as_object() else {
            return invalid(format!("a message is an object, and this is {}", kind(value)));
        };
        if let Some((key, member)) = members.iter().find_map(|(key, _)| disguised(key, MEMBERS).map(|to| (key, to))) {
            return invalid(format!("the member `{}` may be read as `{member}`", shown(key)));
        }
        if value.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
            return invalid("`jsonrpc` must be \"2.0\"".into());
        }
        let (result, error) = (value.get("result"), value.get("error"));
        let method = match value.get("method") {
            None => None,
            Some(Value::String(method)) => Some(method.as_str()),
            Some(other) => return invalid(format!("`method` must be a string, and is {}", kind(other))),
        };
        if usize::from(method.is_some()) + usize::from(result.is_some()) + usize::from(error.is_some()) > 1 {
            return invalid("a message has one of `method`, `result` and `error`".into());
        }
        if let Some(method) = method {
            let notification = named.is_none();
            let params = value.get("params");
            if let Some(Err(wrong)) = named {
                return invalid(format!("`id` must be a string or an integer, and is {wrong}"));
            }
            let checked = params.map_or(Ok(()), check_params);
            checked.map_err(|reason| Refusal { answered: !notification, ..refuse(INVALID_PARAMS, reason) })?;
            return Ok(match id {
                Some(id) => Self::Request { id, method, params },
                None => Self::Notification { method, params },
            });
        }
        let wrong_id =
            |wrong: &str| refuse(INVALID_REQUEST, format!("an answer's `id` must be a request's, and is {wrong}"));
        match (result, error) {
            (Some(result), _) => match named {
                Some(Ok(id)) => Ok(Self::Response { id, result }),
                Some(Err(wrong)) => Err(wrong_id(wrong)),
                None => Err(wrong_id("absent")),
            },
            (None, Some(error)) => {
                check_error(error).map_err(|reason| refuse(INVALID_REQUEST, reason))?;
                match named {
                    Some(Err("null")) | None => Ok(Self::Error { id: None, error }),
                    Some(Ok(id)) => Ok(Self::Error { id: Some(id), error }),
                    Some(Err(wrong)) => Err(wrong_id(wrong)),
                }
            }
            (None, None) => invalid("a message has one of `method`, `result` and `error`".into()),
        }
    }
}

/// Parameters of any method: an object, without members that may be read as others.
fn check_params(params: &Value) -> Result<(), String> {
    let Some(members) = params.as_object() else {
        return Err(format!("`params` must be an object, and is {}", kind(params)));
    };
    match members.iter().find_map(|(key, _)| disguised(key, PARAMETERS).map(|to| (key, to))) {
        Some((key, to)) => Err(format!("the parameter `{}` may be read as `{to}`", shown(key))),
        None => Ok(()),
    }
}

fn check_error(error: &Value) -> Result<(), String> {
    let code = error.get("code").is_some_and(|code| matches!(Id::read(code), Ok(Id::Integer(_))));
    let message = error.get("message").and_then(Value::as_str).is_some();
    if code && message { Ok(()) } else { Err("an error has an integer `code` and a `message`".into()) }
}

/// The member that a key would be for a reader that ignores case, where it is not that key.
fn disguised(typed: &str, members: &[&'static str]) -> Option<&'static str> {
    // All are short, and no fold makes a character of more than one: what is longer is none of them.
    if typed.len() > 40 {
        return None;
    }
    let among = |key: &str| {
        // Their length alone tells most of them apart.
        let alike = |member: &&&'static str| member.len() == key.len() && key.eq_ignore_ascii_case(member);
        members.iter().find(alike).copied()
    };
    let as_it_is = |member: &&'static str| match *member {
        "taskid" => typed == "taskId",
        "requestid" => typed == "requestId",
        "requeststate" => typed == "requestState",
        same => typed == same,
    };
    if typed.is_ascii() {
        return among(typed).filter(|member| !as_it_is(member));
    }
    let folded: String = typed
        .chars()
        .map(|c| match c {
            // The two that Unicode folds into ASCII.
            '\u{17f}' => 's',
            '\u{212a}' => 'k',
            other => other,
        })
        .collect();
    among(&folded).filter(|member| !as_it_is(member))
}

fn kind(value: &Value) -> &'static str {
    match value.kind() {
        "array" => "an array",
        "object" => "an object",
        "null" => "null",
        "boolean" => "a boolean",
        "number" => "a number",
        _ => "a string",
    }
}

/// A key as it may stand in a message to people.
fn shown(key: &str) -> String {
    key.escape_debug().to_string()
}

/// A call of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToolCall<'a> {
    /// The tool.
    pub name: &'a str,
    /// What it is called with: an object where it is there.
    pub arguments: Option<&'a Value>,
}

impl<'a> ToolCall<'a> {
    /// Reads the parameters of `tools/call`.
    ///
    /// # Errors
    /// When the name is no string, or the arguments are there and no object: the answer is [`INVALID_PARAMS`].
    pub fn read(params: Option<&'a Value>) -> Result<Self, String> {
        let params = params.ok_or("`params` must have the `name` of a tool")?;
        let name = match params.get("name") {
            Some(Value::String(name)) => name.as_str(),
            Some(other) => return Err(format!("`name` must be a string, and is {}", kind(other))),
            None => return Err("`params` must have the `name` of a tool".into()),
        };
        match params.get("arguments") {
            None => Ok(Self { name, arguments: None }),
            Some(arguments @ Value::Object(_)) => Ok(Self { name, arguments: Some(arguments) }),
            Some(other) => Err(format!("`arguments` must be an object, and is {}", kind(other))),
        }
    }
}

/// The messages of a line: one, or those of a batch.
///
/// # Errors
/// When it is a batch where none may be, or an empty one.
pub fn items(value: &Value, batches: bool) -> Result<&[Value], Refusal> {
    let refuse = |reason: &str| Refusal { code: INVALID_REQUEST, reason: reason.into(), id: None, answered: true };
    match value {
        Value::Array(_) if !batches => {
            Err(refuse("a batch is a message only where revision 2025-03-26 was negotiated"))
        }
        Value::Array(items) if items.is_empty() => Err(refuse("an empty batch")),
        Value::Array(items) => Ok(items),
        one => Ok(std::slice::from_ref(one)),
    }
}
