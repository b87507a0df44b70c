//! Settings: arguments, environment and `stockade.toml` put together once, each with where it comes from.
//!
//! An argument beats the environment, which beats the files. Of several files the stricter value wins: a project can
//! make its scan stricter than the user does (or, where the user says nothing, than it is by default), never laxer, and the
//! user than the organisation. What a project may not say is kept as [`Refused`]. What `[servers]` says is merged by
//! [`AllowLists`], what `[[require]]` asks adds up. Layout: [`file`] reads one file, [`find`] says which there are, [`packages`]
//! is whom to ask about packages and how they are judged.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use stockade_assess::requirements::Requirements;
use stockade_model::{Confidence, Layer, Persona, Severity};
use stockade_scan::allow_list::AllowLists;
use stockade_scan::ignore::Rule;

use crate::cli::{Global, Scan};
use crate::commands::{Failure, Start};
use crate::printer::Printer;
use crate::visible::line;

pub mod file;
pub mod find;
pub mod packages;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said otherwise.
    Default,
    /// A settings file, at a line.
    File(PathBuf, usize),
    /// An environment variable.
    Environment(&'static str),
    /// An argument.
    Argument(&'static str),
}

/// A value and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Who said so.
    pub origin: Origin,
}

/// A value of a project's settings that would have loosened something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Table and key.
    pub key: &'static str,
    /// What it says.
    pub value: String,
    /// The settings file.
    pub file: PathBuf,
    /// The line.
    pub line: usize,
    /// What counts instead.
    pub instead: String,
    /// Whether a stricter value would have counted; a project has no say at all where not.
    pub stricter: bool,
}

impl Refused {
    /// One line for people.
    pub fn text(&self) -> String {
        let (file, line) = (self.file.display(), self.line);
        format!("`{} = {}` at {file}:{line} does not count: {}", self.key, self.value, self.why("`"))
    }

    /// Why it does not count; `quote` stands around what counts.
    pub fn why(&self, quote: &str) -> String {
        let instead = &self.instead;
        if self.stricter {
            return format!("a project can only be stricter than {quote}{instead}{quote}");
        }
        format!("a project does not decide this, and {quote}{instead}{quote} stands")
    }
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
    /// Whom to ask about packages, and how they are judged.
    pub packages: packages::Packages,
    /// What is asked of packages.
    pub requirements: Requirements,
    /// What may be started.
    pub allow_lists: AllowLists,
    /// Ignores of all files.
    pub ignores: Vec<Rule>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
    /// What projects' settings may not say.
    pub refused: Vec<Refused>,
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
            packages: packages::Packages::default(),
            requirements: Requirements::default(),
            allow_lists: AllowLists::default(),
            ignores: Vec::new(),
            files: Vec::new(),
            refused: Vec::new(),
        };
        for found in find::files(global, start, projects)? {
            settings.merge(file::read(&found, start.home.as_deref())?, &found);
        }
        settings.fail_on = first(args.fail_on, "--fail-on", "STOCKADE_FAIL_ON", start, settings.fail_on)?;
        settings.min_confidence =
            first(args.min_confidence, "--min-confidence", "STOCKADE_MIN_CONFIDENCE", start, settings.min_confidence)?;
        settings.persona = first(args.persona, "--persona", "STOCKADE_PERSONA", start, settings.persona)?;
        settings.packages.keep_off(start)?;
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

    /// Says what of projects' settings does not count.
    pub fn tell(&self, printer: &Printer) {
        for refused in &self.refused {
            printer.note(&line(&refused.text()));
        }
    }

    fn merge(&mut self, file: file::Valid, found: &find::Found) {
        let mut merge = Merge { found, refused: &mut self.refused };
        merge.stricter("scan.fail-on", &mut self.fail_on, file.fail_on, |new, old| new < old);
        merge.stricter("scan.min-confidence", &mut self.min_confidence, file.min_confidence, |new, old| new < old);
        merge.stricter("scan.persona", &mut self.persona, file.persona, |new, old| new > old);
        let more = |new: bool, old: bool| new & !old;
        merge.stricter("scan.recorded-projects", &mut self.recorded_projects, file.recorded_projects, more);
        merge.stricter("scan.processes", &mut self.processes, file.processes, more);
        self.packages.merge(file.packages, &mut merge);
        self.requirements.all.extend(file.requirements);
        self.allow_lists.lists.extend(file.servers);
        self.ignores.extend(file.ignores);
        self.files.push(found.path.clone());
    }
}

/// One file that is merged into the rest.
struct Merge<'a> {
    found: &'a find::Found,
    refused: &'a mut Vec<Refused>,
}

