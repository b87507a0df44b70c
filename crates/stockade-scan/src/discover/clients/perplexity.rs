//! Perplexity on macOS.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "perplexity",
    "Perplexity",
    &[
        Source::json(Scope::User, On::MACOS, "{mac}/Perplexity/mcp_config.json", &["mcpServers"]),
    ],
);
