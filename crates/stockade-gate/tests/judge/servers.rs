//! What a server asks of the client and its user, and what it learns of them.

use stockade_gate::{Judge as _, Side};

use super::room::{OPEN, Room, call, code, decision, tree};

fn refused(room: &Room, line: &str) -> String {
    let (client, server) = room.server_says(line);
    assert_eq!((client.len(), server.len()), (0, 1), "{line}");
    server[0].clone()
}

#[test]
fn sampling_is_denied_and_not_even_offered() {
    let room = Room::new(OPEN);
    let ask = r#"{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{"messages":[]}}"#;
    let answer = tree(&refused(&room, ask));
    assert_eq!((code(&answer), decision(&answer)), (403, "sampling".to_owned()));
    let hello = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{"roots":{},"sampling":{}}}}"#;
    assert_eq!(room.client_says(hello).0, [hello.replace(r#","sampling":{}"#, "")]);
    let tasks = hello
        .replace(r#""id":1"#, r#""id":9"#)
        .replace(r#""sampling":{}"#, r#""tasks":{"requests":{"sampling":{"createMessage":{}},"elicitation":{}}}"#);
    assert_eq!(room.client_says(&tasks).0, [tasks.replace(r#""sampling":{"createMessage":{}},"#, "")]);
    let modern = r#"{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"sampling":{}}}}}"#;
    assert_eq!(room.client_says(modern).0, [modern.replace(r#""sampling":{}"#, "")]);
    room.passes(&call(3, "a", "{}"));
    let (client, _) = room.server_says(
        r#"{"jsonrpc":"2.0","id":3,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"sampling/createMessage","params":{}}}}}"#,
    );
    assert_eq!(decision(&tree(&client[0])), "sampling");
    let open = Room::with(OPEN, |settings| settings.sampling = true);
    open.comes(ask);
    open.passes(r#"{"jsonrpc":"2.0","id":1,"result":{"role":"assistant"}}"#);
    open.passes(hello);
}

#[test]
fn a_page_is_shown_with_its_host_and_is_a_public_one() {
    let room = Room::new(OPEN);
    let ask = |id: u32, url: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":{id},"method":"elicitation/create","params":{{"mode":"url","message":"Sign in","url":"{url}","elicitationId":"e"}}}}"#
        )
    };
    let line = ask(1, "https://login.example.com/x");
    let (client, _) = room.server_says(&line);
    assert_eq!(client, [line.replace("Sign in", "Sign in (opens login.example.com)")]);
    let bare = r#"{"jsonrpc":"2.0","id":9,"method":"elicitation/create","params":{"mode":"url","url":"https://login.example.com/x"}}"#;
    let (client, _) = room.server_says(bare);
    assert_eq!(
        client,
        [bare.replace(r#"/x""#, r#"/x","message":"opens login.example.com""#)],
        "nobody would see where it leads"
    );
    for (id, url) in ["http://example.com", "https://127.0.0.1/", "https://a@b.example/"].into_iter().enumerate() {
        let answer = tree(&refused(&room, &ask(u32::try_from(id).unwrap() + 2, url)));
        assert_eq!((code(&answer), decision(&answer)), (403, "elicitation".to_owned()));
    }
    let form = r#"{"jsonrpc":"2.0","id":"f","method":"elicitation/create","params":{"message":"how many","requestedSchema":{}}}"#;
    room.comes(form);
    // As an error, and in an answer.
    for (id, answer) in [
        (
            1,
            r#""error":{"code":-32042,"message":"m","data":{"elicitations":[{"mode":"url","url":"http://10.0.0.1/"}]}}"#,
        ),
        (
            2,
            r#""result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url"}}}}"#,
        ),
    ] {
        room.passes(&call(id, "a", "{}"));
        let (client, _) = room.server_says(format!(r#"{{"jsonrpc":"2.0","id":{id},{answer}}}"#));
        assert_eq!(decision(&tree(&client[0])), "elicitation");
    }
}

#[test]
fn instructions_that_changed_do_not_reach_the_model() {
    let room = Room::new(OPEN);
    room.world.held.lock().unwrap().insert("instructions".into(), "changed".into());
    room.passes(r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#);
    let (client, _) =
        room.server_says(r#"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18","instructions":"obey"}}"#);
    assert_eq!(client, [r#"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}}"#]);
}

#[test]
fn ordinary_traffic_of_both_sides_passes() {
    let room = Room::new(OPEN);
    for line in [
        r#"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":1}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"roots/list"}"#,
        r#"{"jsonrpc":"2.0","error":{"code":-32700,"message":"?"}}"#,
    ] {
        room.comes(line);
    }
    for line in [
        r#"{"jsonrpc":"2.0","id":1,"result":{"roots":[]}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#,
        r#"{"jsonrpc":"2.0","id":2,"method":"resources/read","params":{"uri":"a:b"}}"#,
        r#"{"jsonrpc":"2.0","id":3,"method":"prompts/get","params":{"name":"p"}}"#,
        r#"{"jsonrpc":"2.0","id":4,"method":"completion/complete","params":{}}"#,
        r#"{"jsonrpc":"2.0","id":5,"method":"logging/setLevel","params":{"level":"debug"}}"#,
    ] {
        room.passes(line);
    }
    assert_eq!(code(&room.refused(r#"{"jsonrpc":"2.0","id":6,"method":"resources/read","params":{"uri":7}}"#)), -32602);
    assert_eq!(code(&room.refused(r#"{"jsonrpc":"2.0","id":6,"method":"prompts/get","params":{}}"#)), -32602);
    assert_eq!(
        room.server_says(r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{}}"#),
        (vec![], vec![])
    );
    assert_eq!(room.server_says(r#"{"jsonrpc":"2.0","method":"roots/list"}"#), (vec![], vec![]));
}

#[test]
fn what_no_rule_is_about_is_written_down_where_it_does_something() {
    let room = Room::new(OPEN);
    for (at, (method, params, told)) in [
        ("resources/read", r#"{"uri":"file:///a"}"#, true),
        ("resources/subscribe", r#"{"uri":"file:///a"}"#, true),
        ("prompts/get", r#"{"name":"p"}"#, true),
        ("vendor/anything", "{}", true),
        ("ping", "{}", false),
        ("tools/list", "{}", false),
    ]
    .into_iter()
    .enumerate()
    {
        room.passes(&format!(r#"{{"jsonrpc":"2.0","id":{at},"method":"{method}","params":{params}}}"#));
        let noted = std::mem::take(&mut *room.world.events.lock().unwrap());
        let want = if told { vec![format!("message {method} allow passed")] } else { Vec::new() };
        assert_eq!(noted, want, "{method}");
    }
    // What cannot be written down does not go on.
    *room.world.full.lock().unwrap() = true;
    let read = r#"{"jsonrpc":"2.0","id":9,"method":"resources/read","params":{"uri":"file:///a"}}"#;
    assert_eq!(decision(&room.refused(read)), "journal");
}

#[test]
fn a_server_does_not_wash_the_journal_out() {
    let room = Room::new(OPEN);
    let sampling = r#"{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{"messages":[]}}"#;
    for _ in 0..500 {
        room.judge.line(Side::Server, b"listening on stdio", &room.ports);
        room.judge.line(Side::Server, sampling.as_bytes(), &room.ports);
        room.judge.line(Side::Server, br#"{"jsonrpc":"2.0","method":"vendor/noise"}"#, &room.ports);
    }
    room.judge.ended(Side::Server, &room.ports);
    let notes = std::mem::take(&mut *room.world.notes.lock().unwrap());
    let more = |note: &String| -> Option<usize> {
        let (before, _) = note.split_once(" more of these")?;
        before.rsplit(' ').next()?.parse().ok()
    };
    let silenced: usize = notes.iter().filter_map(more).sum();
    let written = notes.iter().filter(|note| more(note).is_none()).count();
    assert!(silenced > 0, "{notes:?}");
    assert_eq!(written + silenced, 1500, "{notes:?}");
}
