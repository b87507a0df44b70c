//! Lists that allow and deny servers: `allowedMcpServers`, `deniedMcpServers`.
//!
//! Constraints:
//! - deny wins; a server that is named nowhere is allowed only if no list allows others;
//! - where a placeholder stands in a command or an address, nobody can say from here whether a rule fits: then a server
//!   is taken as allowed, and as not denied, so that no list hides what may well start;
//! - what an administrator delivers needs no place on a list of allowed servers, and no project denies it;
//! - a project's own lists deny in that project alone, and never make a list of allowed servers where none was.

use std::path::PathBuf;

use stockade_model::{Scope, Server, State, Transport};

use crate::discover::template::wildcard;
use crate::document::{Node, Value};

enum Rule {
    Name(String),
    Command(Vec<String>),
    Url(String),
}

/// What all settings say together.
#[derive(Default)]
pub(super) struct Policy {
    denied: Vec<(Rule, Option<PathBuf>)>,
    allowed: Option<Vec<Rule>>,
}

impl Policy {
    /// Adds a settings file. `may_allow`: its allow list counts (with `allowManagedMcpServersOnly`, only a managed one does).
    pub(super) fn add(&mut self, settings: &Node, project: Option<&PathBuf>, may_allow: bool) {
        let rules = |key: &str| settings.get(key).map(Node::items).unwrap_or_default().iter().filter_map(rule);
        self.denied.extend(rules("deniedMcpServers").map(|rule| (rule, project.cloned())));
        let list = settings.get("allowedMcpServers").filter(|list| matches!(list.value, Value::Array(_)) && may_allow);
        if list.is_none() {
            return;
        }
        if self.allowed.is_some() || project.is_none() {
            self.allowed.get_or_insert_default().extend(rules("allowedMcpServers"));
        }
    }

    /// Why the lists keep a server from starting; none where they do not.
    pub(super) fn against(&self, server: &Server) -> Option<State> {
        let denied = self.denied.iter().any(|(rule, project)| {
            (project.is_none() || (*project == server.base && server.scope != Scope::Managed)) && rule.denies(server)
        });
        if denied {
            return Some(State::Disabled("`deniedMcpServers`".to_owned()));
        }
        // A plugin's servers have longer names in these lists, and its administrator may have allowed the plugin itself:
        // not judged here.
        let judged = matches!(server.scope, Scope::User | Scope::Local | Scope::Project | Scope::Agent);
        let allowed = self.allowed.as_ref().is_none_or(|rules| !judged || allows(rules, server));
        (!allowed).then(|| State::Disabled("`allowedMcpServers`, which does not list it".to_owned()))
    }
}

/// Once a list has commands, a name is not enough for a local server; once it has addresses, not for a remote one.
fn allows(rules: &[Rule], server: &Server) -> bool {
    let local = server.transport == Transport::Stdio;
    let strict = rules.iter().any(|rule| if local { rule.is_command() } else { rule.is_url() });
    rules.iter().any(|rule| match rule {
        Rule::Name(name) => !strict && *name == server.name.value,
        Rule::Command(words) => open(words) || open(&command(server)) || *words == command(server),
        Rule::Url(pattern) => server.url.as_ref().is_some_and(|url| {
            open(std::slice::from_ref(pattern)) || open(std::slice::from_ref(&url.value)) || fits(pattern, &url.value)
        }),
    })
}

/// Wide on purpose, for a list that allows: case and a slash at the end keep nothing out.
fn fits(pattern: &str, url: &str) -> bool {
    let (pattern, url) = (pattern.to_ascii_lowercase(), url.to_ascii_lowercase());
    let slashed = format!("{}/", url.trim_end_matches('/'));
    [url.as_str(), url.trim_end_matches('/'), &slashed].iter().any(|url| wildcard(&pattern, url))
}

impl Rule {
    const fn is_command(&self) -> bool {
        matches!(self, Self::Command(_))
    }

    const fn is_url(&self) -> bool {
        matches!(self, Self::Url(_))
    }

    fn denies(&self, server: &Server) -> bool {
        match self {
            Self::Name(name) => *name == server.name.value,
            Self::Command(words) => *words == command(server),
            Self::Url(pattern) => server.url.as_ref().is_some_and(|url| wildcard(pattern, &url.value)),
        }
    }
}

fn rule(node: &Node) -> Option<Rule> {
    let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    let words = node.get("serverCommand").map(Node::items).unwrap_or_default();
    let words: Vec<String> = words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect();
    let command = Some(words).filter(|words| !words.is_empty()).map(Rule::Command);
    command.or_else(|| text("serverUrl").map(Rule::Url)).or_else(|| text("serverName").map(Rule::Name))
}

fn command(server: &Server) -> Vec<String> {
    server.command.iter().chain(&server.args).map(|word| word.value.clone()).collect()
}

/// Whether a placeholder is left open.
fn open(words: &[String]) -> bool {
    words.iter().any(|word| word.contains("${"))
}
