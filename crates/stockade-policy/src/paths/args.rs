//! `args.a.b`, `args.list[0]`, `args.list[*].name`, `args["key.with.dot"]`, `args.list.length`: the call's arguments.

use super::{Form, Path, steps};

pub(super) const FORM: Form = Form {
    prefix: "args",
    syntax: "args.name, args.list[0], args.list[*].name, args[\"key.with.dot\"], args.list.length",
    summary: "a value of the arguments; `[*]` every element; `.length` elements, characters or keys",
    parse: |text| Ok(Path::Args(steps::parse(text.get("args".len()..).unwrap_or_default())?)),
};

#[cfg(test)]
mod tests {
    use crate::facts::Facts;
    use crate::message::Value;
    use crate::paths::{Path, Read};

    fn read(path: &str, json: &str) -> Vec<String> {
        let value = Value::from(&serde_json::from_str::<serde_json::Value>(json).unwrap());
        let mut seen = Vec::new();
        Path::parse(path).unwrap().visit(&value, &Facts::default(), "t", &mut |read| {
            seen.push(match read {
                Read::Missing => "missing".to_owned(),
                Read::Found(operand) => operand.to_string(),
                Read::Trouble(why) => format!("error: {why}"),
            });
        });
        seen
    }

    #[test]
    fn every_form_reads_what_it_says() {
        let json = r#"{"a":{"b":1,"length":7},"list":[{"n":"x"},{"n":null},{}],"key.with.dot":true,"text":"né","none":null,"empty":[]}"#;
        for (path, want) in [
            ("args.a.b", &["1"][..]),
            ("args.a.c", &["missing"]),
            ("args.none", &["missing"]),
            ("args.none.deeper", &["missing"]),
            ("args.list[0].n", &["\"x\""]),
            ("args.list[9]", &["missing"]),
            ("args.list[*].n", &["\"x\"", "missing", "missing"]),
            ("args.empty[*]", &["missing"]),
            ("args[\"key.with.dot\"]", &["true"]),
            ("args.list.length", &["3"]),
            ("args.text.length", &["2"]),
            ("args.a.length", &["error: not counted: the object has a member `length`, which `[\"length\"]` reads"]),
            ("args.a[\"length\"]", &["7"]),
            ("args.list[0].length", &["1"]),
            ("args.length", &["6"]),
            ("args.absent.length", &["0"]),
            ("args.none.length", &["0"]),
            ("args.a.b.length", &["error: takes a list, text or object, got number"]),
            ("args.text.x", &["error: takes an object, got string"]),
            ("args.text[*]", &["error: takes a list, got string"]),
            ("args.a[0]", &["error: takes a list, got object"]),
        ] {
            assert_eq!(read(path, json), want, "{path}");
        }
        // An argument of that name, and a member of an argument.
        assert_eq!(read("args.length", r#"{"length":12}"#), ["12"]);
        assert_eq!(read("args.length", r#"{"length":null}"#), ["missing"]);
        assert!(read("args.files.length", r#"{"files":{"length":0,"0":"x"}}"#)[0].starts_with("error"));
        assert!(read("args.files.length", r#"{"files":{"length":null,"0":"x"}}"#)[0].starts_with("error"));
        assert!(read("args.files[*].length", r#"{"files":[{"length":0}]}"#)[0].starts_with("error"));
    }

    #[test]
    fn what_is_no_path_is_said() {
        for path in [
            "args.",
            "args..a",
            "args[",
            "args[x]",
            "args[-1]",
            "args[\"a]",
            "argsx",
            "arg.a",
            "",
            "args.a b",
            "args.a]",
            "args[99999999999]",
        ] {
            assert!(Path::parse(path).is_err(), "{path}");
        }
    }
}
