//! Cases of `newly-minified`.

use crate::support::{Case, baseline, code, first, mail, update};
use stockade_assess::facts::{Class, Fact};

pub(crate) fn cases() -> Vec<Case> {
    let minified = |file: &str| Fact::new(Class::Minified, file, file, 0);
    let source = |file: &str| Fact::new(Class::Source, file, file, 0);
    let of = |old: &[Fact], new: &[Fact]| {
        let mut subject = mail();
        subject.baseline = baseline("1.0.15", code(old)).into();
        subject.facts = code(new).into();
        subject
    };
    let with = |old: &str, new: &str| {
        let mut subject = mail();
        subject.baseline = baseline("1.0.15", code(&[minified(old)])).into();
        subject.facts = code(&[minified(new)]).into();
        subject
    };
    vec![
        Case::new(
            "it could be read before",
            &update("acme-mail", &[minified("index.js")]),
            &["hold/medium/medium `acme-mail@1.0.16` has minified code, and 1.0.15 had not: index.js"],
        ),
        Case::new(
            "a file that was not there",
            &update("acme-mail", &[minified("vendor/other.js")]),
            &["show/low/low `acme-mail@1.0.16` has minified code, and 1.0.15 had not: vendor/other.js"],
        ),
        Case::new(
            "one more",
            &with("dist/vendor.js", "dist/index.js"),
            &["show/low/low `acme-mail@1.0.16` has minified code, and 1.0.15 had not: dist/index.js"],
        ),
        Case::new(
            "a bundle with another digest in its name",
            &with("dist/index-a1b2c3d4.js", "dist/index-99887766.js"),
            &[],
        ),
        Case::new(
            "it could be read before, beside others that could not",
            &of(&[source("a.js"), minified("vendor.js")], &[minified("a.js"), minified("vendor.js")]),
            &["hold/medium/medium `acme-mail@1.0.16` has minified code, and 1.0.15 had not: a.js"],
        ),
        Case::new(
            "a bundle with a digest where there was none of that name",
            &with("dist/vendor-a1b2c3d4.js", "dist/index-99887766.js"),
            &["show/low/low `acme-mail@1.0.16` has minified code, and 1.0.15 had not: dist/index-99887766.js"],
        ),
        Case::new(
            "most of it could be read, and nothing can",
            &of(&[source("a.js")], &[minified("b.js")]),
            &["hold/medium/medium `acme-mail@1.0.16` has minified code, and 1.0.15 had not: b.js"],
        ),
        Case::new("as before", &with("dist/index.js", "dist/index.js"), &[]),
        Case::new("at first sight", &first("acme-mail", &[minified("dist/index.js")]), &[]),
    ]
}
