//! `docker mcp gateway run`: which servers it starts stands in the Toolkit's files under the home, what they are in its
//! catalogues. A name without a catalogue on this disk is chosen by whoever serves the catalogue.

use std::path::PathBuf;

use stockade_model::{Component, Launch, Pin, Role, Target, launch::EffectKind, launch::OpaqueReason, redact};

use super::container::{self, Container};
use crate::document::{self, Format, Node};
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel, script};

const ID: &str = "docker";

const GRAMMAR: Grammar = Grammar {
    values: &[
        "--additional-catalog",
        "--additional-config",
        "--additional-registry",
        "--additional-tools-config",
        "--catalog",
        "--config",
        "--cpus",
        "--interceptor",
        "--mcp-registry",
        "--memory",
        "--oci-ref",
        "--port",
        "--profile",
        "--registry",
        "--secrets",
        "--servers",
        "--tools",
        "--tools-config",
        "--transport",
    ],
    attached: &[
        "--block-network",
        "--block-secrets",
        "--debug-dns",
        "--dry-run",
        "--enable-all-servers",
        "--log-calls",
        "--long-lived",
        "--static",
        "--verbose",
        "--verify-signatures",
        "--watch",
    ],
    ..Grammar::NONE
};

/// Follows the gateway.
pub fn resolve(args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GRAMMAR.anywhere(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("docker mcp gateway run", &unknown, launch),
    };
    let span = call.program.span;
    let given = |names: &[&str]| -> Vec<String> {
        parsed
            .flags
            .iter()
            .filter(|flag| names.contains(&flag.name))
            .filter_map(|flag| flag.values.first())
            .flat_map(|word| word.text.split(','))
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect()
    };
    for flag in parsed.flags.iter().filter(|flag| flag.name == "--interceptor") {
        if let Some(value) = flag.values.first() {
            script::effect(EffectKind::InjectsCode, flag.name, value, launch);
        }
    }
    for name in ["--profile", "--mcp-registry", "--oci-ref"] {
        for value in given(&[name]) {
            let detail = format!("`{name} {value}` lets the gateway choose servers that no file here names");
            peel::opaque(OpaqueReason::RemoteChoice, detail, span, launch);
        }
    }
    let folder = machine.home.join(".docker").join("mcp");
    let read = |path: PathBuf| document::parse(Format::Yaml, &machine.read(&path)?).ok();
    let mut servers = given(&["--servers"]);
    let mut registries = given(&["--registry"]);
    if registries.is_empty() {
        registries.push("registry.yaml".to_owned());
    }
    registries.extend(given(&["--additional-registry"]));
    if servers.is_empty() {
        let files = registries.iter().filter_map(|name| read(machine.path(name, Some(&folder))?));
        servers = files
            .filter_map(|node| {
                Some(node.get("registry")?.entries().iter().map(|entry| entry.key.clone()).collect::<Vec<_>>())
            })
            .flatten()
            .collect();
    }
    let mut names = given(&["--catalog"]);
    if names.is_empty() {
        names.push("docker-mcp.yaml".to_owned());
    }
    names.extend(given(&["--additional-catalog"]));
    let catalogues: Vec<Node> =
        names.iter().filter_map(|name| read(machine.path(name, Some(&folder.join("catalogs")))?)).collect();
    if parsed.has("--enable-all-servers") {
        servers = catalogues
            .iter()
            .filter_map(|node| node.get("registry"))
            .flat_map(Node::entries)
            .map(|e| e.key.clone())
            .collect();
    }
    if servers.is_empty() && launch.opaque.is_empty() {
        let detail =
            "the gateway starts the servers that were switched on in the Toolkit; no list of them is on this disk";
        return peel::opaque(OpaqueReason::RemoteChoice, detail, span, launch);
    }
    for name in servers {
        match catalogues.iter().rev().find_map(|node| node.at(&["registry", &name])) {
            Some(entry) => server(&name, entry, call, machine, launch),
            None => {
                let detail = format!("the gateway's server `{name}` stands in no catalogue on this disk");
                peel::opaque(OpaqueReason::RemoteChoice, detail, span, launch);
            }
        }
    }
    Outcome::Done
}

/// One entry of a catalogue.
fn server(name: &str, entry: &Node, call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    let span = call.program.span;
    let url = entry.at(&["remote", "url"]).or_else(|| entry.get("sseEndpoint")).and_then(Node::as_str);
    if let Some(url) = url {
        let (url, _) = redact::redact(None, url);
        let mut component = Component::new(Role::Remote, Target::Remote { url }, Pin::NotApplicable);
        component.span = span;
        launch.components.push(component);
        return;
    }
    let tools = entry.get("tools").map(Node::items).unwrap_or_default();
    let parts: Vec<&Node> = if entry.get("image").is_some() {
        vec![entry]
    } else {
        tools.iter().filter_map(|tool| tool.get("container")).collect()
    };
    let mut any = false;
    for part in parts {
        let Some(image) = part.get("image").and_then(Node::as_str) else { continue };
        any = true;
        for volume in part.get("volumes").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str) {
            script::effect(EffectKind::Mount, "--volume", &Word::at(volume, span), launch);
        }
        drop(container::place(ID, &Word::at(image, span), &Container::default(), machine, launch));
    }
    if !any {
        let detail = format!("the catalogue gives neither image nor address for the gateway's server `{name}`");
        peel::opaque(OpaqueReason::RemoteChoice, detail, span, launch);
    }
}
