//! Compose files: the images of services, and the command lines they start with.

use super::commands::{Place, command, script};
use super::{Found, Manifest, Read, images, script as shell};
use crate::document::{Format, Node, Value};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "compose",
    files: "compose*.yaml, docker-compose*.yml",
    claims: |name, _| {
        let yaml = name.ends_with(".yml") || name.ends_with(".yaml");
        yaml && ["compose.", "compose-", "docker-compose.", "docker-compose-"].iter().any(|start| name.starts_with(start))
    },
    read: Read::Tree(Format::Yaml, read),
};

fn read(node: &Node, found: &mut Found<'_>) {
    let services = node.all_at(&["services"]);
    for service in services.iter().flat_map(|services| services.entries()) {
        if !service.node.is_object() {
            found.problem(service.node.span, format!("the service `{}` is not an object", service.key));
            continue;
        }
        if let Some((image, span)) = service.node.get("image").and_then(|image| Some((image.as_str()?, image.span))) {
            images::image(found, image, span);
        }
        start(&service.node, found);
    }
}

/// `entrypoint` and `command` make one line; a string is split like a shell does.
fn start(service: &Node, found: &mut Found<'_>) {
    let entrypoint = service.get("entrypoint");
    let arguments = service.get("command");
    let parts = [entrypoint, arguments].into_iter().flatten();
    let mut line = Vec::new();
    let mut span = None;
    for part in parts {
        match &part.value {
            Value::Array(items) => line.extend(items.iter().filter_map(Node::scalar)),
            Value::String(text) => {
                let mut commands = shell::commands(text);
                match (commands.len(), commands.pop()) {
                    (1, Some(words)) => line.extend(words),
                    // More than one command, which no entry point would take as arguments.
                    _ => return script(found, text, part.span, Place::Elsewhere),
                }
            }
            _ => continue,
        }
        span = Some(span.map_or(part.span, |span: stockade_model::Span| span.cover(part.span)));
    }
    if let Some(span) = span {
        command(found, &line, span, Place::Elsewhere);
    }
}
