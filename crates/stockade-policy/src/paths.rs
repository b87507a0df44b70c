//! What a condition may read: the arguments, facts about the call, counters.
//!
//! Constraints:
//! - absent and `null` are missing; a step into a value of another kind is an error, so that no odd shape looks empty;
//! - reading allocates nothing where the path has no `[*]`.
//!
//! Layout: one file a form of path.

mod annotations;
mod args;
mod fact;
pub(crate) mod state;
mod steps;

use crate::facts::{Fact, Facts};
use crate::message::Value;
use crate::operand::{Operand, Trouble};

pub use steps::Step;

/// A path that was understood.
#[derive(Clone)]
pub enum Path {
    /// `args.…`
    Args(Vec<Step>),
    /// `tool.annotations.…`
    Annotations(Vec<Step>),
    /// `tool.name` and the like.
    Fact(&'static Fact),
    /// `state.<tool>.<counter>`
    State {
        /// The tool, glob, or `_global`.
        tool: String,
        /// The counter.
        counter: String,
    },
}

/// What stands at a path.
#[derive(Clone, Debug)]
pub enum Read<'a> {
    /// Nothing, or `null`.
    Missing,
    /// A value.
    Found(Operand<'a>),
    /// A step that does not fit.
    Trouble(Trouble),
}

/// A form of path: its file parses it.
pub struct Form {
    /// How it begins.
    pub prefix: &'static str,
    /// How it is written.
    pub syntax: &'static str,
    /// What it reads.
    pub summary: &'static str,
    parse: fn(&str) -> Result<Path, String>,
}

macro_rules! forms {
    ($($module:ident),* $(,)?) => {
        /// Every form, the more exact ones first.
        pub const FORMS: &[Form] = &[$($module::FORM),*];
    };
}

forms! { args, annotations, fact, state }

impl Path {
    /// Understands a path.
    ///
    /// # Errors
    /// When it is none; the message says why.
    pub fn parse(text: &str) -> Result<Self, String> {
        let begins = |form: &&Form| {
            text.strip_prefix(form.prefix)
                .is_some_and(|rest| form.prefix.ends_with('.') || rest.is_empty() || rest.starts_with(['.', '[']))
        };
        if let Some(form) = FORMS.iter().find(begins) {
            return (form.parse)(text);
        }
        match crate::facts::find(text) {
            Some(fact) => Ok(Self::Fact(fact)),
            None => Err(unknown(text)),
        }
    }

    /// Whether it may stand for more than one value.
    pub fn is_many(&self) -> bool {
        match self {
            Self::Args(steps) | Self::Annotations(steps) => steps.contains(&Step::Each),
            Self::Fact(_) | Self::State { .. } => false,
        }
    }

    /// Whether it is a length of time.
    pub fn is_age(&self) -> bool {
        matches!(self, Self::Fact(fact) if fact.kind == "age")
    }

    /// Whether its last step is a length: 0 where there is nothing.
    pub fn is_length(&self) -> bool {
        match self {
            Self::Args(steps) | Self::Annotations(steps) => steps.last() == Some(&Step::Length),
            Self::Fact(_) | Self::State { .. } => false,
        }
    }

    /// Visits every value at the path, at least once. Counters are not read here.
    pub fn visit<'a>(&self, arguments: &'a Value, facts: &Facts<'a>, tool: &'a str, each: &mut dyn FnMut(Read<'a>)) {
        match self {
            // An argument that is called so; the arguments are an object by the protocol, and their number is no use.
            Self::Args(steps) if steps.as_slice() == [Step::Length] && arguments.get("length").is_some() => {
                let own = arguments.get("length").filter(|own| !own.is_null());
                each(own.map_or(Read::Missing, |own| Read::Found(Operand::Json(own))));
            }
            Self::Args(steps) => steps::visit(Some(arguments), steps, each),
            Self::Annotations(steps) => steps::visit(facts.annotations, steps, each),
            Self::Fact(fact) => each((fact.read)(facts, tool).map_or(Read::Missing, Read::Found)),
            Self::State { .. } => each(Read::Trouble(Trouble::Unreadable("a value of the call"))),
        }
    }
}

fn unknown(text: &str) -> String {
    let known: Vec<&str> = crate::facts::ALL.iter().map(|fact| fact.path).collect();
    match crate::problem::nearest(text, known.iter().copied()) {
        Some(near) => format!("there is no `{text}`; did you mean `{near}`?"),
        None => format!("`{text}` begins with none of args., tool., server., call., state."),
    }
}
