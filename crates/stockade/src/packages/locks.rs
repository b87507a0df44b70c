//! The lock files of the projects that were scanned: what each server of them brings in, as its client wrote it down.
//!
//! - a lock file belongs to the servers of its folder and of those below it, the nearest first;
//! - a server that the launch line pins to another version than the lock file has is not started from there, and neither is
//!   one whose line asks for a tag: those are resolved anew at every start;
//! - a lock file that cannot be read is said, and then the registry's metadata have to do.
//!
//! Layout: `graph` puts a closure together, `npm` (npm before version 2, bun), `pnpm`, `yarn` and `python` (Poetry, Pipenv,
//! PEP 751) read files; `stockade-assess` reads npm's since version 2 and uv's.

use std::path::{Path, PathBuf};

use stockade_assess::closure::{Closure, package_lock, uv_lock};
use stockade_assess::version::{Range, Version};
use stockade_model::{Package, Pin};

mod graph;
mod npm;
mod pnpm;
mod python;
mod yarn;

/// Larger lock files are not read.
const MOST: u64 = 64 << 20;

/// One lock file.
#[derive(Debug)]
pub struct Lock {
    /// The file.
    pub path: PathBuf,
    /// Everything that it locks, the project first.
    pub closure: Closure,
}

/// The lock files that were met.
#[derive(Debug, Default)]
pub struct Locks {
    all: Vec<Lock>,
    /// Those that cannot be read, and why.
    pub unread: Vec<(PathBuf, String)>,
}

/// Whether a file of this name is one.
pub fn is_lock(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let known = [
        "package-lock.json",
        "npm-shrinkwrap.json",
        "pnpm-lock.yaml",
        "yarn.lock",
        "bun.lock",
        "uv.lock",
        "poetry.lock",
        "Pipfile.lock",
        "pylock.toml",
    ];
    known.contains(&name.as_ref()) || (name.starts_with("pylock.") && name.ends_with(".toml"))
}

impl Locks {
    /// Reads these files, which were found by a scan.
    pub fn read<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Self {
        let mut locks = Self::default();
        for path in paths.into_iter().filter(|path| is_lock(path)) {
            match read(path) {
                Ok(closure) => locks.all.push(Lock { path: path.to_owned(), closure }),
                Err(why) => locks.unread.push((path.to_owned(), why)),
            }
        }
        // The deepest first: that is the nearest one.
        locks.all.sort_by_key(|lock| std::cmp::Reverse(lock.path.components().count()));
        locks
    }

    /// The lock files that count at a place, the nearest first.
    pub fn at<'l>(&'l self, place: &'l Path) -> impl Iterator<Item = &'l Lock> {
        self.all.iter().filter(move |lock| {
            let folder = lock.path.parent().unwrap_or(Path::new(""));
            place.starts_with(folder) && !folder.as_os_str().is_empty()
        })
    }

    /// What a server at a place brings in: the package at its locked version, and everything below it.
    pub fn of(&self, package: &Package, pin: &Pin, place: &Path) -> Option<(Package, Closure)> {
        self.at(place).find_map(|lock| {
            let name = Package { version: None, ..package.clone() };
            let mut versions =
                lock.closure.packages().filter(|other| other.ecosystem == name.ecosystem && other.name == name.name);
            let fit = versions.find(|locked| is_started(locked, package, pin))?;
            Some((fit.clone(), lock.closure.below(fit)?))
        })
    }
}

/// Whether a client that finds this version installed starts it.
fn is_started(locked: &Package, asked: &Package, pin: &Pin) -> bool {
    let Some(version) = locked.version.as_deref() else { return false };
    match pin {
        Pin::Exact(text) => text == version,
        Pin::Tag(_) => false,
        Pin::Range(text) => {
            let range = Range::parse(locked.ecosystem, text).zip(Version::parse(locked.ecosystem, version));
            range.is_some_and(|(range, version)| range.holds(&version))
        }
        _ => asked.version.as_deref().is_none_or(|asked| asked == version),
    }
}

