//! What the crate promises, over its public interface.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking, and one prints the table of what fires"
)]

mod aliases;
mod genuine;
mod properties;
mod sources;
mod worm;

use stockade_content::{Caps, Class, Facts, File, Kind, Package};

/// A package of these files.
fn package(kind: Kind, files: &[(&str, &str)]) -> Package {
    let file = |(path, text): &(&str, &str)| File {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
        size: text.len() as u64,
        executable: false,
    };
    Package::of_files(kind, files.iter().map(file).collect(), Vec::new(), 0)
}

fn facts(kind: Kind, files: &[(&str, &str)]) -> Facts {
    Facts::of(&package(kind, files), &Caps::default())
}

fn values(facts: &Facts, class: Class) -> Vec<&str> {
    facts.values(class).map(|(value, _)| value).collect()
}
