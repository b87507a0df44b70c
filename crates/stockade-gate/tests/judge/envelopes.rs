//! What is no message, ids, batches.

use stockade_gate::{Judge as _, Side};

use super::room::{OPEN, Room, call, code, decision, done, tree};

const DENY_B: &str = "version: \"1\"\ntools:\n  b:\n    rules: [{name: no, action: deny}]\n";

#[test]
fn b4_what_cannot_be_read_is_not_sent_on() {
    let room = Room::with(OPEN, |settings| settings.limit = 10_000);
    let nested =
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"a","params":{{"a":{}{}}}}}"#, "[".repeat(70), "]".repeat(70));
    let long = call(1, "a", &format!("{{\"a\":\"{}\"}}", "x".repeat(10_000)));
    for line in [
        call(1, "a", "{\"n\":NaN}").into_bytes(),
        format!("\u{feff}{}", call(1, "a", "{}")).into_bytes(),
        nested.into_bytes(),
        call(1, "a", "{\"n\":\"\\ud800\"}").into_bytes(),
        [br#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"a":""#.as_slice(), b"\xff\"}}"].concat(),
        long.into_bytes(),
        b"hello".to_vec(),
    ] {
        let answer = room.refused(&line);
        assert_eq!((code(&answer), answer.get("id").unwrap().to_json()), (-32700, "null".to_owned()));
    }
    room.judge.too_long(Side::Client, b"{\"jsonrpc\"", &room.ports);
    assert_eq!(code(&tree(&room.client.lines()[0])), -32700);
    assert_eq!(room.client_says("  \t"), (vec![], vec![]));
}

#[test]
fn b5_keys_twice_and_members_in_another_case_are_refused() {
    let room = Room::new(OPEN);
    assert_eq!(code(&room.refused(call(1, "a", r#"{"x":{"k":1,"\u006b":2}}"#))), -32700);
    for line in [
        r#"{"jsonrpc":"2.0","id":1,"METHOD":"tools/call","method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"ping","Params":{}}"#,
    ] {
        assert_eq!(code(&room.refused(line)), -32600);
    }
    let line = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"NAME":"b","name":"a"}}"#;
    assert_eq!(code(&room.refused(line)), -32602);
    for method in ["Tools/Call", "tools/call ", "TOOLS/LIST", "sampling/createmessage"] {
        let line = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{"name":"a"}}}}"#);
        assert_eq!(code(&room.refused(line)), -32601, "{method}");
    }
}

