//! Jan: one file in its data folder, which moved more than once; `active` is its switch.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client {
    switches: &["active"],
    gaps: &["Jan's data folder can be moved in its settings; only the usual places are looked at"],
    ..Client::new(
        "jan",
        "Jan",
        &[
            Source::json(Scope::User, On::ALL, "{ud:Jan}/data/mcp_config.json", KEYS),
            Source::json(Scope::User, On::ALL, "{ud:Jan}/mcp_config.json", KEYS),
            Source::json(Scope::User, On::LINUX, "{data}/Jan/data/mcp_config.json", KEYS),
            Source::json(Scope::User, On::ALL, "{home}/jan/mcp_config.json", KEYS),
        ],
    )
};
