//! Files that somebody wrote to break the scan: in every place of every client and of every manifest.
//!
//! Each must come back as a problem that names the file, within seconds, and everything beside it must still be read.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

#[path = "hostile/archives.rs"]
mod archives;
#[path = "hostile/bombs.rs"]
mod bombs;
#[path = "hostile/databases.rs"]
mod databases;
#[path = "hostile/evil.rs"]
mod evil;
#[path = "hostile/matrix.rs"]
mod matrix;
#[path = "hostile/races.rs"]
mod races;
#[path = "hostile/settings.rs"]
mod settings;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use stockade_model::{Inventory, Os, Problem};
use stockade_scan::Options;
use stockade_scan::discover;

/// An honest client and its one server, read beside whatever else there is.
const WITNESS: (&str, &str) = ("lm-studio", ".lmstudio/mcp.json");
const HONEST: &str = r#"{"mcpServers": {"honest": {"command": "npx", "args": ["-y", "honest-mcp@1.0.0"]}}}"#;

/// A home in a temporary folder, with a project and a system root.
struct Stage {
    _folder: tempfile::TempDir,
    base: PathBuf,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        for part in ["home/project", "root"] {
            std::fs::create_dir_all(base.join(part)).unwrap();
        }
        Self { _folder: folder, base }
    }

    fn home(&self) -> PathBuf {
        self.base.join("home")
    }

    fn project(&self) -> PathBuf {
        self.base.join("home/project")
    }

    /// A path in the home whose folders exist.
    fn at(&self, name: &str) -> PathBuf {
        let path = self.home().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    fn options(&self) -> Options {
        let mut options = Options::foreign(self.home(), Os::Linux);
        options.root = Some(self.base.join("root"));
        options.projects = vec![self.project()];
        options
    }

    fn discover(&self) -> Inventory {
        within(20, || discover::discover(&self.options()))
    }
}

/// What a closure gives; a test that waits for longer than this fails, it does not hang.
fn within<T>(seconds: u64, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    let took = start.elapsed();
    assert!(took < Duration::from_secs(seconds), "took {took:?}");
    done
}

fn problems_at<'a>(inventory: &'a Inventory, path: &'a Path) -> impl Iterator<Item = &'a Problem> {
    inventory.problems.iter().filter(move |problem| {
        problem.location.path(&inventory.sources).is_some_and(|found| found == path || path.starts_with(found))
            || problem.message.contains(&path.display().to_string())
    })
}

fn has_honest(inventory: &Inventory) -> bool {
    inventory.servers.iter().any(|server| server.name.value == "honest")
}
