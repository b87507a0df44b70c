//! A program that is no launcher: a path, or a name looked up on `PATH`.

use std::path::Path;

use stockade_model::{Component, Launch, Os, Pin, Role, Target};

use crate::resolve::{Call, Machine, python};

/// Says which file runs, where that can be known.
pub fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    let text = call.program.text.trim();
    let has_folder = text.contains('/') || (machine.os == Os::Windows && text.contains('\\'));
    let target = if has_folder {
        let path = machine.path(text, call.cwd.as_deref());
        let exists = path.as_deref().map(|path| machine.is_file(path));
        let belongs_to = path.as_deref().and_then(|path| python::venv::owner_of(path, machine));
        Target::Local { path: path.unwrap_or_else(|| text.into()), exists, belongs_to }
    } else {
        Target::Program { name: text.to_owned(), path: lookup(text, call, machine) }
    };
    let mut component = Component::new(Role::Server, target, Pin::NotApplicable);
    component.span = call.program.span;
    launch.components.push(component);
}

/// The first file of that name on the search path, links resolved. On Windows with the usual extensions.
pub fn lookup(name: &str, call: &Call, machine: &Machine<'_>) -> Option<std::path::PathBuf> {
    let extensions: &[&str] = if machine.os == Os::Windows { &["", ".exe", ".cmd", ".bat"] } else { &[""] };
    machine.search_path(call)?.iter().find_map(|folder| {
        extensions
            .iter()
            .map(|extension| folder.join(format!("{name}{extension}")))
            .find(|path| machine.is_file(path))
            .map(|path| canonical(&path))
    })
}

fn canonical(path: &Path) -> std::path::PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}
