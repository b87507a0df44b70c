//! Tests of `listing`.

use std::process::Command;
use std::sync::Mutex;

use super::*;

/// Answers as handshake servers do, then runs the rest of the script with the functions at hand.
const LEGACY: &str = r#"
result() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$1" "$2"; }
refuse() { printf '{"jsonrpc":"2.0","id":%s,"error":{"code":%s,"message":"%s"}}\n' "$1" "$2" "$3"; }
heard() { read -r line || exit 8; case "$line" in *"$1"*) ;; *) echo "heard $line" >&2; exit 9;; esac; }
open() {
  heard '"method":"initialize"'
  case "$line" in *'"protocolVersion":"2025-11-25"'*) ;; *) exit 7;; esac
  result "$1" '{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"old","version":"1"}}'
  heard 'notifications/initialized'
}
"#;

/// A few things the limits are made small for.
fn limits() -> Limits {
    Limits { whole: Duration::from_secs(60), ..Limits::default() }
}

fn ask(script: &str, limits: &Limits) -> (Result<Listing, ListError>, Vec<String>, usize) {
    let said = Arc::new(Mutex::new(Vec::new()));
    let tell: Tell = {
        let said = Arc::clone(&said);
        Arc::new(move |text: &str| said.lock().unwrap().push(text.to_owned()))
    };
    let script = format!("{LEGACY}{script}");
    let mut groups = Vec::new();
    let mut start = || {
        let server =
            Server::start(Command::new("/bin/sh").args(["-c", &script]).env("STARTS", groups.len().to_string()))?;
        groups.push(server.group());
        Ok(server)
    };
    let listing = list(&mut start, limits, &tell);
    for group in &groups {
        let until = Instant::now() + Duration::from_secs(30);
        while group.is_there() {
            assert!(Instant::now() < until, "a process of the server is left");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    let said = said.lock().unwrap().clone();
    (listing, said, groups.len())
}

fn names(listing: &Listing) -> Vec<&str> {
    listing.tools.iter().filter_map(|tool| tool.get("name")?.as_str()).collect()
}

#[test]
fn a_server_of_the_handshake_is_asked_for_all_pages() {
    let (listing, said, _) = ask(
        r#"
        echo 'Server running on stdio'
        heard server/discover; refuse 1 -32601 unknown
        open 2
        heard '"method":"tools/list"'
        case "$line" in *_meta*|*cursor*) exit 6;; esac
        printf '{"jsonrpc":"2.0","id":"s","method":"ping"}\n{"jsonrpc":"2.0","id":7,"method":"roots/list"}\n'
        heard '{"jsonrpc":"2.0","id":"s","result":{}}'
        heard '{"jsonrpc":"2.0","id":7,"error":{"code":-32601'
        result 3 '{"tools":[{"name":"a"},{"name":"b"}],"nextCursor":"p 2"}'
        heard '"cursor":"p 2"'
        result 4 '{"tools":[{"name":"c"}],"nextCursor":null}'
        (trap "" TERM; exec sleep 600) &
        while read -r line; do :; done
        "#,
        &limits(),
    );
    let listing = listing.unwrap();
    assert_eq!((names(&listing), listing.pages), (vec!["a", "b", "c"], 2));
    assert_eq!((listing.revision, listing.server.as_deref()), (Revision::June2025, Some("old")));
    assert!(said[0].ends_with("no message: Server running on stdio"), "{said:?}");
}

#[test]
fn a_modern_server_needs_no_handshake() {
    let (listing, said, starts) = ask(
        r#"
        heard '"io.modelcontextprotocol/protocolVersion":"2026-07-28"'
        result 1 '{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"new"}}}'
        heard '"method":"tools/list"'
        case "$line" in *'"io.modelcontextprotocol/clientCapabilities":{}'*) ;; *) exit 6;; esac
        result 2 '{"resultType":"complete","tools":[{"name":"a"}],"ttlMs":0,"cacheScope":"public"}'
        "#,
        &limits(),
    );
    let listing = listing.unwrap();
    assert_eq!(
        (names(&listing), listing.revision, listing.server.as_deref()),
        (vec!["a"], Revision::July2026, Some("new"))
    );
    assert_eq!((said, starts), (Vec::new(), 1));
}

