//! Amp: one literal dotted key in JSONC settings, and skills that bring an `mcp.json`.

use stockade_model::Scope;

use super::super::entry::Entries;
use super::{Client, On, Read, Shape, Source};
use crate::document::{Format, Node};

const READ: Read = Read::Text(Format::Json, Shape::Custom(settings));
const SKILL: Read = Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers"]));

pub(super) const CLIENT: Client = Client::new(
    "amp",
    "Amp",
    &[
        Source::new(Scope::Managed, On::LINUX, "{root}/etc/ampcode/managed-settings.json", READ),
        Source::new(
            Scope::Managed,
            On::MACOS,
            "{root}/Library/Application Support/ampcode/managed-settings.json",
            READ,
        ),
        Source::new(Scope::Managed, On::WINDOWS, "{programdata}/ampcode/managed-settings.json", READ),
        Source::new(Scope::User, On::UNIX, "{cfg}/amp/settings.json", READ),
        Source::new(Scope::User, On::UNIX, "{cfg}/amp/settings.jsonc", READ),
        Source::new(Scope::User, On::WINDOWS, "{roaming}/amp/settings.json", READ),
        Source::new(Scope::User, On::WINDOWS, "{home}/.config/amp/settings.json", READ),
        Source::new(Scope::Project, On::ALL, "{project}/.amp/settings.json", READ),
        Source::new(Scope::Project, On::ALL, "{project}/.amp/settings.jsonc", READ),
        Source::new(Scope::Agent, On::ALL, "{home}/.config/amp/skills/*/mcp.json", SKILL),
        Source::new(Scope::Agent, On::ALL, "{home}/.config/agents/skills/*/mcp.json", SKILL),
        Source::new(Scope::Agent, On::ALL, "{project}/.agents/skills/*/mcp.json", SKILL),
    ],
);

fn settings(root: &Node, entries: &mut Entries<'_>) {
    entries.read_shape(root, Shape::Map(&["amp.mcpServers"]));
    if let Some(all) = root.get("amp.dangerouslyAllowAll").filter(|all| all.as_bool() == Some(true)) {
        entries.approve_all(all.span);
    }
}
