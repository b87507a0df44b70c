//! What is kept, for how long, and for whom.

use std::time::Duration;

use stockade_registry::http::{Clock, FetchError, Options, Source};
use stockade_registry::{Credential, Secret};
use stockade_testkit::TestRegistry;
use stockade_testkit::registry::{Fault, NpmRelease};

use super::{cached, get, npm, options, route};

fn registry() -> TestRegistry {
    let registry = TestRegistry::start();
    registry.publish(NpmRelease::new("a", "1.0.0").published("2026-01-01T00:00:00Z"));
    registry
}

fn later(registry: &TestRegistry, seconds: i64) -> Options {
    let now = registry.now() + jiff::SignedDuration::from_secs(seconds);
    Options { clock: Clock::standing(now), ..options(registry) }
}

#[test]
fn an_answer_is_fresh_for_as_long_as_the_server_says_and_then_asked_about() {
    let (registry, folder) = (registry(), tempfile::tempdir().unwrap());
    registry.header("Cache-Control", "max-age=300");
    let source = |options| cached(folder.path(), options).ask(&route(), &get(&registry, "/npm/a")).unwrap().source;
    assert_eq!(source(options(&registry)), Source::Network);
    assert_eq!(source(later(&registry, 299)), Source::Fresh);
    assert_eq!(source(later(&registry, 300)), Source::Revalidated);
    assert_eq!(source(later(&registry, 599)), Source::Fresh);
    // A clock that was put back makes nothing fresh.
    assert_eq!(source(later(&registry, 0)), Source::Revalidated);
    assert_eq!(registry.paths().len(), 3);
    registry.publish(NpmRelease::new("a", "1.0.1"));
    assert_eq!(source(later(&registry, 900)), Source::Network);
}

#[test]
fn what_the_server_does_not_say_is_asked_about_each_time_unless_told_otherwise() {
    let (registry, folder) = (registry(), tempfile::tempdir().unwrap());
    let source = |options| cached(folder.path(), options).ask(&route(), &get(&registry, "/npm/a")).unwrap().source;
    assert_eq!(source(options(&registry)), Source::Network);
    assert_eq!(source(options(&registry)), Source::Revalidated);
    assert_eq!(source(Options { good_for: Duration::from_secs(60), ..later(&registry, 59) }), Source::Fresh);
    registry.header("Cache-Control", "no-store");
    registry.publish(NpmRelease::new("a", "1.0.1"));
    assert_eq!(source(options(&registry)), Source::Network);
    assert_eq!(source(Options { good_for: Duration::from_secs(60), ..later(&registry, 61) }), Source::Network);
}

#[test]
fn offline_the_cache_is_all_there_is() {
    let (registry, folder) = (registry(), tempfile::tempdir().unwrap());
    let ask = |options, path| cached(folder.path(), options).ask(&route(), &get(&registry, path));
    ask(options(&registry), "/npm/a").unwrap();
    assert_eq!(ask(options(&registry), "/npm/b").unwrap().status.as_u16(), 404);
    let offline = || Options { offline: true, ..later(&registry, 1_000_000) };
    registry.forget();
    let answer = ask(offline(), "/npm/a").unwrap();
    assert_eq!((answer.source, answer.asked), (Source::Offline, registry.now()));
    assert_eq!(ask(offline(), "/npm/b").unwrap().status.as_u16(), 404);
    assert!(matches!(ask(offline(), "/npm/c"), Err(FetchError::Offline(_))));
    assert!(registry.asked().is_empty());
}

#[test]
fn nobody_is_answered_with_what_somebody_else_was() {
    let (registry, folder) = (registry(), tempfile::tempdir().unwrap());
    registry.header("Cache-Control", "max-age=300");
    registry.guard("/npm/", "Bearer ann");
    let client = cached(folder.path(), options(&registry));
    let (ann, bob) = (Credential::Bearer(Secret::new("ann")), Credential::Bearer(Secret::new("bob")));
    let ask = |who: Option<&Credential>| {
        let answer = client.ask(&route(), &get(&registry, "/npm/a").credential(who)).unwrap();
        (answer.status.as_u16(), answer.source)
    };
    assert_eq!(ask(Some(&ann)), (200, Source::Network));
    assert_eq!(ask(Some(&ann)), (200, Source::Fresh));
    assert_eq!(ask(Some(&bob)), (401, Source::Network));
    assert_eq!(ask(None), (401, Source::Network));
    let everything =
        std::process::Command::new("grep").args(["-rl", "Bearer ann"]).arg(folder.path()).output().unwrap();
    assert!(everything.stdout.is_empty());
}

#[test]
fn an_archive_is_not_fetched_twice_and_a_wrong_one_is_never_kept() {
    let (registry, folder) = (registry(), tempfile::tempdir().unwrap());
    let tarball = |options: Options| {
        let client = cached(folder.path(), options);
        let npm = npm(&client, &registry);
        let packument = npm.packument("a")?;
        npm.tarball(packument.release("1.0.0").unwrap())
    };
    registry.fault("/npm/a/-/", Some(1), Fault::Flipped);
    let error = tarball(options(&registry)).unwrap_err();
    assert!(error.to_string().contains("not what was promised"), "{error}");
    let whole = tarball(options(&registry)).unwrap();
    registry.forget();
    assert_eq!(tarball(later(&registry, 1_000_000)).unwrap().bytes, whole.bytes);
    assert_eq!(registry.paths(), ["/npm/a"]);
}

#[test]
fn a_damaged_cache_costs_a_question() {
    let (registry, folder) = (registry(), tempfile::tempdir().unwrap());
    registry.header("Cache-Control", "max-age=300");
    let ask = || cached(folder.path(), options(&registry)).ask(&route(), &get(&registry, "/npm/a")).unwrap().source;
    assert_eq!((ask(), ask()), (Source::Network, Source::Fresh));
    for shard in std::fs::read_dir(folder.path().join("bodies")).unwrap() {
        for file in std::fs::read_dir(shard.unwrap().path()).unwrap() {
            std::fs::write(file.unwrap().path(), "{}").unwrap();
        }
    }
    assert_eq!((ask(), ask()), (Source::Network, Source::Fresh));
}

/// Looking up a name that has no address takes seconds: it is done twice, and not again for some minutes.
#[test]
fn a_host_that_is_not_there_is_looked_up_twice_and_then_left() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use stockade_registry::http::{Address, Event, Request};
    let (registry, folder) = (registry(), tempfile::tempdir().unwrap());
    let waited = |options: Options| {
        let count = Arc::new(AtomicUsize::new(0));
        let heard = Arc::clone(&count);
        let say = Arc::new(move |_: &Address, event| {
            heard.fetch_add(usize::from(matches!(event, Event::Waiting(_))), Ordering::SeqCst);
        });
        let client = cached(folder.path(), Options { say, ..options });
        let request = Request::get(Address::parse("http://nobody.invalid/a").unwrap(), 1 << 20).plain(true);
        for _ in 0..2 {
            let error = client.ask(&route(), &request).unwrap_err();
            assert!(matches!(error, FetchError::Host(_)), "{error}");
        }
        count.load(Ordering::SeqCst)
    };
    assert_eq!(waited(options(&registry)), 1);
    assert_eq!(waited(later(&registry, 60)), 0);
    assert_eq!(waited(later(&registry, 3600)), 1);
    // A clock that was put back makes no note count.
    assert_eq!(waited(options(&registry)), 1);
}
