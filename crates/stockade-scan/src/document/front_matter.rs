//! Markdown files of agents and skills: the YAML between the first two `---` lines.

use stockade_model::Span;

use super::{Node, ParseError, Value, yaml};

pub(super) fn parse(text: &str) -> Result<Node, ParseError> {
    let none = || Node::new(Value::Null, Span::new(0, 0));
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.len() - body.len();
    let mut at = start;
    let mut open = None;
    for line in body.split_inclusive('\n') {
        let is_fence = line.trim_end() == "---";
        match open {
            None if is_fence => open = Some(at + line.len()),
            None => return Ok(none()),
            Some(from) if is_fence => {
                return yaml::parse(text.get(from..at).unwrap_or(""), from);
            }
            Some(_) => {}
        }
        at += line.len();
    }
    match open {
        Some(from) => Err(ParseError::syntax("front matter is not closed by a second `---`", Span::new(start, from))),
        None => Ok(none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_count_from_the_file_not_the_front_matter() {
        let text = "---\nname: x\nmcpServers:\n  a: {command: npx}\n---\n# Body\n";
        let node = parse(text).unwrap();
        let command = node.at(&["mcpServers", "a", "command"]).unwrap();
        assert_eq!(&text[command.span.start..command.span.end], "npx");
        assert_eq!(parse("# no front matter\n").unwrap().value, Value::Null);
        assert!(parse("---\na: 1\n").is_err());
    }
}
