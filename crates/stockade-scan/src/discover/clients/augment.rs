//! Augment and Auggie.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "augment",
    "Augment",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.augment/settings.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.augment/settings.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.augment/settings.local.json", &["mcpServers"]),
    ],
);
