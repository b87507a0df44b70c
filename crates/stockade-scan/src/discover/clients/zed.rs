//! Zed: context servers in its settings. An entry without a command or an address is one that an extension brings.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "zed",
    "Zed",
    &[
        Source::json(Scope::User, On::UNIX, "{home}/.config/zed/settings.json", &["context_servers"]),
        Source::json(Scope::User, On::MACOS, "{mac}/Zed/settings.json", &["context_servers"]),
        Source::json(Scope::User, On::WINDOWS, "{roaming}/Zed/settings.json", &["context_servers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.zed/settings.json", &["context_servers"]),
    ],
);
