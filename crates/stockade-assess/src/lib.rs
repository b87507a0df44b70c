//! Who published it, when, from where, and what changed: judges packages by what was found out about them.
//!
//! Constraints:
//! - pure: no files, no network, no clock; what is known is handed in as plain data, and time is an argument;
//! - a fact is known or unknown ([`Known`]): unknown never alarms by itself, and never satisfies a rule that asks for it;
//! - the same data give the same answer, in the same order;
//! - texts of registries and packages are handed on as they are: whoever prints them makes them visible.
//!
//! Layout: [`history`] and [`provenance`] are what the registry and the evidence say, [`facts`] what the code can do,
//! [`subject`] all of it about one version; [`diff`] compares it with another version, [`checks`] (`<id>.rs`) judge it,
//! [`hold`] says how long it waits; [`closure`] is everything a server brings in, [`advisory`] what is known to be wrong
//! with it, [`requirements`] what settings ask of it; [`version`] orders and matches versions.

#![cfg_attr(test, allow(clippy::string_slice, reason = "tests fail by panicking"))]

pub mod advisory;
pub mod alarm;
mod beside;
pub mod checks;
pub mod closure;
pub mod diff;
pub mod facts;
pub mod history;
pub mod hold;
mod hostile;
pub mod known;
pub mod outside;
pub mod provenance;
pub mod requirements;
pub mod secrets;
pub mod subject;
mod trust;
pub mod version;

pub use alarm::{Action, Alarm, Gap, Line, Said};
pub use checks::{assess, assess_all};
pub use history::{History, Publisher, Release};
pub use known::Known;
pub use provenance::{Identity, Level, Provenance};
pub use subject::{Baseline, Because, Limits, Outside, Pinned, Setting, Subject};
