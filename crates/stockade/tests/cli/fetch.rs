//! Packs from addresses: real connections to a server of this machine, plain and encrypted, honest and not.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use minisign::KeyPair;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer};
use rustls::pki_types::PrivateKeyDer;
use stockade_testkit::{FakeHome, Outcome};

use crate::pack::pack;
use crate::{home, program};

/// What is answered to a path, status line and all.
type Answer = Box<dyn Fn(&str) -> Vec<u8> + Send>;

/// A server on a port of its own, until the test ends.
struct Server {
    port: u16,
    /// The first line of each request.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(tls: Option<Arc<rustls::ServerConfig>>, answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // Whoever breaks off is no business of the server.
                let _ = match &tls {
                    None => serve(stream, &answer, &heard),
                    Some(config) => {
                        let connection = rustls::ServerConnection::new(Arc::clone(config)).unwrap();
                        serve(rustls::StreamOwned::new(connection, stream), &answer, &heard)
                    }
                };
            }
        });
        Self { port, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(mut stream: impl Read + Write, answer: &Answer, asked: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte)? == 1 {
        head.push(byte[0]);
        if head == [0x16] {
            // A TLS handshake on a plain port.
            return stream.write_all(&status("400 Bad Request", ""));
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let first = head.lines().next().unwrap_or("").to_owned();
    let path = first.split(' ').nth(1).unwrap_or("").to_owned();
    asked.lock().unwrap().push(first);
    stream.write_all(&answer(&path))?;
    stream.flush()
}

/// An answer with a body.
fn ok(body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn status(line: &str, more: &str) -> Vec<u8> {
    format!("HTTP/1.1 {line}\r\n{more}Content-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}

fn update(home: &FakeHome, key: &KeyPair, from: &str, args: &[&str], env: &[(&str, &str)]) -> Outcome {
    let command = program(home).env("STOCKADE_OFFLINE", "").args(["pack", "update", "--from", from]).args(args);
    let command = command.env("STOCKADE_PACK_KEYS", key.pk.to_base64());
    env.iter().fold(command, |command, (name, value)| command.env(name, value)).run()
}

fn key() -> KeyPair {
    KeyPair::generate_unencrypted_keypair().unwrap()
}

/// A root certificate as PEM, and a server's settings with a certificate of that root for `names`.
fn authority(names: &[&str]) -> (String, Arc<rustls::ServerConfig>) {
    let mut root = CertificateParams::default();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root_key = rcgen::KeyPair::generate().unwrap();
    let root_certificate = root.self_signed(&root_key).unwrap();
    let issuer = Issuer::new(root, root_key);
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let own_key = rcgen::KeyPair::generate().unwrap();
    let own = CertificateParams::new(names).unwrap().signed_by(&own_key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let secret = PrivateKeyDer::try_from(own_key.serialize_der()).unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![own.der().clone()], secret).unwrap();
    (root_certificate.pem(), Arc::new(config))
}

#[test]
fn an_encrypted_server_is_believed_by_its_root_and_the_pack_by_its_signature() {
    let (home, key) = (home(), key());
    let (root, config) = authority(&["127.0.0.1"]);
    let (newest, older) = (pack(u64::MAX, &key), pack(7, &key));
    let strange = pack(u64::MAX, &self::key());
    let server = Server::start(
        Some(config),
        Box::new(move |path| match path {
            "/older.pack" => ok(&older),
            "/strange.pack" => ok(&strange),
            "/moved" => status("302 Found", "Location: /newest.pack\r\n"),
            _ => ok(&newest),
        }),
    );
    let address = |path: &str| format!("https://127.0.0.1:{}{path}", server.port);
    let cafile = home.write("root.pem", root).display().to_string();
    let with_root = |path: &str| update(&home, &key, &address(path), &["--cafile", &cafile], &[]);

    let unknown = update(&home, &key, &address("/newest.pack"), &[], &[]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("no trusted connection") && unknown.stderr.contains("--cafile"),
        "{}",
        unknown.stderr
    );
    assert!(server.asked().is_empty(), "nothing is asked before the server is known");
    for (path, why) in [("/older.pack", "older than"), ("/strange.pack", "not from a trusted key")] {
        let outcome = with_root(path);
        assert!(outcome.code == 2 && outcome.stderr.contains(why), "{path}: {}", outcome.stderr);
    }
    let outcome = with_root("/moved");
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stdout.contains(&format!("pack {} is in use", u64::MAX)), "{}", outcome.stdout);
    assert_eq!(outcome.stderr, "", "no progress where nobody sees it");

    // The right root, another name.
    let (root, config) = authority(&["packs.example.com"]);
    let other = Server::start(Some(config), Box::new(|_| ok(b"")));
    let cafile = home.write("other.pem", root).display().to_string();
    let outcome = update(&home, &key, &format!("https://127.0.0.1:{}/", other.port), &["--cafile", &cafile], &[]);
    assert!(outcome.code == 2 && outcome.stderr.contains("no trusted connection"), "{}", outcome.stderr);
    // Files that hold no roots.
    for (text, why) in [
        ("nothing", "there is none in it"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds no certificates"),
    ] {
        let cafile = home.write("bad.pem", text).display().to_string();
        let outcome = update(&home, &key, &address("/newest.pack"), &["--cafile", &cafile], &[]);
        assert!(outcome.code == 2 && outcome.stderr.contains(why), "{why}: {}", outcome.stderr);
    }
}

#[test]
fn answers_that_are_no_pack_are_told_apart() {
    let (home, key) = (home(), key());
    let newest = pack(u64::MAX, &key);
    let server = Server::start(
        None,
        Box::new(move |path| match path {
            "/gone" => status("404 Not Found", ""),
            "/nothing" => status("204 No Content", ""),
            "/elsewhere" => {
                status("301 Moved Permanently", "Location: http://packs.example.com/a.pack?token=hunter2\r\n")
            }
            "/port" => status("307 Temporary Redirect", "Location: http://127.0.0.1:9/a.pack\r\n"),
            "/round" => status("302 Found", "Location: /round\r\n"),
            "/nowhere" => status("302 Found", ""),
            "/huge" => b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\nx".to_vec(),
            "/flood" => {
                let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
                [head, vec![0; 65 * 1024 * 1024]].concat()
            }
            "/cut" => b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nConnection: close\r\n\r\nSTOCKADE".to_vec(),
            "/html" => ok(b"<html>please log in</html>"),
            "/noise" => b"SSH-2.0-OpenSSH_9.9\r\n\r\n".to_vec(),
            _ => ok(&newest),
        }),
    );
    let address = |path: &str| format!("http://127.0.0.1:{}{path}", server.port);
    for (path, why) in [
        ("/gone", "answers with status 404 Not Found"),
        ("/nothing", "answers with status 204"),
        ("/elsewhere", "which is another host"),
        ("/port", "which is another port"),
        ("/round", "redirects again and again"),
        ("/nowhere", "answers with status 302"),
        ("/huge", "holds more than 67108864 bytes"),
        ("/flood", "holds more than 67108864 bytes"),
        ("/cut", "ended after 8 bytes, before its announced end"),
        ("/html", "error"),
        ("/noise", "could not fetch"),
    ] {
        let outcome = update(&home, &key, &address(path), &["--allow-http"], &[]);
        assert!(outcome.code == 2 && outcome.stderr.contains(why), "{path}: {}", outcome.stderr);
        assert!(path == "/html" || outcome.stderr.contains("hint:"), "{path}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("hunter2"), "{path}: {}", outcome.stderr);
    }
    let before = server.asked().len();
    let plain = update(&home, &key, &address("/newest.pack"), &[], &[]);
    assert!(plain.code == 2 && plain.stderr.contains("is not encrypted"), "{}", plain.stderr);
    let encrypted = update(&home, &key, &address("/newest.pack").replace("http:", "https:"), &[], &[]);
    assert!(encrypted.code == 2 && encrypted.stderr.contains("no trusted connection"), "{}", encrypted.stderr);
    assert!(server.asked().iter().skip(before).all(|line| !line.starts_with("GET")), "{:?}", server.asked());
    let outcome = update(&home, &key, &address("/newest.pack"), &["--allow-http"], &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
}

#[test]
fn nobody_there_is_said() {
    let (home, key) = (home(), key());
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let refused = update(&home, &key, &format!("https://127.0.0.1:{free}/a"), &[], &[]);
    assert!(refused.code == 2 && refused.stderr.contains("could not fetch"), "{}", refused.stderr);
    let unknown = update(&home, &key, "https://packs.invalid/a", &["--timeout", "20"], &[]);
    assert!(unknown.code == 2 && unknown.stderr.contains("hint:"), "{}", unknown.stderr);
    // A server that takes the connection and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://127.0.0.1:{}/a", silent.local_addr().unwrap().port());
    let late = update(&home, &key, &address, &["--allow-http", "--timeout", "1"], &[]);
    assert!(late.code == 2 && late.stderr.contains("took longer than 1 seconds"), "{}", late.stderr);
    for (args, why) in [
        (&["--from", "a.pack", "--allow-http"][..], "is no address"),
        (&["--from", "ftp://packs.example.com/a"], "only `https` and `http`"),
        (&["--from", "https://me:hunter2@packs.example.com/a"], "a user name or a password"),
    ] {
        let outcome = program(&home).env("STOCKADE_OFFLINE", "").args(["pack", "update"]).args(args).run();
        assert!(outcome.code == 2 && outcome.stderr.contains(why), "{why}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("hunter2"), "{}", outcome.stderr);
    }
}

#[test]
fn a_run_that_is_kept_offline_looks_up_no_host() {
    let (home, key) = (home(), key());
    let server = Server::start(None, Box::new(|_| status("404 Not Found", "")));
    for host in ["127.0.0.1", "packs.example.invalid"] {
        let from = format!("http://{host}:{}/a.pack", server.port);
        let outcome = update(&home, &key, &from, &["--allow-http"], &[("STOCKADE_OFFLINE", "1")]);
        assert!(outcome.code == 2 && outcome.stderr.contains("`STOCKADE_OFFLINE` keeps"), "{}", outcome.stderr);
    }
    assert!(server.asked().is_empty(), "{:?}", server.asked());
}

#[test]
fn proxies_are_those_of_the_environment() {
    let (home, key) = (home(), key());
    let newest = pack(u64::MAX, &key);
    let server = Server::start(None, Box::new(move |_| ok(&newest)));
    let proxy = Server::start(None, Box::new(|_| status("403 Forbidden", "")));
    let named = format!("http://me:hunter2@127.0.0.1:{}", proxy.port);
    let https = [("HTTPS_PROXY", named.as_str())];
    let outcome = update(&home, &key, "https://packs.example.com/a.pack", &[], &https);
    assert!(outcome.code == 2 && outcome.stderr.contains("the proxy refuses"), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("hunter2"), "{}", outcome.stderr);
    assert!(proxy.asked()[0].starts_with("CONNECT packs.example.com:443 "), "{:?}", proxy.asked());
    // Exempt hosts, and those of the other scheme, are asked directly.
    let address = format!("http://127.0.0.1:{}/a.pack", server.port);
    let http = [("HTTP_PROXY", named.as_str()), ("NO_PROXY", "packs.example.com, 127.0.0.1")];
    for env in [&https[..], &http[..]] {
        let outcome = update(&home, &key, &address, &["--allow-http"], env);
        // Taken once, it is not newer than itself the second time.
        assert!(outcome.code == 0 || outcome.stderr.contains("in use already"), "{}", outcome.stderr);
    }
    assert_eq!((server.asked().len(), proxy.asked().len()), (2, 1));
    let socks = update(&home, &key, "https://packs.example.com/", &[], &[("ALL_PROXY", "socks5://127.0.0.1:1")]);
    assert!(socks.code == 2 && socks.stderr.contains("the proxy in ALL_PROXY cannot be used"), "{}", socks.stderr);
}
