//! Amp: one dotted key in its settings.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "amp",
    "Amp",
    &[
        Source::json(Scope::User, On::UNIX, "{home}/.config/amp/settings.json", &["amp.mcpServers"]),
        Source::json(Scope::User, On::UNIX, "{home}/.config/amp/settings.jsonc", &["amp.mcpServers"]),
        Source::json(Scope::User, On::WINDOWS, "{roaming}/amp/settings.json", &["amp.mcpServers"]),
        Source::json(Scope::User, On::WINDOWS, "{roaming}/amp/settings.jsonc", &["amp.mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.amp/settings.json", &["amp.mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.amp/settings.jsonc", &["amp.mcpServers"]),
        Source::json(Scope::Managed, On::MACOS, "{root}/Library/Application Support/ampcode/managed-settings.json", &["amp.mcpServers"]),
        Source::json(Scope::Managed, On::LINUX, "{root}/etc/ampcode/managed-settings.json", &["amp.mcpServers"]),
    ],
);
