//! Cortex Code: Snowflake's command line agent.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("cortex-code", "Cortex Code", &[Source::json(Scope::User, On::ALL, "{home}/.snowflake/cortex/mcp.json", KEYS),]);
