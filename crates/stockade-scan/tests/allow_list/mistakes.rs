//! Mistakes in `[servers]`: each is named with its line, its column and what to write.

use super::*;

/// `line:column message: label` of each.
fn faults(text: &str) -> Vec<String> {
    let faults = read(Layer::Project, text).map(drop).unwrap_err();
    let at = |fault: &Fault| stockade_model::location::position(text, fault.span.start);
    let show = |fault: &Fault| format!("{}:{} {}: {}", at(fault).line, at(fault).column, fault.message, fault.label);
    faults.iter().map(show).collect()
}

#[test]
fn each_mistake_has_its_place_and_advice() {
    for (text, said) in [
        ("servers = 3", "1:11 `servers` is a table: write `[servers]`"),
        ("[servers]\nunlist = 3", "2:1 unknown key `unlist` in `[servers]`: known are unlisted, allow, deny"),
        ("[servers]\nunlisted = \"block\"", "2:12 `unlisted` is wrong: `block` is not one of warn, ask, deny"),
        ("[servers]\nunlisted = true", "2:12 `unlisted` is a string: write `unlisted = \"deny\"`"),
        ("[servers]\nallow = \"x\"", "2:9 `allow` is a list of tables: write `[[servers.allow]]`"),
        ("[servers]\nallow = [\"x\"]", "2:10 an entry of `allow` is a table: write `{ purl = \"pkg:…\" }`"),
        ("[[servers.allow]]\nreason = \"r\"", "1:1 `[[servers.allow]]` names nothing: name a `purl`, `publisher`"),
        ("[[servers.allow]]\npurl = \"npm:x\"", "2:8 `purl` is wrong: write a package URL such as"),
        (
            "[[servers.allow]]\npurl = \"pkg:npm/mcp-*\"",
            "2:8 `purl` is wrong: `*` stands only for all names of one owner",
        ),
        ("[[servers.allow]]\npurl = 3", "2:8 `purl` is a string: put it in quotes"),
        (
            "[[servers.allow]]\npurl = \"pkg:npm/x\"\nversions = \"^1\"",
            "3:12 `versions` is wrong: `^1` is no comparison",
        ),
        (
            "[[servers.allow]]\npurl = \"pkg:npm/x@1.0.0\"\nversions = \"<2\"",
            "3:12 both `purl` and `versions` name versions",
        ),
        ("[[servers.allow]]\nhost = \"h.example\"\nversions = \"<2\"", "3:12 `versions` of what?: name the package"),
        ("[[servers.allow]]\nhost = \"https://h.example\"", "2:8 `host` is wrong: write the host alone"),
        ("[[servers.allow]]\nhost = \"*\"", "2:8 `host` is wrong"),
        ("[[servers.allow]]\nhost = \"h.example\"\npurl = \"pkg:npm/x\"", "2:8 nothing has both a `purl` and a `host`"),
        (
            "[[servers.allow]]\nurl = \"https://h.example/x?k=1\"",
            "2:7 `url` is wrong: leave out what stands behind `?`",
        ),
        ("[[servers.allow]]\nurl = \"h.example\"", "2:7 `url` is wrong: write a whole address"),
        ("[[servers.allow]]\nregistry = \"a b\"", "2:12 `registry` is wrong: write `default`, an address"),
        ("[[servers.allow]]\npublisher = \"acme\"", "2:13 `publisher` is wrong: write the registry and the account"),
        ("[[servers.allow]]\npath = \"bin/x\"", "2:8 `path` is wrong: write a whole path"),
        ("[[servers.allow]]\npath = \"./../x\"", "2:8 `path` is wrong"),
        ("[[servers.allow]]\npath = \"/a/*/b\"", "2:8 `path` is wrong"),
        (
            "[[servers.deny]]\npurl = \"pkg:npm/x\"\nexpires = \"soon\"",
            "3:11 `expires` is a date: write `expires = 2027-01-31`",
        ),
        ("[[servers.deny]]\npurl = \"pkg:npm/x\"\nexpires = 2027-01-31T00:00:00", "3:11 `expires` is a date"),
        ("[servers", "1:9 "),
    ] {
        let found = faults(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].starts_with(said), "{text}: {found:?}");
    }
    assert_eq!(faults("[[servers.allow]]\npurl = 1\nhost = 2\nreasons = 3\n").len(), 4);
}

#[test]
fn what_is_right_is_read() {
    let text = "[servers]\nunlisted = \"ask\"\nallow = [{ purl = \"pkg:npm/x\", reason = \" \" }, { host = \"h.example\" }]\n\
                [[servers.deny]]\npurl = \"pkg:npm/*\"\nexpires = 2027-01-31\n[[servers.deny]]\npath = \"./x\"\n\
                [[servers.deny]]\npurl = \"pkg:npm/y\"\nregistry = \"default\"\npublisher = \"npm:z\"\n";
    let list = list(Layer::Project, text);
    assert_eq!((list.allow.len(), list.deny.len()), (2, 3));
    assert_eq!(list.allow[0].reason, None);
    assert_eq!(list.deny[2].text, "pkg:npm/y, publisher npm:z, registry default");
    assert_eq!(read(Layer::User, "[scan]\n").unwrap().map(|list| list.file), None);
    let wide = "[[servers.allow]]\npurl = \"pkg:npm/*\"\nregistry = \"https://registry.example/\"\n";
    assert!(read(Layer::User, wide).is_ok());
    assert!(read(Layer::User, &wide.replace("https://registry.example/", "default")).is_err());
}
