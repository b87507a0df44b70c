//! What is in this package? Archives read in memory, facts of code and manifests.
//!
//! Constraints:
//! - pure: bytes in, facts out; no file, no network, no process, nothing of the package is ever run;
//! - every input is hostile: memory and time are bounded by [`Caps`], a parser's panic costs one file, and what could not
//!   be read is a fact that says so;
//! - a fact shows its line. Judging is left to the checks.
//!
//! Layout: [`archive`] and [`manifest`] read a [`Package`]; `javascript` and `python` turn source into the events of `event`,
//! with values folded by `value`; [`facts`] recognises and gathers. What changed between two versions is `stockade-assess`'s to say.

pub mod archive;
mod caps;
mod event;
pub mod facts;
mod javascript;
pub mod manifest;
mod package;
mod python;
mod scopes;
mod sinks;
mod value;
mod watch;

pub use archive::{ArchiveError, File, Kind, Problem, ProblemKind};
pub use caps::Caps;
pub use facts::{Class, Facts, Reading, Site, Sites, secret_family};
pub use manifest::Manifest;
pub use package::Package;
