//! Amazon Bedrock Client: a folder with its name in the home.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("bedrock-client", "Amazon Bedrock Client", &[Source::json(Scope::User, On::ALL, "{home}/Amazon Bedrock Client/mcp_config.json", KEYS),]);
