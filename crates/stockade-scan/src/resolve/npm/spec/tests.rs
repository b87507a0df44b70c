//! Words of every kind.

use super::{Spec, Wanted, parse};

fn show(text: &str) -> String {
    match parse(text, false) {
        Ok(Spec::Registry { name, wanted, alias }) => {
            let wanted = match wanted {
                Wanted::Any => "any".to_owned(),
                Wanted::Version(text) => format!("version {text}"),
                Wanted::Range(text) => format!("range {text}"),
                Wanted::Tag(text) => format!("tag {text}"),
            };
            format!("{name} {wanted}{}", alias.map(|alias| format!(" as {alias}")).unwrap_or_default())
        }
        Ok(Spec::Git { url, reference }) => format!("git {url} {}", reference.unwrap_or_default()),
        Ok(Spec::Archive(url)) => format!("archive {url}"),
        Ok(Spec::File(path)) => format!("file {path}"),
        Ok(Spec::Folder(path)) => format!("folder {path}"),
        Err(_) => "refused".to_owned(),
    }
}

#[test]
fn every_kind_is_told_apart() {
    for (text, meaning) in [
        ("a", "a any"),
        ("a@", "a range *"),
        ("a@1.2.3", "a version 1.2.3"),
        ("@s/a@v1.2.3", "@s/a version 1.2.3"),
        ("a@^1", "a range ^1"),
        ("a@next", "a tag next"),
        ("a@npm:b", "b any as a"),
        ("a@npm:@s/b@1.0.0", "@s/b version 1.0.0 as a"),
        ("npm:b", "b any"),
        ("a@npm:b@npm:c", "refused"),
        ("o/r", "git https://github.com/o/r.git "),
        ("o/r#main", "git https://github.com/o/r.git main"),
        ("gitlab:o/g/r", "git https://gitlab.com/o/g/r.git "),
        ("gist:abc", "git https://gist.github.com/abc.git "),
        ("https://github.com/o/r/tree/v1", "git https://github.com/o/r.git v1"),
        ("https://github.com/o/r/archive/v1.tar.gz", "archive https://github.com/o/r/archive/v1.tar.gz"),
        ("git@github.com:o/r.git", "git https://github.com/o/r.git "),
        ("git+ssh://git@h.example:2222/o/r.git", "git ssh://git@h.example:2222/o/r.git "),
        ("git+ssh://git@h.example:o/r.git#x", "git git@h.example:o/r.git x"),
        ("a@git+https://h.example/r.git", "git https://h.example/r.git "),
        ("https://h.example/a.tgz", "archive https://h.example/a.tgz"),
        ("./a", "folder ./a"),
        ("a.tgz", "file a.tgz"),
        ("file:///x/a.tgz", "file /x/a.tgz"),
        ("file:../a", "folder ../a"),
        ("a/b/c", "folder a/b/c"),
        ("ftp://h.example/a", "refused"),
        ("_a", "refused"),
        ("@s", "refused"),
        ("a b", "refused"),
        ("", "refused"),
        ("@", "refused"),
        ("a@b c!d;", "refused"),
    ] {
        assert_eq!(show(text), meaning, "{text}");
    }
}
