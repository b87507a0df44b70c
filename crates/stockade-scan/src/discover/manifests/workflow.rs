//! Workflows and composite actions: what steps run, actions that are about MCP, and MCP configs in their inputs.

use stockade_model::{Ecosystem, Span};

use super::commands::{Place, script};
use super::found::Facts;
use super::{Found, Manifest, Read, images, npm_spec, servers};
use crate::document::{Format, Node};
use crate::resolve::shell::words_only;

pub(super) const MANIFEST: Manifest = Manifest {
    id: "workflow",
    files: ".github/workflows/*.yml, action.yml",
    claims: |name, folder| {
        let yaml = name.ends_with(".yml") || name.ends_with(".yaml");
        let place = |part: &str| folder.parent().and_then(|parent| parent.file_name()).is_some_and(|name| name == part);
        let workflows = folder.file_name().is_some_and(|name| name == "workflows")
            && [".github", ".gitea", ".forgejo"].into_iter().any(place);
        yaml && (workflows || matches!(name, "action.yml" | "action.yaml"))
    },
    read: Read::Tree(Format::Yaml, read),
};

fn read(node: &Node, found: &mut Found<'_>) {
    for job in node.get("jobs").map(Node::entries).unwrap_or_default() {
        if let Some(container) = job.node.get("container") {
            image(container, found);
        }
        for service in job.node.get("services").map(Node::entries).unwrap_or_default() {
            image(&service.node, found);
        }
        uses(&job.node, found);
        steps(&job.node, found);
    }
    if let Some(runs) = node.get("runs") {
        if let Some((text, span)) = runs.get("image").and_then(|image| Some((image.as_str()?, image.span)))
            && let Some(reference) = text.strip_prefix("docker://")
        {
            images::image(found, reference, span);
        }
        steps(runs, found);
    }
}

/// `container: name` or `container: {image: name}`.
fn image(node: &Node, found: &mut Found<'_>) {
    let node = node.get("image").unwrap_or(node);
    if let Some(reference) = node.as_str() {
        images::image(found, reference, node.span);
    }
}

fn steps(holder: &Node, found: &mut Found<'_>) {
    for step in holder.get("steps").map(Node::items).unwrap_or_default() {
        if !step.is_object() {
            found.problem(step.span, "a step is an object");
            continue;
        }
        uses(step, found);
        if let Some((text, span)) = step.get("run").and_then(|run| Some((run.as_str()?, run.span))) {
            let shell = step.get("shell").and_then(Node::as_str).unwrap_or("bash");
            // Other shells read other languages.
            if shell.starts_with("bash") || shell.starts_with("sh") {
                script(found, text, span, Place::Elsewhere);
            }
            documents(text, span, found);
        }
        for input in step.get("with").map(Node::entries).unwrap_or_default() {
            if let Some(text) = input.node.as_str() {
                self::input(&input.key, text, input.node.span, found);
            }
        }
        for variable in step.get("env").map(Node::entries).unwrap_or_default() {
            if let Some(text) = variable.node.as_str() {
                servers::embedded(found, text, variable.node.span, Place::Elsewhere);
            }
        }
    }
}

/// `owner/repository[/path]@reference` or `docker://image`.
fn uses(holder: &Node, found: &mut Found<'_>) {
    let Some((text, span)) = holder.get("uses").and_then(|uses| Some((uses.as_str()?, uses.span))) else { return };
    if let Some(reference) = text.strip_prefix("docker://") {
        return images::image(found, reference, span);
    }
    let (path, reference) = text.split_once('@').unwrap_or((text, ""));
    let mut parts = path.split('/');
    let (Some(owner), Some(repository)) = (parts.next(), parts.next()) else { return };
    if owner.starts_with('.') {
        return;
    }
    let pin = npm_spec::repository_pin(reference);
    let version = matches!(pin, stockade_model::Pin::Hash(_)).then(|| reference.to_owned());
    found.package(Ecosystem::Github, &format!("{owner}/{repository}"), span, || Facts {
        version,
        pin: Some(pin),
        ..Facts::default()
    });
}

/// An action's input: a config as JSON, or arguments of a client among which one is.
fn input(key: &str, text: &str, span: Span, found: &mut Found<'_>) {
    if servers::embedded(found, text, span, Place::Elsewhere) || !key.ends_with("args") {
        return;
    }
    let words = words_only(text).unwrap_or_default();
    for (index, word) in words.iter().enumerate() {
        let config = match word.strip_prefix("--mcp-config") {
            Some("") => words.get(index + 1).map(String::as_str),
            Some(value) => value.strip_prefix('='),
            None => None,
        };
        if let Some(config) = config {
            servers::embedded(found, config, span, Place::Elsewhere);
        }
    }
}

/// Configs that a step writes into a file by a here-document.
fn documents(text: &str, span: Span, found: &mut Found<'_>) {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some((_, mark)) = line.split_once("<<") else { continue };
        let mark = mark.trim_start_matches('-').trim_start();
        let mark: String = mark.trim_start_matches(['"', '\'']).chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        if mark.is_empty() {
            continue;
        }
        let body: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != mark).collect();
        servers::embedded(found, &body.join("\n"), span, Place::Elsewhere);
    }
}
