//! Against a real server, each test with its own, on a socket in a folder of its own.

use std::process::{Child, Command, Stdio};

use stockade_policy::counter::Limit;

use super::*;

struct Server {
    folder: tempfile::TempDir,
    child: Child,
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let child = run(folder.path());
        Self { folder, child }
    }

    fn store(&self) -> RedisCounters {
        RedisCounters::open(&format!("redis+unix://{}/redis.sock", self.folder.path().display())).unwrap()
    }

    fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn signal(&self, signal: nix::sys::signal::Signal) {
        let id = nix::unistd::Pid::from_raw(i32::try_from(self.child.id()).unwrap());
        nix::sys::signal::kill(id, signal).unwrap();
    }

    fn command(&self, words: &[&str]) -> redis::Value {
        let mut connection = self.store().client.get_connection().unwrap();
        redis::cmd(words[0]).arg(&words[1..]).query(&mut connection).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts Debian's server and waits until it answers.
fn run(folder: &std::path::Path) -> Child {
    let socket = folder.join("redis.sock");
    let _ = std::fs::remove_file(&socket);
    let mut command = Command::new("redis-server");
    command.args([
        "--port",
        "0",
        "--save",
        "",
        "--appendonly",
        "yes",
        "--appendfsync",
        "always",
        "--unixsocketperm",
        "700",
    ]);
    command.arg("--unixsocket").arg(&socket).arg("--dir").arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap_or_else(|error| {
        panic!("redis-server: {error}; `cargo xtask setup` installs it, as does `apt-get install redis-server`")
    });
    let store = RedisCounters::open(&format!("redis+unix://{}", socket.display())).unwrap();
    for _ in 0..3_000 {
        if let Ok(mut connection) = store.client.get_connection()
            && redis::cmd("PING").query::<String>(&mut connection).is_ok()
        {
            return child;
        }
        assert!(child.try_wait().unwrap().is_none(), "redis-server ended at once");
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("redis-server does not answer");
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn of(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn key(counter: &str, window: Window) -> Key {
    Key { owner: "pkg:npm/mail".into(), tool: "send".into(), counter: counter.into(), window }
}

fn claim(key: Key, amount: &str, limit: Option<&str>) -> Claim {
    Claim { key, amount: of(amount), limit: limit.map(|bound| Limit { bound: of(bound), inclusive: true }) }
}

fn granted(store: &RedisCounters, claims: &[Claim], now: Timestamp) -> Receipt {
    match store.reserve(claims, now).unwrap() {
        Reservation::Granted(receipt) => receipt,
        refused => panic!("{refused:?}"),
    }
}

const NOON: &str = "2026-06-15T12:00:00Z";

#[test]
fn every_answer_is_that_of_the_file() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let (redis, file) = (server.store(), crate::counters::FileCounters::open(folder.path()).unwrap());
    let windows = [Window::Minute, Window::Hour, Window::Day, Window::Slots(90), Window::Sliding(61), Window::Never];
    let amounts =
        ["1", "0.1", "0", "9007199254740993", "0.99", "1e20", "12345678901234567890123456789", "7e-30", "-1", "1e300"];
    let bounds = [None, Some("3"), Some("9007199254740993.5"), Some("1e300"), Some("-1"), Some("0")];
    // A generator of its own, so that a failure can be repeated.
    let mut seed: u64 = 20_260_615;
    let mut pick = |count: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % count
    };
    let mut receipts: Vec<(Receipt, Receipt)> = Vec::new();
    let (mut refusals, mut grants) = (0, 0);
    let mut now = at(NOON);
    for round in 0..3_000 {
        now += jiff::SignedDuration::from_millis(i64::try_from(pick(9_000)).unwrap());
        if pick(5) == 0 && !receipts.is_empty() {
            let (ours, theirs) = receipts.swap_remove(pick(receipts.len()));
            redis.release(&ours, now).unwrap();
            file.release(&theirs, now).unwrap();
            continue;
        }
        let claims: Vec<Claim> = (0..=pick(3))
            .map(|_| {
                let mut claim =
                    claim(key(["a", "b"][pick(2)], windows[pick(6)]), amounts[pick(10).min(pick(10))], bounds[pick(6)]);
                if let Some(limit) = &mut claim.limit {
                    limit.inclusive = pick(2) == 0;
                }
                claim
            })
            .collect();
        match (redis.reserve(&claims, now), file.reserve(&claims, now)) {
            (Ok(Reservation::Granted(ours)), Ok(Reservation::Granted(theirs))) => {
                grants += 1;
                receipts.push((ours, theirs));
            }
            (Ok(ours @ Reservation::Refused { .. }), Ok(theirs)) => {
                refusals += 1;
                assert_eq!(ours, theirs, "{round} {claims:?}");
            }
            (Err(StoreError::Number { counter: ours, .. }), Err(StoreError::Number { counter: theirs, .. })) => {
                assert_eq!(ours, theirs);
            }
            other => panic!("{round} {claims:?}: {other:?}"),
        }
        for window in windows {
            let key = key("a", window);
            assert_eq!(redis.read(&key, now).ok(), file.read(&key, now).ok(), "{round} {window:?}");
        }
    }
    assert!(refusals > 100 && grants > 100, "{refusals} {grants}");
}

#[test]
fn two_claims_on_one_counter_add_up_and_are_taken_back_once() {
    let server = Server::start();
    let store = server.store();
    for window in [Window::Minute, Window::Slots(90), Window::Never, Window::Sliding(60)] {
        let n = key("n", window);
        granted(&store, &[claim(n.clone(), "4", None)], at(NOON));
        let two = |limit: &str| [claim(n.clone(), "1", Some(limit)), claim(n.clone(), "1", Some(limit))];
        let refused = store.reserve(&two("5"), at(NOON)).unwrap();
        assert!(matches!(refused, Reservation::Refused { claim: 1, .. }), "{window:?}: {refused:?}");
        let both = granted(&store, &two("6"), at(NOON));
        assert_eq!(store.read(&n, at(NOON)).unwrap(), of("6"), "{window:?}");
        for _ in 0..2 {
            store.release(&both, at(NOON)).unwrap();
            assert_eq!(store.read(&n, at(NOON)).unwrap(), of("4"), "{window:?}");
        }
    }
}

#[test]
fn of_many_clients_one_takes_the_last_unit() {
    let server = Server::start();
    let won: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6)
            .map(|_| {
                let store = server.store();
                scope.spawn(move || {
                    let claims = [
                        claim(key("n", Window::Day), "0.01", Some("1")),
                        claim(key("s", Window::Sliding(60)), "1", Some("1000")),
                    ];
                    (0..50)
                        .filter(|_| matches!(store.reserve(&claims, at(NOON)).unwrap(), Reservation::Granted(_)))
                        .count()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(won, 100);
    assert_eq!(server.store().read(&key("n", Window::Day), at(NOON)).unwrap(), of("1"));
    assert_eq!(server.store().read(&key("s", Window::Sliding(60)), at(NOON)).unwrap(), of("100"));
}

#[test]
fn windows_expire_and_names_never_meet() {
    let server = Server::start();
    let store = server.store();
    granted(&store, &[claim(key("n", Window::Minute), "1", None)], at(NOON));
    granted(&store, &[claim(key("n", Window::Sliding(5)), "1", None)], at(NOON));
    granted(&store, &[claim(key("n", Window::Never), "1", None)], at(NOON));
    let redis::Value::Array(names) = server.command(&["KEYS", "*"]) else { panic!() };
    let mut lasting = 0;
    for name in names {
        let redis::Value::BulkString(name) = name else { panic!() };
        let name = String::from_utf8(name).unwrap();
        assert!(name.starts_with(PREFIX), "{name}");
        let redis::Value::Int(life) = server.command(&["PTTL", &name]) else { panic!() };
        if name.ends_with("never:0") {
            lasting += 1;
            assert_eq!(life, -1);
        } else {
            assert!((1..=180_000).contains(&life), "{name} {life}");
        }
    }
    assert_eq!(lasting, 1);

    let of = |owner: &str, tool: &str| Key { owner: owner.into(), tool: tool.into(), ..key("n", Window::Day) };
    let keys = [of("a:b", "c"), of("a", "b:c"), of("a%3Ab", "c"), of("a", "b%3Ac")];
    let names: std::collections::BTreeSet<String> = keys.iter().map(name).collect();
    assert_eq!(names.len(), keys.len());
}

#[test]
fn a_server_that_comes_back_is_used_again_and_kept_its_sums() {
    let mut server = Server::start();
    let store = server.store();
    let one = [claim(key("n", Window::Day), "1", Some("2"))];
    granted(&store, &one, at(NOON));
    server.stop();
    let error = store.reserve(&one, at(NOON)).unwrap_err();
    assert!(
        matches!(&error, StoreError::Unreachable(_)) && error.to_string().contains("policy store unreachable"),
        "{error}"
    );
    server.child = run(server.folder.path());
    granted(&store, &one, at(NOON));
    assert!(matches!(store.reserve(&one, at(NOON)).unwrap(), Reservation::Refused { .. }));
    // Connections that went away between two calls cost no call; neither does a server that forgot the script.
    server.command(&["CLIENT", "KILL", "TYPE", "normal"]);
    server.command(&["SCRIPT", "FLUSH"]);
    assert_eq!(store.read(&key("n", Window::Day), at(NOON)).unwrap(), of("2"));
}

#[test]
fn an_answer_that_was_lost_counts_once() {
    let server = Server::start();
    let store = server.store();
    let claims = [claim(key("n", Window::Day), "1", Some("5")), claim(key("s", Window::Sliding(9)), "1", None)];
    for operation in ["reserve", "reserve", "release", "release"] {
        store.ask(&Question::new(operation, 7, &claims, at(NOON))).unwrap();
        let expected = if operation == "reserve" { "1" } else { "0" };
        for claim in &claims {
            assert_eq!(store.read(&claim.key, at(NOON)).unwrap(), of(expected), "{operation}");
        }
    }
}

#[test]
fn a_server_that_hangs_is_unreachable_in_time() {
    let server = Server::start();
    let mut store = server.store();
    store.patience = Duration::from_millis(100);
    store.reach().unwrap();
    server.signal(nix::sys::signal::Signal::SIGSTOP);
    let error = store.read(&key("n", Window::Day), at(NOON)).unwrap_err();
    assert!(matches!(&error, StoreError::Unreachable(_)), "{error}");
    server.signal(nix::sys::signal::Signal::SIGCONT);
    assert_eq!(store.read(&key("n", Window::Day), at(NOON)).unwrap(), Decimal::ZERO, "on a connection of its own");
}

#[test]
fn a_full_server_writes_nothing() {
    let server = Server::start();
    let store = server.store();
    granted(&store, &[claim(key("n", Window::Day), "1", None)], at(NOON));
    server.command(&["CONFIG", "SET", "maxmemory", "1"]);
    let two = [claim(key("m", Window::Day), "1", None), claim(key("n", Window::Day), "1", None)];
    let error = store.reserve(&two, at(NOON)).unwrap_err();
    assert!(matches!(&error, StoreError::Unreachable(why) if why.contains("OOM")), "{error}");
    server.command(&["CONFIG", "SET", "maxmemory", "0"]);
    assert_eq!(store.read(&key("n", Window::Day), at(NOON)).unwrap(), of("1"));
    assert_eq!(store.read(&key("m", Window::Day), at(NOON)).unwrap(), Decimal::ZERO);
}

#[test]
fn addresses_are_understood_or_refused_without_their_password() {
    for (address, why) in [
        ("rediss://user:hunter2@example.com", "TLS"),
        ("http://user:hunter2@example.com", "redis://"),
        ("redis://user:hunter2@:99999", "cannot be read"),
        ("hunter2", "redis://"),
    ] {
        let error = RedisCounters::open(address).unwrap_err().to_string();
        assert!(error.contains(why) && !error.contains("hunter2"), "{address}: {error}");
    }
    // Nobody listens there: the port was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let store = RedisCounters::open(&format!("redis://user:hunter2@127.0.0.1:{port}/3")).unwrap();
    let error = store.reach().unwrap_err().to_string();
    assert!(error.contains(&format!("redis://127.0.0.1:{port}")) && !error.contains("hunter2"), "{error}");
}
