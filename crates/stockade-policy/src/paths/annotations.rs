//! `tool.annotations.<hint>`: what the server says of its own tool. A hint, never a proof.

use super::{Form, Path, steps};

const PREFIX: &str = "tool.annotations";

pub(super) const FORM: Form = Form {
    prefix: PREFIX,
    syntax: "tool.annotations.readOnlyHint",
    summary: "a hint that the server gives with its tool",
    parse: |text| Ok(Path::Annotations(steps::parse(text.get(PREFIX.len()..).unwrap_or_default())?)),
};

#[cfg(test)]
mod tests {
    use crate::facts::Facts;
    use crate::message::Value;
    use crate::paths::{Path, Read};

    #[test]
    fn hints_are_read_where_the_server_gives_them() {
        let hints = Value::Object(vec![("readOnlyHint".into(), Value::Bool(true))]);
        let path = Path::parse("tool.annotations.readOnlyHint").unwrap();
        for (annotations, found) in [(Some(&hints), true), (None, false)] {
            let facts = Facts { annotations, ..Facts::default() };
            path.visit(&Value::Null, &facts, "t", &mut |read| assert_eq!(matches!(read, Read::Found(_)), found));
        }
    }
}
