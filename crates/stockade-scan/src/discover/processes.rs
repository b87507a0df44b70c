//! Compares the configs with what is running: servers nobody configured, and configured ones that run from elsewhere.
//!
//! Constraints:
//! - the process table is read, nothing is signalled or attached to;
//! - arguments are redacted before they are kept;
//! - a process counts only if its own words name an MCP server: a false alarm here costs more than a miss.

use std::path::{Path, PathBuf};

use stockade_model::{Inventory, Launch, Process, Server, State, Target, redact};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind};

use crate::Options;
use index::Index;

mod index;

/// Adds running MCP servers to the inventory and says which entries explain them.
pub fn compare(inventory: &mut Inventory, launches: &[Launch], _options: &Options) {
    let Some(mut processes) = snapshot() else {
        let what = "running processes were not compared: this system's process table cannot be read".to_owned();
        inventory.gaps.push(stockade_model::Gap { client: None, what, path: None });
        return;
    };
    explain(&mut processes, &inventory.servers, launches);
    processes.retain(|process| process.looks_like.is_some() || !process.explained_by.is_empty());
    inventory.processes = processes;
}

/// Every process but this one and its ancestors, in the order of their ids; none where the system has no readable table.
fn snapshot() -> Option<Vec<Process>> {
    let mut system = System::new().ok()?;
    let what = ProcessRefreshKind::nothing()
        .with_cmd(UpdateKind::Always)
        .with_exe(UpdateKind::Always)
        .with_cwd(UpdateKind::Always)
        .without_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, what);
    let mut own = Vec::new();
    let mut at = sysinfo::get_current_pid().ok();
    while let Some(pid) = at.filter(|pid| !own.contains(pid)) {
        own.push(pid);
        at = system.process(pid).and_then(sysinfo::Process::parent);
    }
    let mut processes: Vec<Process> = system
        .processes()
        .values()
        .filter(|process| !own.contains(&process.pid()) && !process.cmd().is_empty())
        .map(|process| {
            let argv: Vec<String> = process.cmd().iter().map(|word| word.to_string_lossy().into_owned()).collect();
            Process {
                pid: process.pid().as_u32(),
                parent: process.parent().map(sysinfo::Pid::as_u32),
                executable: process.exe().map(Path::to_path_buf),
                argv: redact::redact_argv(argv.iter().map(String::as_str)),
                cwd: process.cwd().map(Path::to_path_buf),
                looks_like: None,
                explained_by: Vec::new(),
                deviations: Vec::new(),
            }
        })
        .collect();
    processes.sort_by_key(|process| process.pid);
    Some(processes)
}

/// Fills in what each process looks like and which entries explain it.
pub fn explain(processes: &mut [Process], servers: &[Server], launches: &[Launch]) {
    for process in processes.iter_mut() {
        process.looks_like = looks_like(process);
    }
    // Entries times processes is too much to look at one by one: the index says which pairs are worth a look.
    let index = Index::of(processes);
    for (server, launch) in servers.iter().zip(launches) {
        if server.state != State::Enabled || launch.opaque.iter().any(|opaque| opaque.span.is_none()) {
            continue;
        }
        for at in index.candidates(server, launch) {
            let Some(process) = processes.get_mut(at) else { continue };
            match relation(process, server, launch) {
                Relation::None => {}
                Relation::Same => process.explained_by.push(server.id()),
                Relation::Elsewhere(deviation) => {
                    process.explained_by.push(server.id());
                    process.deviations.push(deviation);
                }
            }
        }
    }
    for process in processes.iter_mut() {
        // One entry that fits exactly excuses another that nearly does.
        if process.explained_by.len() > process.deviations.len() {
            process.deviations.clear();
        }
    }
    explain_descendants(processes);
}

