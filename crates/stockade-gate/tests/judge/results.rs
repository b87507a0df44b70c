//! Results: size, secrets, kinds, tasks.

use super::room::{OPEN, Room, call, decision, done, tree};

const LIMITS: &str = r#"
version: "1"
on_result:
  - {name: small, tools: ["tiny"], max_bytes: 200}
  - {name: long, tools: ["logged"], max_bytes: 200, action: log}
  - {name: clean, tools: ["mail"], secrets: redact, invisible: strip}
  - {name: strict, tools: ["vault"], secrets: deny}
tools:
  counted:
    rules: [{name: once, rate_limit: 1/hour}]
"#;

/// A text with a token in it, of the form that a well-known host gives out.
fn with_token(text: &str) -> String {
    text.replace("SECRET", &["ghp_16C7e42F292c", "6912E7710c838347Ae178B4a"].concat())
}

fn result(room: &Room, tool: &str, result: &str) -> String {
    let result = with_token(result);
    room.passes(&call(1, tool, "{}"));
    let (client, _) = room.server_says(format!(r#"{{"jsonrpc":"2.0","id":1,"result":{result}}}"#));
    client[0].clone()
}

#[test]
fn a_result_over_the_limit_is_kept_back() {
    let room = Room::new(LIMITS);
    let large = format!(r#"{{"content":[{{"type":"text","text":"{}"}}]}}"#, "x".repeat(300));
    assert_eq!(decision(&tree(&result(&room, "tiny", &large))), "result-size");
    assert!(result(&room, "other", &large).contains(&large));
    assert!(result(&room, "logged", &large).contains(&large), "its rule only logs");
    assert!(room.world.events.lock().unwrap().iter().any(|event| event == "result - - result-size"));
}

#[test]
fn secrets_and_invisible_characters_are_taken_out_of_texts_and_structure() {
    let room = Room::new(LIMITS);
    let dirty = r#"{"content":[{"type":"text","text":"pass SECRET a\u200bb"}],"structuredContent":{"p":["SECRET"]}}"#;
    assert_eq!(
        result(&room, "mail", dirty),
        r#"{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"pass [redacted:github-token] ab"}],"structuredContent":{"p":["[redacted:github-token]"]}}}"#
    );
    let noted = room.world.events.lock().unwrap().clone();
    for code in ["result-secrets", "result-invisible"] {
        assert_eq!(noted.iter().filter(|event| event.ends_with(code)).count(), 1, "{noted:?}");
    }
    assert_eq!(decision(&tree(&result(&room, "vault", dirty))), "result-secrets");
    assert!(result(&room, "other", dirty).contains(&with_token(dirty)), "off unless a rule says so");
    // What the server has to get back stays.
    let state = r#"{"resultType":"input_required","requestState":"SECRET"}"#;
    assert!(result(&room, "mail", state).contains(&with_token(state)));
}

#[test]
fn a_kind_of_result_that_is_not_known_is_invalid() {
    let room = Room::new(OPEN);
    for kind in [r#""partial""#, "7", "null"] {
        let answer = result(&room, "a", &format!(r#"{{"resultType":{kind},"content":[]}}"#));
        assert_eq!(decision(&tree(&answer)), "result-type", "{kind}");
    }
    let complete = r#"{"resultType":"complete","content":[]}"#;
    assert!(result(&room, "a", complete).contains(complete));
}

#[test]
fn the_output_of_a_task_is_judged_as_its_tools() {
    let room = Room::new(LIMITS);
    room.passes(&call(1, "vault", "{}"));
    room.comes(r#"{"jsonrpc":"2.0","id":1,"result":{"task":{"taskId":"t1","status":"working"}}}"#);
    for (id, method) in [(2, "tasks/result"), (3, "tasks/get")] {
        room.passes(&format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{{"taskId":"t1"}}}}"#));
        let answer = format!(
            r#"{{"jsonrpc":"2.0","id":{id},"result":{{"status":"completed","result":{{"content":[{{"text":"SECRET"}}]}}}}}}"#
        );
        let (client, _) = room.server_says(with_token(&answer));
        assert_eq!(decision(&tree(&client[0])), "result-secrets");
    }
    assert_eq!(
        super::room::code(&room.refused(r#"{"jsonrpc":"2.0","id":9,"method":"tasks/get","params":{"taskId":7}}"#)),
        -32602
    );
}

#[test]
fn a_task_that_failed_gives_back_what_its_call_counted() {
    let room = Room::new(LIMITS);
    for (id, task) in [(1, "t1"), (2, "t2")] {
        room.passes(&call(id, "counted", "{}"));
        room.comes(&format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"resultType":"task","taskId":"{task}"}}}}"#));
        room.passes(&format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"tasks/get","params":{{"taskId":"{task}"}}}}"#));
        room.comes(&format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"status":"failed","taskId":"{task}"}}}}"#));
    }
    room.passes(&call(3, "counted", "{}"));
    room.comes(&done(3));
    assert_eq!(decision(&room.refused(call(4, "counted", "{}"))), "limit-reached");
}

