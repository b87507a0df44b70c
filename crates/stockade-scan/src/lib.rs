//! What would this machine really start? Discovers MCP server entries, resolves their launch lines, and checks them.
//!
//! Constraints:
//! - nothing is started and nothing is dialled: files, the environment and the process table are all that is looked at;
//! - a bad entry costs that entry, a bad file that file; both are reported, and the rest is still scanned;
//! - results are in a fixed order, whatever the number of threads.
//!
//! Layout: [`discover`] finds entries (`clients/<id>.rs`, `manifests/<id>.rs`), [`document`] reads files with spans,
//! [`resolve`] says what an entry runs (`launchers/<id>.rs`), [`names`] asks whether its packages are the ones that were
//! meant, [`registries`] reads where the user's packages come from, [`checks`] judge (`<id>.rs`), [`allow_list`] says what
//! somebody approved, [`ignore`] and [`baseline`] leave out what is accepted, [`elsewhere`] are the checks that others run, [`mod@scan`] ties it
//! together.

#![cfg_attr(test, allow(clippy::string_slice, reason = "tests fail by panicking"))]

pub mod allow_list;
pub mod baseline;
pub mod checks;
pub mod discover;
pub mod document;
pub mod elsewhere;
pub mod ignore;
pub mod names;
pub mod registries;
pub mod resolve;
pub mod scan;

pub use scan::{Options, Report, Seen, Suppressed, look, scan};
