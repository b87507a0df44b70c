//! Amazon Q Developer: the older `mcp.json`, and agents that bring servers and say which tools need no permission.
//!
//! Kiro's agents have the same form, so the reader is shared with it.

use stockade_model::{Approval, Scope, Spanned};

use super::super::entry::Entries;
use super::{Client, On, Read, Shape, Source};
use crate::document::{Format, Node};

const KEYS: &[&str] = &["mcpServers"];
pub(super) const AGENT: Read = Read::Text(Format::Json, Shape::Custom(agent));

pub(super) const CLIENT: Client = Client::new(
    "amazon-q",
    "Amazon Q Developer",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.aws/amazonq/mcp.json", KEYS),
        Source::json(Scope::Project, On::ALL, "{project}/.amazonq/mcp.json", KEYS),
        Source::new(Scope::Agent, On::ALL, "{home}/.aws/amazonq/cli-agents/*.json", AGENT),
        Source::new(Scope::Agent, On::ALL, "{project}/.amazonq/cli-agents/*.json", AGENT),
        Source::new(Scope::Agent, On::ALL, "{home}/.aws/amazonq/agents/*.json", AGENT),
        Source::new(Scope::Agent, On::ALL, "{project}/.amazonq/agents/*.json", AGENT),
    ],
);

/// `allowedTools` holds `@server` for all tools of a server, `@server/tool` for one.
fn agent(root: &Node, entries: &mut Entries<'_>) {
    entries.read_shape(root, Shape::Map(KEYS));
    for allowed in root.get("allowedTools").map(Node::items).unwrap_or_default() {
        let Some(text) = allowed.as_str() else { continue };
        for server in &mut entries.servers {
            let rest = text.strip_prefix('@').and_then(|text| text.strip_prefix(server.name.value.as_str()));
            let approval = match rest {
                _ if text == "*" => Approval::All,
                Some("" | "/*") => Approval::All,
                Some(rest) => match rest.strip_prefix('/') {
                    Some(tool) => Approval::Tools(vec![tool.to_owned()]),
                    None => continue,
                },
                None => continue,
            };
            server.approvals.push(Spanned::new(approval, allowed.span));
        }
    }
}
