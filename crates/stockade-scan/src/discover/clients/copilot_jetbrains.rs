//! GitHub Copilot in JetBrains IDEs.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "copilot-jetbrains",
    "Copilot for JetBrains",
    &[
        Source::json(Scope::User, On::UNIX, "{cfg}/github-copilot/intellij/mcp.json", &["servers"]),
        Source::json(Scope::User, On::WINDOWS, "{local}/github-copilot/intellij/mcp.json", &["servers"]),
    ],
);
