//! `tool.name`, `server.publisher` and the like: what the gate knows about the call.

use super::{Form, Path};

pub(super) const FORM: Form = Form {
    prefix: "tool.",
    syntax: "tool.name, tool.pinned, tool.first_seen_age, server.name, server.purl, server.publisher, server.held, call.client",
    summary: "what is known about the tool, its server and the client",
    parse: |text| crate::facts::find(text).map(Path::Fact).ok_or_else(|| super::unknown(text)),
};

#[cfg(test)]
mod tests {
    use crate::facts::{ALL, Facts};
    use crate::message::Value;
    use crate::paths::{Path, Read};

    #[test]
    fn a_fact_nobody_could_tell_is_missing() {
        for fact in ALL {
            let path = Path::parse(fact.path).unwrap();
            path.visit(&Value::Null, &Facts::default(), "t", &mut |read| {
                assert_eq!(matches!(read, Read::Missing), fact.path != "tool.name", "{}", fact.path);
            });
        }
        assert!(Path::parse("tool.nmae").err().unwrap().contains("`tool.name`"));
    }
}
