//! Claude Desktop's extensions (`.mcpb`, earlier `.dxt`): installed ones with their switch, and bundles in Downloads.
//!
//! Constraints:
//! - an extension's own settings say whether it is on; what the user typed into them is not kept;
//! - what the registry of installations knows and no manifest explains is a gap.

use std::path::{Path, PathBuf};

use stockade_model::{Os, Scope, Spanned, State};

use super::{Base, Client, On, Read, Shape, Source};
use crate::discover::entry::Entries;
use crate::document::{self, Entry, Format, Node, Value};

const MANIFEST: Read = Read::Text(Format::Json, Shape::Custom(manifest));
const REGISTRY: Read = Read::Text(Format::Json, Shape::Custom(registry));
const BUNDLE: Read = Read::Archive("manifest.json", manifest);
const LOOSE: &str = "a downloaded bundle that is not installed";
/// Settings of one extension are small; values that the user typed in may be files.
const MAX_SETTINGS_BYTES: u64 = 4 << 20;

/// The manifests and the registry below each folder of user data.
macro_rules! installed {
    ([$(($on:expr, $folder:literal)),* $(,)?], [$($behind:expr),* $(,)?]) => {
        &[
            $(
                Source::new(Scope::Extension, $on, concat!($folder, "/Claude Extensions/*/manifest.json"), MANIFEST),
                Source::new(Scope::Extension, $on, concat!($folder, "/extensions-installations.json"), REGISTRY),
            )*
            $($behind,)*
        ]
    };
}

pub(super) const CLIENT: Client = Client {
    switches: &[],
    ..Client::new(
        "claude-extensions",
        "Claude Desktop extensions",
        installed!(
            [
                (On::MACOS, "{mac}/Claude"),
                (On::WINDOWS, "{local}/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude"),
                (On::WINDOWS, "{roaming}/Claude"),
                (On::LINUX, "{cfg}/Claude"),
                (On::LINUX, "{cfg}/claude"),
            ],
            [
                Source::new(Scope::Extension, On::ALL, "{home}/Downloads/*.mcpb", BUNDLE).inert(LOOSE).base(Base::None),
                Source::new(Scope::Extension, On::ALL, "{home}/Downloads/*.dxt", BUNDLE).inert(LOOSE).base(Base::None),
            ]
        ),
    )
};

/// A manifest names one server: how it is started on the scanned system.
fn manifest(root: &Node, entries: &mut Entries<'_>) {
    let name = root.get("name").and_then(|name| Some(Spanned::new(name.as_str()?.to_owned(), name.span)));
    let Some(name) = name else { return entries.problem(root.span, "the manifest has no `name`") };
    let Some(server) = root.get("server") else { return entries.problem(root.span, "the manifest has no `server`") };
    let launch = match server.get("mcp_config") {
        Some(config) => on_this_system(config, entries.options.os),
        None => match by_host(server) {
            Ok(launch) => launch,
            Err((node, message)) => return entries.problem(node.span, message),
        },
    };
    let off = switched_off(entries.base()).unwrap_or_else(|message| {
        entries.problem(name.span, message);
        false
    });
    if let Some(server) = entries.server(name, &launch).filter(|server| off && server.state == State::Enabled) {
        server.state = State::Disabled("`isEnabled: false`".to_owned());
    }
}

/// `mcp_config` with what it says for one system: members are replaced, variables added one by one.
fn on_this_system(config: &Node, os: Os) -> Node {
    let platform = match os {
        Os::Linux => "linux",
        Os::Macos => "darwin",
        Os::Windows => "win32",
    };
    let mut merged = config.clone();
    let overrides = config.at(&["platform_overrides", platform]).map(Node::entries).unwrap_or_default();
    if let Value::Object(members) = &mut merged.value {
        members.retain(|member| member.key != "platform_overrides");
        for change in overrides {
            let known = members.iter_mut().find(|member| member.key == change.key);
            match known.map(|known| (&mut known.node.value, &change.node.value)) {
                Some((Value::Object(inner), Value::Object(more))) if change.key == "env" => {
                    inner.retain(|variable| more.iter().all(|other| other.key != variable.key));
                    inner.extend(more.iter().cloned());
                }
                Some((value, other)) => *value = other.clone(),
                None => members.push(change.clone()),
            }
        }
    }
    merged
}

/// A bundle of type `uv` may leave it to the host how its entry point is run.
fn by_host(server: &Node) -> Result<Node, (&Node, &'static str)> {
    let neither = "the manifest says neither `mcp_config` nor `entry_point`";
    let Some(entry) = server.get("entry_point") else { return Err((server, neither)) };
    if entry.as_str().is_none_or(str::is_empty) {
        return Err((entry, "`entry_point` is not a text"));
    }
    if server.get("type").and_then(Node::as_str) != Some("uv") {
        return Err((server, "the manifest has no `mcp_config`, which all types of servers but `uv` need"));
    }
    let text = |text: &str| Node::new(Value::String(text.to_owned()), entry.span);
    let member = |key: &str, node: Node| Entry { key: key.to_owned(), key_span: entry.span, node };
    let args = Node::new(Value::Array(vec![text("run"), entry.clone()]), entry.span);
    Ok(Node::new(Value::Object(vec![member("command", text("uv")), member("args", args)]), server.span))
}

/// Whether `Claude Extensions Settings/<id>.json` beside the extensions says that this one is off.
fn switched_off(folder: Option<&PathBuf>) -> Result<bool, String> {
    let file = folder.and_then(|folder| {
        let id = folder.file_name()?.to_str()?;
        Some(folder.parent()?.parent()?.join("Claude Extensions Settings").join(format!("{id}.json")))
    });
    let Some(file) = file else { return Ok(false) };
    // Read past the inventory on purpose: the file holds what the user typed in, and one Boolean is all that counts.
    let text = match document::read::read_small(&file, MAX_SETTINGS_BYTES) {
        Ok(text) => text,
        Err(error) if error.is_missing() => return Ok(false),
        Err(error) => return Err(error.to_string()),
    };
    let root = document::parse(Format::Json, &text)
        .map_err(|error| format!("cannot read `{}`: {}", file.display(), error.message))?;
    Ok(root.get("isEnabled").and_then(Node::as_bool) == Some(false))
}

/// The list of installed extensions: one whose manifest is not where it should be cannot be judged.
fn registry(root: &Node, entries: &mut Entries<'_>) {
    for entry in root.get("extensions").map(Node::entries).unwrap_or_default() {
        let plain = Path::new(&entry.key).components().count() == 1 && !entry.key.contains(['/', '\\']);
        let manifest = entries.base().map(|base| base.join("Claude Extensions").join(&entry.key).join("manifest.json"));
        if !plain || manifest.is_none_or(|manifest| !manifest.is_file()) {
            entries.notes.gaps.push(format!("the installed extension `{}` has no manifest to read", entry.key));
        }
    }
}