#[test]
fn silence_and_an_end_at_the_first_question_lead_to_the_handshake() {
    let short = Limits { probe: Duration::from_millis(50), ..limits() };
    let (listing, ..) =
        ask(r#"heard server/discover; open 2; heard tools/list; result 3 '{"tools":[]}'; read -r line"#, &short);
    assert_eq!(listing.unwrap().tools, []);
    // Slow, and then both answers come.
    let (listing, ..) = ask(
        r#"heard server/discover; heard initialize; refuse 1 -32601 unknown
        result 2 '{"protocolVersion":"2024-11-05","capabilities":{}}'
        heard initialized; heard tools/list; refuse 3 -32601 unknown"#,
        &short,
    );
    assert_eq!(listing.unwrap().tools, []);
    let (listing, said, starts) = ask(
        r#"if [ "$STARTS" = 0 ]; then heard server/discover; exit 1; fi
        open 1; heard tools/list; result 2 '{"tools":[{"name":"a"}]}'"#,
        &limits(),
    );
    assert_eq!((names(&listing.unwrap()), starts), (vec!["a"], 2));
    assert!(said.iter().any(|said| said.contains("started again")), "{said:?}");
}

#[test]
fn what_goes_wrong_is_said() {
    let opened = "heard server/discover; refuse 1 -32601 unknown; open 2; heard tools/list; ";
    let cases = [
        ("exit 3".to_owned(), "the server ended with status 3 before it answered `initialize`"),
        (
            r#"heard server/discover; refuse 1 -1 no; heard initialize; refuse 2 -32000 'no key'; read -r line"#
                .to_owned(),
            "the server refused `initialize`: no key (code -32000)",
        ),
        (
            r#"heard server/discover; result 1 '{"supportedVersions":["2031-01-01"]}'"#.to_owned(),
            r#"the server speaks revision ["2031-01-01"] of the protocol, and none that is known here"#,
        ),
        (
            r#"heard server/discover; refuse 1 -1 no; heard initialize; result 2 '{"protocolVersion":"2031"}'"#
                .to_owned(),
            "the server speaks revision `2031` of the protocol, and none that is known here",
        ),
        (format!("{opened} exit 0"), "the server ended with status 0 before it answered `tools/list`"),
        (
            format!(r#"{opened} result 3 '{{"tools":[{{"name":"a","name":"b"}}]}}'"#),
            "the server's answer to `tools/list` is malformed: the key `name` is there twice",
        ),
        (format!(r#"{opened} result 3 '{{"tools":7}}'"#), "malformed: `tools` must be a list"),
        (format!(r#"{opened} result 3 '{{"tools":["a"]}}'"#), "malformed: a tool must be an object"),
        (format!(r#"{opened} result 3 '{{"resultType":"task","tools":[]}}'"#), "malformed: it is not complete"),
        (
            format!(
                r#"{opened} result 3 '{{"tools":[],"nextCursor":"x"}}'; heard x; result 4 '{{"tools":[],"nextCursor":"x"}}'"#
            ),
            "the same cursor comes again",
        ),
        (format!("{opened} refuse 3 -32603 broken"), "the server refused `tools/list`: broken (code -32603)"),
    ];
    for (script, expected) in cases {
        let error = ask(&script, &limits()).0.unwrap_err().to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
    let error = list(
        &mut || Server::start(&mut Command::new("no-such-server-here")),
        &limits(),
        &(Arc::new(|_: &str| {}) as Tell),
    );
    assert!(error.unwrap_err().to_string().contains("there is no such program in PATH"));
}

#[test]
fn nothing_that_a_server_does_is_without_end() {
    let opened = "heard server/discover; refuse 1 -32601 unknown; open 2; ";
    let pages = r#"n=3; while heard tools/list; do result $n "{\"tools\":[{\"name\":\"t$n\"}],\"nextCursor\":\"c$n\"}"; n=$((n+1)); done"#;
    let few = Limits { pages: 5, ..limits() };
    assert!(matches!(ask(&format!("{opened}{pages}"), &few).0, Err(ListError::TooMuch { limit: 5, of: "pages" })));
    let few = Limits { tools: 3, ..limits() };
    assert!(matches!(ask(&format!("{opened}{pages}"), &few).0, Err(ListError::TooMuch { limit: 3, of: "tools" })));
    let few = Limits { bytes: 300, ..limits() };
    assert!(matches!(ask(&format!("{opened}{pages}"), &few).0, Err(ListError::TooMuch { of: "bytes", .. })));
    // One that only talks, one that says nothing, and does not end when asked to.
    let soon = Limits { whole: Duration::from_secs(2), probe: Duration::from_millis(50), line: 4096, ..limits() };
    for script in
        [r#"while :; do echo '{"jsonrpc":"2.0","method":"notifications/x"}'; done"#, "trap '' TERM; exec sleep 600"]
    {
        assert!(matches!(ask(script, &soon).0, Err(ListError::Silent { .. })), "{script}");
    }
    let script = "head -c 9000 /dev/zero | tr '\\0' x; read -r line";
    assert!(matches!(ask(script, &soon).0, Err(ListError::TooMuch { of: "bytes in one line", .. })));
}
