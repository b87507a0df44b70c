//! What the launchers of the Python family share: requirements, indexes, projects, virtual environments.
//!
//! Layout: [`requirement`] reads one requirement and [`requirements_file`] files of them, [`settings`] and [`indexes`] say
//! which index is asked (pip's own in [`pip`]), [`project`] reads `pyproject.toml`, [`venv`] what is installed,
//! [`tool_run`] and [`run`] are uv's two ways to start something, [`uv_options`] their options, [`overrides`] the files
//! that send uv elsewhere, [`installed`] what it has put on the disk, [`run_verb`] and [`environment_run`] what `poetry run` and its like share.

use std::path::{Path, PathBuf};

use stockade_model::{Component, Launch, Opaque, Pin, Registry, Role, Span, Target, launch::OpaqueReason};

use super::{Call, Machine, Outcome, Word, bridges};

pub mod environment_run;
pub mod indexes;
pub mod installed;
pub mod overrides;
pub mod pip;
pub mod project;
pub mod requirement;
pub mod requirements_file;
pub mod run;
pub mod run_verb;
pub mod settings;
pub mod specifier;
pub mod tool_run;
pub mod uv_options;
pub mod venv;

use indexes::Indexes;
use requirement::{Requirement, Source};

/// A requirement that a line brings in, and the words that say so.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// It.
    pub requirement: Requirement,
    /// Where.
    pub span: Option<Span>,
}

/// Turns requirements into components.
#[derive(Clone, Debug)]
pub struct Installer<'a> {
    /// The disk.
    pub machine: &'a Machine<'a>,
    /// What relative paths are relative to.
    pub base: Option<PathBuf>,
    /// Where packages come from.
    pub indexes: Indexes,
}

impl Installer<'_> {
    /// The component of a requirement.
    ///
    /// # Errors
    /// One line saying why the client would refuse it, or why nobody can know.
    pub fn component(&self, role: Role, wanted: &Wanted) -> Result<Component, String> {
        let requirement = &wanted.requirement;
        let holds = requirement.marker.as_deref().map_or(Some(true), requirement::marker_holds);
        if holds == Some(false) && role != Role::Additional {
            return Err("the condition behind `;` holds on no Python that is in use".to_owned());
        }
        let mut component = match &requirement.source {
            Source::Index(pin) => {
                let package = requirement.package().ok_or("a package without a name")?;
                if self.indexes.is_empty() {
                    return Err(format!("`{}` is looked for in no index at all", package.name));
                }
                Component::new(role, Target::Package { package, entry: None }, pin.clone())
            }
            Source::Git { url, reference } => {
                let pin = match reference {
                    Some(commit) if requirement::is_commit(commit) => Pin::Hash(commit.clone()),
                    Some(name) => Pin::Tag(name.clone()),
                    None => Pin::Nothing,
                };
                Component::new(role, Target::Git { url: url.clone(), reference: reference.clone() }, pin)
            }
            Source::Archive { url, pin } => Component::new(role, Target::Archive { url: url.clone() }, pin.clone()),
            Source::Path(text) => {
                let path = self.machine.path(text, self.base.as_deref());
                let exists = path.as_deref().map(|path| self.machine.is_dir(path) || self.machine.is_file(path));
                if exists == Some(false) {
                    return Err(format!("`{text}` is read as a path, and nothing is there"));
                }
                if path.as_deref().is_some_and(|path| self.machine.is_file(path)) && !requirement::is_archive(text) {
                    return Err(format!("`{text}` is a file, but no wheel or source archive"));
                }
                let belongs_to = path.as_deref().and_then(|path| project::owner(path, self.machine));
                let path = path.unwrap_or_else(|| text.into());
                Component::new(role, Target::Local { path, exists, belongs_to }, Pin::NotApplicable)
            }
        };
        if component.package().is_some() {
            component.registries = self.indexes.registries();
        }
        component.span = wanted.span;
        Ok(component)
    }

    /// The component of a package that must come from one named index.
    ///
    /// # Errors
    /// As [`Installer::component`], and where nothing has that name.
    pub fn from_index(&self, role: Role, wanted: &Wanted, index: Option<&str>) -> Result<Component, String> {
        let mut component = self.component(role, wanted)?;
        if let Some(index) = index {
            let registry: Registry = self.indexes.named(index).ok_or_else(|| format!("no index is named `{index}`"))?;
            component.registries = vec![registry];
        }
        Ok(component)
    }

    /// Adds everything that is installed beside the server; what cannot be known is said.
    pub fn add_all(&self, all: &[Wanted], launch: &mut Launch) {
        for wanted in all {
            let holds = wanted.requirement.marker.as_deref().map_or(Some(true), requirement::marker_holds);
            if holds == Some(false) {
                continue;
            }
            match self.component(Role::Additional, wanted) {
                Ok(component) => launch.components.push(component),
                Err(detail) => unknown(detail, wanted.span, launch),
            }
        }
    }
}

/// Says that an argument would be refused or cannot be understood.
pub fn unknown(detail: String, span: Option<Span>, launch: &mut Launch) {
    launch.opaque.push(Opaque { reason: OpaqueReason::UnknownArgument, detail, span });
}

/// Adds what runs, and follows it where it is a bridge. `args`: the words behind it.
pub fn finish(component: Component, args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let package = component.package().cloned();
    launch.components.push(component);
    let bridge = package.and_then(|package| bridges::after_package(&package, args, call, machine, launch));
    bridge.unwrap_or(Outcome::Done)
}

/// The name of the command and what the line shows instead of the package, on a component that is started by `command`.
pub fn started_as(component: &mut Component, command: &str) {
    let name = component.package().map(|package| package.name.clone());
    if let Target::Package { entry, .. } = &mut component.target {
        *entry = Some(command.to_owned());
    }
    if name.is_none_or(|name| name != stockade_model::package::normalise_pypi(command)) {
        component.claimed = Some(command.to_owned());
    }
}

/// A script or folder that is run by the interpreter.
pub fn local(path: &Path, machine: &Machine<'_>, span: Option<Span>) -> Component {
    let exists = Some(machine.is_file(path) || machine.is_dir(path));
    let belongs_to = project::owner(path.parent().unwrap_or(path), machine);
    let target = Target::Local { path: path.to_path_buf(), exists, belongs_to };
    let mut component = Component::new(Role::Server, target, Pin::NotApplicable);
    component.span = span;
    component
}
