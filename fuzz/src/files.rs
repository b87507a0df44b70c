//! What is read from files: archives, databases, configs, project files, settings. Each body has a home of its own.

use std::fs;
use std::path::{Path, PathBuf};

use stockade_model::{Inventory, Location, Os, Span};
use stockade_scan::discover::{Hunt, clients, manifests};
use stockade_scan::{Options, scan};

struct Home {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().canonicalize().expect("the folder that was just made").join("home");
        fs::create_dir_all(path.join("project")).expect("the folder that was just made");
        Self { _folder: folder, path }
    }

    fn write(&self, name: &str, data: &[u8]) -> PathBuf {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder for the file");
        fs::write(&path, data).expect("a file in a temporary folder");
        path
    }

    fn options(&self) -> Options {
        let mut options = Options::foreign(self.path.clone(), Os::Linux);
        options.projects = vec![self.path.join("project")];
        options
    }
}

/// Everything points into a text that is there, and what could not be read has a name.
fn check(inventory: &Inventory) {
    let inside = |source, span: Span| {
        let file = inventory.source(source).expect("a source that is there");
        file.text.is_empty() || file.slice(span).is_some()
    };
    for server in &inventory.servers {
        assert!(inside(server.source, server.span), "{server:?}");
        assert!(inside(server.source, server.name.span), "{server:?}");
        let words = server.command.iter().chain(&server.args).chain(&server.url);
        words.for_each(|word| assert!(inside(server.source, word.span), "{word:?}"));
    }
    for mention in &inventory.mentions {
        assert!(inside(mention.source, mention.span), "{mention:?}");
        assert!(!mention.package.name.is_empty(), "{mention:?}");
    }
    for problem in &inventory.problems {
        assert!(problem.location.path(&inventory.sources).is_some(), "{problem:?}");
        if let Location::Source { source, span: Some(span) } = problem.location {
            assert!(inside(source, span), "{problem:?}");
        }
    }
}

fn client(home: &Home, id: &str) -> Inventory {
    let options = home.options();
    let mut hunt = Hunt::new(&options);
    hunt.add_project(home.path.join("project"));
    hunt.read_client(clients::find(id).expect("a client that is known"));
    hunt.finish()
}

/// A downloaded extension bundle.
pub fn archive(data: &[u8]) {
    let home = Home::new();
    let path = home.write("Downloads/x.mcpb", data);
    let inventory = client(&home, "claude-extensions");
    check(&inventory);
    assert!(inventory.servers.len() <= 1);
    let left: Vec<_> = fs::read_dir(home.path.join("Downloads")).expect("the folder of the bundle").collect();
    assert_eq!(left.len(), 1, "something was unpacked beside {}", path.display());
}

/// A client's database.
pub fn database(data: &[u8]) {
    let home = Home::new();
    let path = home.write(".config/dyad/sqlite.db", data);
    check(&client(&home, "dyad"));
    assert_eq!(fs::read(&path).expect("the database"), data, "the database was written to");
    let beside = fs::read_dir(home.path.join(".config/dyad")).expect("the folder of the database").count();
    assert_eq!(beside, 1, "SQLite left something beside the database");
}

/// Configs by the first byte: formats and shapes that differ.
const CONFIGS: &[&str] = &[
    ".cursor/mcp.json",
    ".claude.json",
    ".codex/config.toml",
    ".config/goose/config.yaml",
    ".config/Code/User/mcp.json",
    ".config/opencode/opencode.json",
    ".gemini/settings.json",
    ".config/zed/settings.json",
    "project/.mcp.json",
    "project/.vscode/mcp.json",
    "project/.devcontainer/devcontainer.json",
    "project/.github/agents/x.agent.md",
    ".continue/config.yaml",
    ".config/Claude/claude_desktop_config.json",
    ".docker/mcp/registry.yaml",
    ".hermes/config.yaml",
];

/// A config, through the whole scan.
pub fn config(data: &[u8]) {
    let Some((first, text)) = data.split_first() else { return };
    let home = Home::new();
    home.write(CONFIGS[usize::from(*first) % CONFIGS.len()], text);
    let report = scan(&home.options(), &|_| {});
    check(&report.inventory);
    assert_eq!(report.launches.len(), report.inventory.servers.len());
    for launch in &report.launches {
        assert!(!launch.components.is_empty() || !launch.opaque.is_empty(), "{launch:?} says nothing");
    }
    assert!(report.findings.iter().all(|finding| !finding.message.is_empty()));
}

/// Project files by the first byte, one for each reader and each second form of one.
pub const MANIFESTS: &[&str] = &[
    "package.json",
    "package-lock.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "bun.lock",
    "requirements.txt",
    "pyproject.toml",
    "uv.lock",
    "poetry.lock",
    "Pipfile",
    "Pipfile.lock",
    "pylock.toml",
    "Dockerfile",
    "compose.yaml",
    ".github/workflows/ci.yml",
    "server.json",
    "manifest.json",
];

/// A project file.
pub fn manifest(data: &[u8]) {
    let Some((first, text)) = data.split_first() else { return };
    let home = Home::new();
    let path = home.write(&format!("project/{}", MANIFESTS[usize::from(*first) % MANIFESTS.len()]), text);
    assert!(manifests::find(&path).is_some(), "{} has no reader", path.display());
    let options = home.options();
    let mut hunt = Hunt::new(&options);
    hunt.add_project(home.path.join("project"));
    manifests::read_projects(&mut hunt);
    check(&hunt.finish());
}

/// What launchers read besides: settings and the files of installed packages.
pub fn npm_settings(data: &[u8]) {
    const NAMES: &[&str] =
        &[".npmrc", "package.json", "node_modules/x-mcp/package.json", "uv.toml", "pip.conf", "deno.json"];
    let Some((first, text)) = data.split_first() else { return };
    let home = Home::new();
    home.write(&format!("project/{}", NAMES[usize::from(*first) % NAMES.len()]), text);
    let line = |program: &str| {
        let entry = format!("{{\"mcpServers\": {{\"x\": {{\"command\": \"{program}\", \"args\": [\"x-mcp\"]}}}}}}");
        home.write("project/.cursor/mcp.json", entry.as_bytes());
        let report = scan(&home.options(), &|_| {});
        check(&report.inventory);
        assert_eq!(report.launches.len(), 1);
        let launch = &report.launches[0];
        assert!(!launch.components.is_empty() || !launch.opaque.is_empty(), "{launch:?} says nothing");
    };
    ["npx", "uvx", "deno", "node"].into_iter().for_each(line);
    assert!(Path::new(&home.path).is_dir());
}
