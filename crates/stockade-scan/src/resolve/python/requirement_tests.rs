//! Requirements, form by form.

use super::*;

fn index(text: &str, form: Form) -> (String, Pin) {
    let requirement = parse(text, form).unwrap();
    let Source::Index(pin) = requirement.source else { panic!("{text}: {:?}", requirement.source) };
    (requirement.name.unwrap(), pin)
}

#[test]
fn names_and_versions() {
    let exact = |version: &str| Pin::Exact(version.to_owned());
    assert_eq!(index("a", Form::Plain), ("a".to_owned(), Pin::Nothing));
    assert_eq!(index("a[x,y] == 1.2", Form::Plain), ("a".to_owned(), exact("1.2")));
    assert_eq!(index("a===1.2", Form::Plain), ("a".to_owned(), exact("1.2")));
    assert_eq!(index("a==1.*", Form::Plain), ("a".to_owned(), Pin::Range("==1.*".to_owned())));
    assert_eq!(index("a>=1, <2 ; python_version > '3'", Form::Plain).1, Pin::Range(">=1, <2".to_owned()));
    assert_eq!(index("a@1.2", Form::Tool), ("a".to_owned(), exact("1.2")));
    assert_eq!(index("a[x]@latest", Form::Tool), ("a".to_owned(), Pin::Tag("latest".to_owned())));
}

#[test]
fn addresses_and_paths() {
    let source = |text: &str| parse(text, Form::Plain).unwrap().source;
    let git = |url: &str, reference: Option<&str>| Source::Git {
        url: url.to_owned(),
        reference: reference.map(str::to_owned),
    };
    assert_eq!(source("git+https://e.example.com/o/r@v1#subdirectory=s"), git("https://e.example.com/o/r", Some("v1")));
    assert_eq!(source("a @ git+ssh://git@e.example.com/o/r"), git("ssh://git@e.example.com/o/r", None));
    assert_eq!(source("a @ ./b"), Source::Path("./b".to_owned()));
    assert_eq!(source("file:///a/b"), Source::Path("/a/b".to_owned()));
    assert_eq!(source("a/b"), Source::Path("a/b".to_owned()));
    assert_eq!(source("b-1-py3-none-any.whl"), Source::Path("b-1-py3-none-any.whl".to_owned()));
    let url = "https://e.example.com/b-1.5-py3-none-any.whl";
    assert_eq!(source(url), Source::Archive { url: url.to_owned(), pin: Pin::Exact("1.5".to_owned()) });
    let hash = "0".repeat(64);
    let Source::Archive { pin, .. } = source(&format!("{url}#sha256={hash}")) else { panic!("no archive") };
    assert_eq!(pin, Pin::Hash(format!("sha256:{hash}")));
}

#[test]
fn nonsense_is_refused() {
    for text in ["", "-a", "a-", "a==", "a=1", "a b", "a@", "a[x", "ftp://x/y", "a>=x.*", "a>=1.*"] {
        assert!(parse(text, Form::Tool).is_err(), "{text}");
    }
}

#[test]
fn lists_and_markers() {
    assert_eq!(split_commas("a>=1,<2, b[c,d]==1,e"), ["a>=1,<2", "b[c,d]==1", "e"]);
    assert_eq!(marker_holds("python_version >= '3.8'"), Some(true));
    assert_eq!(marker_holds("python_version < '3.0'"), Some(false));
    assert_eq!(marker_holds("python_version >= '3.12'"), None);
    assert_eq!(marker_holds("python_version < '4'"), Some(true));
    assert_eq!(marker_holds("sys_platform == 'linux'"), None);
}
