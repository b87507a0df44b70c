//! opencode: layers of the system, the user, and the project with its ancestors.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "opencode",
    "opencode",
    &[
        Source::json(Scope::Managed, On::LINUX, "{root}/etc/opencode/opencode.json", &["mcp"]),
        Source::json(Scope::Managed, On::LINUX, "{root}/etc/opencode/opencode.jsonc", &["mcp"]),
        Source::json(Scope::Managed, On::MACOS, "{root}/Library/Application Support/opencode/opencode.json", &["mcp"]),
        Source::json(Scope::Managed, On::MACOS, "{root}/Library/Application Support/opencode/opencode.jsonc", &["mcp"]),
        Source::json(Scope::Managed, On::WINDOWS, "{programdata}/opencode/opencode.json", &["mcp"]),
        Source::json(Scope::Managed, On::WINDOWS, "{programdata}/opencode/opencode.jsonc", &["mcp"]),
        Source::json(Scope::User, On::ALL, "{cfg}/opencode/opencode.json", &["mcp"]),
        Source::json(Scope::User, On::ALL, "{cfg}/opencode/opencode.jsonc", &["mcp"]),
        Source::json(Scope::User, On::ALL, "{cfg}/opencode/config.json", &["mcp"]),
        Source::json(Scope::User, On::ALL, "{home}/.opencode/opencode.json", &["mcp"]),
        Source::json(Scope::User, On::ALL, "{home}/.opencode/opencode.jsonc", &["mcp"]),
        Source::json(Scope::User, On::ALL, "{home}/.opencode/config.json", &["mcp"]),
        Source::json(Scope::Project, On::ALL, "{ancestors}/opencode.json", &["mcp"]),
        Source::json(Scope::Project, On::ALL, "{ancestors}/opencode.jsonc", &["mcp"]),
        Source::json(Scope::Project, On::ALL, "{project}/.opencode/opencode.json", &["mcp"]),
        Source::json(Scope::Project, On::ALL, "{project}/.opencode/opencode.jsonc", &["mcp"]),
    ],
);
