//! Kiro: settings that also hold its powers' servers, installed powers, and agents in Amazon Q's form.

use stockade_model::Scope;

use super::amazon_q::AGENT;
use super::{Client, On, Read, Shape, Source};
use crate::discover::workspaces;
use crate::document::Format;

const KEYS: &[&str] = &["mcpServers", "powers/mcpServers"];

pub(super) const CLIENT: Client = Client {
    projects: Some(|hunt, client| workspaces::add_recorded(hunt, client, "{ud:Kiro}")),
    ..Client::new(
        "kiro",
        "Kiro",
        &[
            Source::json(Scope::User, On::ALL, "{home}/.kiro/settings/mcp.json", KEYS),
            Source::json(Scope::Project, On::ALL, "{project}/.kiro/settings/mcp.json", KEYS),
            Source::new(
                Scope::Plugin,
                On::ALL,
                "{home}/.kiro/powers/installed/*/mcp.json",
                Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers"])),
            ),
            Source::new(Scope::Agent, On::ALL, "{home}/.kiro/agents/*.json", AGENT),
            Source::new(Scope::Agent, On::ALL, "{project}/.kiro/agents/*.json", AGENT),
        ],
    )
};
