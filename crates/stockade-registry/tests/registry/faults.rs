//! A registry that lies, breaks off, dawdles or sends elsewhere.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use stockade_registry::http::{Client, Event, FetchError, Options};
use stockade_registry::{Credential, RegistryError, Secret};
use stockade_testkit::TestRegistry;
use stockade_testkit::registry::{Fault, NpmRelease};

use super::{client, get, npm, options, route};

fn registry() -> TestRegistry {
    let registry = TestRegistry::start();
    registry.publish(NpmRelease::new("a", "1.0.0"));
    registry
}

fn fails(registry: &TestRegistry, options: Options) -> FetchError {
    match Client::new(options, None)
        .ask(&route(), &get(registry, "/npm/a"))
        .and_then(stockade_registry::http::Answer::ok)
    {
        Ok(answer) => panic!("{answer:?}"),
        Err(error) => error,
    }
}

#[test]
fn an_answer_that_breaks_off_is_asked_for_again_and_then_an_error() {
    let registry = registry();
    registry.fault("/npm/a", Some(1), Fault::Half);
    assert!(client(&registry).ask(&route(), &get(&registry, "/npm/a")).unwrap().ok().is_ok());
    registry.fault("/npm/a", None, Fault::Half);
    registry.forget();
    let error = fails(&registry, options(&registry));
    assert!(matches!(error, FetchError::Truncated { read, .. } if read > 0), "{error}");
    assert_eq!(registry.paths().len(), 3);
}

#[test]
fn a_length_that_is_a_lie_is_an_error() {
    let registry = registry();
    registry.fault("/npm/a", Some(3), Fault::Length(1 << 19));
    assert!(matches!(fails(&registry, options(&registry)), FetchError::Truncated { .. }));
    registry.fault("/npm/a", Some(1), Fault::Length(1 << 40));
    assert!(matches!(fails(&registry, options(&registry)), FetchError::TooLarge { .. }));
    // What lies behind the announced end is not read, and not taken for the next answer either.
    let client = client(&registry);
    registry.fault("/npm/a", Some(1), Fault::Length(10));
    assert_eq!(client.ask(&route(), &get(&registry, "/npm/a")).unwrap().body.len(), 10);
    let route = route();
    registry.fault("/npm/a", Some(1), Fault::Length(10));
    client.ask(&route, &get(&registry, "/npm/a")).unwrap();
    assert!(
        serde_json::from_slice::<serde_json::Value>(&client.ask(&route, &get(&registry, "/npm/a")).unwrap().body)
            .is_ok()
    );
}

#[test]
fn a_slow_body_meets_the_deadline() {
    let registry = registry();
    registry.fault("/npm/a", None, Fault::Slow(Duration::from_millis(50)));
    let begun = Instant::now();
    let error = fails(&registry, Options { timeout: Duration::from_millis(300), ..options(&registry) });
    assert!(matches!(error, FetchError::Timeout { .. }), "{error}");
    // Generous: what matters is that the whole body, which would take half a minute, was not waited for.
    assert!(begun.elapsed() < Duration::from_secs(15));
}

#[test]
fn a_bomb_is_not_unpacked_beyond_the_limit() {
    let registry = registry();
    registry.fault("/npm/a", None, Fault::GzipBomb(4 << 20));
    let error = fails(&registry, options(&registry));
    assert!(matches!(error, FetchError::TooLarge { most, .. } if most == 1 << 20), "{error}");
}

#[test]
fn a_coding_that_nobody_asked_for_is_an_error() {
    let registry = registry();
    registry.fault("/npm/a", None, Fault::Coding("br"));
    let error = fails(&registry, options(&registry));
    assert!(error.to_string().contains("`br` was not asked for"), "{error}");
    registry.pack();
    let honest = TestRegistry::start();
    honest.publish(NpmRelease::new("a", "1.0.0"));
    honest.pack();
    let answer = client(&honest).ask(&route(), &get(&honest, "/npm/a")).unwrap();
    assert!(serde_json::from_slice::<serde_json::Value>(&answer.body).is_ok());
}

#[test]
fn a_packed_body_that_is_damaged_is_an_error() {
    let registry = registry();
    registry.pack();
    registry.fault("/npm/a", None, Fault::Flipped);
    let error = fails(&registry, options(&registry));
    assert!(matches!(error, FetchError::Coding { .. }), "{error:?}");
}

#[test]
fn a_busy_registry_is_left_alone_for_as_long_as_it_asks() {
    let registry = registry();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&heard);
    let say: Arc<stockade_registry::http::Say> = Arc::new(move |_, event| hears.lock().unwrap().push(event));
    registry.fault("/npm/a", Some(1), Fault::Status(429, vec![("Retry-After", "1".to_owned())]));
    registry.fault("/npm/a", Some(1), Fault::Status(503, Vec::new()));
    let client = Client::new(Options { say, ..options(&registry) }, None);
    client.ask(&route(), &get(&registry, "/npm/a")).unwrap().ok().unwrap();
    let pauses: Vec<Duration> = heard
        .lock()
        .unwrap()
        .iter()
        .filter_map(|event| match event {
            Event::Waiting(pause) => Some(*pause),
            _ => None,
        })
        .collect();
    assert_eq!(pauses, [Duration::from_secs(1), Duration::from_millis(2)]);
    registry.fault(
        "/npm/a",
        None,
        Fault::Status(429, vec![("Retry-After", "Mon, 15 Jun 2026 01:00:00 GMT".to_owned())]),
    );
    let error = fails(&registry, options(&registry));
    assert!(matches!(error, FetchError::Busy { wait, .. } if wait == Duration::from_secs(3600)), "{error}");
}

