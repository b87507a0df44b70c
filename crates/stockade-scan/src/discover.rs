//! Finds every MCP server entry of every client, and every MCP package that project files name.
//!
//! Three passes: ask each client which projects it has on record; read each client's files, for the machine, the user
//! and every project; read the projects' own manifests. A file is read once, however many clients look at it.
//!
//! Layout: [`clients`] (one file a client), [`manifests`] (one file a format), [`template`] (path templates),
//! [`hunt`] (what a pass works with), [`entry`] (one server entry), [`workspaces`] (projects an editor has on record),
//! [`grants`] (approvals that stand apart), [`processes`].

use stockade_model::{Gap, Inventory};

use crate::Options;

pub mod clients;
pub mod entry;
pub mod grants;
pub mod hunt;
pub mod manifests;
pub mod processes;
pub mod template;
pub mod workspaces;

pub use hunt::Hunt;

/// Looks at everything the options name.
pub fn discover(options: &Options) -> Inventory {
    let mut hunt = Hunt::new(options);
    let wanted = |id: &str| options.clients.is_empty() || options.clients.iter().any(|client| client == id);
    for project in &options.projects {
        hunt.add_project(project.clone());
    }
    if options.recorded_projects {
        for client in clients::ALL {
            if let Some(projects) = client.projects {
                projects(&mut hunt, client);
            }
        }
    }
    for client in clients::ALL.iter().filter(|client| wanted(client.id)) {
        hunt.read_client(client);
    }
    if options.clients.is_empty() {
        manifests::read_projects(&mut hunt);
    }
    if options.root.is_none() {
        hunt.gap(Gap {
            client: None,
            what: "system-wide configs (managed settings) were not looked at: no system root was given (`--root`)"
                .to_owned(),
            path: None,
        });
    }
    if options.os == stockade_model::Os::Windows {
        hunt.gap(Gap {
            client: None,
            what: "homes inside WSL distributions are not read from Windows: run the scan inside each of them"
                .to_owned(),
            path: None,
        });
    }
    hunt.finish()
}
