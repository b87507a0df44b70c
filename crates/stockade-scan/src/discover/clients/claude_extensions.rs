//! Claude Desktop's extensions: unpacked ones with their switch, and bundles that lie about in Downloads.

use stockade_model::{Scope, State};

use super::{Base, Client, On, Read, Source};
use crate::discover::Hunt;
use crate::discover::entry::Entries;
use crate::document::{Format, Node};

pub(super) const CLIENT: Client = Client {
    adjust: Some(adjust),
    ..Client::new(
        "claude-extensions",
        "Claude Desktop extensions",
        &[
            Source::new(Scope::Extension, On::ALL, "{ud:Claude}/Claude Extensions/*/manifest.json", TEXT)
                .base(Base::Up(1)),
            Source::new(Scope::Extension, On::ALL, "{home}/Downloads/*.mcpb", BUNDLE).inert(LOOSE).base(Base::None),
            Source::new(Scope::Extension, On::ALL, "{home}/Downloads/*.dxt", BUNDLE).inert(LOOSE).base(Base::None),
        ],
    )
};

const TEXT: Read = Read::Text(Format::Json, super::Shape::Custom(manifest));
const BUNDLE: Read = Read::Archive("manifest.json", manifest);
const LOOSE: &str = "a downloaded bundle that is not installed";

/// A manifest names one server.
fn manifest(root: &Node, entries: &mut Entries<'_>) {
    let Some(name) =
        root.get("name").and_then(|name| Some(stockade_model::Spanned::new(name.as_str()?.to_owned(), name.span)))
    else {
        return entries.problem(root.span, "the manifest has no `name`");
    };
    let Some(server) = root.get("server") else { return entries.problem(root.span, "the manifest has no `server`") };
    match server.get("mcp_config") {
        Some(config) => {
            let os = match entries.options.os {
                stockade_model::Os::Windows => "win32",
                stockade_model::Os::Macos => "darwin",
                stockade_model::Os::Linux => "linux",
            };
            let own = config.at(&["platform_overrides", os]).filter(|own| own.get("command").is_some());
            entries.server(name, own.unwrap_or(config));
        }
        // A bundle of type `uv` may leave it to the client how its entry point is run.
        None => match server.get("entry_point") {
            Some(entry) => {
                let Some(text) = entry.as_str().filter(|text| !text.is_empty()).map(str::to_owned) else {
                    return entries.problem(entry.span, "`entry_point` is not a text");
                };
                let span = entry.span;
                let mut found = crate::discover::entry::blank(
                    name,
                    entries.client_id(),
                    Scope::Extension,
                    server.span,
                    entries.base().cloned(),
                );
                found.command = Some(stockade_model::Spanned::new("uv".to_owned(), span));
                found.args =
                    ["run", text.as_str()].map(|word| stockade_model::Spanned::new(word.to_owned(), span)).to_vec();
                entries.servers.push(found);
            }
            None => entries.problem(server.span, "the manifest says neither `mcp_config` nor `entry_point`"),
        },
    }
}

/// The switch of each extension stands in a settings file of its own; what else is in there is the user's and is not kept.
fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    for place in hunt.paths("{ud:Claude}/Claude Extensions Settings/*.json", Some(client.client_id())) {
        let Some(document) = hunt.document(&place.path, Format::Json, Some(client.client_id())) else { continue };
        if document.node.get("isEnabled").and_then(Node::as_bool) != Some(false) {
            continue;
        }
        let Some(id) = place.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else { continue };
        for server in hunt.servers_mut().iter_mut().filter(|server| server.client.0 == client.id) {
            let folder = server
                .base
                .as_deref()
                .and_then(std::path::Path::file_name)
                .map(|name| name.to_string_lossy().into_owned());
            if folder.as_deref() == Some(id.as_str()) && server.state == State::Enabled {
                server.state = State::Disabled("`isEnabled: false`".to_owned());
            }
        }
    }
}
