//! Entries as people have them: the mix of launchers, wrappers, addresses and variables that public configs show.

use serde_json::{Value, json};

/// Launch lines; `{n}` is the entry's number, so that no two are the same package.
const LINES: &[&[&str]] = &[
    &["npx", "-y", "@modelcontextprotocol/server-filesystem", "/home/user/notes-{n}"],
    &["npx", "-y", "mcp-tool-{n}@1.{n}.0"],
    &["npx", "-y", "mcp-tool-{n}@latest", "--api-key", "hunter2hunter2"],
    &["npx", "--yes", "--package=@scope-{n}/mcp", "mcp", "--stdio"],
    &["uvx", "mcp-server-{n}==0.{n}.1"],
    &["uvx", "--from", "git+https://git.example.com/team/mcp-{n}", "mcp-{n}"],
    &["uv", "--directory", "/srv/mcp-{n}", "run", "server.py"],
    &["node", "/srv/mcp-{n}/dist/index.js", "--stdio"],
    &["python3", "-m", "mcp_server_{n}"],
    &[
        "docker",
        "run",
        "--rm",
        "-i",
        "-e",
        "TOKEN",
        "-v",
        "/srv/data-{n}:/data:ro",
        "registry.example/mcp/tool-{n}:1.4",
    ],
    &["npx", "-y", "mcp-remote@0.1.29", "https://mcp-{n}.example.com/mcp", "--header", "Authorization:${AUTH}"],
    &["sh", "-c", "cd /srv/mcp-{n} && exec npx -y mcp-tool-{n}"],
    &["env", "MODE=fast", "npx", "-y", "mcp-tool-{n}"],
    &["/usr/local/bin/mcp-{n}", "serve"],
    &["bunx", "mcp-tool-{n}@2"],
    &["pnpm", "dlx", "mcp-tool-{n}"],
];

/// Every so many entries is one at an address.
const REMOTE: usize = 5;

/// The n-th entry, in the members that most clients share.
pub(crate) fn entry(n: usize) -> Value {
    if n.is_multiple_of(REMOTE) {
        return json!({
            "type": "http",
            "url": format!("https://mcp-{n}.example.com/mcp"),
            "headers": { "Authorization": "Bearer hunter2hunter2", "X-Team": format!("team-{n}") },
        });
    }
    let line = LINES.get(n % LINES.len()).copied().unwrap_or_default();
    let words: Vec<String> = line.iter().map(|word| word.replace("{n}", &n.to_string())).collect();
    let (command, args) = words.split_first().map_or(("true", &[][..]), |(first, rest)| (first.as_str(), rest));
    match n % 3 {
        0 => json!({ "command": command, "args": args, "env": { "API_TOKEN": "hunter2hunter2", "LOG_LEVEL": "info" } }),
        1 => json!({ "command": command, "args": args, "env": { "API_TOKEN": "${API_TOKEN}" } }),
        _ => json!({ "command": command, "args": args }),
    }
}

/// The name of the n-th entry.
pub(crate) fn name(n: usize) -> String {
    format!("server-{n}")
}
