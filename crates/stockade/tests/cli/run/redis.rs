//! Gates that count in one Redis server, a real one on a port of its own, with a password.

use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Barrier;

use serde_json::{Value, json};

use super::world::{Session, World, decision};
use super::*;

const PASSWORD: &str = "hunter2-of-the-store";

struct Redis {
    folder: tempfile::TempDir,
    child: Child,
    port: u16,
}

impl Redis {
    fn start() -> Self {
        // A port that was free a moment ago can be somebody else's by now: then the next one.
        (0..20).find_map(|_| Self::try_start()).expect("redis-server starts; `apt-get install redis-server`")
    }

    fn try_start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = format!(
            "bind 127.0.0.1\nport {port}\nrequirepass {PASSWORD}\nsave \"\"\nappendonly no\ndir {}\n",
            folder.path().display()
        );
        std::fs::write(folder.path().join("redis.conf"), config).unwrap();
        let mut command = Command::new("redis-server");
        command.arg(folder.path().join("redis.conf")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut redis = Self { child: command.spawn().ok()?, folder, port };
        let until = Instant::now() + LIMIT;
        while redis.child.try_wait().unwrap().is_none() && Instant::now() < until {
            if redis.answers() {
                return Some(redis);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// Whether the one who answers is ours: it knows the password.
    fn answers(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) else { return false };
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        let mut answer = [0; 5];
        let asked = stream.write_all(format!("AUTH {PASSWORD}\r\n").as_bytes());
        asked.is_ok() && stream.read_exact(&mut answer).is_ok() && &answer == b"+OK\r\n"
    }

    fn address(&self, password: &str) -> String {
        format!("redis://:{password}@127.0.0.1:{}", self.port)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = self.folder.path();
    }
}

/// A session whose gate reads the store's place from its environment.
fn session(world: &World, store: &str) -> Session {
    let mut session = Session::start(world.command(&[]).env("STOCKADE_STORE", store));
    session.shake("2025-11-25");
    session
}

fn hour() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() / 3_600
}

#[test]
fn two_gates_on_one_redis_never_both_take_the_last_unit() {
    let redis = Redis::start();
    let names: Vec<String> = (0..20).map(|n| format!("pay_{n}")).collect();
    let world = World::with(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let rules = names.iter().map(|name| format!("  {name}: {{rules: [{{name: once, rate_limit: 1/hour}}]}}\n"));
    world.policy(&format!("version: \"1\"\ntools:\n{}", rules.collect::<String>()));
    let both = Barrier::new(2);
    // Of every call: the hour before and after it, and the answer.
    let race = |store: String, by_name: bool| {
        let mut session = if by_name { world.session(&["--store", &store]) } else { session(&world, &store) };
        let call = |name: &String| {
            both.wait();
            let before = hour();
            let answer = session.call(name, &json!({}));
            both.wait();
            (before, hour(), answer)
        };
        let answers: Vec<(u64, u64, Value)> = names.iter().map(call).collect();
        session.end();
        answers
    };
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| race(redis.address(PASSWORD), true));
        let other = scope.spawn(|| race(redis.address(PASSWORD), false));
        (one.join().unwrap(), other.join().unwrap())
    });
    let mut turned = 0;
    for (one, other) in one.iter().zip(&other) {
        let denied: Vec<&Value> =
            [&one.2, &other.2].into_iter().filter(|answer| answer["result"]["isError"] == true).collect();
        // Where the hour turned during a race both may pass.
        if one.0.min(other.0) == one.1.max(other.1) {
            assert_eq!(denied.len(), 1, "{one:?} {other:?}");
            assert_eq!(decision(denied[0])["code"], "limit-reached", "{denied:?}");
        } else {
            turned += 1;
        }
    }
    assert!(turned <= 1, "an hour turns once");
    assert!(!world.home.path().join(".local/state/stockade/counters").exists(), "it was counted in Redis");
}

#[test]
fn the_stores_place_comes_from_the_environment_and_no_further() {
    let redis = Redis::start();
    let world = World::with(&["pay"]);
    world.policy("version: \"1\"\ntools: {pay: {rules: [{name: once, rate_limit: 1/day}]}}\n");
    let mut session = session(&world, &redis.address(PASSWORD));
    assert!(session.call("pay", &json!({}))["result"].get("isError").is_none());
    let gate = session.gate();
    let children = std::fs::read_to_string(format!("/proc/{gate}/task/{gate}/children")).unwrap();
    let mut servers = 0;
    for child in children.split_whitespace() {
        let read =
            |name: &str| String::from_utf8_lossy(&std::fs::read(format!("/proc/{child}/{name}")).unwrap()).into_owned();
        servers += usize::from(read("cmdline").starts_with("python3"));
        assert!(!read("environ").contains(PASSWORD) && !read("cmdline").contains(PASSWORD), "{child}");
    }
    assert_eq!(servers, 1);
    let (said, _) = session.end();
    assert!(!said.contains(PASSWORD), "{said}");

    // The option comes first, an empty variable counts for nothing, and what cannot be used is said without the password.
    let output = |store: &str, args: &[&str]| {
        let output = world.command(args).env("STOCKADE_STORE", store).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = output(&redis.address("another-password"), &[]);
    assert!(
        code == Some(1) && said.contains("STOCKADE_STORE") && !said.contains("another-password"),
        "{code:?} {said}"
    );
    assert_eq!(output(&redis.address("another-password"), &["--store", "../counted"]).0, Some(0));
    assert!(world.home.path().join("counted").exists());
    assert_eq!(output("", &[]).0, Some(0));
    assert!(world.home.path().join(".local/state/stockade/counters").exists());
}
