//! Secrets of every format, and every output: none of them is in any.

use stockade_testkit::FakeHome;

use crate::scan;

/// Fake, evidently: but nothing that would be taken for a placeholder.
fn secret(at: usize) -> String {
    format!("Zq{at:03}hunter{at:03}+/=9Kq")
}

/// One secret each, in each format and place that hold some.
fn home() -> (FakeHome, usize) {
    let mut count = 0;
    let mut next = || {
        count += 1;
        secret(count)
    };
    let home = FakeHome::new()
        .file(
            ".cursor/mcp.json",
            &format!(
                "{{\"mcpServers\": {{\"a\": {{\"command\": \"npx\", \"args\": [\"a-mcp\", \"--api-key\", \"{}\", \"--token={}\", \"-e\", \"PASSWORD={}\",
                 \"https://user:{}@h.example.com/?api_key={}\"], \"env\": {{\"API_KEY\": \"{}\"}}, \"headers\": {{\"Authorization\": \"Bearer {}\"}}}},
                 \"b\": {{\"url\": \"https://h.example.com/mcp?token={}\"}}, \"c\": {{\"command\": \"sh\", \"args\": [\"-c\", \"TOKEN={} npx c-mcp --password {}\"]}}}}}}",
                next(), next(), next(), next(), next(), next(), next(), next(), next(), next()
            ),
        )
        .file(".codex/config.toml", &format!("[mcp_servers.a]\ncommand = \"npx\"\nargs = ['a-mcp', '--secret', '{}']\nenv = {{ API_KEY = \"{}\" }}\n", next(), next()))
        .file(".config/goose/config.yaml", &format!("extensions:\n  a:\n    cmd: npx\n    args: [a-mcp]\n    envs: {{API_KEY: {}, PASSWORD: '{}'}}\n", next(), next()))
        .file("project/package.json", &format!("{{\"scripts\": {{\"a\": \"API_KEY={} npx -y a-mcp\"}}}}", next()))
        .file("project/.npmrc", &format!("//registry.example/:_authToken={}\nregistry=https://u:{}@registry.example/\n", next(), next()))
        .file("project/Dockerfile", &format!("FROM mcp/a\nENV API_KEY={}\nRUN pip install --index-url https://u:{}@pypi.example/simple a-mcp\n", next(), next()))
        .file("project/requirements.txt", &format!("--index-url https://u:{}@pypi.example/simple\na-mcp==1\n", next()))
        .file("project/compose.yaml", &format!("services:\n  a:\n    image: mcp/a\n    environment:\n      API_KEY: {}\n", next()))
        // Torn: nobody knows where its secrets are.
        .file(".gemini/settings.json", &format!("{{\"mcpServers\": {{\"a\": {{\"env\": {{\"API_KEY\": \"{}\"}}", next()))
        .file(".config/zed/settings.json", &format!("{{\"context_servers\": {{\"a\": {{\"env\": {{\"API_KEY\": {}}}}}}}}}", next()));
    (home, count)
}

#[test]
fn no_output_holds_a_secret() {
    let (home, count) = home();
    for args in [
        &[][..],
        &["--verbose", "--persona", "auditor"],
        &["--quiet"],
        &["--json"],
        &["--sarif"],
        &["--cyclonedx"],
        &["--html"],
        &["--write-baseline", "baseline.json", "--json"],
        &["--baseline", "baseline.json"],
    ] {
        let outcome = scan(&home, args);
        assert!(matches!(outcome.code, 1 | 3), "{args:?}: {}", outcome.stderr);
        let written = std::fs::read_to_string(home.project().join("baseline.json")).unwrap_or_default();
        for at in 1..=count {
            // Also the part that is left where characters are escaped.
            let part = format!("{at:03}hunter{at:03}");
            for text in [&outcome.stdout, &outcome.stderr, &written] {
                assert!(!text.contains(&part), "{args:?} tells secret {at}: {text}");
            }
        }
    }
}
