//! Is this the package you meant? Finds what a package name could be mistaken for, and says why and how sure it is.
//!
//! A library for anybody: give a [`Pack`] (what is known of names, owners, brands and malware) and a [`Subject`] (a name
//! with whatever else is known of it) to an [`Engine`], and get an [`Answer`].
//!
//! Constraints:
//! - deterministic: no network, no clock, no model; the same subject and pack give the same answer;
//! - a fact that nobody told is unknown: it neither raises nor clears an alarm, and the answer lists it;
//! - a name alone never blocks: that takes a known-malware record, or an owner contradiction with a second signal;
//! - the pack is bytes and every look into it is checked, so that a damaged one gives an error and never a panic;
//! - memory and time are bounded by the length limit of [`name`], whatever the name.
//!
//! Layout: [`name`] reads names, [`form`] splits them, [`keys`] folds them, [`edit`] measures them, [`pair`] puts
//! two side by side, [`pack`] is the knowledge, `mechanisms/<id>.rs` one way to confuse two names each, [`engine`] puts
//! candidates, mechanisms, [`suppress`]ors, [`boost`]ers and the ladder of verdicts together; [`reading`] and [`repository`]
//! judge what is no package name.

pub mod answer;
pub mod boost;
pub mod edit;
pub mod engine;
pub mod form;
pub mod keys;
pub mod mechanisms;
pub mod name;
pub mod pack;
pub mod pair;
pub mod reading;
pub mod repository;
pub mod subject;
pub mod suppress;
mod text;

pub use answer::{Answer, Match, Verdict};
pub use engine::Engine;
pub use form::Form;
pub use name::{Name, NameError};
pub use pack::{Pack, PackError};
pub use stockade_model::Ecosystem;
pub use subject::{Facts, Original, Subject};
