//! A program that is no launcher: a path, or a name looked up on `PATH`.

use std::path::Path;

use stockade_model::{Component, Launch, Os, Pin, Role, Target};

use crate::resolve::{Call, Machine, local, python, script};

/// Says which file runs, where that can be known.
pub fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    let text = call.program.text.trim();
    let has_folder = text.contains('/') || (machine.os == Os::Windows && text.contains('\\'));
    if has_folder {
        let mut component = script::file(Role::Server, &call.program, &[], call, machine);
        component.pin = store_hash(text).map_or(Pin::NotApplicable, Pin::Hash);
        // A path that names its package says so before and after its links are followed.
        if let Target::Local { belongs_to, path, .. } = &mut component.target {
            // A script of an environment is its distribution's, though the environment stands inside a project.
            let installed = python::venv::owner_of(path, machine);
            let named = local::named_by(text).filter(|_| belongs_to.is_none());
            *belongs_to = installed.or(named).or(belongs_to.take());
        }
        launch.components.push(component);
        return;
    }
    let target = Target::Program { name: text.to_owned(), path: lookup(text, call, machine) };
    let mut component = Component::new(Role::Server, target, Pin::NotApplicable);
    component.span = call.program.span;
    launch.components.push(component);
}

/// The hash of `/nix/store/<hash>-name/…`: such a path is made of what its file was built from.
fn store_hash(text: &str) -> Option<String> {
    let (hash, _) = text.strip_prefix("/nix/store/")?.split_once('-')?;
    (hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_alphanumeric())).then(|| hash.to_owned())
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
