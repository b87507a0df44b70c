//! From the files of npm, pip and uv to the request: what a registry is really asked, and by whom.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use stockade_model::Os;
use stockade_registry::http::Client;
use stockade_registry::npm::Npm;
use stockade_registry::pypi::Pypi;
use stockade_scan::registries;
use stockade_scan::resolve::Machine;
use stockade_testkit::registry::{NpmRelease, PypiFile};
use stockade_testkit::{FakeHome, TestRegistry};

fn env(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn machine<'a>(home: &'a Path, env: &'a BTreeMap<String, String>) -> Machine<'a> {
    Machine { os: Os::Linux, home, root: None, live: true, env, unread: None }
}

fn nobody<T>() -> Result<T, stockade_registry::settings::SettingsError> {
    panic!("a registry is configured")
}

#[test]
fn npm_is_asked_by_the_scope_with_the_token_of_its_folder() {
    let (registry, corp) = (TestRegistry::start(), TestRegistry::start());
    registry.publish(NpmRelease::new("a", "1.0.0"));
    corp.publish(NpmRelease::new("@corp/a", "1.0.0"));
    corp.guard("/npm/", "Bearer hunter2");
    let home = FakeHome::new()
        .file(".npmrc", &format!("@corp:registry={}\n//{}/npm/:_authToken=${{TOKEN}}\n", corp.npm_url(), corp.host()));
    let env = env(&[("TOKEN", "hunter2"), ("npm_config_registry", &registry.npm_url())]);
    let settings = registries::npm(&machine(home.path(), &env), None);
    let client = Client::new(stockade_registry::http::Options::default(), None);
    for name in ["a", "@corp/a"] {
        let npm = Npm::new(&client, settings.registry(name, nobody).unwrap(), settings.replace_host());
        let release = npm.packument(name).unwrap().releases.remove(0);
        npm.tarball(&release).unwrap();
    }
    assert!(registry.asked().iter().all(|asked| asked.authorization.is_none()) && registry.asked().len() == 2);
    assert!(
        corp.asked().iter().all(|asked| asked.authorization.as_deref() == Some("Bearer hunter2"))
            && corp.asked().len() == 2
    );
}

#[test]
fn a_project_chooses_no_host_for_the_users_token() {
    let evil = TestRegistry::start();
    evil.publish(NpmRelease::new("a", "1.0.0"));
    let home = FakeHome::new().file(
        "project/.npmrc",
        &format!("registry={}\n//{}/npm/:_authToken=${{TOKEN}}\n", evil.npm_url(), evil.host()),
    );
    let env = env(&[("TOKEN", "hunter2")]);
    let settings = registries::npm(&machine(home.path(), &env), Some(&home.project()));
    let client = Client::new(stockade_registry::http::Options::default(), None);
    let npm = Npm::new(&client, settings.registry("a", nobody).unwrap(), settings.replace_host());
    npm.packument("a").unwrap();
    assert!(evil.asked().iter().all(|asked| asked.authorization.is_none()));
    assert!(settings.ignored().concat().contains("came with the project"));
}

#[test]
fn pip_and_uv_are_asked_as_their_files_say() {
    let registry = TestRegistry::start();
    registry.upload(PypiFile::wheel("a", "1.0"));
    registry.guard("/simple/", "Basic YW5uOmh1bnRlcjI=");
    let index = registry.simple_url();
    let named = index.replace("http://", "http://ann:hunter2@");
    let home = FakeHome::new()
        .file(".config/pip/pip.conf", &format!("[global]\nindex-url = {index}\n"))
        .file(".netrc", "machine 127.0.0.1 login ann password hunter2\n")
        .file("uv/uv.toml", &format!("[[index]]\nname = \"corp\"\nurl = \"{index}\"\ndefault = true\n"));
    let nothing = env(&[]);
    let uv_env = env(&[
        ("UV_CONFIG_FILE", home.path().join("uv/uv.toml").to_str().unwrap()),
        ("UV_INDEX_CORP_USERNAME", "ann"),
        ("UV_INDEX_CORP_PASSWORD", "hunter2"),
    ]);
    let url_env = env(&[("UV_DEFAULT_INDEX", &named)]);
    let bare = FakeHome::new();
    let all = [
        registries::pip(&machine(home.path(), &nothing)),
        registries::uv(&machine(home.path(), &uv_env), None).unwrap(),
        registries::uv(&machine(bare.path(), &url_env), None).unwrap(),
    ];
    let client = Client::new(stockade_registry::http::Options::default(), None);
    for settings in all {
        let found = settings.registries(None, nobody).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(!format!("{found:?} {settings:?}").contains("hunter2"), "{settings:?}");
        Pypi::new(&client, found[0].clone()).project("a").unwrap();
    }
    assert_eq!(registry.asked().len(), 3);
}