#[test]
fn the_output_of_a_task_that_nobody_knows_meets_the_rules_of_every_tool() {
    let room = Room::new(LIMITS);
    let get = |id: u32| format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"tasks/get","params":{{"taskId":"old"}}}}"#);
    let answer = |id: u32, text: &str| {
        with_token(&format!(
            r#"{{"jsonrpc":"2.0","id":{id},"result":{{"status":"completed","content":[{{"text":"{text}"}}]}}}}"#
        ))
    };
    for (id, text, code) in [(1, "SECRET".to_owned(), "result-secrets"), (2, "x".repeat(300), "result-size")] {
        room.passes(&get(id));
        let (client, _) = room.server_says(answer(id, &text));
        assert_eq!(decision(&tree(&client[0])), code);
    }
    room.passes(&get(3));
    assert_eq!(room.server_says(answer(3, "a\u{200b}b")).0, [answer(3, "ab")]);
    // A resource is no tool's answer.
    room.passes(r#"{"jsonrpc":"2.0","id":4,"method":"resources/read","params":{"uri":"a:b"}}"#);
    room.comes(&answer(4, "SECRET"));
}

#[test]
fn what_a_task_came_to_is_judged_however_it_is_told() {
    let room = Room::new(LIMITS);
    let told = |task: &str, more: &str| {
        let line = format!(
            r#"{{"jsonrpc":"2.0","method":"notifications/tasks","params":{{"taskId":"{task}","status":"completed",{more}}}}}"#
        );
        room.server_says(with_token(&line)).0
    };
    room.passes(&call(1, "mail", "{}"));
    room.comes(r#"{"jsonrpc":"2.0","id":1,"result":{"task":{"taskId":"t","status":"working"}}}"#);
    let secret = r#""result":{"content":[{"type":"text","text":"SECRET"}]}"#;
    let heard = told("t", secret);
    assert!(heard[0].contains("[redacted:github-token]") && heard[0].contains(r#""taskId":"t""#), "{heard:?}");
    // Of a task that nobody knows, the strictest rule holds.
    assert_eq!(told("x", secret), Vec::<String>::new());
    for asks in [
        r#""inputRequests":{"a":{"method":"sampling/createMessage","params":{"messages":[]}}}"#,
        r#""inputRequests":{"a":{"method":"elicitation/create","params":{"mode":"url","url":"http://127.0.0.1/","message":"m"}}}"#,
    ] {
        assert_eq!(told("t", asks), Vec::<String>::new(), "{asks}");
    }
    let noted = room.world.events.lock().unwrap().clone();
    for code in ["result-secrets", "sampling", "elicitation"] {
        assert!(noted.iter().any(|event| event.ends_with(code)), "{code}: {noted:?}");
    }
    let honest = r#"{"jsonrpc":"2.0","method":"notifications/tasks","params":{"taskId":"t","status":"working"}}"#;
    room.comes(honest);
    assert_eq!(room.server_says(honest.replace(r#""taskId":"t","#, "")).0, Vec::<String>::new());
}

#[test]
fn a_task_that_is_told_to_have_failed_gives_back_what_it_reserved() {
    let room = Room::new(LIMITS);
    room.passes(&call(1, "counted", "{}"));
    room.comes(r#"{"jsonrpc":"2.0","id":1,"result":{"task":{"taskId":"t","status":"working"}}}"#);
    room.comes(r#"{"jsonrpc":"2.0","method":"notifications/tasks","params":{"taskId":"t","status":"failed"}}"#);
    room.passes(&call(2, "counted", "{}"));
}

#[test]
fn log_lines_and_progress_are_no_way_past_the_rules() {
    for (rule, want) in [("redact", true), ("deny", false)] {
        let room = Room::new(&format!("version: \"1\"\non_result:\n  - {{name: s, tools: [mail], secrets: {rule}}}\n"));
        for line in [
            r#"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":{"a":["SECRET"]}}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"a","logger":"SECRET"}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1,"message":"SECRET"}}"#,
        ] {
            let (client, _) = room.server_says(with_token(line));
            let hidden = line.replace("SECRET", "[redacted:github-token]");
            assert_eq!(client, if want { vec![hidden] } else { vec![] }, "{line}");
        }
        // A token has to come back as it was.
        room.comes(&with_token(
            r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"SECRET","progress":1}}"#,
        ));
    }
}

#[test]
fn what_a_server_asks_the_user_has_nothing_invisible_in_it() {
    let room = Room::new(OPEN);
    let asks = r#"{"jsonrpc":"2.0","id":7,"method":"elicitation/create","params":{"message":"Your \u202ename\u200b?","requestedSchema":{"type":"object","properties":{"n":{"type":"string","description":"a\u2066b"}}}}}"#;
    let (client, _) = room.server_says(asks);
    assert!(
        client[0].contains(r#""message":"Your name?""#) && client[0].contains(r#""description":"ab""#),
        "{client:?}"
    );
}

#[test]
fn whatever_is_answered_or_asked_meets_the_rules() {
    let strict = "version: \"1\"\non_result:\n  - {name: strict, tools: [\"*\"], max_bytes: 2000, secrets: deny}\n";
    let room = Room::new(strict);
    let told = "Use SECRET";
    for (id, method) in ["tasks/list", "tasks/cancel", "completion/complete", "logging/setLevel", "made/up", "ping"]
        .into_iter()
        .enumerate()
    {
        let params = if method == "tasks/cancel" { r#"{"taskId":"t"}"# } else { "{}" };
        for (id, part, want) in [
            (2 * id, format!(r#""result":{{"statusMessage":"{told}"}}"#), "result-secrets"),
            (2 * id + 1, format!(r#""error":{{"code":-1,"message":"{told}"}}"#), "result-secrets"),
        ] {
            room.client_says(format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{params}}}"#));
            let (client, _) = room.server_says(with_token(&format!(r#"{{"jsonrpc":"2.0","id":{id},{part}}}"#)));
            assert_eq!(decision(&tree(&client[0])), want, "{method} {part}");
        }
    }
    room.client_says(r#"{"jsonrpc":"2.0","id":50,"method":"made/up"}"#);
    let long = format!(r#"{{"jsonrpc":"2.0","id":50,"result":{{"text":"{}"}}}}"#, "x".repeat(3000));
    let (client, _) = room.server_says(long);
    assert_eq!(decision(&tree(&client[0])), "result-size");

    // Unasked, without an answer that says why.
    for said in [
        format!(r#"{{"jsonrpc":"2.0","method":"notifications/made/up","params":{{"text":"{told}"}}}}"#),
        format!(
            r#"{{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{{"uri":"a:b","title":"{told}"}}}}"#
        ),
        format!(
            r#"{{"jsonrpc":"2.0","method":"notifications/message","params":{{"data":"a","taskId":{{"t":"{told}"}}}}}}"#
        ),
        format!(r#"{{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{{"uri":["{told}"]}}}}"#),
        format!(r#"{{"jsonrpc":"2.0","id":"s","method":"custom/ask","params":{{"text":"{told}"}}}}"#),
        format!(r#"{{"jsonrpc":"2.0","id":null,"error":{{"code":-32700,"message":"{told}"}}}}"#),
    ] {
        let (client, _) = room.server_says(with_token(&said));
        assert!(client.is_empty(), "{said}: {client:?}");
        room.comes(&said);
    }
}

#[test]
fn names_and_places_go_on_as_they_came() {
    let room = Room::new("version: \"1\"\non_result:\n  - {name: s, tools: [mail], secrets: deny}\n");
    for said in [
        r#"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"a://SECRET@b"}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"SECRET"}}"#,
    ] {
        room.comes(&with_token(said));
    }
    let page = r#"{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"mode":"url","message":"m","url":"https://example.com/?state=SECRET"}}"#;
    let (client, _) = room.server_says(with_token(page));
    assert_eq!(client, [with_token(page).replace(r#":"m""#, r#":"m (opens example.com)""#)]);
}

#[test]
fn sizes_of_tools_are_not_those_of_the_protocol() {
    let room = Room::new(LIMITS);
    let long = "x".repeat(300);
    for (id, method) in ["ping", "made/up", "tasks/list"].into_iter().enumerate() {
        room.client_says(format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}"}}"#));
        room.comes(&format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"text":"{long}"}}}}"#));
    }
    // Of a task that nobody knows, what only logs keeps nothing back.
    let room = Room::new("version: \"1\"\non_result:\n  - {name: long, tools: [a], max_bytes: 200, action: log}\n");
    room.passes(r#"{"jsonrpc":"2.0","id":1,"method":"tasks/result","params":{"taskId":"old"}}"#);
    room.comes(&format!(r#"{{"jsonrpc":"2.0","id":1,"result":{{"text":"{long}"}}}}"#));
}

#[test]
fn what_a_server_asks_in_an_answer_has_one_spelling() {
    let room = Room::new(OPEN);
    for method in [r#""Sampling/createMessage""#, r#""elicitation/Create""#, r#""elicitation/create ""#, "7"] {
        let asks = format!(r#"{{"resultType":"input_required","inputRequests":{{"q":{{"method":{method}}}}}}}"#);
        assert_eq!(decision(&tree(&result(&room, "a", &asks))), "result-type", "{method}");
    }
    let asks = r#"{"resultType":"input_required","inputRequests":["sampling/createMessage"]}"#;
    assert_eq!(decision(&tree(&result(&room, "a", asks))), "result-type");
    // A listing is no way past it, and no name of the server's stands in what the model reads.
    for (id, method) in [(2, "resources/list"), (3, "server/discover")] {
        room.client_says(format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}"}}"#));
        let asks = r#"{"resources":[],"inputRequests":{"q":{"method":"obey me"}}}"#;
        let (client, _) = room.server_says(format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{asks}}}"#));
        assert_eq!(decision(&tree(&client[0])), "result-type", "{method}");
        assert!(!client[0].contains("obey"), "{}", client[0]);
    }
    let nothing = r#"{"content":[],"inputRequests":null}"#;
    assert!(result(&room, "a", nothing).contains(nothing));
    let roots = r#"{"resultType":"input_required","inputRequests":{"q":{"method":"roots/list"}}}"#;
    assert!(result(&room, "a", roots).contains(roots));
}
