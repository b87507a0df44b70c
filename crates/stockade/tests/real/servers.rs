//! The servers, the world that each of them sees, and a call for every one of their tools.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use stockade_testkit::{FakeHome, Tools};

/// A published server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    Everything,
    Filesystem,
    Memory,
    Git,
    Time,
    Fetch,
}

/// What the servers work on.
pub(crate) struct World {
    home: PathBuf,
    folder: PathBuf,
    tools: Tools,
    web: SocketAddr,
}

/// One call.
pub(crate) struct Call {
    pub(crate) name: &'static str,
    pub(crate) arguments: Value,
    /// Whether the tool answers by a task alone.
    pub(crate) task: bool,
}

/// What a client is told to do.
pub(crate) struct Job {
    pub(crate) server: Vec<String>,
    pub(crate) env: Value,
    pub(crate) roots: Value,
    pub(crate) calls: Vec<Call>,
}

fn call(name: &'static str, arguments: Value) -> Call {
    Call { name, arguments, task: false }
}

impl World {
    pub(crate) fn new(home: &FakeHome, tools: &Tools) -> Self {
        let home = home.path().to_owned();
        Self { folder: home.join("shared"), home, tools: tools.clone(), web: web::serve() }
    }

    /// The folder as it is before the first call, whatever happened in it.
    fn renew(&self) {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder).unwrap();
        }
        fs::create_dir_all(self.folder.join("plans/old")).unwrap();
        fs::write(self.folder.join("notes.md"), "# Notes\n\nGrüße \u{1f980}\nlast\n").unwrap();
        fs::write(self.folder.join("plans/one.txt"), "one\n").unwrap();
        // The smallest picture there is.
        fs::write(self.folder.join("dot.gif"), b"GIF89a\x01\0\x01\0\0\0\0;").unwrap();
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("/usr/bin/git");
        command.env_clear().envs(git_env(self)).current_dir(&self.folder).args(arguments);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