#[test]
fn a_redirect_stays_with_the_host_and_takes_no_credential_elsewhere() {
    let (registry, other) = (registry(), registry());
    let moved = |to: String| Fault::Status(302, vec![("Location", to)]);
    let token = Credential::Bearer(Secret::new("hunter2"));
    let ask = |options: Options| {
        let request = get(&registry, "/npm/a").credential(Some(&token));
        Client::new(options, None).ask(&route(), &request)
    };
    registry.fault("/npm/a", Some(1), moved("/npm/a?moved".to_owned()));
    ask(options(&registry)).unwrap().ok().unwrap();
    assert!(registry.asked().iter().all(|asked| asked.authorization.as_deref() == Some("Bearer hunter2")));

    // Another port is another service, also of the same host.
    registry.fault("/npm/a", Some(1), moved(format!("{}/npm/a", other.url())));
    assert!(matches!(ask(options(&registry)), Err(FetchError::Redirect { .. })));
    registry.fault("/npm/a", Some(1), moved("http://evil.example/".to_owned()));
    let error = ask(options(&registry)).unwrap_err();
    assert!(error.to_string().contains("which is another host"), "{error}");
    assert!(other.asked().is_empty());

    let listed = TestRegistry::start();
    listed.publish(NpmRelease::new("a", "1.0.0"));
    let there = format!("http://localhost:{}/npm/a", listed.host().rsplit_once(':').unwrap().1);
    registry.fault("/npm/a", Some(1), moved(there));
    let hosts = vec!["localhost".to_owned()];
    ask(Options { hosts, ..options(&registry) }).unwrap().ok().unwrap();
    assert_eq!(listed.asked().iter().map(|asked| asked.authorization.clone()).collect::<Vec<_>>(), [None]);

    registry.fault("/npm/a", None, moved("/npm/a".to_owned()));
    assert!(matches!(ask(options(&registry)), Err(FetchError::Redirects(_))));
}

#[test]
fn what_is_not_encrypted_is_not_asked_unless_the_user_wrote_it_so() {
    let registry = registry();
    let error = client(&registry).ask(&route(), &get(&registry, "/npm/a").plain(false)).unwrap_err();
    assert!(matches!(error, FetchError::Plain(_)) && registry.asked().is_empty(), "{error}");
}

#[test]
fn a_login_page_is_no_answer() {
    let registry = registry();
    registry.fault("/npm/a", None, Fault::LoginPage);
    let client = client(&registry);
    let error = npm(&client, &registry).packument("a").unwrap_err();
    assert!(matches!(error, RegistryError::Malformed { .. }), "{error}");
}

#[test]
fn fifty_questions_are_asked_side_by_side() {
    let registry = TestRegistry::start();
    let names: Vec<String> = (0..50).map(|number| format!("server-{number}")).collect();
    for name in &names {
        registry.publish(NpmRelease::new(name, "1.0.0"));
    }
    registry.fault("/npm/", None, Fault::Delay(Duration::from_millis(200)));
    let client = client(&registry);
    let npm = npm(&client, &registry);
    let begun = Instant::now();
    let found = client.many(&names, |name| npm.packument(name).map(|packument| packument.name));
    let took = begun.elapsed();
    assert_eq!(found.into_iter().map(Result::unwrap).collect::<Vec<_>>(), names);
    eprintln!("50 documents that take 200 ms each: {took:?}");
    // One after another they take ten seconds.
    assert!(took < Duration::from_secs(8), "{took:?}");
}

#[test]
fn what_is_streamed_is_bounded_too() {
    let registry = registry();
    let client = client(&registry);
    let save = |path: &str, most: u64| {
        let mut bytes = Vec::new();
        let address = stockade_registry::http::Address::parse(&format!("{}{path}", registry.url())).unwrap();
        let request = stockade_registry::http::Request::get(address, most).plain(true);
        client.save(&route(), &request, &mut bytes, &|_, _| {}).map(|()| bytes)
    };
    let whole = client.ask(&route(), &get(&registry, "/npm/a")).unwrap().body;
    assert_eq!(save("/npm/a", 1 << 20).unwrap(), whole);
    assert!(matches!(save("/npm/a", 10), Err(FetchError::TooLarge { .. })));
    assert!(matches!(save("/npm/absent", 1 << 20), Err(FetchError::Status { .. })));
    registry.fault("/npm/a", Some(1), Fault::Half);
    assert!(matches!(save("/npm/a", 1 << 20), Err(FetchError::Truncated { .. })));
}
