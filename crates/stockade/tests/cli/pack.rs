//! The knowledge pack: what is shown, what is taken, what is refused, and the way back.

use std::io::Write as _;
use std::path::Path;

use minisign::KeyPair;
use stockade_names::pack::build::{Input, build};
use stockade_names::pack::signature;
use stockade_testkit::{FakeHome, Outcome};

use crate::{home, program, scanner};

/// An empty pack of this version, sealed with this key.
pub(crate) fn pack(version: u64, key: &KeyPair) -> Vec<u8> {
    let bytes = build(&Input { version, ..Input::default() }).unwrap();
    let seal = minisign::sign(None, &key.sk, signature::signed_part(&bytes).unwrap(), None, None).unwrap();
    signature::attach(&bytes, &seal.into_string()).unwrap()
}

fn run(home: &FakeHome, key: &KeyPair, args: &[&str]) -> Outcome {
    program(home).args(["pack"]).args(args).env("STOCKADE_PACK_KEYS", key.pk.to_base64()).run()
}

fn record(id: &str, name: &str) -> String {
    format!(r#"{{"id":"{id}","affected":[{{"package":{{"ecosystem":"npm","name":"{name}"}},"versions":["1.0.0"]}}]}}"#)
}

#[test]
fn packs_are_taken_newer_and_signed_and_given_back() {
    let (home, key) = (home(), KeyPair::generate_unencrypted_keypair().unwrap());
    let file = |name: &str, bytes: &[u8]| {
        let path = home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    assert!(run(&home, &key, &["show"]).stdout.contains("the program's own"));
    let newer = file("newer.pack", &pack(u64::MAX - 1, &key));
    let newest = file("newest.pack", &pack(u64::MAX, &key));
    let older = file("older.pack", &pack(7, &key));
    let stranger = file("stranger.pack", &pack(u64::MAX, &KeyPair::generate_unencrypted_keypair().unwrap()));
    let unsigned = file("unsigned.pack", &build(&Input { version: u64::MAX, ..Input::default() }).unwrap());
    let cut = file("cut.pack", &pack(u64::MAX, &key)[..200]);
    for (from, why) in [
        (&older, "older than"),
        (&stranger, "not from a trusted key"),
        (&unsigned, "not signed"),
        (&cut, "damaged"),
        (&"https://packs.example.com/stockade.pack".to_owned(), "keeps this run off the network"),
        (&"nowhere.pack".to_owned(), "there is no file"),
    ] {
        let outcome = run(&home, &key, &["update", "--from", from]);
        assert_eq!(outcome.code, 2, "{from}");
        assert!(outcome.stderr.contains(why), "{from}: {}", outcome.stderr);
    }
    for from in [&newer, &newest] {
        let outcome = run(&home, &key, &["update", "--from", from]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    }
    assert!(run(&home, &key, &["show"]).stdout.contains(&format!("pack {}", u64::MAX)));
    // Without the key nothing of it is believed, and nothing older used in silence.
    let distrusted = program(&home).args(["pack", "show"]).run();
    assert_eq!(distrusted.code, 2);
    assert!(distrusted.stderr.contains("not from a trusted key"), "{}", distrusted.stderr);
    assert!(run(&home, &key, &["rollback"]).stdout.contains(&(u64::MAX - 1).to_string()));
    assert_eq!(run(&home, &key, &["rollback"]).code, 0);
    assert!(run(&home, &key, &["show"]).stdout.contains("the program's own"));
    let outcome = run(&home, &key, &["rollback"]);
    assert!(outcome.code == 2 && outcome.stderr.contains("no older pack"), "{}", outcome.stderr);
}

#[test]
fn a_name_is_explained() {
    let (home, key) = (home(), KeyPair::generate_unencrypted_keypair().unwrap());
    let outcome = run(&home, &key, &["show", "npm:postmark-mcp"]);
    for part in ["the pack does not know this name", "MAL-2025-47604", "judged with pack", "block"] {
        assert!(outcome.stdout.contains(part), "{part}: {}", outcome.stdout);
    }
    let known = run(&home, &key, &["show", "npm:@modelcontextprotocol/server-filesystem"]).stdout;
    assert!(known.contains("worth protecting") && known.contains("clean"), "{known}");
    // Every table that has a row about it, and what speaks for and against each likeness.
    for (name, parts) in [
        ("npm:postmark-mcp", &["repository `activecampaign/postmark-mcp`", "`postmark` is a brand of"][..]),
        (
            "npm:claude",
            &["`claude` is the command of npm:@anthropic-ai/claude-code", "`claude` is a brand of anthropic-ai"],
        ),
        ("npm:huggingface-cli", &["asked for by mistake: `@huggingface/hub` is meant"]),
        ("pypi:claude-code", &["asked for by mistake: `npm:@anthropic-ai/claude-code` is meant"]),
        ("npm:suports-color", &["confirm by omission ~ npm:supports-color", "for: `supports-color` is in wide use"]),
        ("npm:@evil/mcp-remote", &["note by scope-confusion ~ npm:mcp-remote", "mcp-remote  scope-confusion"]),
        ("npm:playwright", &["one catalogue claims that it comes from"]),
        ("npm:claude", &["against: a package of this very name is in use"]),
    ] {
        let shown = run(&home, &key, &["show", name]).stdout;
        for part in parts {
            assert!(shown.contains(part), "{name}, {part}: {shown}");
        }
    }
    for (name, why) in
        [("postmark-mcp", "in which registry"), ("npm:a b", "which no package name has"), ("npm:", "is empty")]
    {
        let outcome = run(&home, &key, &["show", name]);
        assert!(outcome.code == 2 && outcome.stderr.contains(why), "{name}: {}", outcome.stderr);
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

#[test]
fn advisories_are_imported_from_files_folders_and_archives() {
    let (home, key) = (home(), KeyPair::generate_unencrypted_keypair().unwrap());
    let verdict = |name: &str| {
        let outcome = run(&home, &key, &["show", &format!("npm:{name}")]).stdout;
        outcome.lines().last().unwrap().trim().to_owned()
    };
    let folder = home.path().join("osv");
    write(&folder.join("npm/evil-a"), "MAL-2026-1.json", &record("MAL-2026-1", "evil-a"));
    write(&folder, "MAL-0000.json", &record("MAL-0000", "@anthropic-ai/claude-code"));
    write(&folder, "GHSA-x.json", "not even read");
    let outcome = run(&home, &key, &["import-osv", "osv"]);
    assert_eq!(outcome.code, 2, "from the project's folder there is no `osv`: {}", outcome.stdout);
    let outcome = run(&home, &key, &["import-osv", &folder.display().to_string()]);
    let said =
        "1 records read, 0 of them withdrawn, 1 refused; 1 lines known\n1 advisories read, 1 passed over; 1 known\n";
    assert_eq!(outcome.stdout, said);
    assert!(outcome.stderr.contains("MAL-0000") && outcome.stderr.contains("no assigned id"), "{}", outcome.stderr);
    let spared = verdict("@anthropic-ai/claude-code");
    assert!(spared.starts_with("clean") || spared.starts_with("note"), "{spared}");
    assert!(run(&home, &key, &["show", "npm:evil-a"]).stdout.contains("versions 1.0.0, malicious"));

    // An update takes the same, with a pack or without.
    let one = home.path().join("one.json");
    std::fs::write(&one, record("MAL-2026-9", "evil-b")).unwrap();
    let outcome = run(&home, &key, &["update", "--osv", &one.display().to_string()]);
    assert_eq!((outcome.code, outcome.stdout.lines().count()), (0, 2), "{}", outcome.stderr);
    assert!(run(&home, &key, &["show", "npm:evil-b"]).stdout.contains("versions 1.0.0, malicious"));
    assert_eq!(run(&home, &key, &["update"]).code, 2, "it has to be said what to take");
    let outcome = run(&home, &key, &["update", "--osv", &one.display().to_string(), "--allow-http"]);
    assert!(
        outcome.code == 2 && outcome.stderr.contains("`--cafile` and `--allow-http` are for"),
        "{}",
        outcome.stderr
    );
    std::fs::remove_file(&one).unwrap();

    let archive = home.path().join("all.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&archive).unwrap());
    let whole = record("MAL-2026-2", "qzxvqjkw")
        .replace(r#""versions":["1.0.0"]"#, r#""ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]"#);
    for (name, text) in [("MAL-2026-2.json", whole), ("npm/MAL-2026-3.json", "{".to_owned())] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    let outcome = run(&home, &key, &["import-osv", &archive.display().to_string()]);
    let said = "1 records read, 0 of them withdrawn, 1 refused; 3 lines known\n1 advisories read; 3 known\n";
    assert_eq!(outcome.stdout, said);
    assert!(verdict("qzxvqjkw").starts_with("block"));

    // Taken back, in a file of its own.
    let back = record("MAL-2026-2", "qzxvqjkw").replacen('{', r#"{"withdrawn":"2026-03-01T00:00:00Z","#, 1);
    write(&folder, "back.json", &back);
    assert_eq!(run(&home, &key, &["import-osv", &folder.join("back.json").display().to_string()]).code, 0);
    assert!(verdict("qzxvqjkw").starts_with("clean"));
    let hoax = run(&home, &key, &["import-osv", &folder.join("MAL-0000.json").display().to_string()]);
    assert!(hoax.code == 2 && hoax.stderr.contains("refused as a hoax"), "{}", hoax.stderr);
}

#[test]
fn a_scan_knows_imported_advisories() {
    let config = r#"{ "mcpServers": {
  "whole": { "command": "npx", "args": ["-y", "zqxvj-tool"] },
  "bad": { "command": "npx", "args": ["-y", "vkwqz-tool@1.0.0"] },
  "good": { "command": "npx", "args": ["-y", "vkwqz-tool@1.0.1"] },
  "taken-back": { "command": "npx", "args": ["-y", "postmark-mcp@1.0.16"] } } }"#;
    let (home, key) =
        (FakeHome::new().file(".cursor/mcp.json", config), KeyPair::generate_unencrypted_keypair().unwrap());
    let known = || -> Vec<String> {
        let report = crate::scan(&home, &["--json", "--check", "known-malware", "--persona", "auditor"]).json();
        let findings = report["findings"].as_array().unwrap().iter();
        findings
            .map(|finding| format!("{} {}", finding["server"].as_str().unwrap(), finding["severity"].as_str().unwrap()))
            .collect()
    };
    let before = known();
    assert_eq!(before.len(), 1, "{before:?}");
    assert!(before[0].contains("taken-back") && before[0].ends_with("critical"), "{before:?}");
    let folder = home.path().join("osv");
    let whole = record("MAL-2026-2", "zqxvj-tool")
        .replace(r#""versions":["1.0.0"]"#, r#""ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]"#);
    write(&folder, "MAL-2026-2.json", &whole);
    write(&folder, "MAL-2026-3.json", &record("MAL-2026-3", "vkwqz-tool"));
    let back = record("MAL-2025-47604", "postmark-mcp").replacen('{', r#"{"withdrawn":"2026-03-01T00:00:00Z","#, 1);
    write(&folder, "MAL-2025-47604.json", &back);
    let outcome = run(&home, &key, &["import-osv", &folder.display().to_string()]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let after = known();
    assert_eq!(after.len(), 2, "{after:?}");
    assert!(
        after.iter().any(|line| line.contains("/bad ")) && after.iter().any(|line| line.contains("/whole ")),
        "{after:?}"
    );
    assert!(after.iter().all(|line| line.ends_with("critical")), "{after:?}");
}

#[test]
fn an_import_of_nothing_is_an_error_and_changes_nothing() {
    let (home, key) = (home(), KeyPair::generate_unencrypted_keypair().unwrap());
    let folder = home.path().join("osv");
    write(&folder, "MAL-2026-1.json", &record("MAL-2026-1", "evil-a"));
    assert_eq!(run(&home, &key, &["import-osv", &folder.display().to_string()]).code, 0);
    let empty = home.path().join("empty");
    write(&empty, "GHSA-x.json", "{}");
    let refused = home.path().join("refused");
    write(&refused, "MAL-0000.json", &record("MAL-0000", "react"));
    let archive = home.path().join("empty.zip");
    zip::ZipWriter::new(std::fs::File::create(&archive).unwrap()).finish().unwrap();
    for (path, args) in [(&empty, &[][..]), (&refused, &[]), (&archive, &[]), (&empty, &["--replace"])] {
        let path = path.display().to_string();
        let outcome = run(&home, &key, &[&["import-osv", &path], args].concat());
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{path}");
        assert!(outcome.stderr.contains("no record was taken from"), "{}", outcome.stderr);
    }
    assert!(run(&home, &key, &["show"]).stdout.contains("1 imported"));
}

#[test]
fn a_record_that_was_taken_back_need_not_say_what_it_named() {
    let (home, key) = (home(), KeyPair::generate_unencrypted_keypair().unwrap());
    let import = |text: &str| {
        let path = home.path().join("MAL.json");
        std::fs::write(&path, text).unwrap();
        let outcome = run(&home, &key, &["import-osv", &path.display().to_string()]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    };
    let verdict = |name: &str| {
        let outcome = run(&home, &key, &["show", &format!("npm:{name}")]).stdout;
        outcome.lines().last().unwrap().trim().split(',').next().unwrap().to_owned()
    };
    import(&record("MAL-2026-1", "qzxvqjkw"));
    assert_eq!(verdict("qzxvqjkw"), "confirm");
    import(r#"{"id":"MAL-2026-1","withdrawn":"2026-03-01T00:00:00Z"}"#);
    assert_eq!(verdict("qzxvqjkw"), "clean");
    // What the pack itself says under an id, too.
    assert_eq!(verdict("mcp-lumin"), "block");
    let shown = run(&home, &key, &["show", "npm:mcp-lumin"]).stdout;
    let id = shown.split_whitespace().find_map(|word| word.strip_prefix("MAL-")).unwrap().trim_end_matches([':', ')']);
    import(&format!(r#"{{"id":"MAL-{id}","withdrawn":"2026-03-01T00:00:00Z","affected":null}}"#));
    assert_ne!(verdict("mcp-lumin"), "block");
}

#[test]
fn a_damaged_pack_blocks_neither_the_way_on_nor_the_way_back() {
    let (home, key) = (home(), KeyPair::generate_unencrypted_keypair().unwrap());
    let update = |version: u64| {
        let path = home.path().join("new.pack");
        std::fs::write(&path, pack(version, &key)).unwrap();
        run(&home, &key, &["update", "--from", &path.display().to_string()])
    };
    let current = home.path().join(".local/state/stockade/packs/current.pack");
    assert_eq!(update(u64::MAX - 2).code, 0);
    let again = update(u64::MAX - 2);
    assert!(again.code == 2 && again.stderr.contains("which is in use already"), "{}", again.stderr);
    std::fs::write(&current, "cut").unwrap();
    let shown = run(&home, &key, &["show"]);
    assert!(shown.code == 2 && shown.stderr.contains("`stockade pack rollback`"), "{}", shown.stderr);
    assert_eq!(update(u64::MAX - 1).code, 0);
    std::fs::write(&current, "cut").unwrap();
    let back = run(&home, &key, &["rollback"]);
    assert_eq!(back.code, 0, "{}", back.stderr);
    assert_eq!(run(&home, &key, &["show"]).code, 0);
}

#[test]
fn a_key_that_cannot_be_read_is_an_error() {
    let home = home();
    let outcome = program(&home).args(["pack", "show"]).env("STOCKADE_PACK_KEYS", "RWQnotakey").run();
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("`RWQnotakey` in the environment variable"), "{}", outcome.stderr);
}

#[test]
fn a_pack_of_a_former_format_is_set_aside_and_every_command_says_so() {
    let config = r#"{ "mcpServers": { "a": { "command": "npx", "args": ["-y", "postmark-mcp@1.0.16"] } } }"#;
    let (home, key) =
        (FakeHome::new().file(".cursor/mcp.json", config), KeyPair::generate_unencrypted_keypair().unwrap());
    let (new, names) = (home.path().join("new.pack"), home.path().join("names.txt"));
    std::fs::write(&new, pack(u64::MAX, &key)).unwrap();
    std::fs::write(&names, "npm:postmark-mcp\n").unwrap();
    assert_eq!(run(&home, &key, &["update", "--from", &new.display().to_string()]).code, 0);
    let current = home.path().join(".local/state/stockade/packs/current.pack");
    let of_format = |format: u32| {
        let mut bytes = std::fs::read(&current).unwrap();
        bytes[8..12].copy_from_slice(&format.to_le_bytes());
        std::fs::write(&current, bytes).unwrap();
    };
    let asked = |args: &[&str]| {
        let program = match args {
            ["scan", args @ ..] => scanner(&home, args),
            _ => program(&home).args(args),
        };
        program.env("STOCKADE_PACK_KEYS", key.pk.to_base64()).run()
    };
    let says = |text: &str| {
        ["has format 3", "is used, which is older than", "`stockade pack update` takes"]
            .iter()
            .all(|it| text.contains(it))
    };
    of_format(3);
    let names = names.display().to_string();
    let hunted = ["hunt", names.as_str()];
    for args in [&["check", "--offline", "npm:postmark-mcp"][..], &hunted, &["scan"], &["pack", "show"]] {
        let outcome = asked(args);
        assert!(says(&outcome.stderr) && outcome.stdout.len() > 20, "{args:?}: {} {}", outcome.stdout, outcome.stderr);
    }
    let checked = asked(&["check", "--offline", "--json", "npm:postmark-mcp"]).json();
    assert!(says(checked["pack"]["note"].as_str().unwrap()), "{checked}");
    assert_eq!(checked["specs"][0]["decision"], "deny");
    let scanned = asked(&["scan", "--json"]).json();
    assert!(says(scanned["scan"]["note"].as_str().unwrap()), "{scanned}");
    assert_eq!(scanned["problems"], serde_json::json!([]));

    // One that comes later than the program is an error, and the help is about packs.
    of_format(9);
    let outcome = asked(&["check", "--offline", "npm:postmark-mcp"]);
    assert!(outcome.code == 2 && outcome.stderr.contains("`stockade pack rollback`"), "{}", outcome.stderr);
    let scanned = asked(&["scan", "--json"]);
    let report = scanned.json();
    assert_ne!(scanned.code, 0, "names were not judged");
    assert_eq!(report["problems"][0]["kind"], "knowledge");
    let findings = report["findings"].as_array().unwrap();
    let unread = findings.iter().find(|finding| finding["check"] == "unreadable").unwrap().to_string();
    assert!(unread.contains("`stockade pack update`") && !unread.contains("scanning user"), "{unread}");
}

#[test]
fn imported_advisories_that_are_damaged_are_an_error_with_their_line() {
    let (home, key) = (home(), KeyPair::generate_unencrypted_keypair().unwrap());
    let folder = home.path().join("osv");
    write(&folder, "MAL-2026-1.json", &record("MAL-2026-1", "evil-a"));
    write(&folder, "MAL-2026-2.json", &record("MAL-2026-2", "evil-b"));
    let folder = folder.display().to_string();
    assert_eq!(run(&home, &key, &["import-osv", &folder]).code, 0);
    let file = home.path().join(".local/state/stockade/packs/osv.tsv");
    let written = std::fs::read_to_string(&file).unwrap();
    let (records, sum) = written.split_at(written.find("#sum").unwrap());
    let turned: String = records.lines().rev().chain(sum.lines()).map(|line| format!("{line}\n")).collect();
    std::fs::write(&file, turned).unwrap();
    for args in [&["show"][..], &["import-osv", &folder]] {
        let outcome = run(&home, &key, args);
        assert_eq!(outcome.code, 2, "{args:?}: {}", outcome.stdout);
        for part in ["osv.tsv", "line 2", "order", "import-osv --replace"] {
            assert!(outcome.stderr.contains(part), "{part}: {}", outcome.stderr);
        }
    }
    assert_eq!(run(&home, &key, &["import-osv", "--replace", &folder]).code, 0);
    assert_eq!(run(&home, &key, &["show"]).code, 0);
}

#[test]
fn dumps_and_the_catalogue_are_fetched_and_answer_offline() {
    use stockade_testkit::TestRegistry;
    use stockade_testkit::registry::NpmRelease;
    let registry = TestRegistry::start();
    let dump = |name: &str, text: &str| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let hole = r#"{"id":"GHSA-1","summary":"a hole","database_specific":{"severity":"HIGH"},"affected":[{"package":{"ecosystem":"npm","name":"qx-hole"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.9.0"}]}]}]}"#;
    let at = "2026-01-01T00:00:00Z";
    let needs = serde_json::json!({"qx-hole": "^1.0.0"});
    registry.publish(NpmRelease::new("qx-hole", "1.0.0").published(at));
    registry.publish(NpmRelease::new("qx-server", "1.0.0").published(at).field("dependencies", needs));
    registry.mcp_server(serde_json::json!({"server": {"name": "io.github.acme/x", "version": "1.0.0",
        "repository": {"url": "https://github.com/acme/x", "source": "github"},
        "packages": [{"registryType": "npm", "identifier": "qx-server", "version": "1.0.0", "transport": {"type": "stdio"}}]}}));
    let settings = format!(
        "[registries]\nosv = \"off\"\nmcp-registry = \"{}\"\nosv-dumps = \"{}\"\n",
        registry.mcp_url(),
        registry.dumps_url()
    );
    let home = crate::check_online::home(&registry).file(".config/stockade/stockade.toml", &settings);
    let run = |args: &[&str]| crate::check_online::online(&home, args);
    let missing = run(&["pack", "update", "--fetch-osv"]);
    assert!(missing.code == 2 && missing.stderr.contains("404"), "{}", missing.stderr);
    registry.dump("npm", dump("GHSA-1.json", hole));
    registry.dump("PyPI", dump("PYSEC-1.json", &hole.replace("npm", "PyPI").replace("GHSA-1", "PYSEC-1")));
    let offline = program(&home).args(["pack", "update", "--fetch-osv"]).env("STOCKADE_OFFLINE", "1").run();
    assert!(offline.code == 2 && offline.stderr.contains("off the network"), "{}", offline.stderr);
    let fetched = run(&["pack", "update", "--fetch-osv", "--catalogue"]);
    assert_eq!(fetched.code, 0, "{}", fetched.stderr);
    assert!(fetched.stdout.contains("1 advisories read; 2 known"), "{}", fetched.stdout);
    assert!(fetched.stdout.contains("1 server of the MCP Registry known"), "{}", fetched.stdout);
    let left: Vec<_> = std::fs::read_dir(home.path().join(".local/state/stockade/packs")).unwrap().flatten().collect();
    assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().ends_with(".zip")), "{left:?}");
    // What was asked once answers offline, with the advisories that were imported.
    drop(run(&["check", "npm:qx-server"]));
    registry.forget();
    let checked = run(&["check", "--offline", "--json", "npm:qx-server"]);
    let report = checked.json();
    let package = &report["specs"][0]["parts"][0]["package"];
    let alarms = package["alarms"].as_array().unwrap();
    let found = alarms.iter().find(|alarm| alarm["check"] == "advisory").unwrap_or_else(|| panic!("{package:#}"));
    let text = found.to_string();
    assert!(text.contains("qx-server@1.0.0 → qx-hole@1.0.0") && text.contains("1.9.0"), "{text}");
    assert!(registry.asked().is_empty(), "{:?}", registry.paths());
}
