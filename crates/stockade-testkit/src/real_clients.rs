//! Configs that the real clients write: every server is asked for through the client's own `mcp add`.
//!
//! Constraints:
//! - what is asked for is data ([`Asked`]), so that a test can hold a report against it, not against what was read;
//! - the clients see an environment of their own, and every way to a network leads to a loopback port that nobody serves.

use std::path::PathBuf;

use crate::{FakeHome, Outcome, Program, Tools, tools};

/// Where all of the clients' traffic goes: the discard port, on which nobody listens.
const NOWHERE: &str = "http://127.0.0.1:9";

/// What stands for every secret that is asked for. Evidently none.
pub const SECRET: &str = "hunter2hunter2";

/// One server, as a person asks a client for it.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The client's command: `claude`, `codex` or `gemini`.
    pub client: &'static str,
    /// `user`, `project` or `local`.
    pub scope: &'static str,
    /// The server's name.
    pub name: &'static str,
    /// `stdio`, `http` or `sse`.
    pub transport: &'static str,
    /// The launch line, or the address alone.
    pub words: &'static [&'static str],
    /// Environment, or request headers.
    pub variables: &'static [(&'static str, &'static str)],
    /// Whether its tools may be called without asking.
    pub trusted: bool,
}

impl Asked {
    /// A server that is started.
    pub const fn stdio(
        client: &'static str,
        scope: &'static str,
        name: &'static str,
        words: &'static [&'static str],
    ) -> Self {
        Self { client, scope, name, transport: "stdio", words, variables: &[], trusted: false }
    }

    /// A server at an address.
    pub const fn remote(
        client: &'static str,
        scope: &'static str,
        name: &'static str,
        transport: &'static str,
        address: &'static [&'static str; 1],
    ) -> Self {
        Self { client, scope, name, transport, words: address, variables: &[], trusted: false }
    }

    /// The same with environment or headers.
    #[must_use]
    pub const fn with(mut self, variables: &'static [(&'static str, &'static str)]) -> Self {
        self.variables = variables;
        self
    }

    /// The same, its tools called without asking.
    #[must_use]
    pub const fn trusted(mut self) -> Self {
        self.trusted = true;
        self
    }

    /// The arguments of the client's `mcp add`.
    fn arguments(&self) -> Vec<String> {
        let remote = self.transport != "stdio";
        let mut line: Vec<String> = ["mcp", "add"].map(str::to_owned).into();
        let mut push = |words: &[&str]| line.extend(words.iter().map(|word| (*word).to_owned()));
        let variable = |(name, value): &(&str, &str)| match remote {
            true => format!("{name}: {value}"),
            false => format!("{name}={value}"),
        };
        if self.client == "codex" {
            push(&[self.name]);
            for pair in self.variables {
                // Codex writes no header; the name of the variable that holds a token is all it takes.
                match pair.1.strip_prefix("Bearer ${").and_then(|rest| rest.strip_suffix('}')) {
                    Some(name) => push(&["--bearer-token-env-var", name]),
                    None => push(&["--env", &variable(pair)]),
                }
            }
            push(if remote { &["--url"] } else { &["--"] });
            push(self.words);
            return line;
        }
        push(&["--scope", self.scope, "--transport", self.transport]);
        if self.client == "claude" {
            push(&[self.name]);
            // Its flags for variables take every word that follows: the address stands before, `--` behind them.
            push(if remote { self.words } else { &[] });
        }
        for pair in self.variables {
            push(&[if remote { "--header" } else { "--env" }, &variable(pair)]);
        }
        if self.trusted {
            push(&["--trust"]);
        }
        match (self.client, self.words) {
            ("claude", _) if remote => {}
            ("claude", words) => {
                push(&["--"]);
                push(words);
            }
            (_, [first, rest @ ..]) => {
                push(&[self.name, *first]);
                if !rest.is_empty() {
                    push(&["--"]);
                    push(rest);
                }
            }
            (_, []) => push(&[self.name]),
        }
        line
    }
}

