//! `check`, `scan` and `hunt` judge names with one judge: the same name has one answer, whoever is asked.

use serde_json::Value;
use stockade_testkit::FakeHome;

use crate::check::fed;
use crate::program;

/// A launch line, so that `scan` can be asked the same; what is decided about it, and what decides.
const LINES: &[(&str, &str, &str)] = &[
    ("npx -y postmark-mcp@1.0.16", "deny", "known-malware"),
    ("npx -y postmark-mcp@1.0.15", "ask", "known-malware"),
    ("npx -y postmark-mcp", "deny", "known-malware"),
    ("npx -y suport-color@1.0.1", "deny", "known-malware"),
    // Suspected, compromised, vulnerable: a doubt, a denial of single versions, an advice.
    ("npx -y iru-caches@1.0.0", "ask", "known-malware"),
    ("npx -y ethres@1.0.0", "ask", "transposition"),
    ("npx -y mcp-use@1.4.2", "deny", "known-malware"),
    ("npx -y mcp-use@1.4.4", "allow", ""),
    ("npx -y mcp-remote@0.1.13 https://mcp.example.com/mcp", "ask", "advisory"),
    ("npx -y mcp-remote@0.1.16 https://mcp.example.com/mcp", "allow", ""),
    ("npx -y @modelcontextprotocol/server-filesystem@2025.3.28", "ask", "advisory"),
    ("npx -y suports-color@1.0.0", "ask", "omission"),
    ("docker run -i --rm ghcr.io/githubs/github-mcp-server", "ask", "owner-contradiction"),
    ("docker run -i --rm ghcr.io/github/github-mcp-server", "allow", ""),
    ("npx -y github:somebody/postmark-mcp", "ask", "owner-contradiction"),
    ("npx -y github:activecampaing/postmark-mcp", "ask", "owner-look-alike"),
    ("uvx --from git+https://github.com/githubs/github-mcp-server x", "ask", "owner-contradiction"),
    ("uvx --from git+https://github.com/github/github-mcp-server x", "allow", ""),
];

/// Checks that answer for a name.
const NAMES: &[&str] =
    &["known-malware", "advisory", "owner-contradiction", "unclaimed-official-name", "cross-ecosystem-name", "squat"];

#[test]
fn check_and_scan_have_one_answer_for_every_class() {
    let mut servers = serde_json::Map::new();
    for (number, (line, ..)) in LINES.iter().enumerate() {
        let words: Vec<&str> = line.split(' ').collect();
        servers.insert(format!("s{number}"), serde_json::json!({ "command": words[0], "args": words[1..] }));
    }
    let config = serde_json::json!({ "mcpServers": servers }).to_string();
    let home = FakeHome::new().file(".cursor/mcp.json", &config);
    let scanned = crate::scan(&home, &["--json"]).json();
    let findings = scanned["findings"].as_array().unwrap();
    let lines: Vec<&str> = LINES.iter().map(|(line, ..)| *line).collect();
    let checked = program(&home).args(["check", "--json"]).args(lines).run().json();
    for (number, (line, decision, reason)) in LINES.iter().enumerate() {
        let spec = &checked["specs"][number];
        let parts = spec["parts"].as_array().unwrap();
        let part = parts.iter().find(|part| part["decision"] == spec["decision"]).unwrap();
        assert_eq!(part["decision"].as_str(), Some(*decision), "{line}: {part:#}");
        if *decision != "allow" {
            assert_eq!(part["reason"].as_str(), Some(*reason), "{line}");
        }
        let own = format!("cursor/user/s{number}");
        let about =
            |finding: &&Value| finding["server"] == own.as_str() && NAMES.contains(&finding["check"].as_str().unwrap());
        let worst = findings.iter().find(about);
        let said = worst.map_or("allow", |finding| match finding["severity"].as_str().unwrap() {
            "critical" => "deny",
            "info" | "low" => "allow",
            _ => "ask",
        });
        assert_eq!(said, *decision, "{line}: {worst:#?}");
        if let Some(finding) = worst.filter(|_| said != "allow") {
            assert_eq!(finding["confidence"], part["confidence"], "{line}");
            if matches!(*reason, "known-malware" | "advisory" | "owner-contradiction") {
                assert_eq!(finding["check"], *reason, "{line}");
            } else if *reason == "owner-look-alike" {
                assert_eq!(finding["check"], "owner-contradiction", "{line}");
            }
        }
    }
}

#[test]
fn hunt_says_of_bare_names_what_check_says() {
    let home = FakeHome::new();
    let names = ["postmark-mcp", "suport-color", "iru-caches", "ethres", "mcp-remote", "mcp-use", "suports-color"];
    let names: Vec<String> = names.iter().map(|name| format!("npm:{name}")).collect();
    let checked = program(&home).args(["check", "--json"]).args(&names).run().json();
    for (number, name) in names.iter().enumerate() {
        let rows = fed(&home, &["hunt", "-", "--jsonl"], name.as_bytes()).stdout;
        let row: Option<Value> = rows.lines().next().map(|row| serde_json::from_str(row).unwrap());
        let part = &checked["specs"][number]["parts"][0];
        let decision = row.as_ref().map_or("allow", |row| row["decision"].as_str().unwrap());
        assert_eq!(Some(decision), part["decision"].as_str(), "{name}");
        if decision != "allow" {
            assert_eq!(row.unwrap()["mechanism"], part["reason"], "{name}");
        }
    }
}
