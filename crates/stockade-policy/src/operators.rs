//! The operators of conditions. One operator, one file, one line below.
//!
//! Constraints:
//! - everything that can be prepared is prepared when the policy is read: a call pays for comparing alone;
//! - a value of the wrong kind is an error and never just false;
//! - work is linear in the size of the value.

use crate::document::Node;
use crate::message::Value;
use crate::operand::{Operand, Trouble, Truth};
use crate::resolver::PathResolver;

mod email;
mod labels;
mod order;
pub(crate) mod pattern;
mod texts;

/// What an operator looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// The value as it is.
    Whole,
    /// Of a list, every element; an empty list is missing.
    Each,
    /// The value as a set: a scalar is a set of one, nothing the empty set.
    Set,
    /// Only whether there is a value.
    Presence,
}

/// A condition's operator with its value, ready to compare.
pub trait Predicate: Send + Sync {
    /// Compares one value.
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        Truth::Error(operand.not_a("a set"))
    }

    /// Compares a set.
    fn set(&self, _: &Set<'_>) -> Truth {
        Truth::Error(Trouble::Unreadable("a set"))
    }

    /// Compares whether something is there.
    fn presence(&self, _: bool) -> Truth {
        Truth::Error(Trouble::Unreadable("a presence"))
    }

    /// The bound, where the operator is `lt` or `lte`: what a counter may reach.
    fn limit(&self) -> Option<crate::counter::Limit> {
        None
    }
}

/// Prepares an operator: its value, and whether it compares lengths of time.
pub(crate) type Compile = fn(&Node, bool) -> Result<Box<dyn Predicate>, String>;

/// An operator.
pub struct Operator {
    /// What a policy calls it.
    pub id: &'static str,
    /// The value it takes.
    pub value: &'static str,
    /// What it says of an argument.
    pub summary: &'static str,
    /// What it does with a list.
    pub sight: Sight,
    /// Prepares it; an error says what is wrong with the value.
    pub(crate) compile: Compile,
}

macro_rules! operators {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every operator.
        pub const ALL: &[Operator] = &[$($module::OPERATOR),*];
    };
}

operators! {
    eq, neq, r#in, not_in, lt, lte, gt, gte, regex, matches, contains, exists, subset_of, superset_of, disjoint_from,
    starts_with, ends_with, glob, under, email_domain_in, host_in, cidr_in,
}

/// The operator of this name.
pub fn find(id: &str) -> Option<&'static Operator> {
    ALL.iter().find(|operator| operator.id == id)
}

/// A value seen as a set.
pub enum Set<'a> {
    /// Nothing.
    Empty,
    /// A scalar.
    One(Operand<'a>),
    /// A list.
    List(&'a [Value]),
    /// What a path with `[*]` found.
    Gathered(Vec<Operand<'a>>),
}

impl<'a> Set<'a> {
    /// Of one value.
    pub(crate) fn of(operand: Operand<'a>) -> Result<Self, Trouble> {
        match operand {
            Operand::Json(Value::Array(elements)) => Ok(Self::List(elements)),
            Operand::Json(Value::Object(_)) => Err(operand.not_a("a list or a scalar")),
            other => Ok(Self::One(other)),
        }
    }

    /// Whether a rule holds for all elements, an element that is none of them the exception.
    pub(crate) fn all(&self, mut holds: impl FnMut(Operand<'a>) -> Result<bool, Trouble>) -> Truth {
        let mut outcome = Truth::Holds;
        let mut look = |operand| {
            let truth = holds(operand).map_or_else(Truth::Error, Truth::of);
            let done = truth == Truth::Fails;
            outcome = std::mem::replace(&mut outcome, Truth::Holds).and(truth);
            done
        };
        match self {
            Self::Empty => {}
            Self::One(operand) => drop(look(*operand)),
            Self::List(elements) => drop(elements.iter().any(|element| look(Operand::Json(element)))),
            Self::Gathered(operands) => drop(operands.iter().any(|operand| look(*operand))),
        }
        outcome
    }
}

/// The entries of a list value.
fn entries(node: &Node) -> Result<Vec<Value>, String> {
    match node.json() {
        Value::Array(entries) => Ok(entries),
        _ => Err(format!("takes a list, not {}", node.kind())),
    }
}

/// One text, or a list of texts.
fn strings(node: &Node) -> Result<Vec<String>, String> {
    let of = |value: Value| match value {
        Value::String(text) => Ok(text),
        other => Err(format!("takes texts, not a {}", other.kind())),
    };
    match node.json() {
        Value::String(text) => Ok(vec![text]),
        Value::Array(entries) if !entries.is_empty() => entries.into_iter().map(of).collect(),
        Value::Array(_) => Err("takes at least one text".to_owned()),
        _ => Err(format!("takes a text or a list of texts, not {}", node.kind())),
    }
}

/// Values to look others up in: texts by hash, the rest one by one.
struct Members {
    texts: std::collections::HashSet<String>,
    rest: Vec<Value>,
}

impl Members {
    fn compile(node: &Node) -> Result<Self, String> {
        let (mut texts, mut rest) = (std::collections::HashSet::new(), Vec::new());
        for entry in entries(node)? {
            match entry {
                Value::String(text) => drop(texts.insert(text)),
                other => rest.push(other),
            }
        }
        Ok(Self { texts, rest })
    }

    fn has(&self, operand: Operand<'_>) -> Result<bool, Trouble> {
        if let Some(text) = operand.text() {
            return Ok(self.texts.contains(text));
        }
        let mut trouble = None;
        for entry in &self.rest {
            match operand.equals(entry) {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                Err(why) => trouble = Some(why),
            }
        }
        trouble.map_or(Ok(false), Err)
    }
}

#[cfg(test)]
mod tests;