/// What every test of the real clients asks for: each transport, scope and kind of variable that the clients have.
pub const ASKED: &[Asked] = &[
    Asked::stdio(
        "claude",
        "user",
        "files",
        &["npx", "-y", "@modelcontextprotocol/server-filesystem@2025.7.1", "~/notes"],
    )
    .with(&[("FILES_TOKEN", SECRET), ("MODE", "ro")]),
    Asked::remote("claude", "user", "search", "http", &["https://search.example.com/mcp"]),
    Asked::remote("claude", "project", "tracker", "http", &["https://mcp.example.com/mcp"])
        .with(&[("Authorization", "Bearer hunter2hunter2"), ("X-Team", "core")]),
    Asked::stdio("claude", "project", "git", &["uvx", "--from", "mcp-server-git==2025.7.1", "mcp-server-git"]),
    Asked::remote("claude", "local", "events", "sse", &["https://events.example.com/sse"])
        .with(&[("X-Api-Key", SECRET)]),
    Asked::stdio("claude", "local", "shell", &["sh", "-c", "npx -y \"decoy-mcp@npm:other-mcp@1.0.0\" --quiet"]),
    Asked::stdio("codex", "user", "docs", &["npx", "-y", "docs-mcp", "--root", "/srv/the docs"])
        .with(&[("DOCS_PASSWORD", SECRET), ("LEVEL", "info")]),
    Asked::stdio(
        "codex",
        "user",
        "browser",
        &["docker", "run", "--rm", "-i", "--privileged", "registry.example/mcp/browser:1.4"],
    ),
    Asked::remote("codex", "user", "wiki", "http", &["https://wiki.example.com/mcp"])
        .with(&[("Authorization", "Bearer ${WIKI_TOKEN}")]),
    Asked::stdio("gemini", "user", "notes", &["uvx", "notes-mcp==1.0", "--verbose"])
        .with(&[("NOTES_TOKEN", SECRET)])
        .trusted(),
    Asked::remote("gemini", "project", "chat", "http", &["http://chat.example.com/mcp"])
        .with(&[("Authorization", "Bearer hunter2hunter2")]),
    Asked::remote("gemini", "project", "feed", "sse", &["https://feed.example.com/sse"]),
];

/// The real clients, at home in a fake home.
#[derive(Debug)]
pub struct RealClients<'a> {
    home: &'a FakeHome,
    tools: Tools,
    env: Vec<(String, PathBuf)>,
}

impl<'a> RealClients<'a> {
    /// The clients that `cargo xtask setup` installed.
    pub fn new(home: &'a FakeHome) -> Self {
        Self { home, tools: tools(), env: Vec::new() }
    }

    /// The same with a variable more, for overrides such as `CODEX_HOME`. The folder it names is made.
    ///
    /// # Panics
    /// If the folder cannot be made.
    #[must_use]
    pub fn env(mut self, name: &str, folder: PathBuf) -> Self {
        std::fs::create_dir_all(&folder).expect("a folder in the temporary home");
        self.env.push((name.to_owned(), folder));
        self
    }

    /// Runs a client in the home's project.
    ///
    /// # Panics
    /// If it fails: a client that refuses what it was asked for has written no config worth testing.
    pub fn run<T: AsRef<std::ffi::OsStr>>(&self, client: &str, args: impl IntoIterator<Item = T>) -> Outcome {
        let mut program =
            Program::new(self.tools.path(client), self.home).env("PATH", self.tools.path("bin_dir")).args(args);
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            program = program.env(name, NOWHERE);
        }
        for name in [
            "NODE_USE_ENV_PROXY",
            "DISABLE_TELEMETRY",
            "DISABLE_ERROR_REPORTING",
            "DISABLE_AUTOUPDATER",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
        ] {
            program = program.env(name, "1");
        }
        // In a folder that nobody trusts, Gemini CLI overlooks the project's settings and writes them anew.
        program = program.env("GEMINI_CLI_TRUST_WORKSPACE", "true");
        for (name, folder) in &self.env {
            program = program.env(name, folder);
        }
        let outcome = program.run();
        assert_eq!(outcome.code, 0, "{client}: {}{}", outcome.stdout, outcome.stderr);
        outcome
    }

    /// Asks the clients for servers: one after another of one client, the clients side by side.
    ///
    /// # Panics
    /// If a client fails.
    pub fn add(&self, servers: &[Asked]) {
        std::thread::scope(|scope| {
            for client in ["claude", "codex", "gemini"] {
                scope.spawn(move || {
                    for server in servers.iter().filter(|server| server.client == client) {
                        self.run(client, server.arguments());
                    }
                });
            }
        });
    }
}
