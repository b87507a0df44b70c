//! What is wrong with a policy, or could be better: each points into the source.
//!
//! Constraints:
//! - all problems of a file are collected and shown together; mending one does not uncover the next where that can be helped;
//! - an error keeps the policy from being used, a warning does not.

use stockade_model::Span;
use stockade_model::location::position;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// The policy does what it says, but perhaps not what was meant.
    Warning,
    /// The policy cannot be used.
    Error,
}

impl Grade {
    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub grade: Grade,
    /// Which kind: kebab-case, never renamed.
    pub code: &'static str,
    /// What is wrong: lowercase, one line.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Another place that has to do with it, and how.
    pub related: Option<Box<(Span, String)>>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// An error.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { grade: Grade::Error, code, message: message.into(), span, related: None, hint: None }
    }

    /// A warning.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { grade: Grade::Warning, ..Self::error(code, span, message) }
    }

    /// With another place.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related = Some(Box::new((span, text.into())));
        self
    }

    /// With advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Everything that is wrong with one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    /// What the caller called the file.
    pub name: String,
    /// Its text.
    pub text: String,
    /// In the order of the file.
    pub list: Vec<Problem>,
}

impl std::fmt::Display for Problems {
    /// One line a problem, as compilers write them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, problem) in self.list.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            let place = position(&self.text, problem.span.start);
            write!(f, "{}:{}:{}: {}", self.name, place.line, place.column, problem.message)?;
            if let Some(hint) = &problem.hint {
                write!(f, "; {hint}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// The known word nearest to a wrong one.
pub(crate) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&word.to_lowercase(), name), name))
        .filter(|(distance, name)| *distance <= allowed || (name.len() > 3 && name.starts_with(word) && word.len() > 2))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