/// Git without a user's settings, its clock pinned: the same commits have the same names.
fn git_env(world: &World) -> Vec<(&'static str, String)> {
    let when = "2026-06-15T12:00:00+0000";
    [
        ("GIT_AUTHOR_DATE", when),
        ("GIT_COMMITTER_DATE", when),
        ("GIT_AUTHOR_NAME", "Ann"),
        ("GIT_AUTHOR_EMAIL", "ann@example.com"),
        ("GIT_COMMITTER_NAME", "Ann"),
        ("GIT_COMMITTER_EMAIL", "ann@example.com"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("PATH", "/usr/bin:/bin"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into_iter()
    // Beside the repository: what the gate writes to its home is not part of what git sees.
    .chain([("HOME", world.home.display().to_string())])
    .collect()
}

impl Server {
    /// What a client has to do with this server; the world is made anew.
    pub(crate) fn job(self, world: &World) -> Job {
        world.renew();
        let path = |name: &str| world.tools.path(name).display().to_string();
        let mut env = json!({"PATH": format!("{}:/usr/bin:/bin", path("bin_dir")), "LC_ALL": "C.UTF-8", "TZ": "UTC"});
        let server = match self {
            Self::Everything => vec![path("server_everything")],
            Self::Filesystem => vec![path("server_filesystem"), world.folder.display().to_string()],
            Self::Memory => {
                env["MEMORY_FILE_PATH"] = world.path("memory.jsonl").into();
                vec![path("server_memory")]
            }
            Self::Git => {
                world.git(&["init", "--quiet", "--initial-branch=main"]);
                world.git(&["add", "notes.md"]);
                world.git(&["commit", "--quiet", "--message=First"]);
                fs::write(world.folder.join("notes.md"), "# Notes\n\nchanged\n").unwrap();
                // The client's home stays its own: a gate starts no server that was given what is the gate's.
                for (name, value) in git_env(world).into_iter().filter(|(name, _)| *name != "HOME") {
                    env[name] = value.into();
                }
                vec![path("mcp_server_git"), "--repository".into(), world.folder.display().to_string()]
            }
            Self::Time => vec![path("mcp_server_time"), "--local-timezone".into(), "Europe/Berlin".into()],
            Self::Fetch => {
                // It would have Node take pages apart, and install what that needs.
                env["PATH"] = "/usr/bin:/bin".into();
                vec![path("mcp_server_fetch"), "--allow-private-ips".into()]
            }
        };
        let roots = match self {
            Self::Everything => json!([{"uri": format!("file://{}", world.folder.display()), "name": "shared"}]),
            _ => Value::Null,
        };
        Job { server, env, roots, calls: self.calls(world) }
    }

    /// A call for each tool, and a few that fail.
    pub(crate) fn calls(self, world: &World) -> Vec<Call> {
        match self {
            Self::Everything => everything(),
            Self::Filesystem => filesystem(world),
            Self::Memory => memory(),
            Self::Git => git(world),
            Self::Time => vec![
                call("get_current_time", json!({"timezone": "Asia/Tokyo"})),
                call(
                    "convert_time",
                    json!({"source_timezone": "UTC", "time": "16:30", "target_timezone": "Asia/Kathmandu"}),
                ),
                call("convert_time", json!({"source_timezone": "UTC", "time": "25:00", "target_timezone": "Nowhere"})),
            ],
            Self::Fetch => {
                let url = format!("http://{}/page", world.web);
                vec![
                    call("fetch", json!({"url": url, "raw": true})),
                    call("fetch", json!({"url": url, "max_length": 20})),
                    call("fetch", json!({"url": "file:///etc/hostname"})),
                ]
            }
        }
    }
}

fn everything() -> Vec<Call> {
    let mut calls = vec![
        call("echo", json!({"message": "Grüße \u{1f980} \"quoted\" \\ </script>"})),
        call("echo", json!({"message": 7})),
        call("get-annotated-message", json!({"messageType": "error", "includeImage": true})),
        call("get-env", json!({})),
        call("get-resource-links", json!({"count": 3})),
        call("get-resource-reference", json!({"resourceType": "Text", "resourceId": 2})),
        call("get-structured-content", json!({"location": "Chicago"})),
        call("get-sum", json!({"a": 0.1, "b": 1e21})),
        call("get-tiny-image", json!({})),
        call(
            "gzip-file-as-resource",
            json!({"name": "a.gz", "data": "data:text/plain,hello", "outputType": "resource"}),
        ),
        // Once on, once off: they go on by timers.
        call("toggle-simulated-logging", json!({})),
        call("toggle-simulated-logging", json!({})),
        call("toggle-subscriber-updates", json!({})),
        call("toggle-subscriber-updates", json!({})),
        call("trigger-long-running-operation", json!({"duration": 0.2, "steps": 2})),
        call("get-roots-list", json!({})),
        call("trigger-elicitation-request", json!({})),
        call("trigger-url-elicitation", json!({"url": "https://example.com/pay", "elicitationId": "one"})),
        call("trigger-sampling-request", json!({"prompt": "hello", "maxTokens": 9})),
        call("trigger-sampling-request-async", json!({"prompt": "hello", "maxTokens": 9})),
        call("trigger-elicitation-request-async", json!({})),
        call("simulate-research-query", json!({"topic": "gates"})),
    ];
    calls.last_mut().unwrap().task = true;
    calls
}

fn filesystem(world: &World) -> Vec<Call> {
    let path = |name: &str| world.path(name);
    vec![
        call("list_allowed_directories", json!({})),
        call("read_file", json!({"path": path("notes.md"), "head": 2})),
        call("read_text_file", json!({"path": path("notes.md")})),
        call("read_text_file", json!({"path": "/etc/hostname"})),
        call("read_media_file", json!({"path": path("dot.gif")})),
        call("read_multiple_files", json!({"paths": [path("notes.md"), path("none")]})),
        call("write_file", json!({"path": path("new.txt"), "content": "a\r\nb\u{0}c"})),
        call("edit_file", json!({"path": path("notes.md"), "edits": [{"oldText": "last", "newText": "end"}]})),
        call("create_directory", json!({"path": path("plans/new")})),
        call("list_directory", json!({"path": path("plans")})),
        call("list_directory_with_sizes", json!({"path": path(""), "sortBy": "size"})),
        call("directory_tree", json!({"path": path("")})),
        call("move_file", json!({"source": path("new.txt"), "destination": path("plans/moved.txt")})),
        call("search_files", json!({"path": path(""), "pattern": "**/*.txt"})),
        call("get_file_info", json!({"path": path("notes.md")})),
    ]
}

fn memory() -> Vec<Call> {
    let relation = json!([{"from": "Ann", "to": "Ben", "relationType": "knows"}]);
    let person = |name: &str| json!({"name": name, "entityType": "person", "observations": ["says Grüße"]});
    vec![
        call("create_entities", json!({"entities": [person("Ann"), person("Ben")]})),
        call("create_relations", json!({"relations": relation})),
        call("add_observations", json!({"observations": [{"entityName": "Ann", "contents": ["reads"]}]})),
        call("add_observations", json!({"observations": [{"entityName": "Nobody", "contents": ["reads"]}]})),
        call("read_graph", json!({})),
        call("search_nodes", json!({"query": "ann"})),
        call("open_nodes", json!({"names": ["Ben"]})),
        call("delete_observations", json!({"deletions": [{"entityName": "Ann", "observations": ["reads"]}]})),
        call("delete_relations", json!({"relations": relation})),
        call("delete_entities", json!({"entityNames": ["Ben"]})),
        call("read_graph", json!({})),
    ]
}

fn git(world: &World) -> Vec<Call> {
    let repository = world.folder.display().to_string();
    let with = |more: Value| {
        let mut arguments = json!({"repo_path": repository});
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        arguments
    };
    vec![
        call("git_status", with(json!({}))),
        call("git_diff_unstaged", with(json!({"context_lines": 1}))),
        call("git_add", with(json!({"files": ["notes.md"]}))),
        call("git_diff_staged", with(json!({}))),
        call("git_reset", with(json!({}))),
        call("git_add", with(json!({"files": ["notes.md", "plans/one.txt"]}))),
        call("git_commit", with(json!({"message": "Second\n\nGrüße"}))),
        call("git_log", with(json!({"max_count": 5}))),
        call("git_create_branch", with(json!({"branch_name": "side"}))),
        call("git_checkout", with(json!({"branch_name": "side"}))),
        call("git_diff", with(json!({"target": "HEAD~1"}))),
        call("git_show", with(json!({"revision": "HEAD"}))),
        call("git_show", with(json!({"revision": "--output=x"}))),
        call("git_branch", with(json!({"branch_type": "local"}))),
    ]
}

use crate::web;
