//! `alias-mismatch`: the line shows one name and runs another.

use stockade_model::{Confidence, Ecosystem, Finding, Package, Persona, Severity, Target};

use super::{Check, Scene, about, place};

pub(super) const CHECK: Check = Check {
    id: "alias-mismatch",
    summary: "the launch line shows one name and runs another",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/alias-mismatch.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, _, component) in scene.components() {
        let (Some(claimed), Some(package)) = (&component.claimed, component.package()) else { continue };
        if same_name(claimed, package) {
            continue;
        }
        let is_entry = matches!(&component.target, Target::Package { entry: Some(entry), .. } if entry == claimed);
        // `--from package command` is how these clients are told which executable of a package to start: only a command
        // whose name has nothing to do with the package is worth a look. An alias has no such excuse.
        let related = shares_a_word(claimed, &package.name);
        let severity = match (is_entry, related) {
            (false, _) => CHECK.severity,
            (true, false) => Severity::Low,
            (true, true) => Severity::Info,
        };
        let mut builder = about(&CHECK, severity, CHECK.confidence, server)
            .package(package)
            .evidence(format!("a reader sees `{claimed}`, the client fetches `{}`", package.name))
            .help(format!("write `{}` itself, so that the line says what it runs", package.name));
        if is_entry {
            builder = builder.counter_evidence(format!("`{claimed}` may be an executable that `{}` provides", package.name));
        }
        if is_entry && related {
            builder = builder.persona(Persona::Pedantic);
        }
        let message = format!("the line reads as `{claimed}` but runs `{}`", package.name);
        findings.push(builder.at(place(server, component.span), format!("runs `{}`", package.name), message));
    }
}

fn same_name(claimed: &str, package: &Package) -> bool {
    claimed == package.name
        || (package.ecosystem == Ecosystem::Pypi && stockade_model::package::normalise_pypi(claimed) == package.name)
}

/// Whether a word of one name stands in the other, words that every MCP server has left out.
fn shares_a_word(a: &str, b: &str) -> bool {
    const COMMON: &[&str] = &["mcp", "server", "cli", "tool", "tools", "the", "js", "py", "ai", "app", "run"];
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .filter(|word| word.len() > 1 && !COMMON.contains(&word.as_str()))
            .collect()
    };
    let (a, b) = (words(a), words(b));
    a.is_empty() || a.iter().any(|word| b.contains(word))
}
