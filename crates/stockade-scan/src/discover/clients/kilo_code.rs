//! Kilo Code: version 7 keeps servers under `mcp` as opencode does, older versions as Roo Code did.

use stockade_model::Scope;

use super::cline::in_editors;
use super::{Client, On, Read, Shape, Source};
use crate::discover::entry::Entries;
use crate::document::{Format, Node};

const KEYS: &[&str] = &["mcpServers"];
const CONFIG: Read = Read::Text(Format::Json, Shape::Custom(read));

pub(super) const CLIENT: Client = Client {
    gaps: &["configs that an organisation serves to Kilo Code from its cloud account cannot be seen"],
    ..Client::new(
        "kilo-code",
        "Kilo Code",
        in_editors!(
            [
                Source::new(Scope::User, On::ALL, "{cfg}/kilo/kilo.jsonc", CONFIG),
                Source::new(Scope::User, On::ALL, "{cfg}/kilo/kilo.json", CONFIG),
                Source::new(Scope::Project, On::ALL, "{project}/kilo.jsonc", CONFIG),
                Source::new(Scope::Project, On::ALL, "{project}/kilo.json", CONFIG),
                Source::new(Scope::Project, On::ALL, "{project}/.kilo/kilo.jsonc", CONFIG),
                Source::new(Scope::Project, On::ALL, "{project}/.kilo/kilo.json", CONFIG),
            ],
            "kilocode.kilo-code/settings/mcp_settings.json",
            [Source::json(Scope::Project, On::ALL, "{project}/.kilocode/mcp.json", KEYS)]
        ),
    )
};

/// Servers under `mcp`; a `permission` that allows everything approves all their tools.
fn read(root: &Node, entries: &mut Entries<'_>) {
    entries.read_shape(root, Shape::Map(&["mcp"]));
    let Some(permission) = root.get("permission") else { return };
    let word = if permission.is_object() { permission.get("*") } else { Some(permission) };
    if let Some(word) = word.filter(|word| word.as_str() == Some("allow")) {
        entries.approve_all(word.span);
    }
}
