//! What a condition compares: a JSON value, or a fact, a length or a count that was never JSON.

use std::fmt;
use std::time::Duration;

use crate::decimal::{Decimal, NumberError};
use crate::message::Value;

/// A value that was read for a condition. Never missing: `null` and absent are told apart from it before.
#[derive(Clone, Copy, Debug)]
pub enum Operand<'a> {
    /// Out of the arguments or annotations.
    Json(&'a Value),
    /// A length, or what a counter holds.
    Number(Decimal),
    /// A fact.
    Text(&'a str),
    /// A fact.
    Bool(bool),
    /// How long something is known.
    Age(Duration),
}

/// How a condition came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// Nobody can tell.
    Error(Trouble),
}

/// Why nobody can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no value.
    Missing,
    /// The value is of a kind that the operator cannot take.
    Kind {
        /// The kind it takes.
        wanted: &'static str,
        /// The kind it got.
        got: &'static str,
    },
    /// The number cannot be held exactly.
    Number(NumberError),
    /// A text that is not what the operator reads.
    Unreadable(&'static str),
    /// A path that the machine cannot resolve.
    Path(Box<str>),
    /// A pattern that cannot be compiled.
    Pattern(Box<str>),
    /// The store of counters does not answer.
    Store(Box<str>),
}

impl Trouble {
    /// Whether the store is the reason.
    pub const fn is_store(&self) -> bool {
        matches!(self, Self::Store(_))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("the value is missing"),
            Self::Kind { wanted, got } => write!(f, "takes {wanted}, got {got}"),
            Self::Number(error) => write!(f, "{error}"),
            Self::Unreadable(what) => write!(f, "not {what}"),
            Self::Path(why) | Self::Pattern(why) | Self::Store(why) => f.write_str(why),
        }
    }
}

impl Truth {
    /// Of a plain truth.
    pub const fn of(truth: bool) -> Self {
        if truth { Self::Holds } else { Self::Fails }
    }

    /// Both: a definite no decides, else what nobody can tell stays so.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::Error(why), _) | (_, Self::Error(why)) => Self::Error(why),
            (Self::Holds, Self::Holds) => Self::Holds,
        }
    }

    /// Either: a definite yes decides, else what nobody can tell stays so.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Holds, _) | (_, Self::Holds) => Self::Holds,
            (Self::Error(why), _) | (_, Self::Error(why)) => Self::Error(why),
            (Self::Fails, Self::Fails) => Self::Fails,
        }
    }

    /// The opposite; what nobody can tell stays so.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
            error @ Self::Error(_) => error,
        }
    }

    /// The word used in every output.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Error(_) => "error",
        }
    }
}

impl<'a> Operand<'a> {
    /// The text, where it is one.
    pub const fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Json(Value::String(text)) => Some(text.as_str()),
            _ => None,
        }
    }

    /// The text.
    ///
    /// # Errors
    /// When it is something else.
    pub const fn want_text(self) -> Result<&'a str, Trouble> {
        match self.text() {
            Some(text) => Ok(text),
            None => Err(self.not_a("a text")),
        }
    }

    /// The elements, where it is a list.
    pub const fn list(self) -> Option<&'a [Value]> {
        if let Self::Json(Value::Array(elements)) = self { Some(elements.as_slice()) } else { None }
    }

    /// The number, exactly.
    ///
    /// # Errors
    /// When it is none, or one that cannot be held.
    pub fn want_number(self) -> Result<Decimal, Trouble> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Json(Value::Number(lexeme)) => Decimal::parse(lexeme).map_err(Trouble::Number),
            _ => Err(self.not_a("a number")),
        }
    }

    /// That it is of a kind that is not wanted.
    pub const fn not_a(self, wanted: &'static str) -> Trouble {
        Trouble::Kind { wanted, got: self.kind() }
    }

    /// The kind of value, in the words of JSON Schema.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Json(value) => value.kind(),
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::Bool(_) => "boolean",
            Self::Age(_) => "age",
        }
    }

    /// Typed, deep equality: numbers by value, a text never equals a number or a boolean.
    ///
    /// # Errors
    /// When a number cannot be held exactly and is not written the same either.
    pub fn equals(self, other: &Value) -> Result<bool, Trouble> {
        match (self, other) {
            (Self::Json(left), right) => equal(left, right),
            (Self::Number(left), Value::Number(right)) => Ok(left == Decimal::parse(right).map_err(Trouble::Number)?),
            (Self::Text(left), Value::String(right)) => Ok(left == right),
            (Self::Bool(left), Value::Bool(right)) => Ok(left == *right),
            _ => Ok(false),
        }
    }
}

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(value) => f.write_str(&value.to_json()),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(&Value::String((*text).to_owned()).to_json()),
            Self::Bool(truth) => write!(f, "{truth}"),
            Self::Age(age) => write!(f, "{}s", age.as_secs()),
        }
    }
}

/// The right side is the policy's and of bounded depth and size; the left side is followed no further than it.
fn equal(left: &Value, right: &Value) -> Result<bool, Trouble> {
    match (left, right) {
        (Value::Null, Value::Null) => Ok(true),
        (Value::Bool(left), Value::Bool(right)) => Ok(left == right),
        (Value::String(left), Value::String(right)) => Ok(left == right),
        (Value::Number(left), Value::Number(right)) => {
            if left == right {
                return Ok(true);
            }
            let of = |lexeme: &str| Decimal::parse(lexeme).map_err(Trouble::Number);
            Ok(of(left)? == of(right)?)
        }
        (Value::Array(left), Value::Array(right)) => {
            if left.len() != right.len() {
                return Ok(false);
            }
            for (left, right) in left.iter().zip(right) {
                if !equal(left, right)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Value::Object(left), Value::Object(members)) => {
            if left.len() != members.len() {
                return Ok(false);
            }
            for (key, right) in members {
                let Some((_, left)) = left.iter().find(|(name, _)| name == key) else { return Ok(false) };
                if !equal(left, right)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}
