//! `duplicate-server`: one name, two entries; which one runs depends on the client.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::path::Path;

use stockade_model::{ClientId, Confidence, Finding, Launch, Persona, ProblemKind, Server, Severity, State};

use super::{Check, Scene, about, place};

pub(super) const CHECK: Check = Check {
    id: "duplicate-server",
    summary: "one client has two entries of one name",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/duplicate-server.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut by_name: BTreeMap<(ClientId, &str), Vec<(&Server, &Launch)>> = BTreeMap::new();
    for (server, launch) in scene.servers().filter(|(server, _)| server.state == State::Enabled) {
        for client in std::iter::once(server.client).chain(server.shared_with.iter().copied()) {
            by_name.entry((client, &server.name.value)).or_default().push((server, launch));
        }
    }
    let problems: HashSet<_> = scene.inventory.problems.iter().map(|problem| &problem.location).collect();
    for ((client, name), entries) in by_name {
        let Some(((first, first_launch), rest)) = entries.split_first() else { continue };
        // Projects do not meet: only entries that one session of the client could see together compete for the name.
        for (server, launch) in rest.iter().filter(|(server, _)| meet(first, server) && !apart(first, server, scene)) {
            // One object that names it twice: said below, with the word for it.
            if problems.contains(&place(server, None)) {
                continue;
            }
            let same =
                launch.components.iter().map(|c| &c.target).eq(first_launch.components.iter().map(|c| &c.target));
            let severity = if same { Severity::Info } else { CHECK.severity };
            let mut builder = about(&CHECK, severity, CHECK.confidence, server)
                .client(Some(client))
                .related(place(first, None), format!("the other `{name}`, scope {}", first.scope))
                .help("give the entries different names, or delete one");
            if same {
                builder = builder.persona(Persona::Pedantic).counter_evidence("both run the same");
            } else {
                builder = builder.evidence("they run different things, and clients differ in which layer wins");
            }
            let message = format!("{client} has two entries named `{name}`");
            findings.push(builder.at(place(server, None), format!("scope {}", server.scope), message));
        }
    }
    for problem in scene.inventory.problems.iter().filter(|problem| problem.kind == ProblemKind::DuplicateKey) {
        let builder = Finding::builder(CHECK.id, CHECK.severity, CHECK.confidence)
            .client(problem.client)
            .evidence("parsers differ: some take the first, most the last, a reader sees either")
            .help("keep one of the two");
        findings.push(builder.at(problem.location.clone(), "again", problem.message.clone()));
    }
}

pub(super) fn meet(a: &Server, b: &Server) -> bool {
    match (&a.base, &b.base) {
        (Some(a), Some(b)) => a.starts_with(b) || b.starts_with(a),
        _ => true,
    }
}

/// Whether they stand in the data of two editors, or of two profiles of one: VS Code and Insiders, an extension in each
/// of several editors. One session never sees both.
pub(super) fn apart(a: &Server, b: &Server, scene: &Scene<'_>) -> bool {
    let of = |server: &Server| editor(&scene.inventory.source(server.source)?.path, &scene.options.home);
    matches!((of(a), of(b)), (Some(a), Some(b)) if a != b)
}

/// The folder of user data that a file of an editor of the VS Code family lies in, and the profile.
fn editor<'p>(path: &'p Path, home: &Path) -> Option<(&'p Path, Option<&'p OsStr>)> {
    let mut above = path.ancestors().take_while(|folder| *folder != home);
    let user = above.find(|folder| folder.file_name().is_some_and(|name| name == "User"))?;
    let mut inside = path.strip_prefix(user).ok()?.iter();
    let profile = inside.next().filter(|folder| *folder == "profiles").and_then(|_| inside.next());
    Some((user, profile))
}
