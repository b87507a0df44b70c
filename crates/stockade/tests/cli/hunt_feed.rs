//! `stockade hunt --feed`: the names that changed in the configured registry, once each, from where the last run stood.

use stockade_testkit::{FakeHome, Outcome, TestRegistry};

use crate::program;

fn home(registry: &TestRegistry) -> FakeHome {
    FakeHome::new().file(".npmrc", &format!("registry={}\n", registry.npm_url()))
}

fn hunt(home: &FakeHome, args: &[&str]) -> Outcome {
    program(home).env("STOCKADE_OFFLINE", "").args(["hunt", "--feed"]).args(args).run()
}

#[test]
fn what_came_since_the_last_time_is_listed_once() {
    let registry = TestRegistry::start();
    registry.changed(&["lodash", "suport-color", "_design/app"]);
    let home = home(&registry);
    let args = ["--jsonl=new.jsonl", "--resume", "feed.state"];
    let rows = || {
        let text = std::fs::read_to_string(home.project().join("new.jsonl")).unwrap();
        text.lines()
            .map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap()["name"].clone())
            .collect::<Vec<_>>()
    };
    let first = hunt(&home, &args);
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert!(first.stderr.contains("begins at the end of the feed"), "{}", first.stderr);
    assert!(rows().is_empty());

    registry.changed(&["openclaww", "lodash", "openclaww"]);
    registry.removed("suport-color");
    let second = hunt(&home, &args);
    assert_eq!(second.code, 1, "{}", second.stderr);
    assert_eq!(rows(), ["openclaww"]);
    let third = hunt(&home, &args);
    assert!(third.stderr.contains("0 names in"), "{}", third.stderr);
    assert_eq!(rows(), ["openclaww"]);

    // Another registry counts otherwise.
    let other = TestRegistry::start();
    other.changed(&["left-pad"]);
    home.write(".npmrc", format!("registry={}\n", other.npm_url()));
    let outcome = hunt(&home, &args);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("is configured now"), "{}", outcome.stderr);
    assert!(other.asked().is_empty());
}

#[test]
fn a_sweep_can_begin_anywhere() {
    let registry = TestRegistry::start();
    let names: Vec<String> = (0..4_500).map(|at| format!("zqxj-{at}-vkw")).collect();
    registry.changed(&names.iter().map(String::as_str).collect::<Vec<_>>());
    registry.changed(&["suport-color", "openclaww"]);
    let home = home(&registry);
    let all = hunt(&home, &["--since", "0"]);
    assert_eq!((all.code, all.stdout.lines().count()), (1, 2), "{}", all.stderr);
    assert!(all.stderr.contains("4502 names in"), "{}", all.stderr);
    let last = hunt(&home, &["--since", "4501"]);
    assert_eq!((last.code, last.stdout.lines().count()), (1, 1), "{}", last.stderr);
}

/// Silence would look like a clean registry.
#[test]
fn a_registry_without_a_feed_is_said_to_have_none() {
    let registry = TestRegistry::start();
    let home = home(&registry);
    let outcome = hunt(&home, &["--since", "0"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains("has no feed of changes"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: not every registry has one"), "{}", outcome.stderr);
}

#[test]
fn wrong_questions_are_refused_before_anybody_is_asked() {
    let registry = TestRegistry::start();
    registry.changed(&["lodash"]);
    let home = home(&registry).file("project/names.txt", "npm:lodash\n");
    for (args, why) in [
        (&[][..], "nothing says from where on"),
        (&["names.txt"], "cannot be used with"),
        (&["--since", "0", "--ecosystem", "pypi"], "only registries of npm"),
    ] {
        let outcome = hunt(&home, args);
        assert_eq!(outcome.code, 2, "{args:?}");
        assert!(outcome.stderr.contains(why), "{args:?}: {}", outcome.stderr);
    }
    let offline = program(&home).args(["hunt", "--feed", "--since", "0"]).env("STOCKADE_OFFLINE", "1").run();
    assert_eq!(offline.code, 2);
    assert!(offline.stderr.contains("`STOCKADE_OFFLINE` keeps this run off the network"), "{}", offline.stderr);
    assert!(registry.asked().is_empty());
}
