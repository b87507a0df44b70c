//! Cases of `hidden-code`.

use crate::support::{Case, baseline, code, first, lately, mail, update};
use stockade_assess::facts::{Class, Fact};

pub(crate) fn cases() -> Vec<Case> {
    let hidden = |why: &str, file: &str| Fact::new(Class::Hidden, why, file, 0);
    let mut always = mail();
    always.baseline = baseline("1.0.15", code(&[hidden("packed", "lib/x.js")])).into();
    always.facts = code(&[hidden("packed", "lib/x.js")]).into();
    vec![
        Case::new(
            "new",
            &update("acme-mail", &[hidden("unparsable", "lib/x.js")]),
            &["hold/medium/medium `acme-mail@1.0.16` has code that cannot be read: lib/x.js"],
        ),
        Case::new(
            "at first sight",
            &first("acme-mail", &[hidden("packed", "a.js"), hidden("too-large", "b.js")]),
            &["hold/medium/medium `acme-mail@1.0.16` has code that cannot be read: a.js and 1 more"],
        ),
        Case::new("as before", &always, &["show/low/medium `acme-mail@1.0.16` has code that cannot be read: lib/x.js"]),
        Case::new(
            "machine code at first sight",
            &first("acme-mail", &[hidden("native-binary", "x.node")]),
            &["show/low/medium `acme-mail@1.0.16` has code that cannot be read: x.node"],
        ),
        Case::new(
            "machine code since this version",
            &update("acme-mail", &[hidden("native-binary", "x.node")]),
            &["hold/medium/medium `acme-mail@1.0.16` has code that cannot be read: x.node"],
        ),
        Case::new(
            "nested too deep at first sight",
            &first("acme-mail", &[hidden("too-deep", "lib/x.js")]),
            &["hold/medium/medium `acme-mail@1.0.16` has code that cannot be read: lib/x.js"],
        ),
        Case::new(
            "long data since this version",
            &update("acme-mail", &[hidden("large-data", "data/x.json")]),
            &["show/low/medium `acme-mail@1.0.16` has code that cannot be read: data/x.json"],
        ),
        Case::new(
            "one more release after the one that brought it",
            &lately("acme-mail", &[hidden("too-deep", "lib/x.js")]),
            &["hold/medium/medium `acme-mail@1.0.16` has code that cannot be read: lib/x.js"],
        ),
        Case::new(
            "machine code, one more release after it",
            &lately("acme-mail", &[hidden("native-binary", "lib/x.node")]),
            &["show/low/medium `acme-mail@1.0.16` has code that cannot be read: lib/x.node"],
        ),
        Case::new("nothing", &mail(), &[]),
    ]
}
