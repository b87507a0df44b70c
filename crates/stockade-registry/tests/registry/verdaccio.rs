//! Verdaccio, a registry that is not ours: real npm publishes there, and this client reads what came of it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use stockade_registry::http::{Client, Options};
use stockade_registry::npm::Npm;
use stockade_testkit::{FakeHome, Program, tools};

use super::open;

/// The server, ended when it is dropped.
struct Verdaccio {
    child: Child,
    port: u16,
}

impl Drop for Verdaccio {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request and its whole answer; none where nobody listens.
fn http(port: u16, method: &str, path: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    Some(text)
}

impl Verdaccio {
    fn start(home: &FakeHome) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        home.write("verdaccio/htpasswd", "");
        home.write(
            "verdaccio/config.yaml",
            "storage: ./storage\nauth:\n  htpasswd:\n    file: ./htpasswd\n    max_users: 100\nuplinks: {}\npackages:\n  '**':\n    access: $all\n    publish: $authenticated\nlog: { type: file, path: ./verdaccio.log, level: warn }\n",
        );
        let folder = home.path().join("verdaccio");
        let command = Program::new(tools().path("node"), home)
            .args([
                tools().path("verdaccio"),
                "-c".into(),
                folder.join("config.yaml"),
                "-l".into(),
                format!("127.0.0.1:{port}").into(),
            ])
            .cwd(&folder);
        let child = command.into_command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { child, port };
        let until = Instant::now() + Duration::from_secs(120);
        while http(port, "GET", "/-/ping", "").is_none() {
            assert!(Instant::now() < until, "verdaccio does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
        server
    }
}

#[test]
fn what_real_npm_publishes_is_read() {
    let home = FakeHome::new();
    let server = Verdaccio::start(&home);
    let user = "{\"name\": \"ann\", \"password\": \"hunter2hunter2\"}";
    let answer = http(server.port, "PUT", "/-/user/org.couchdb.user:ann", user).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let json = body.get(body.find('{').unwrap()..=body.rfind('}').unwrap()).unwrap();
    let token = serde_json::from_str::<serde_json::Value>(json).unwrap()["token"].as_str().unwrap().to_owned();
    let url = format!("http://127.0.0.1:{}/", server.port);
    home.write(".npmrc", format!("registry={url}\n//127.0.0.1:{}/:_authToken={token}\n", server.port));
    home.write("project/package.json", r#"{"name": "@s/a", "version": "1.0.0", "scripts": {"postinstall": "node x.js"}, "dependencies": {"b": "^1.0.0"}}"#);
    home.write("project/x.js", "");
    let cli = tools().path("npm_cli").display().to_string();
    let outcome = Program::new(tools().path("node"), &home)
        .env("PATH", format!("{}:/usr/bin:/bin", tools().path("bin_dir").display()))
        .args([&cli, "publish", "--access=public"])
        .run();
    assert_eq!(outcome.code, 0, "{}{}", outcome.stdout, outcome.stderr);

    let client = Client::new(Options::default(), None);
    let npm = Npm::new(&client, open(&url), stockade_registry::settings::npm::ReplaceHost::Always);
    let packument = npm.packument("@s/a").unwrap();
    let release = packument.tagged("latest").unwrap();
    assert!(release.published.known().is_some() && release.dist.integrity.known().is_some());
    assert_eq!(release.has_install_script.known(), Some(&true));
    assert_eq!(release.dependencies[0].name, "b");
    // It has neither signatures nor keys nor attestations, which is not the same as none.
    assert!(release.dist.signatures.is_unknown() && npm.keys().unwrap().is_unknown());
    assert!(npm.attestations("@s/a", "1.0.0").unwrap().is_unknown());
    let tarball = npm.tarball(release).unwrap();
    assert_eq!(tarball.held_against.known(), Some(&tarball.sha512));
    assert!(npm.packument("missing").unwrap_err().is_not_found());
}
