//! Settings: arguments, environment and `stockade.toml` put together once, each with where it comes from.
//!
//! An argument beats the environment, which beats the files. Of several files the stricter value wins: a project can
//! make its scan stricter than the user does, never laxer. Layout: [`file`] reads one file, [`find`] says which there are.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use stockade_model::{Confidence, Persona, Severity};
use stockade_scan::ignore::Rule;

use crate::cli::{Global, Scan};
use crate::commands::{Failure, Start};

pub mod file;
pub mod find;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said otherwise.
    Default,
    /// A settings file.
    File(PathBuf),
    /// An environment variable.
    Environment(&'static str),
    /// An argument.
    Argument(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::Argument(flag) => f.write_str(flag),
        }
    }
}

/// A value and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Who said so.
    pub origin: Origin,
}

/// Everything that was decided.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Lowest severity that fails the run.
    pub fail_on: Setting<Severity>,
    /// Lowest confidence shown.
    pub min_confidence: Setting<Confidence>,
    /// Whose findings are shown.
    pub persona: Setting<Persona>,
    /// Whether projects on record are looked at.
    pub recorded_projects: Setting<bool>,
    /// Whether processes are compared.
    pub processes: Setting<bool>,
    /// Ignores of all files.
    pub ignores: Vec<Rule>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
}

impl Settings {
    /// Puts everything together. `projects` are the directories whose settings count.
    pub fn resolve(args: &Scan, global: &Global, start: &Start, projects: &[PathBuf]) -> Result<Self, Failure> {
        let mut settings = Self {
            fail_on: Setting { value: Severity::High, origin: Origin::Default },
            min_confidence: Setting { value: Confidence::Low, origin: Origin::Default },
            persona: Setting { value: Persona::Regular, origin: Origin::Default },
            recorded_projects: Setting { value: true, origin: Origin::Default },
            processes: Setting { value: true, origin: Origin::Default },
            ignores: Vec::new(),
            files: Vec::new(),
        };
        for found in find::files(global, start, projects)? {
            let file = file::read(&found.path, found.project.as_deref())?;
            settings.merge(file, &found.path);
        }
        settings.fail_on = first(args.fail_on, "--fail-on", "STOCKADE_FAIL_ON", start, settings.fail_on)?;
        settings.min_confidence =
            first(args.min_confidence, "--min-confidence", "STOCKADE_MIN_CONFIDENCE", start, settings.min_confidence)?;
        settings.persona = first(args.persona, "--persona", "STOCKADE_PERSONA", start, settings.persona)?;
        if args.no_recorded_projects {
            settings.recorded_projects = Setting { value: false, origin: Origin::Argument("--no-recorded-projects") };
        }
        if args.no_processes {
            settings.processes = Setting { value: false, origin: Origin::Argument("--no-processes") };
        }
        if args.no_ignores {
            settings.ignores.clear();
        }
        Ok(settings)
    }

    fn merge(&mut self, file: file::Valid, path: &Path) {
        stricter(&mut self.fail_on, file.fail_on, path, |new, old| new < old);
        stricter(&mut self.min_confidence, file.min_confidence, path, |new, old| new < old);
        stricter(&mut self.persona, file.persona, path, |new, old| new > old);
        stricter(&mut self.recorded_projects, file.recorded_projects, path, |new, old| new & !old);
        stricter(&mut self.processes, file.processes, path, |new, old| new & !old);
        self.ignores.extend(file.ignores);
        self.files.push(path.to_owned());
    }
}

/// Takes a file's value over a default, and over another file's where it is the stricter one.
fn stricter<T: Copy>(setting: &mut Setting<T>, new: Option<T>, path: &Path, is_stricter: impl Fn(T, T) -> bool) {
    let Some(value) = new else { return };
    if setting.origin == Origin::Default || is_stricter(value, setting.value) {
        *setting = Setting { value, origin: Origin::File(path.to_owned()) };
    }
}

/// Argument, environment, files, in that order.
fn first<T: FromStr<Err = String>>(
    argument: Option<T>,
    flag: &'static str,
    variable: &'static str,
    start: &Start,
    files: Setting<T>,
) -> Result<Setting<T>, Failure> {
    if let Some(value) = argument {
        return Ok(Setting { value, origin: Origin::Argument(flag) });
    }
    match start.env.get(variable).filter(|text| !text.is_empty()) {
        None => Ok(files),
        Some(text) => match text.parse() {
            Ok(value) => Ok(Setting { value, origin: Origin::Environment(variable) }),
            Err(why) => Err(Failure::new(format!("the environment variable {variable} is wrong: {why}"))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_files_the_stricter_wins() {
        let mut setting = Setting { value: Severity::High, origin: Origin::Default };
        let mut take = |value, path: &str| stricter(&mut setting, Some(value), Path::new(path), |new, old| new < old);
        take(Severity::Critical, "a");
        take(Severity::Medium, "b");
        take(Severity::High, "c");
        assert_eq!(setting, Setting { value: Severity::Medium, origin: Origin::File("b".into()) });
    }
}
