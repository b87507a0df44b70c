//! A text, as it stands in the source or worked out.

use std::ops::Deref;
use std::rc::Rc;

/// Cheap to copy: most texts are the source's own, the others are shared.
#[derive(Clone, Debug)]
pub(crate) enum Text<'a> {
    Source(&'a str),
    Shared(Rc<str>),
}

impl Text<'_> {
    pub(crate) fn own(text: &str) -> Self {
        Self::Shared(text.into())
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Source(text) => text,
            Self::Shared(text) => text,
        }
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::Source(text)
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self::Shared(text.into())
    }
}
