//! Every client against fake homes: `tests/clients/<id>.toml` says which files exist and which servers must be found.
//!
//! | key of `[[home]]` | means |
//! |---|---|
//! | `os` | list of systems the home is scanned as: `linux`, `macos`, `windows` |
//! | `files` | path (`{home}/…`, `{root}/…`, `{project}/…`, `{ud:App}/…` for an Electron app's data) to content; `-> path` is a symlink, `sql: …` a SQLite database made by these statements, `zip: member` + newline + text an archive |
//! | `env` | environment of the running user: makes the scan a live one |
//! | `servers` | `scope name state: what it starts` for each server of the client, in order; `state` is left out where it is enabled |
//! | `notes` | what must be known of a server besides: `name approves all`, `name approves a, b`, `name approves nothing`, `name starts unasked`, `name holds shell-expansion`, `name keeps password` (a secret in plain text), `name speaks sse`, `name loads .env` |
//! | `projects` | the projects that are on record, in order; the given one is left out; checked where given |
//! | `problems`, `gaps` | words that must stand in one of them, in order of the list |
//!
//! A client without a file here fails, and so does one whose homes do not hold every file that it may have on any system.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

#[path = "clients/homes.rs"]
mod homes;

use std::collections::BTreeSet;
use std::path::Path;

use homes::{Disk, File, Home};
use stockade_model::{Approval, Os, Server, State};
use stockade_scan::Options;
use stockade_scan::discover::{self, clients, template};

fn shown(server: &Server, disk: &Disk) -> String {
    let state = match &server.state {
        State::Enabled => String::new(),
        State::Disabled(why) => format!(" disabled by {why}"),
        State::Inert(_) => " inert".to_owned(),
    };
    let words = server.command.iter().chain(&server.args).map(|word| word.value.as_str());
    let mut parts: Vec<&str> = words.collect();
    parts.extend(server.url.as_ref().map(|url| url.value.as_str()));
    if parts.is_empty() {
        parts.push(server.transport.as_str());
    }
    disk.mask(&format!("{} {}{state}: {}", server.scope, server.name.value, parts.join(" ")))
}

fn notes(server: &Server) -> Vec<String> {
    let name = &server.name.value;
    let approvals = server.approvals.iter().map(|approval| match &approval.value {
        Approval::All => format!("{name} approves all"),
        Approval::Tools(tools) => format!("{name} approves {}", tools.join(", ")),
        Approval::Start => format!("{name} starts unasked"),
    });
    let nothing = server.approvals.is_empty().then(|| format!("{name} approves nothing"));
    let code = server
        .code
        .iter()
        .map(|code| format!("{name} holds {}", serde_json::to_value(code.kind).unwrap().as_str().unwrap()));
    let secrets = server.secrets.iter().map(|secret| format!("{name} keeps {}", secret.kind));
    let env_file = server.env_file.iter().map(|file| format!("{name} loads {}", file.value));
    approvals
        .chain(nothing)
        .chain(code)
        .chain(secrets)
        .chain(env_file)
        .chain([format!("{name} speaks {}", server.transport.as_str())])
        .collect()
}

fn options_for(id: &str, home: &Home, os: Os, disk: &Disk) -> Options {
    let mut options = Options::foreign(disk.fill("{home}").into(), os);
    options.root = Some(disk.fill("{root}").into());
    options.projects = vec![disk.fill("{project}").into()];
    options.clients = vec![id.to_owned()];
    if !home.env.is_empty() {
        options.live = true;
        options.env = home.env.iter().map(|(name, value)| (name.clone(), disk.fill(value))).collect();
    }
    options
}

/// Which sources of a client have a file in a home, by their number.
fn present(client: &clients::Client, options: &Options, projects: &[std::path::PathBuf]) -> BTreeSet<usize> {
    let exists = |source: &clients::Source| {
        let found = template::resolve(source.path, options, projects).found;
        source.on.holds(options.os) && found.iter().any(|place| place.path.symlink_metadata().is_ok())
    };
    client.sources.iter().enumerate().filter(|(_, source)| exists(source)).map(|(at, _)| at).collect()
}

fn differences(client: &clients::Client, home: &Home, os: Os, held: &mut BTreeSet<(usize, &str)>) -> Vec<String> {
    let disk = Disk::new(&home.files, os);
    let options = options_for(client.id, home, os, &disk);
    let inventory = discover::discover(&options);
    let mut found = Vec::new();
    let servers: Vec<String> = inventory.servers.iter().map(|server| shown(server, &disk)).collect();
    if servers != home.servers {
        found.push(format!(
            "servers should be\n      {}\n    are\n      {}",
            home.servers.join("\n      "),
            servers.join("\n      ")
        ));
    }
    held.extend(present(client, &options, &inventory.projects).into_iter().map(|at| (at, os.as_str())));
    let given = disk.fill("{project}");
    let recorded = inventory.projects.iter().map(|path| path.display().to_string()).filter(|path| *path != given);
    let recorded: Vec<String> = recorded.map(|path| disk.mask(&path)).collect();
    if home.projects.as_ref().is_some_and(|wanted| *wanted != recorded) {
        found.push(format!("projects on record should be {:?}, are {recorded:?}", home.projects));
    }
    let known: Vec<String> = inventory.servers.iter().flat_map(notes).collect();
    for wanted in home.notes.iter().filter(|wanted| !known.contains(wanted)) {
        found.push(format!("no server `{wanted}`: {known:?}"));
    }
    let problems: Vec<String> = inventory.problems.iter().map(|problem| disk.mask(&problem.message)).collect();
    let fits = problems.len() == home.problems.len()
        && problems.iter().zip(&home.problems).all(|(got, wanted)| got.contains(wanted.as_str()));
    if !fits {
        found.push(format!("problems should say {:?}, are {problems:?}", home.problems));
    }
    for wanted in &home.gaps {
        if !inventory.gaps.iter().any(|gap| gap.what.contains(wanted.as_str())) {
            found.push(format!("no gap says `{wanted}`: {:?}", inventory.gaps));
        }
    }
    found
}

#[test]
fn every_client_finds_what_its_homes_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
    let mut wrong = Vec::new();
    for client in clients::ALL {
        let path = folder.join(format!("{}.toml", client.id));
        let Ok(text) = std::fs::read_to_string(&path) else {
            wrong.push(format!("`{}` has no fake home `tests/clients/{}.toml`", client.id, client.id));
            continue;
        };
        let file: File = homes::toml(&text, client.id);
        let mut held = BTreeSet::new();
        for (index, home) in file.home.iter().enumerate() {
            for os in &home.os {
                for difference in differences(client, home, *os, &mut held) {
                    wrong.push(format!("{} home {} as {}:\n    {difference}", client.id, index + 1, os.as_str()));
                }
            }
        }
        for (at, source) in client.sources.iter().enumerate() {
            for os in [Os::Linux, Os::Macos, Os::Windows].into_iter().filter(|os| source.on.holds(*os)) {
                if !held.contains(&(at, os.as_str())) {
                    wrong.push(format!("`{}`: no home as {} holds `{}`", client.id, os.as_str(), source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
