//! Sema4.ai Studio.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "sema4-studio",
    "Sema4 Studio",
    &[
        Source::json(Scope::User, On::UNIX, "{home}/.sema4ai/sema4ai-studio/mcp_servers.json", &["mcpServers"]),
        Source::json(Scope::User, On::WINDOWS, "{local}/sema4ai/sema4ai-studio/mcp_servers.json", &["mcpServers"]),
    ],
);
