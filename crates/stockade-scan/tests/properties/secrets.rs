//! A secret planted under a secret's name is in no part of the report, whatever stands around it and however it is written.

use proptest::prelude::*;
use stockade_model::Os;
use stockade_scan::{Options, scan};

use crate::runner;

const KEYS: &[&str] =
    &["API_KEY", "GITHUB_TOKEN", "password", "client_secret", "DB_PASSWD", "X-Api-Key", "Authorization"];

/// Not a word of any language, and nothing that is taken for a reference or a placeholder.
fn any_secret() -> impl Strategy<Value = String> {
    "Zq[0-9A-HJ-NP-WYZ]{4}[a-z0-9+/=_.~!@^-]{4,20}9Kq"
        .prop_filter("a reference", |text| !stockade_model::redact::is_reference(text) && !text.contains("://"))
}

/// Ways to write one string in JSON and YAML: as it is, or each character escaped.
fn escaped(text: &str, every: usize) -> String {
    let unit = |(at, c): (usize, char)| {
        if every > 0 && at.is_multiple_of(every) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }
    };
    text.chars().enumerate().map(unit).collect()
}

/// Configs that hold the secret in one place of an entry, the key beside it.
fn configs(key: &str, secret: &str, every: usize, around: &str) -> Vec<(&'static str, String)> {
    let value = escaped(secret, every);
    let flag = format!("--{}", key.to_lowercase().replace('_', "-"));
    let entry = |rest: &str| format!("{{\"command\": \"npx\", \"args\": [\"-y\", \"a-mcp\", \"{around}\"], {rest}}}");
    let json = |rest: &str| format!("{{\"mcpServers\": {{\"a\": {}}}}}", entry(rest));
    let args =
        |args: &str| format!("{{\"mcpServers\": {{\"a\": {{\"command\": \"npx\", \"args\": [\"a-mcp\", {args}]}}}}}}");
    let quoted = format!("\"{value}\"");
    vec![
        (".cursor/mcp.json", json(&format!("\"env\": {{\"{key}\": {quoted}}}"))),
        (".cursor/mcp.json", json(&format!("\"headers\": {{\"{key}\": \"Bearer {value}\"}}"))),
        (".cursor/mcp.json", json(&format!("\"unknown\": [{{\"name\": \"{key}\", \"value\": {quoted}}}]"))),
        (".cursor/mcp.json", args(&format!("\"{flag}\", {quoted}"))),
        (".cursor/mcp.json", args(&format!("\"{flag}={value}\""))),
        (".cursor/mcp.json", args(&format!("\"-e\", \"{key}={value}\""))),
        (".cursor/mcp.json", args(&format!("\"-c\", \"{key}={secret} npx {around}\""))),
        (
            ".codex/config.toml",
            format!("[mcp_servers.a]\ncommand = \"npx\"\nargs = [\"a-mcp\"]\nenv = {{ \"{key}\" = {quoted} }}\n"),
        ),
        (".codex/config.toml", format!("[mcp_servers.a.env]\n{key} = '{secret}'\n[mcp_servers.b]\ncommand = \"b\"\n")),
        (
            ".config/goose/config.yaml",
            format!("extensions:\n  a:\n    cmd: npx\n    args: [a-mcp]\n    envs:\n      {key}: {quoted}\n"),
        ),
        (".config/goose/config.yaml", format!("extensions:\n  a:\n    cmd: npx\n    envs:\n      {key}: '{secret}'\n")),
        (
            ".config/goose/config.yaml",
            format!("x: &x {{{key}: {quoted}}}\nextensions:\n  a:\n    cmd: npx\n    envs: *x\n"),
        ),
        ("project/package.json", format!("{{\"scripts\": {{\"a\": \"{key}={secret} npx -y a-mcp\"}}}}")),
        ("project/Dockerfile", format!("FROM mcp/a\nENV {key}={secret}\nCMD [\"npx\", \"a-mcp\"]\n")),
        (
            "project/compose.yaml",
            format!("services:\n  a:\n    image: mcp/a\n    environment:\n      {key}: {quoted}\n"),
        ),
        (
            "project/.github/workflows/a.yml",
            format!("on: push\njobs:\n  a:\n    steps:\n      - run: npx a-mcp {flag} {secret}\n"),
        ),
    ]
}

/// The part that would betray it: long enough to be no accident.
fn betrays(everything: &str, secret: &str) -> bool {
    everything.contains(&secret[..8]) || everything.contains(&secret[secret.len() - 8..])
}

#[test]
fn a_planted_secret_is_in_no_part_of_the_report() {
    let case = (proptest::sample::select(KEYS), any_secret(), 0_usize..4, "[a-zA-Z0-9 ./:-]{0,12}");
    runner(16)
        .run(&case, |(key, secret, every, around)| {
            for (name, text) in configs(key, &secret, every, &around) {
                let folder = tempfile::tempdir().unwrap();
                let home = folder.path().join("home");
                let path = home.join(name);
                std::fs::create_dir_all(home.join("project")).unwrap();
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, &text).unwrap();
                let mut options = Options::foreign(home.clone(), Os::Linux);
                options.projects = vec![home.join("project")];
                let everything = format!("{:?}", scan(&options, &|_| {}));
                prop_assert!(!betrays(&everything, &secret), "{name}:\n{text}\n{everything}");
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_file_that_is_torn_betrays_nothing_either() {
    let case = (proptest::sample::select(KEYS), any_secret(), 0.1_f64..1.0);
    runner(16)
        .run(&case, |(key, secret, part)| {
            for (name, text) in configs(key, &secret, 0, "x") {
                // Scripts and Dockerfiles are read by the line: cut there, they are whole.
                let cut =
                    (0..=((text.len() as f64 * part) as usize)).rev().find(|at| text.is_char_boundary(*at)).unwrap();
                let folder = tempfile::tempdir().unwrap();
                let home = folder.path().join("home");
                let path = home.join(name);
                std::fs::create_dir_all(home.join("project")).unwrap();
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, &text[..cut]).unwrap();
                let mut options = Options::foreign(home.clone(), Os::Linux);
                options.projects = vec![home.join("project")];
                let everything = format!("{:?}", scan(&options, &|_| {}));
                prop_assert!(!betrays(&everything, &secret), "{name}:\n{}\n{everything}", &text[..cut]);
            }
            Ok(())
        })
        .unwrap();
}