/// `npx` starts `node`, which runs the server: what an explained process starts is explained by the same entry.
fn explain_descendants(processes: &mut [Process]) {
    // Parents may stand behind their children; chains are short.
    for _ in 0..8 {
        let known: Vec<(u32, Vec<String>)> = processes
            .iter()
            .filter(|process| !process.explained_by.is_empty())
            .map(|process| (process.pid, process.explained_by.clone()))
            .collect();
        let mut changed = false;
        for process in processes.iter_mut().filter(|process| process.explained_by.is_empty()) {
            let parent = known.iter().find(|(pid, _)| Some(*pid) == process.parent);
            if let (Some((_, by)), true) = (parent, process.looks_like.is_some()) {
                process.explained_by.clone_from(by);
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

enum Relation {
    None,
    Same,
    Elsewhere(String),
}

fn relation(process: &Process, server: &Server, launch: &Launch) -> Relation {
    if is_same_line(process, server) {
        return Relation::Same;
    }
    let mut relation = Relation::None;
    for component in &launch.components {
        let found = match &component.target {
            Target::Package { package, entry } => {
                by_package(process, &package.name, entry.as_deref(), component.shadow.as_ref())
            }
            Target::Local { path, .. } => by_path(process, path),
            Target::Program { path: Some(path), .. } => by_path(process, path),
            Target::Image { package, .. } if words(process).any(|word| is_image(word, &package.name)) => Relation::Same,
            _ => Relation::None,
        };
        match found {
            Relation::None => {}
            Relation::Same => return Relation::Same,
            elsewhere => relation = elsewhere,
        }
    }
    relation
}

/// Whether a word is that image with any tag or digest, and not merely a longer name.
fn is_image(word: &str, name: &str) -> bool {
    let (word, name) =
        (word.strip_prefix("docker.io/").unwrap_or(word), name.strip_prefix("docker.io/").unwrap_or(name));
    word.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '@']))
}

/// The entry's own words, as the client hands them on.
fn is_same_line(process: &Process, server: &Server) -> bool {
    let Some(command) = &server.command else { return false };
    let Some((program, rest)) = process.argv.split_first() else { return false };
    let name = |text: &str| Path::new(text).file_name().map(|name| name.to_string_lossy().into_owned());
    name(program) == name(&command.value) && rest.iter().eq(server.args.iter().map(|argument| &argument.value))
}

fn by_package(process: &Process, name: &str, entry: Option<&str>, shadow: Option<&stockade_model::Shadow>) -> Relation {
    let installed = format!("node_modules/{name}/");
    let python = name.replace('-', "_");
    let mut named = false;
    for word in words(process) {
        let unix = word.replace('\\', "/");
        if unix.contains(&installed)
            || unix == name
            || unix.starts_with(&format!("{name}@"))
            || unix.ends_with(&format!("/bin/{name}"))
        {
            named = true;
        } else if let Some(file) = unix.rsplit('/').next() {
            let stem = file.split('.').next().unwrap_or(file);
            named |= unix.contains('/') && (stem == name || stem == python || Some(stem) == entry);
        }
        if named {
            break;
        }
    }
    if !named {
        return Relation::None;
    }
    match shadow {
        // The entry resolves to a local copy, but the process runs another one.
        Some(shadow) if !words(process).any(|word| word.contains(&shadow.path.display().to_string())) => {
            Relation::Elsewhere(format!(
                "the config resolves to `{}`, but another copy of `{name}` runs",
                shadow.path.display()
            ))
        }
        _ => Relation::Same,
    }
}

/// The same file is the same server; a file of the same name elsewhere answers in its place.
fn by_path(process: &Process, path: &Path) -> Relation {
    let Some(name) = path.file_name() else { return Relation::None };
    // Names that half of all servers have say nothing.
    let generic = [
        "index.js",
        "main.py",
        "server.py",
        "server.js",
        "main.js",
        "cli.js",
        "app.py",
        "node",
        "python",
        "python3",
        "__main__.py",
    ];
    let is_generic = generic.iter().any(|other| name == *other);
    let mut elsewhere = None;
    for absolute in files(process) {
        if absolute == path
            || absolute.canonicalize().is_ok_and(|real| path.canonicalize().is_ok_and(|other| other == real))
        {
            return Relation::Same;
        }
        if !is_generic && absolute.file_name() == Some(name) && absolute.is_absolute() {
            elsewhere = Some(absolute);
        }
    }
    elsewhere.map_or(Relation::None, |found| {
        Relation::Elsewhere(format!("the config names `{}`, but `{}` runs", path.display(), found.display()))
    })
}

/// The files that a process may run: its first words and its executable, each made absolute where that is possible.
fn files(process: &Process) -> impl Iterator<Item = PathBuf> {
    let scripts = words(process).take(4).map(PathBuf::from).chain(process.executable.clone());
    scripts.map(|file| if file.is_absolute() { file } else { process.cwd.clone().unwrap_or_default().join(file) })
}

fn words(process: &Process) -> impl Iterator<Item = &str> {
    process.argv.iter().map(String::as_str)
}

/// Why a process counts as an MCP server: its program or script, never a mere argument behind it.
fn looks_like(process: &Process) -> Option<String> {
    const RUNTIMES: &[&str] = &[
        "node", "npx", "npm", "bun", "bunx", "deno", "tsx", "python", "python3", "uv", "uvx", "pipx", "java", "docker",
        "podman", "dotnet", "ruby", "go",
    ];
    let program = process.argv.first()?;
    let base = file_name(program);
    let runtime = RUNTIMES.iter().any(|name| {
        base == *name
            || base.strip_prefix(name).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '.'))
    });
    let candidates: Vec<&str> = if runtime {
        // The first word that is neither flag nor subcommand: script, module or package. What follows are its arguments.
        const SUBCOMMANDS: &[&str] = &["exec", "x", "tool", "run", "dlx"];
        let own = |word: &&str| !word.starts_with('-') && !SUBCOMMANDS.contains(word);
        words(process).skip(1).filter(own).take(1).collect()
    } else {
        vec![program.as_str()]
    };
    candidates.iter().find(|word| names_server(word)).map(|word| format!("`{word}` is named like an MCP server"))
}

fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).trim_end_matches(".exe").to_ascii_lowercase()
}

/// `mcp` as a word of the package or file name: `server-mcp`, `mcp_server_git`, `@modelcontextprotocol/…`.
fn names_server(word: &str) -> bool {
    let lower = word.replace('\\', "/").to_ascii_lowercase();
    if lower.contains("@modelcontextprotocol/server-") {
        return true;
    }
    let package = lower.rsplit("node_modules/").next().unwrap_or(&lower);
    let part = if package == lower { lower.rsplit('/').next().unwrap_or(&lower) } else { package };
    part.split(|c: char| !c.is_ascii_alphanumeric()).any(|token| token == "mcp")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(argv: &[&str]) -> Process {
        Process {
            pid: 7,
            parent: None,
            executable: None,
            argv: argv.iter().map(|word| (*word).to_owned()).collect(),
            cwd: Some("/w".into()),
            looks_like: None,
            explained_by: Vec::new(),
            deviations: Vec::new(),
        }
    }

    #[test]
    fn servers_are_told_from_programs_that_mention_them() {
        for argv in [
            &["npx", "-y", "@modelcontextprotocol/server-everything"][..],
            &["node", "/h/.npm/_npx/1/node_modules/@modelcontextprotocol/server-git/dist/index.js"],
            &["/h/.local/bin/mcp-server-git", "--repository", "x"],
            &["python3.11", "-m", "mcp_server_time"],
            &["/usr/bin/node", "/h/.npm/_npx/1/node_modules/.bin/github-mcp"],
        ] {
            assert!(looks_like(&process(argv)).is_some(), "{argv:?}");
        }
        for argv in [
            &["vim", "mcp.json"][..],
            &["grep", "-r", "mcp", "."],
            &["node", "/srv/app/index.js", "--x", "--y", "mcp"],
            &["bash", "-c", "echo mcp"],
            &["/usr/bin/compcpu"],
        ] {
            assert_eq!(looks_like(&process(argv)), None, "{argv:?}");
        }
    }

    #[test]
    fn this_process_sees_others_but_not_itself() {
        let own = std::process::id();
        let processes = snapshot().unwrap();
        assert!(processes.iter().all(|process| process.pid != own));
    }

    #[test]
    fn a_file_of_the_same_name_elsewhere_is_a_deviation() {
        assert!(matches!(by_path(&process(&["node", "/a/weather.js"]), Path::new("/a/weather.js")), Relation::Same));
        assert!(matches!(
            by_path(&process(&["node", "/evil/weather.js"]), Path::new("/a/weather.js")),
            Relation::Elsewhere(_)
        ));
        assert!(matches!(by_path(&process(&["node", "/b/index.js"]), Path::new("/a/index.js")), Relation::None));
    }
}
