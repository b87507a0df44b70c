//! The `stockade` binary as a library: arguments, settings, commands and outputs.
//!
//! Constraints:
//! - stdout carries data and nothing else; all printing goes through [`printer`];
//! - text that was read from somebody's file reaches people only through [`visible`];
//! - arguments are parsed without I/O ([`cli`]) and put together with environment and files once ([`settings`]).
//!
//! Layout: `commands/<id>.rs` one command each, `output/<id>.rs` one output each, [`view`] is what outputs render, [`checks`]
//! is the list of all of them,
//! [`knowledge`] opens the pack in
//! use, [`exit`] says with which status the program ends, [`generated`] lists the files in the repository that are generated from here.

use std::process::ExitCode;

pub mod advisories;
pub mod approver;
pub mod baseline;
pub mod catalogue;
pub mod checks;
pub mod cli;
pub mod commands;
pub mod complaint;
pub mod excerpt;
pub mod exit;
pub mod fetch;
pub mod generated;
pub mod knowledge;
pub mod output;
pub mod packages;
pub mod place;
pub mod printer;
pub mod settings;
pub mod state;
pub mod view;
pub use stockade_model::visible;

pub use generated::generated;

/// Runs the program as started: arguments, environment and streams of this process.
pub fn main() -> ExitCode {
    commands::run()
}
