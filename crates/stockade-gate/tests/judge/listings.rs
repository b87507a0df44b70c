//! Listings: what the client sees.

use super::room::{OPEN, Room, decision, tree};

const TRIM: &str =
    "version: \"1\"\ndefault: deny\nhide: [b]\ntools:\n  a: {rules: []}\n  b: {rules: []}\n  \"c_*\": {rules: []}\n";

fn list(room: &Room, id: u32, meta: &str, result: &str) -> String {
    room.passes(&format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/list","params":{{{meta}}}}}"#));
    let (client, server) = room.server_says(format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#));
    assert_eq!((client.len(), server.len()), (1, 0));
    client[0].clone()
}

#[test]
fn what_may_not_be_called_is_not_listed_on_any_page() {
    let room = Room::new(TRIM);
    let page = list(&room, 1, "", r#"{"tools":[{"name":"a","x":1.0},{"name":"b"},{"name":"z"}],"nextCursor":"n"}"#);
    assert_eq!(page, r#"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","x":1.0}],"nextCursor":"n"}}"#);
    let page = list(&room, 2, "\"cursor\":\"n\"", r#"{"tools":[{"name":"c_d"},{"name":"y"}]}"#);
    assert_eq!(page, r#"{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"c_d"}]}}"#);
}

#[test]
fn what_was_trimmed_is_not_kept_for_others() {
    let modern = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#;
    let room = Room::new(TRIM);
    let page = list(&room, 1, modern, r#"{"tools":[{"name":"z"}],"ttlMs":5,"cacheScope":"public"}"#);
    assert!(page.ends_with(r#""result":{"tools":[],"ttlMs":5,"cacheScope":"private"}}"#), "{page}");
    let page = list(&room, 2, modern, r#"{"tools":[{"name":"z"}]}"#);
    assert!(page.ends_with(r#""result":{"tools":[],"cacheScope":"private"}}"#), "{page}");
    let whole = r#"{"tools":[{"name":"a"}],"cacheScope":"public"}"#;
    assert!(list(&room, 3, modern, whole).contains(whole));
}

#[test]
fn a_listing_that_nothing_changed_is_passed_on_byte_for_byte() {
    let room = Room::new(OPEN);
    let result = r#"{ "tools" : [ {"name":"\u0061","title":"t"} ] , "x":1e2}"#;
    assert!(list(&room, 1, "", result).contains(result));
}

#[test]
fn a_changed_tool_is_left_out() {
    let room = Room::new(OPEN);
    room.world.held.lock().unwrap().insert("b".into(), "changed".into());
    assert!(list(&room, 1, "", r#"{"tools":[{"name":"a"},{"name":"b"}]}"#).contains(r#""tools":[{"name":"a"}]"#));
    assert!(room.world.events.lock().unwrap().contains(&"listing - - tool-held".to_owned()));
}

#[test]
fn a_listing_that_cannot_be_read_is_not_shown() {
    let room = Room::new(OPEN);
    for (id, result) in [
        r#"{"tools":{"a":1}}"#,
        "{}",
        "[]",
        r#"{"tools":[{"name":"a"},{"name":"a"}]}"#,
        r#"{"tools":[{"title":"a"}]}"#,
        r#"{"tools":[{"name":7}]}"#,
        r#"{"tools":["a"]}"#,
    ]
    .into_iter()
    .enumerate()
    {
        let answer = list(&room, u32::try_from(id).unwrap(), "", result);
        assert_eq!(decision(&tree(&answer)), "unreadable-listing", "{result}");
    }
}

#[test]
fn names_and_descriptions_of_resources_and_prompts_have_nothing_invisible() {
    let room = Room::new(OPEN);
    for (id, method) in [(1, "resources/list"), (2, "resources/templates/list"), (3, "prompts/list")] {
        room.passes(&format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}"}}"#));
        let answer = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"a":[{{"name":"x\u200by"}}]}}}}"#);
        let (client, _) = room.server_says(answer);
        assert_eq!(client, [format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"a":[{{"name":"xy"}}]}}}}"#)]);
    }
}

#[test]
fn keys_have_nothing_invisible_either() {
    let room = Room::new(OPEN);
    let tool =
        r#"{"name":"a","inputSchema":{"properties":{"pa\u200bth":{"type":"string"}},"required":["pa\u200bth"]}}"#;
    let page = list(&room, 1, "", &format!(r#"{{"tools":[{tool}]}}"#));
    assert!(page.contains(&tool.replace("\\u200b", "")), "{page}");
}

#[test]
fn more_tools_than_can_be_kept_apart_are_not_shown() {
    let room = Room::new(OPEN);
    let page = |from: u32| -> String {
        let tools: Vec<String> = (from..from + 8_200).map(|n| format!(r#"{{"name":"t{n}"}}"#)).collect();
        format!(r#"{{"tools":[{}],"nextCursor":"n"}}"#, tools.join(","))
    };
    assert!(list(&room, 1, "", &page(0)).contains("t8199"));
    let answer = list(&room, 2, "\"cursor\":\"n\"", &page(8_200));
    assert_eq!(decision(&tree(&answer)), "unreadable-listing");
    // What is known is still kept apart.
    assert!(list(&room, 3, "", &page(0)).contains("t8199"));
    assert_eq!(decision(&room.refused(super::room::call(4, "T7", "{}"))), "look-alike");
}

#[test]
fn hints_are_remembered_page_by_page_and_as_they_were_said_last() {
    let room = Room::new(
        "version: \"1\"\ntools:\n  '*':\n    rules: [{name: read, conditions: [{path: tool.annotations.readOnlyHint, op: eq, value: true}]}]\n",
    );
    let tool = |name: &str, hint: &str| {
        format!(r#"{{"tools":[{{"name":"{name}","annotations":{{"readOnlyHint":{hint}}}}}]}}"#)
    };
    list(&room, 1, "", &tool("a", "true"));
    list(&room, 2, "", &tool("b", "true"));
    room.passes(&super::room::call(3, "a", "{}"));
    room.passes(&super::room::call(4, "b", "{}"));
    list(&room, 5, "", &tool("a", "false"));
    assert_eq!(decision(&room.refused(super::room::call(6, "a", "{}"))), "rule-denied");
    // More than a handful of hints is none.
    let large = format!(r#"true,"x":"{}""#, "y".repeat(5_000));
    list(&room, 7, "", &tool("b", &large));
    assert_eq!(decision(&room.refused(super::room::call(8, "b", "{}"))), "rule-error");
}

#[test]
fn prompts_and_resources_that_hide_instructions_are_left_out() {
    let room = Room::new(OPEN);
    for (method, listed) in [
        ("prompts/list", "prompts"),
        ("resources/list", "resources"),
        ("resources/templates/list", "resourceTemplates"),
    ] {
        room.passes(&format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}"}}"#));
        let (client, _) = room.server_says(format!(
            r#"{{"jsonrpc":"2.0","id":1,"result":{{"{listed}":[{{"name":"good"}},{{"name":"bad"}}]}}}}"#
        ));
        assert_eq!(client, [format!(r#"{{"jsonrpc":"2.0","id":1,"result":{{"{listed}":[{{"name":"good"}}]}}}}"#)]);
        let noted = std::mem::take(&mut *room.world.events.lock().unwrap());
        assert_eq!(noted, ["listing - - hidden-instructions"], "{method}");
    }
}
