//! Crush: values are expanded by a shell while it loads, and a `crushrc` is a script.

use stockade_model::{ConfigCode, ConfigCodeKind, Gap, Scope};

use super::{Client, On, Source};
use crate::discover::Hunt;

pub(super) const CLIENT: Client = Client {
    adjust: Some(adjust),
    ..Client::new(
        "crush",
        "Crush",
        &[
            Source::json(Scope::Managed, On::UNIX, "{root}/etc/crush/crush.json", &["mcp"]),
            Source::json(Scope::User, On::ALL, "{env:CRUSH_GLOBAL_CONFIG|{cfg}/crush}/crush.json", &["mcp"]),
            Source::json(Scope::User, On::UNIX, "{data}/crush/crush.json", &["mcp"]),
            Source::json(Scope::User, On::WINDOWS, "{local}/crush/crush.json", &["mcp"]),
            Source::json(Scope::Project, On::ALL, "{project}/.crush.json", &["mcp"]),
            Source::json(Scope::Project, On::ALL, "{project}/crush.json", &["mcp"]),
            Source::json(Scope::Project, On::ALL, "{project}/.crush/crush.json", &["mcp"]),
        ],
    )
};

/// Values are expanded by a shell while Crush loads its files: `$(…)` runs there and then.
fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    for server in hunt.servers_mut().iter_mut().filter(|server| server.client.0 == client.id) {
        let texts: Vec<_> = (server.command.iter().chain(&server.args).chain(&server.url))
            .chain(server.env.iter().chain(&server.headers).filter_map(|variable| variable.value.as_ref()))
            .filter(|text| text.value.contains("$(") || text.value.matches('`').count() > 1)
            .map(|text| (text.span, text.value.lines().next().unwrap_or_default().to_owned()))
            .collect();
        for (span, text) in texts {
            server.code.push(ConfigCode { kind: ConfigCodeKind::ShellExpansion, span, text });
        }
    }
    for template in ["{cfg}/crush/crushrc", "{project}/.crushrc", "{project}/crushrc"] {
        for place in hunt.paths(template, Some(client.client_id())) {
            if place.path.is_file() {
                let what = "a `crushrc` is a script that adds servers while it runs; it is not evaluated".to_owned();
                hunt.gap(Gap { client: Some(client.client_id()), what, path: Some(place.path) });
            }
        }
    }
}
