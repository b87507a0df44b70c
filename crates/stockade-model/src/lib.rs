//! The nouns of Stockade: plain data that discovery, resolution, checks and outputs hand to each other.
//!
//! Constraints:
//! - no I/O, no clock, no environment: everything here can be built in a test by hand;
//! - what was parsed from a user's file keeps its byte [`Span`]; lines and columns are computed when rendered;
//! - secrets are replaced while parsing ([`redact`]), so no type here ever holds one.

#![cfg_attr(test, allow(clippy::string_slice, reason = "tests fail by panicking"))]

pub mod approval;
pub mod baseline;
pub mod canonical;
pub mod client;
pub mod decision;
pub mod finding;
pub mod inventory;
pub mod json;
pub mod launch;
pub mod location;
pub mod manifest;
pub mod package;
pub mod process;
pub mod redact;
pub mod server;
pub mod severity;
pub mod tool;
pub mod visible;

pub use client::{ClientId, Os, Scope};
pub use decision::{Decision, Layer, Rule, Verdict};
pub use finding::{Finding, FindingBuilder, Help};
pub use inventory::{Gap, Inventory, Problem, ProblemKind};
pub use launch::{Component, Effect, Launch, Opaque, Pin, Registry, RegistryOrigin, Role, Shadow, Target, Wrapper};
pub use location::{Location, Position, SourceFile, SourceId, Span, Spanned};
pub use manifest::{Dependency, Mention, MentionReason};
pub use package::{Ecosystem, Package};
pub use process::Process;
pub use server::{Approval, ConfigCode, ConfigCodeKind, Secret, Server, State, Transport, Variable};
pub use severity::{Confidence, Persona, Severity};
pub use tool::{Told, Tool, Tools};
