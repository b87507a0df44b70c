//! Approvals that stand apart from the servers they are for: allow lists in settings, switches that approve everything.
//!
//! An approval's place in a report is in the server's own file, so these point at the server's name.

use std::path::PathBuf;

use stockade_model::{Approval, Server, Spanned};

use super::clients::Client;
use super::{Hunt, template};

/// Tools that a client calls without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The server's name; `*` stands for any characters.
    pub server: String,
    /// The tool; none for all of them.
    pub tool: Option<String>,
    /// The project in which it holds: for its own servers and those that hold everywhere. None: it holds everywhere.
    pub base: Option<PathBuf>,
}

impl Grant {
    /// Everything, everywhere.
    pub fn all() -> Self {
        Self { server: "*".to_owned(), tool: None, base: None }
    }

    /// The same grant, which holds in one project.
    #[must_use]
    pub fn within(mut self, base: Option<PathBuf>) -> Self {
        self.base = base;
        self
    }

    /// A tool as lists write it: `*` and nothing stand for all tools.
    pub fn new(server: &str, tool: &str) -> Self {
        let tool = Some(tool.to_owned()).filter(|tool| !tool.is_empty() && tool != "*");
        Self { server: server.to_owned(), tool, base: None }
    }
}

/// Puts grants on the client's servers: one approval a server, everything if any grant says everything.
pub fn apply(hunt: &mut Hunt<'_>, client: &Client, grants: &[Grant]) {
    apply_where(hunt, client, grants, |_| true);
}

/// The same, for those servers alone that the test takes.
pub fn apply_where(hunt: &mut Hunt<'_>, client: &Client, grants: &[Grant], takes: impl Fn(&Server) -> bool) {
    let id = client.client_id();
    for server in hunt.servers_mut() {
        let own = server.client == id || server.shared_with.contains(&id);
        if !own || !takes(server) {
            continue;
        }
        let meant: Vec<&Grant> = grants
            .iter()
            .filter(|grant| template::wildcard(&grant.server, &server.name.value))
            .filter(|grant| grant.base.is_none() || server.base.is_none() || grant.base == server.base)
            .collect();
        if meant.is_empty() {
            continue;
        }
        let mut tools: Vec<String> = meant.iter().filter_map(|grant| grant.tool.clone()).collect();
        tools.sort();
        tools.dedup();
        let all = meant.iter().any(|grant| grant.tool.is_none());
        let approval = Spanned::new(if all { Approval::All } else { Approval::Tools(tools) }, server.name.span);
        if !server.approvals.contains(&approval) {
            server.approvals.push(approval);
        }
    }
}
