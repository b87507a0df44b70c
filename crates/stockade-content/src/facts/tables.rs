//! Tables of tests: a program, the tools that it defines, and how many places of it could not be read. JavaScript and Python
//! have one each. And how long reading takes that somebody made long.

use stockade_model::{Told, Tool, Tools};

fn told(told: &Told) -> String {
    match told {
        Told::Absent => "-".to_owned(),
        Told::Whole(text) => text.clone(),
        Told::InPart(text) => format!("~{text}"),
        Told::Unread => "?".to_owned(),
    }
}

/// `name|description|input` of each.
fn shown(tools: &Tools) -> Vec<String> {
    let one = |name: &str, tool: &Tool| format!("{name}|{}|{}", told(&tool.description), told(&tool.input));
    tools.by_name.iter().flat_map(|(name, all)| all.iter().map(move |tool| one(name, tool))).collect()
}

/// Each program with what is read of it and the number of places that are not.
pub(crate) fn check(read: impl Fn(&str) -> Tools, table: &[(&str, &[&str], u32)]) {
    for (source, expected, unread) in table {
        let tools = read(source);
        assert_eq!(shown(&tools), *expected, "{source}");
        assert_eq!(tools.unread_count, *unread, "{source}: {:?}", tools.unread);
    }
}

/// Reads a program with one definition again and again, and sees that it ends soon.
#[track_caller]
pub(crate) fn ends(read: impl Fn(&str) -> Tools, before: &str, tool: &str, times: usize) -> Tools {
    let source = [before, &tool.repeat(times)].concat();
    let start = std::time::Instant::now();
    let found = read(&source);
    let taken = start.elapsed();
    assert!(taken < std::time::Duration::from_secs(60), "{taken:?} for {tool}");
    found
}
