//! What the installed clients answer when nobody configured a registry.

use std::collections::BTreeMap;
use std::time::Duration;

use stockade_registry::settings::ask::Asker;
use stockade_testkit::{FakeHome, tools};

fn env(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The real clients are asked what they would take where nothing is configured. Whose address that is, is not said here.
#[test]
fn the_installed_clients_say_where_they_go_by_themselves() {
    let (home, tools) = (FakeHome::new(), tools());
    let python = tools.path("python").parent().unwrap().to_owned();
    let path = format!("{}:{}:/usr/bin:/bin", tools.path("bin_dir").display(), python.display());
    let variables = env(&[("PATH", &path), ("HOME", home.path().to_str().unwrap())]);
    let asker = Asker::new(variables, home.path().to_owned(), Duration::from_secs(120));
    for address in [asker.npm(), asker.pip(), asker.uv()] {
        assert!(address.unwrap().is_encrypted());
    }
    let configured =
        Asker { env: env(&[("PATH", &path), ("npm_config_registry", "https://registry.example/x/")]), ..asker.clone() };
    assert_eq!(configured.npm().unwrap().shown(), "https://registry.example/x/");
    let none = Asker { env: env(&[]), ..asker };
    for error in [none.npm().unwrap_err(), none.pip().unwrap_err(), none.uv().unwrap_err()] {
        assert!(error.hint().starts_with("set one: "), "{error}");
    }
}
