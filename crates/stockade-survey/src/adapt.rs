//! Puts the words of one crate into those of the next, and judges nothing. One source, one file.
//!
//! Constraints:
//! - unknown stays unknown, with a reason that says who did not tell;
//! - what a document leaves out is "none" only where the document is known to be whole.

pub mod advisories;
pub mod backlink;
pub mod facts;
pub mod npm;
pub mod provenance;
pub mod pypi;

use stockade_assess::Known;
use stockade_registry::Fact;

/// A registry's fact with the reason why it is not known, where it is not.
pub(crate) fn known<T>(fact: &Fact<T>, why: &str) -> Known<T>
where
    T: Clone,
{
    Known::of(fact.known().cloned(), why)
}