impl Merge<'_> {
    /// Takes a file's value over a default, and over another file's where it is the stricter one. A project's own has to be
    /// stricter than the default too, or it would decide how little is said about it.
    fn stricter<T: Copy + PartialEq + Display>(
        &mut self,
        key: &'static str,
        setting: &mut Setting<T>,
        new: file::Lined<T>,
        is_stricter: impl Fn(T, T) -> bool,
    ) {
        let Some((value, line)) = new else { return };
        if is_stricter(value, setting.value) || (!self.of_project() && setting.origin == Origin::Default) {
            *setting = Setting { value, origin: self.origin(line) };
        } else if self.of_project() && value != setting.value {
            self.refuse(key, &value, line, &setting.value, true);
        }
    }

    fn of_project(&self) -> bool {
        self.found.layer == Layer::Project
    }

    fn origin(&self, line: usize) -> Origin {
        Origin::File(self.found.path.clone(), line)
    }

    fn refuse<T: Display>(&mut self, key: &'static str, value: &T, line: usize, instead: &T, stricter: bool) {
        let (value, file, instead) = (value.to_string(), self.found.path.clone(), instead.to_string());
        self.refused.push(Refused { key, value, file, line, instead, stricter });
    }
}

/// Argument, environment, files, in that order.
pub(crate) fn first<T: FromStr<Err = String>>(
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
    use stockade_scan::allow_list::Unlisted;

    use super::*;

    #[test]
    fn of_two_files_the_stricter_wins() {
        let mut setting = Setting { value: Severity::High, origin: Origin::Default };
        let mut refused = Vec::new();
        let mut take = |value, path: &str, layer| {
            let found = find::Found { path: path.into(), project: None, layer };
            let mut merge = Merge { found: &found, refused: &mut refused };
            merge.stricter("scan.fail-on", &mut setting, Some((value, 1)), |new, old| new < old);
            setting.value
        };
        assert_eq!(take(Severity::Critical, "p", Layer::Project), Severity::High, "laxer than the default");
        assert_eq!(take(Severity::Critical, "a", Layer::User), Severity::Critical);
        assert_eq!(take(Severity::Medium, "b", Layer::Project), Severity::Medium);
        assert_eq!(take(Severity::High, "c", Layer::Project), Severity::Medium);
        assert_eq!(setting, Setting { value: Severity::Medium, origin: Origin::File("b".into(), 1) });
        let texts: Vec<String> = refused.iter().map(Refused::text).collect();
        assert_eq!(
            texts,
            [
                "`scan.fail-on = critical` at p:1 does not count: a project can only be stricter than `high`",
                "`scan.fail-on = high` at c:1 does not count: a project can only be stricter than `medium`",
            ]
        );
    }

    /// A machine with a managed file and a user's file, as they are given.
    fn resolve(managed: &str, user: &str, global: &Global) -> Result<Settings, Failure> {
        let base = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = base.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            path
        };
        write("home/.config/stockade/stockade.toml", user);
        let start = Start {
            env: std::collections::BTreeMap::new(),
            cwd: None,
            home: Some(base.path().join("home")),
            managed: Some(write("etc/stockade.toml", managed)),
        };
        Settings::resolve(&Scan::default(), global, &start, &[])
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_organisations_settings_count_always_and_come_first() {
        let managed = "[scan]\nfail-on = \"medium\"\n[servers]\nunlisted = \"ask\"\n[[servers.deny]]\nhost = \"*\"\n";
        let user = "[scan]\nfail-on = \"critical\"\npersona = \"auditor\"\n[servers]\nunlisted = \"warn\"\n";
        let layers = |settings: &Settings| settings.allow_lists.lists.iter().map(|list| list.layer).collect::<Vec<_>>();
        let both = resolve(managed, user, &Global::default()).unwrap();
        assert_eq!((both.fail_on.value, both.persona.value), (Severity::Medium, Persona::Auditor));
        assert!(matches!(&both.fail_on.origin, Origin::File(path, 2) if path.ends_with("etc/stockade.toml")));
        assert_eq!(layers(&both), [Layer::Managed, Layer::User]);
        assert_eq!(both.allow_lists.unlisted(None).0, Unlisted::Ask);
        let without = Global { no_config: true, ..Global::default() };
        assert_eq!(layers(&resolve(managed, user, &without).unwrap()), [Layer::Managed]);
        let mut other = tempfile::NamedTempFile::new().unwrap();
        std::io::Write::write_all(&mut other, b"[servers]\nunlisted = \"deny\"\n").unwrap();
        let other = Global { config: Some(other.path().to_owned()), ..Global::default() };
        let named = resolve(managed, user, &other).unwrap();
        assert_eq!((layers(&named), named.persona.value), (vec![Layer::Managed, Layer::User], Persona::Regular));
        assert_eq!(named.allow_lists.unlisted(None).0, Unlisted::Deny);
    }

    #[test]
    fn a_broken_file_of_the_organisation_stops_everything() {
        let failure = resolve("[servers]\nunlisted = \"no\"\n", "", &Global::default()).unwrap_err();
        assert!(failure.message.contains("`unlisted` is wrong"), "{}", failure.message);
    }
}
