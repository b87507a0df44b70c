//! Amazon Bedrock Client.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "bedrock-client",
    "Bedrock Client",
    &[
        Source::json(Scope::User, On::ALL, "{home}/Amazon Bedrock Client/mcp_config.json", &["mcpServers"]),
    ],
);
