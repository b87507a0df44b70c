//! ZCode: its own files, and the shared `.agents/mcp.json` where a layer has no server of its own.

use stockade_model::{Scope, State};

use super::super::hunt::Hunt;
use super::{Client, On, Source};

const OWN: &[&str] = &["mcp/servers"];
const SHARED: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client {
    adjust: Some(adjust),
    ..Client::new(
        "zcode",
        "ZCode",
        &[
            Source::json(Scope::User, On::ALL, "{home}/.zcode/cli/config.json", OWN),
            Source::json(Scope::Project, On::ALL, "{project}/.zcode/config.json", OWN),
            Source::json(Scope::Project, On::ALL, "{project}/zcode.json", OWN),
            Source::json(Scope::User, On::ALL, "{home}/.agents/mcp.json", SHARED),
            Source::json(Scope::Project, On::ALL, "{project}/.agents/mcp.json", SHARED),
        ],
    )
};

/// A layer is the user's, or one project's.
fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    let mine = |hunt: &mut Hunt<'_>| -> Vec<usize> {
        let servers = hunt.servers_mut().iter().enumerate();
        servers.filter(|(_, server)| server.client.0 == client.id).map(|(at, _)| at).collect()
    };
    let mut own = Vec::new();
    let mut shared = Vec::new();
    for at in mine(hunt) {
        let Some((source, layer)) =
            hunt.servers_mut().get(at).map(|server| (server.source, (server.scope, server.base.clone())))
        else {
            continue;
        };
        let fallback = hunt.source(source).is_some_and(|file| file.path.ends_with(".agents/mcp.json"));
        if fallback { shared.push((at, layer)) } else { own.push(layer) }
    }
    for (at, layer) in shared {
        if own.contains(&layer)
            && let Some(server) = hunt.servers_mut().get_mut(at)
        {
            server.state = State::Inert("ZCode reads this file only where a layer has no server of its own".to_owned());
        }
    }
}
