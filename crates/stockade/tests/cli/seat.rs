//! Where people sit: at a terminal of their own, outside of every client.
//!
//! The test is the program whose windows these terminals are: clients and humans sit in different ones.

use std::process::Command;

use stockade_testkit::{FakeHome, Outcome, Program};

const PYTHON: &str = "/usr/bin/python3";
const SEAT: &str = include_str!("seat.py");

/// What starts a program in a window of its own; the program and its arguments follow.
pub(crate) fn window() -> Command {
    let mut window = Command::new(PYTHON);
    window.args(["-c", SEAT]);
    window
}

/// Stockade, typed by a human.
pub(crate) fn human(home: &FakeHome, args: &[&str]) -> Outcome {
    let stockade = assert_cmd::cargo::cargo_bin!("stockade");
    Program::new(PYTHON, home).args(["-c", SEAT]).args([stockade]).args(args).run()
}
