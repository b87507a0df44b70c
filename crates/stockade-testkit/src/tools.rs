//! What `cargo xtask setup` installed: real clients, launchers and schemas, listed in a file that the environment names.

use std::path::{Path, PathBuf};

/// The variable that names the list.
const VARIABLE: &str = "STOCKADE_TEST_TOOLS";

/// The list.
#[derive(Clone, Debug)]
pub struct Tools {
    file: PathBuf,
    list: serde_json::Value,
}

/// The tools of this machine.
///
/// # Panics
/// If they are not there. A test that needs them and does not find them must fail: skipping would look like passing.
pub fn tools() -> Tools {
    let hint =
        "run the tests by `cargo xtask test`, or set it to `target/test-tools/tools.json` after `cargo xtask setup`";
    let Some(file) = std::env::var_os(VARIABLE) else { panic!("{VARIABLE} is not set: {hint}") };
    let file = PathBuf::from(file);
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}; {hint}", file.display()));
    let list = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}; {hint}", file.display()));
    Tools { file, list }
}

impl Tools {
    /// The path of a tool or of a file.
    ///
    /// # Panics
    /// If the list does not have it.
    pub fn path(&self, name: &str) -> PathBuf {
        let path = self.list.get(name).and_then(serde_json::Value::as_str).map(PathBuf::from);
        path.unwrap_or_else(|| panic!("{} has no `{name}`: run `cargo xtask setup`", self.file.display()))
    }

    /// A JSON file that the list names.
    ///
    /// # Panics
    /// If it cannot be read.
    pub fn json(&self, name: &str) -> serde_json::Value {
        read(&self.path(name))
    }

    /// A JSON file beside others in a folder that the list names.
    ///
    /// # Panics
    /// If it cannot be read.
    pub fn json_in(&self, folder: &str, name: &str) -> serde_json::Value {
        read(&self.path(folder).join(name))
    }
}

fn read(path: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
