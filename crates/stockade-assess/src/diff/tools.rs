//! Compares the tools that two versions define.
//!
//! - for people: what a server says to models is theirs to judge, and no change of it holds a version;
//! - a tool is known by its name; one with several definitions (variants, two builds) changed where one of them did;
//! - what could not be read on a side is told of, and never passes for unchanged.

use serde::Serialize;
use stockade_model::{Told, Tool, Tools};

use super::{Aspect, Change, PackageDiff, Sign};
use crate::alarm::Line;

/// One definition that came, went, or says something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToolChange {
    /// What it is called.
    pub name: String,
    /// How it changed.
    pub sign: Sign,
    /// What it was; none where it was not there.
    pub old: Option<Tool>,
    /// What it is; none where it is there no more.
    pub new: Option<Tool>,
}

impl ToolChange {
    /// Whether models are told something else, or it is not known that they are told the same.
    pub fn is_described_anew(&self) -> bool {
        self.differ(|tool| &tool.description)
    }

    /// Whether it takes something else, or it is not known that it takes the same.
    pub fn takes_other_input(&self) -> bool {
        self.differ(|tool| &tool.input)
    }

    fn differ(&self, part: fn(&Tool) -> &Told) -> bool {
        self.old.as_ref().zip(self.new.as_ref()).is_some_and(|(old, new)| part(old) != part(new))
    }

    /// What changed, in words.
    fn parts(&self) -> &'static str {
        match (self.is_described_anew(), self.takes_other_input()) {
            (true, true) => "description and input of tool",
            (true, false) => "description of tool",
            (false, true) => "input of tool",
            (false, false) => "tool",
        }
    }
}

/// Compares, and adds a line for each.
pub(super) fn compare(old: (&str, &Tools), new: (&str, &Tools), diff: &mut PackageDiff) {
    let ((old_version, old), (new_version, new)) = (old, new);
    let names = old.by_name.keys().chain(new.by_name.keys().filter(|name| !old.by_name.contains_key(*name)));
    for name in names {
        let all = |tools: &Tools| tools.by_name.get(name).cloned().unwrap_or_default();
        diff.tools.extend(pairs(name, all(old), all(new)));
    }
    diff.tools.sort_by(|a, b| a.name.cmp(&b.name));
    for tool in &diff.tools {
        let line = |tool: &Tool, version: &str| Line {
            version: version.to_owned(),
            file: tool.place.file.clone(),
            line: tool.place.line,
            excerpt: tool.description.text().unwrap_or_default().to_owned(),
        };
        let mut change = Change::new(Aspect::Tool, tool.sign, tool.parts(), &tool.name);
        change.old = tool.old.as_ref().map(|tool| line(tool, old_version));
        change.new = tool.new.as_ref().map(|tool| line(tool, new_version));
        diff.changes.push(change);
    }
}

/// The definitions of one name that are not the same on both sides, each with its nearest.
fn pairs(name: &str, mut old: Vec<Tool>, mut new: Vec<Tool>) -> Vec<ToolChange> {
    let known = (!old.is_empty(), !new.is_empty());
    take_like(&mut old, &mut new, Tool::says);
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    let change = |sign, old, new| ToolChange { name: name.to_owned(), sign, old, new };
    let mut changes = Vec::new();
    let near: [fn(&Tool, &Tool) -> bool; 3] = [
        |old, new| old.place.file == new.place.file && (old.description == new.description || old.input == new.input),
        |old, new| old.description == new.description || old.input == new.input,
        |_, _| true,
    ];
    for near in near {
        let taken = take_like(&mut old, &mut new, near);
        changes.extend(taken.into_iter().map(|(old, new)| change(Sign::Changed, Some(old), Some(new))));
    }
    // One more definition of a tool that was there is a change of it, and no new tool.
    let (gone, come) =
        if known == (true, true) { (Sign::Changed, Sign::Changed) } else { (Sign::Removed, Sign::Added) };
    changes.extend(old.into_iter().map(|old| change(gone, Some(old), None)));
    changes.extend(new.into_iter().map(|new| change(come, None, Some(new))));
    changes
}

/// Takes out those that are alike, in pairs.
fn take_like(old: &mut Vec<Tool>, new: &mut Vec<Tool>, like: fn(&Tool, &Tool) -> bool) -> Vec<(Tool, Tool)> {
    let mut pairs = Vec::new();
    let mut rest = Vec::new();
    for tool in old.drain(..) {
        match new.iter().position(|other| like(&tool, other)) {
            Some(at) => pairs.push((tool, new.remove(at))),
            None => rest.push(tool),
        }
    }
    *old = rest;
    pairs
}

#[cfg(test)]
mod tests {
    use stockade_model::tool::Place;

    use super::*;

    fn tool(description: &str, input: &str) -> Tool {
        let (description, input) = (Told::Whole(description.to_owned()), Told::Whole(input.to_owned()));
        Tool { description, input, place: Place { file: "index.js".into(), line: 3 } }
    }

    fn signs(old: Vec<Tool>, new: Vec<Tool>) -> Vec<(Sign, &'static str)> {
        pairs("send", old, new).iter().map(|change| (change.sign, change.parts())).collect()
    }

    #[test]
    fn what_changed_of_a_tool_is_said() {
        assert!(signs(vec![tool("a", "x")], vec![tool("a", "x")]).is_empty());
        assert_eq!(signs(vec![tool("a", "x")], vec![tool("b", "x")]), [(Sign::Changed, "description of tool")]);
        assert_eq!(signs(vec![tool("a", "x")], vec![tool("a", "y")]), [(Sign::Changed, "input of tool")]);
        assert_eq!(
            signs(vec![tool("a", "x")], vec![tool("b", "y")]),
            [(Sign::Changed, "description and input of tool")]
        );
        assert_eq!(signs(vec![], vec![tool("b", "y")]), [(Sign::Added, "tool")]);
        assert_eq!(signs(vec![tool("b", "y")], vec![]), [(Sign::Removed, "tool")]);
    }

    #[test]
    fn of_several_definitions_the_one_that_changed_is_found() {
        let changes = pairs(
            "send",
            vec![tool("a", "x"), tool("b", "y"), tool("c", "z")],
            vec![tool("c", "z"), tool("b", "q"), tool("a", "x")],
        );
        assert_eq!(changes.len(), 1);
        assert_eq!((changes[0].old.clone(), changes[0].new.clone()), (Some(tool("b", "y")), Some(tool("b", "q"))));
        assert_eq!(signs(vec![tool("a", "x")], vec![tool("a", "x"), tool("n", "x")]), [(Sign::Changed, "tool")]);
    }

    #[test]
    fn what_is_not_known_does_not_pass_for_the_same() {
        let unread = Tool { description: Told::Unread, ..tool("", "x") };
        assert_eq!(signs(vec![tool("a", "x")], vec![unread.clone()]), [(Sign::Changed, "description of tool")]);
        assert!(signs(vec![unread.clone()], vec![unread]).is_empty(), "told of beside the changes");
    }
}