fn read(path: &Path) -> Result<Closure, String> {
    let text = |path: &Path| -> Result<String, String> {
        let length = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
        if length > MOST {
            return Err(format!("it has {length} bytes, more than {MOST}"));
        }
        std::fs::read_to_string(path).map_err(|error| error.to_string())
    };
    let file = text(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let manifest = text(&folder.join("package.json")).ok();
    let manifest = manifest.as_deref();
    let project = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let syntax = |error: stockade_scan::document::ParseError| error.to_string();
    match name.as_ref() {
        "package-lock.json" | "npm-shrinkwrap.json" => match package_lock::read(&file) {
            Ok(closure) => Ok(closure),
            // Before version 2 there is no list `packages`.
            Err(stockade_assess::closure::ClosureError::Shape(_)) if !file.contains("\"packages\"") => {
                npm::first_version(&file, manifest, &project).map_err(syntax)
            }
            Err(error) => Err(error.to_string()),
        },
        "pnpm-lock.yaml" => pnpm::read(&file, &project).map_err(syntax),
        "yarn.lock" => yarn::read(&file, manifest, &project).map_err(syntax),
        "bun.lock" => npm::bun(&file, &project).map_err(syntax),
        "uv.lock" => uv_lock::read(&file).map_err(|error| error.to_string()),
        "poetry.lock" => python::poetry(&file, &project).map_err(syntax),
        "Pipfile.lock" => python::pipfile(&file, &project).map_err(syntax),
        _ => python::pylock(&file, &project).map_err(syntax),
    }
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::*;

    /// Each package with what pulls it in, the project left out: `leaf@1 < server deep`.
    pub(super) fn shown(closure: &Closure) -> Vec<String> {
        let one = |package: &Package| {
            let path = closure.path_to(package).unwrap_or_default();
            let through: Vec<&str> = path.iter().skip(1).map(|package| package.name.as_str()).collect();
            let version = package.version.as_deref().unwrap_or_default();
            format!("{}@{version} < {}", package.name, through.join(" ")).trim_end().to_owned()
        };
        let mut all: Vec<String> = closure.packages().map(one).collect();
        all.sort();
        all
    }

    #[test]
    fn the_nearest_lock_file_that_has_what_is_started_counts() {
        let folder = tempfile::tempdir().unwrap();
        let lock = |version: &str| {
            format!(
                r#"{{"lockfileVersion":3,"packages":{{"":{{"dependencies":{{"server":"1"}}}},
                "node_modules/server":{{"version":"{version}","dependencies":{{"leaf":"*"}}}},
                "node_modules/leaf":{{"version":"0.1.0"}}}}}}"#
            )
        };
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        std::fs::write(folder.path().join("package-lock.json"), lock("1.0.0")).unwrap();
        std::fs::write(inner.join("package-lock.json"), lock("1.5.0")).unwrap();
        std::fs::write(inner.join("poetry.lock"), "[").unwrap();
        let paths =
            [folder.path().join("package-lock.json"), inner.join("package-lock.json"), inner.join("poetry.lock")];
        let locks = Locks::read(paths.iter().map(PathBuf::as_path));
        assert_eq!(locks.unread.len(), 1, "{:?}", locks.unread);
        let server = Package::new(Ecosystem::Npm, "server");
        let of = |pin: Pin, place: &Path| {
            let (package, closure) = locks.of(&server, &pin, place)?;
            assert_eq!(closure.packages().count(), 1);
            package.version
        };
        let (outer, inner) = (folder.path().join(".mcp.json"), inner.join(".mcp.json"));
        assert_eq!(of(Pin::Nothing, &outer).as_deref(), Some("1.0.0"));
        assert_eq!(of(Pin::Nothing, &inner).as_deref(), Some("1.5.0"));
        assert_eq!(of(Pin::Exact("1.0.0".into()), &inner).as_deref(), Some("1.0.0"));
        assert_eq!(of(Pin::Range("^1.2".into()), &inner).as_deref(), Some("1.5.0"));
        assert_eq!(of(Pin::Tag("latest".into()), &inner), None);
        assert_eq!(of(Pin::Exact("2.0.0".into()), &inner), None);
        assert_eq!(of(Pin::Nothing, Path::new("elsewhere/.mcp.json")), None);
    }
}