#[test]
fn a_method_has_one_spelling() {
    let room = Room::new(OPEN);
    for method in [
        "tools/\u{200b}call",
        "tools/call\u{feff}",
        "t\u{43e}ols/call",
        "\u{ff54}ools/call",
        "tools\u{2060}/list",
        "tools/call\t",
        "prompts/\u{ad}list",
        "x/\u{200b}y",
        "x y",
    ] {
        for id in ["\"id\":1,", ""] {
            let line = format!(r#"{{"jsonrpc":"2.0",{id}"method":{},"params":{{"name":"a"}}}}"#, json(method));
            if id.is_empty() {
                assert_eq!(room.client_says(&line), (vec![], vec![]), "{method:?}");
            } else {
                assert_eq!(code(&room.refused(&line)), -32601, "{method:?}");
            }
        }
        let line = format!(r#"{{"jsonrpc":"2.0","id":1,"method":{}}}"#, json(&method.replace("tools/call", METHOD)));
        assert!(room.server_says(line).0.is_empty(), "{method:?}");
    }
    for method in ["vendor/t\u{e9}st", "tools", "ping", "tools/callback"] {
        room.passes(&format!(r#"{{"jsonrpc":"2.0","id":{},"method":{}}}"#, json(method), json(method)));
    }
}

/// What a server asks.
const METHOD: &str = "sampling/createMessage";

fn json(text: &str) -> String {
    stockade_policy::message::Value::String(text.to_owned()).to_json()
}

#[test]
fn what_some_readers_take_for_two_lines_is_sent_as_one() {
    let room = Room::new(OPEN);
    room.passes(&call(1, "a", "{}"));
    let (client, _) = room.server_says("{\"jsonrpc\":\"2.0\",\r\"id\":1,\"result\":{\"content\":[]}}");
    assert_eq!(client, [done(1)]);
    for c in ["\u{2028}", "\u{2029}", "\u{85}"] {
        let smuggled = format!("x{c}{{}}{c}");
        let escaped = smuggled.replace(c, &format!("\\u{:04x}", u32::from(c.chars().next().unwrap())));
        let (server, _) = room.client_says(call(1, "a", &format!("{{\"t\":\"{smuggled}\"}}")));
        assert_eq!(server, [call(1, "a", &format!("{{\"t\":\"{escaped}\"}}"))]);
        let result = |text: &str| {
            format!(r#"{{"jsonrpc":"2.0","id":1,"result":{{"content":[{{"type":"text","text":"{text}"}}]}}}}"#)
        };
        assert_eq!(room.server_says(result(&smuggled)).0, [result(&escaped)]);
    }
    room.handshake("2025-03-26");
    room.passes(&format!("[{}]", call(1, "a", "{}")));
    assert_eq!(room.server_says(format!("[\r{}]", done(1))).0, [format!("[{}]", done(1))]);
    room.comes("[{\"jsonrpc\":\"2.0\", \"method\":\"notifications/message\",\"params\":{\"data\":1}}]");
    let told = "[\r{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"data\":1}}]";
    assert_eq!(room.server_says(told).0, [told.replace('\r', "")]);
}

#[test]
fn b13_an_id_in_flight_is_not_used_again() {
    let room = Room::new(OPEN);
    room.passes(&call(1, "a", "{}"));
    assert_eq!(code(&room.refused(call(1, "b", "{}"))), -32600);
    // Another type is another id; and the server's own ids are its own.
    room.passes(r#"{"jsonrpc":"2.0","id":"1","method":"ping"}"#);
    room.comes(r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#);
    room.passes(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#);
    room.comes(&done(1));
    room.passes(&call(1, "b", "{}"));
    for id in ["null", "1.5", "[]", "true"] {
        let line = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"a"}}}}"#);
        assert_eq!(code(&room.refused(line)), -32600, "{id}");
    }
    let long = "x".repeat(2000);
    assert_eq!(code(&room.refused(format!(r#"{{"jsonrpc":"2.0","id":"{long}","method":"ping"}}"#))), -32600);
}

#[test]
fn answers_that_nobody_asked_for_are_dropped() {
    let room = Room::new(OPEN);
    assert_eq!(room.server_says(done(1)), (vec![], vec![]));
    assert_eq!(room.client_says(r#"{"jsonrpc":"2.0","id":7,"result":{}}"#), (vec![], vec![]));
    room.passes(&call(1, "a", "{}"));
    room.comes(&done(1));
    assert_eq!(room.server_says(done(1)), (vec![], vec![]), "one answer");
}

#[test]
fn stray_output_of_a_server_is_dropped() {
    let room = Room::new(OPEN);
    for line in ["npm warn deprecated", "Listening on 3000", "{\"a\":1}", "[]", "\u{feff}{}"] {
        assert_eq!(room.server_says(line), (vec![], vec![]), "{line}");
    }
    assert!(room.world.events.lock().unwrap().iter().any(|event| event.ends_with("unreadable")));
}

#[test]
fn an_answer_that_cannot_be_read_is_an_error_and_not_silence() {
    let room = Room::new(OPEN);
    for answer in [
        r#"{"jsonrpc":"2.0","id":1,"result":{"content":[],"content":[1]}}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"cut \ud83e"}]}}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":{},"Result":{}}"#,
    ] {
        room.passes(&call(1, "a", "{}"));
        let (client, server) = room.server_says(answer);
        assert_eq!((client.len(), server.len()), (1, 0), "{answer}");
        assert_eq!(decision(&tree(&client[0])), "unreadable-answer");
    }
    room.passes(&call(1, "a", "{}"));
    room.judge.too_long(Side::Server, b"{", &room.ports);
    assert_eq!(decision(&tree(&room.client.lines()[0])), "unreadable-answer");
}

#[test]
fn an_answer_without_anything_in_it_is_an_error_and_not_silence() {
    let room = Room::new(OPEN);
    room.passes(&call(2, "a", "{}"));
    let (client, server) = room.server_says(r#"{"jsonrpc":"2.0","id":2}"#);
    assert_eq!(decision(&tree(&client[0])), "unreadable-answer");
    assert!(server.is_empty(), "{server:?}");
    // A line of a log is no answer.
    room.passes(&call(2, "a", "{}"));
    room.server_says(r#"{"id":2,"level":"info","msg":"up"}"#);
    room.comes(&done(2));
    // The same holds of what the server asked.
    room.comes(r#"{"jsonrpc":"2.0","id":"s","method":"roots/list"}"#);
    let (server, client) = room.client_says(r#"{"jsonrpc":"2.0","id":"s"}"#);
    assert_eq!(decision(&tree(&server[0])), "unreadable-answer");
    assert!(client.is_empty(), "{client:?}");
}

#[test]
fn b1_a_batch_is_refused_where_none_was_negotiated() {
    for revision in ["2024-11-05", "2025-06-18", "2025-11-25"] {
        let room = Room::new(OPEN);
        room.handshake(revision);
        assert_eq!(code(&room.refused(format!("[{}]", call(1, "a", "{}")))), -32600);
        assert_eq!(room.server_says(format!("[{}]", done(1))), (vec![], vec![]));
    }
}

#[test]
fn b1_each_item_of_a_batch_is_decided_and_the_answers_come_as_one() {
    let room = Room::new(DENY_B);
    room.handshake("2025-03-26");
    let told = r#"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"#;
    let (server, client) =
        room.client_says(format!("[{},{},{told},{}]", call(1, "a", "{}"), call(2, "b", "{}"), call(3, "c", "{}")));
    assert_eq!(server, [format!("[{},{told},{}]", call(1, "a", "{}"), call(3, "c", "{}"))]);
    assert!(client.is_empty(), "the answers wait for each other");
    assert_eq!(room.server_says(done(3)), (vec![], vec![]));
    let (client, _) = room.server_says(format!("[{}]", done(1)));
    assert_eq!(client.len(), 1);
    let answers = tree(&client[0]);
    let ids: Vec<String> = answers.as_array().unwrap().iter().map(|one| one.get("id").unwrap().to_json()).collect();
    assert_eq!(ids.len(), 3);
    assert!(["1", "2", "3"].iter().all(|id| ids.contains(&(*id).to_owned())), "{ids:?}");
    // Only denied: an array at once, and nothing for the server.
    let (server, client) = room.client_says(format!("[{}]", call(4, "b", "{}")));
    assert!(server.is_empty());
    assert_eq!(tree(&client[0]).as_array().unwrap().len(), 1);
    assert_eq!(code(&room.refused("[]")), -32600);
    let (server, client) = room.client_says(r#"[{"jsonrpc":"2.0","id":9,"method":"initialize","params":{}}]"#);
    assert!(server.is_empty());
    assert_eq!(code(&tree(&client[0]).as_array().unwrap()[0]), -32600);
}

#[test]
fn a_server_that_ends_in_the_middle_of_a_batch_leaves_the_answers_it_gave() {
    let room = Room::new(DENY_B);
    room.handshake("2025-03-26");
    room.client_says(format!("[{},{}]", call(1, "a", "{}"), call(2, "b", "{}")));
    room.judge.ended(Side::Server, &room.ports);
    assert_eq!(tree(&room.client.lines()[0]).as_array().unwrap().len(), 1);
}
