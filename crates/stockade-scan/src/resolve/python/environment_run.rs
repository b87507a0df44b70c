//! `poetry run`, `pdm run` and their like: a command in the environment of a project.
//!
//! The project's own commands are the project's code; a task that its file defines is a shell line written elsewhere; any
//! other word is a program of the environment or of the machine.

use std::path::Path;

use stockade_model::{Component, Launch, Pin, Role, Target, launch::OpaqueReason};

use super::project::Project;
use super::venv;
use crate::resolve::{Call, Machine, Outcome, Word, peel};

/// Runs `words` in the project at or above `folder`. `tasks`: the table of `pyproject.toml` that holds tasks.
pub fn resolve(
    id: &'static str,
    words: &[Word],
    folder: Option<&Path>,
    tasks: &[&str],
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    let Some((command, rest)) = words.split_first() else { return peel::empty(id, call, launch) };
    if command.has_placeholder() {
        return peel::unexpanded(id, command, launch);
    }
    let project = match folder.map_or(Ok(None), |folder| Project::nearest(folder, machine)) {
        Ok(project) => project,
        Err(detail) => return peel::opaque(OpaqueReason::Indirect, detail, command.span, launch),
    };
    let Some(project) = project else { return peel::words(id, "", call, words.to_vec(), launch) };
    let is_task = !tasks.is_empty() && project.at(tasks).is_some_and(|table| table.get(&command.text).is_some());
    if is_task {
        let detail = format!("`{}` is a task of `pyproject.toml`", command.text);
        return peel::opaque(OpaqueReason::Indirect, detail, command.span, launch);
    }
    let installed = || venv::script(&project.root.join(".venv"), &command.text, machine);
    let target = if project.provides(&command.text) {
        let (path, belongs_to) = (project.root.clone(), project.package());
        Target::Local { path, exists: Some(true), belongs_to }
    } else if let Some((path, belongs_to)) = installed().filter(|_| !command.text.starts_with("python")) {
        Target::Local { path, exists: Some(true), belongs_to }
    } else {
        let mut inner = call.clone();
        let own = project.root.join(".venv/bin/python");
        let own = (command.text.starts_with("python") && machine.is_file(&own)).then(|| own.display().to_string());
        inner.program = Word::at(own.unwrap_or_else(|| command.text.clone()), command.span);
        inner.args = rest.to_vec();
        return peel::call(id, "", inner);
    };
    let mut component = Component::new(Role::Server, target, Pin::NotApplicable);
    component.span = command.span;
    launch.components.push(component);
    Outcome::Done
}
