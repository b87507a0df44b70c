//! Launch lines put together of the words that launchers know, in any order.

use proptest::prelude::*;
use stockade_model::{Launch, Os, Span};
use stockade_scan::resolve::launchers;

use crate::fuzz::list::check_line;
use crate::runner;

/// Words that some launcher has an opinion about.
const WORDS: &[&str] = &[
    "-y",
    "--yes",
    "-p",
    "--package",
    "--package=a-mcp@1",
    "-c",
    "-C",
    "--",
    "-",
    "",
    " ",
    "a-mcp",
    "@s/a-mcp@1.2.3",
    "b@npm:evil@2",
    "./x",
    "/abs/x.js",
    "..",
    "file:../x",
    "git+https://git.example/a.git#v1",
    "github:o/r",
    "https://h.example/a.tgz",
    "--cache",
    "--prefix",
    "--registry=https://registry.example/",
    "--userconfig",
    "exec",
    "x",
    "dlx",
    "run",
    "start",
    "tool",
    "install",
    "--from",
    "--with",
    "--with-editable",
    "--index-url",
    "--default-index",
    "--python",
    "3.12",
    "--directory",
    "--project",
    "-m",
    "-e",
    "-S",
    "-u",
    "-I",
    "-r",
    "--require",
    "--import",
    "--loader",
    "tsx",
    "node",
    "npx",
    "uvx",
    "sh",
    "bash",
    "cmd",
    "/c",
    "/s",
    "/k",
    "powershell",
    "-Command",
    "-File",
    "-EncodedCommand",
    "ZQBjAGgAbwA=",
    "env",
    "sudo",
    "timeout",
    "5",
    "nice",
    "-n",
    "10",
    "docker",
    "compose",
    "-i",
    "-it",
    "--rm",
    "-v",
    "/:/h",
    "--mount",
    "type=bind,src=/,dst=/h",
    "--privileged",
    "--network=host",
    "--env",
    "A=b",
    "--entrypoint",
    "mcp/a",
    "registry.example:5000/t/a:1@sha256:00",
    "mcp-remote",
    "supergateway",
    "--stdio",
    "npx -y a-mcp",
    "--sse",
    "https://h.example/sse",
    "${X}",
    "$X",
    "%X%",
    "{env:X}",
    "a b",
    "'",
    "\"",
    "\\",
    "a;b",
    "&&",
    "|",
    "$(x)",
    "`x`",
    "é",
    "\u{202e}",
    "\u{0}",
    "-jar",
    "a.jar",
    "-cp",
    "--jar",
    "--allow-all",
    "-A",
    "jsr:@s/a",
    "npm:a",
    "--filter",
    "-w",
    "--workspace",
    "--if-present",
    "--silent",
    "wsl",
    "-d",
    "Debian",
    "ssh",
    "host.example",
    "-p22",
];

fn any_os() -> impl Strategy<Value = Os> {
    prop_oneof![Just(Os::Linux), Just(Os::Macos), Just(Os::Windows)]
}

fn any_word() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => proptest::sample::select(WORDS).prop_map(str::to_owned),
        2 => "-{0,2}[a-zA-Z]{1,12}(=[ -~]{0,8})?",
        1 => "\\PC{0,12}",
    ]
}

fn any_setting() -> impl Strategy<Value = (String, String)> {
    let names = proptest::sample::select(vec![
        "NPM_CONFIG_REGISTRY",
        "npm_config_package",
        "UV_INDEX_URL",
        "PIP_INDEX_URL",
        "NODE_OPTIONS",
        "PATH",
        "PYTHONPATH",
        "LD_PRELOAD",
        "HOME",
        "UV_PYTHON",
        "X",
        "",
    ]);
    (names.prop_map(str::to_owned), any_word())
}

#[test]
fn every_launcher_answers_every_line() {
    let names: Vec<&'static str> = launchers::ALL.iter().flat_map(|launcher| launcher.names).copied().collect();
    let line = (
        any_os(),
        proptest::sample::select(names),
        proptest::collection::vec(any_word(), 0..10),
        proptest::collection::vec(any_setting(), 0..3),
    );
    runner(6000)
        .run(&line, |(os, program, words, settings)| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let settings: Vec<(&str, &str)> =
                settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            without_places(&check_line(program, &words, &settings, os));
            Ok(())
        })
        .unwrap();
}

/// Words without a place cannot give one: a span in the answer would be made up.
fn without_places(launch: &Launch) {
    let spans: Vec<Span> = launch.components.iter().filter_map(|component| component.span).collect();
    assert!(spans.is_empty(), "{launch:?}");
}

#[test]
fn wrappers_without_end_are_said_to_be_too_many() {
    for wrap in [&["env"][..], &["sudo"], &["nice"], &["npx", "-c"], &["timeout", "5"], &["cmd", "/c"], &["sh", "-c"]] {
        let words: Vec<&str> = wrap.iter().copied().cycle().take(400).collect();
        let launch = check_line(words[0], &words[1..], &[], Os::Linux);
        assert!(!launch.opaque.is_empty(), "{wrap:?}: {launch:?}");
    }
    // One string inside of another, each a shell.
    let mut line = "a-mcp".to_owned();
    for _ in 0..12 {
        line = format!("sh -c '{}'", line.replace('\'', "'\\''"));
    }
    let launch = check_line("sh", &["-c", &line], &[], Os::Linux);
    assert!(!launch.opaque.is_empty(), "{launch:?}");
}

/// No time is measured here: a grammar that went back over its words would not end before the runner loses patience.
#[test]
fn a_line_of_many_words_comes_to_an_end() {
    let names = launchers::ALL.iter().flat_map(|launcher| launcher.names);
    for (name, word) in names.flat_map(|name| ["-v", "--package=a", "a", "A=b", "a;", "'"].map(|word| (name, word))) {
        check_line(name, &vec![word; 1600], &[], Os::Linux);
    }
}
