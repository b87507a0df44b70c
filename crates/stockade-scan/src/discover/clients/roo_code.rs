//! Roo Code: global storage of each editor, and a file in the project.

use stockade_model::Scope;

use super::cline::in_editors;
use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client {
    switches: &["disabled"],
    gaps: &["Roo Code's switch that approves all MCP tools is kept in the editor's state database"],
    ..Client::new(
        "roo-code",
        "Roo Code",
        in_editors!(
            [],
            "rooveterinaryinc.roo-cline/settings/mcp_settings.json",
            [Source::json(Scope::Project, On::ALL, "{project}/.roo/mcp.json", KEYS)]
        ),
    )
};
