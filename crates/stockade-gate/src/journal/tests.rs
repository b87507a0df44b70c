//! The promises of the journal, each on real files.

use stockade_model::Verdict;
use stockade_policy::message::Value;

use super::read::Snapshot;
use super::verify::{Report, verify};
use super::*;

fn small() -> Options {
    Options { max_bytes: 4_000, keep: 3, plain: false }
}

fn call<'a>(tool: &'a str, arguments: &'a Value) -> Event<'a> {
    let decision = Some(Verdict::Deny);
    Event {
        tool: Some(tool),
        arguments: Some(arguments),
        decision,
        rule: Some("no bcc"),
        ..Event::new(Kind::Call, "mail")
    }
}

fn secret() -> Value {
    Value::Object(vec![("to".into(), Value::String("ann@example.com".into()))])
}

fn fill(folder: &Path, options: Options, count: usize) {
    let journal = Journal::open(folder, options).unwrap();
    (0..count).for_each(|_| journal.record(&call("send", &secret())).unwrap());
}

fn sound(folder: &Path) -> Report {
    let report = verify(folder, None).unwrap();
    assert_eq!(report.broken, None);
    report
}

fn text(folder: &Path) -> String {
    let rows = Snapshot::open(folder).unwrap().rows().map(|row| String::from_utf8(row.unwrap().text).unwrap() + "\n");
    rows.collect()
}

#[test]
fn an_error_says_its_cause_once() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Journal::open(&file.path().join("journal"), small()).unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    let said = crate::judge::lent::with_source(&error);
    assert_eq!(said.matches(&cause).count(), 1, "{said}");
}

#[test]
fn records_hold_together_and_hide_what_was_sent() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), Options::default(), 3);
    fill(folder.path(), Options::default(), 2);
    let report = sound(folder.path());
    assert_eq!((report.records, report.first, report.last), (6, 1, 6));
    let all = text(folder.path());
    assert!(all.contains("\"rule\":\"no bcc\"") && !all.contains("ann@example.com"), "{all}");
    fill(folder.path(), Options { plain: true, ..Options::default() }, 1);
    assert!(text(folder.path()).contains("\"plain\":{\"to\":\"ann@example.com\"}"));
    assert_eq!(verify(folder.path(), Some(&report.hash)).unwrap().expected, Some(true));
    assert_eq!(verify(folder.path(), Some(&"0".repeat(64))).unwrap().expected, Some(false));
}

#[test]
fn files_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("journal");
    fill(&folder, small(), 60);
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    for entry in std::fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
    }
}

#[test]
fn the_chain_goes_on_across_files_and_old_ones_are_let_go_of() {
    let folder = tempfile::tempdir().unwrap();
    let first = Journal::open(folder.path(), small()).unwrap();
    let second = Journal::open(folder.path(), small()).unwrap();
    for round in 0..120 {
        let journal = if round % 3 == 0 { &first } else { &second };
        journal.record(&call("send", &secret())).unwrap();
        if round % 10 == 0 {
            sound(folder.path());
        }
    }
    let report = sound(folder.path());
    assert_eq!(report.files, 4);
    assert!(report.first > 1 && report.notes[0].contains("let go of"), "{report:?}");
    let oldest = files::rotated(folder.path()).unwrap().remove(0).1;
    std::fs::remove_file(oldest).unwrap();
    let broken = verify(folder.path(), None).unwrap().broken.unwrap();
    assert!(broken.why.contains("no gate says"), "{broken:?}");
    assert_eq!(broken.line, 1);
}

#[test]
fn a_line_that_was_cut_is_healed_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let living = Journal::open(folder.path(), Options::default()).unwrap();
    living.record(&call("send", &secret())).unwrap();
    let path = folder.path().join(files::CURRENT);
    let append =
        |text: &str| std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(text.as_bytes()).unwrap();
    // Short and longer than what is read at once, seen by a gate that knows the end and by one that does not.
    for (place, torn) in ["{\"seq\":3,".to_owned(), "x".repeat(70_000)].iter().enumerate() {
        append(torn);
        let report = sound(folder.path());
        assert!(report.notes[0].contains("cut"), "{report:?}");
        if place == 0 {
            living.record(&call("send", &secret())).unwrap();
        } else {
            fill(folder.path(), Options::default(), 1);
        }
        sound(folder.path());
        assert!(text(folder.path()).contains(&format!("\"kind\":\"healed\",\"lost_bytes\":{}", torn.len())));
    }
}

#[test]
fn what_was_cut_off_between_two_gates_is_said_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), Options::default(), 5);
    let path = folder.path().join(files::CURRENT);
    let all = std::fs::read_to_string(&path).unwrap();
    let kept: String = all.lines().take(3).map(|line| format!("{line}\n")).collect();
    std::fs::write(&path, &kept).unwrap();
    let broken = verify(folder.path(), None).unwrap().broken.unwrap();
    assert!(broken.line == 3 && broken.why.contains("cut off"), "{broken:?}");
    fill(folder.path(), Options::default(), 1);
    let broken = verify(folder.path(), None).unwrap().broken.unwrap();
    assert!(broken.line == 4 && broken.why.contains("up to 6 were gone"), "{broken:?}");
    // All of it gone: the next one begins anew, and says that there was more.
    std::fs::remove_file(&path).unwrap();
    fill(folder.path(), Options::default(), 1);
    let broken = verify(folder.path(), None).unwrap().broken.unwrap();
    assert!(broken.line == 2 && broken.why.contains("were gone"), "{broken:?}");
}

#[test]
fn tampering_is_named_by_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), Options::default(), 6);
    let path = folder.path().join(files::CURRENT);
    let all = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = all.lines().collect();
    let deny_to_allow = lines[3].replace("deny", "allow");
    let with = |place: usize, line: &str| {
        let mut changed: Vec<&str> = lines.clone();
        changed[place] = line;
        changed.join("\n") + "\n"
    };
    let without = |place: usize| {
        let mut changed = lines.clone();
        changed.remove(place);
        changed.join("\n") + "\n"
    };
    let swapped = {
        let mut changed = lines.clone();
        changed.swap(2, 3);
        changed.join("\n") + "\n"
    };
    for (text, line, why) in [
        (with(3, &deny_to_allow), 4, "changed after it was written"),
        (with(3, "{}"), 4, "never was a record"),
        (with(3, lines[4]), 4, "record 5 follows record 3"),
        (without(0), 1, "in front of it were removed"),
        (without(2), 3, "record 4 follows record 2"),
        (swapped, 3, "record 4 follows record 2"),
        (without(6), 6, "the end was cut off"),
        (all.clone() + lines[6] + "\n", 8, "record 7 follows record 7"),
    ] {
        std::fs::write(&path, &text).unwrap();
        let broken = verify(folder.path(), None).unwrap().broken.unwrap_or_else(|| panic!("{why}"));
        assert!(broken.why.contains(why), "{why}: {broken:?}");
        assert_eq!((broken.line, &broken.file), (line, &path), "{why}");
    }
    // A chain of one's own from the same place on: the head tells.
    let mut last = Sealed::read(lines[5].as_bytes()).unwrap().hash;
    let (forged, _) = Line::new(7, jiff::Timestamp::UNIX_EPOCH).text("kind", "call").seal(&last);
    last = with(6, String::from_utf8(forged).unwrap().trim_end());
    std::fs::write(&path, last).unwrap();
    let broken = verify(folder.path(), None).unwrap().broken.unwrap();
    assert!(broken.why.contains("not the one that the head names"), "{broken:?}");
}

#[test]
fn damage_at_the_end_is_an_error_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), Options::default(), 2);
    let path = folder.path().join(files::CURRENT);
    let all = std::fs::read_to_string(&path).unwrap();
    for text in [all.replace("deny", "alow"), String::new(), "\n".to_owned()] {
        std::fs::write(&path, &text).unwrap();
        let error =
            Journal::open(folder.path(), Options::default()).unwrap().record(&call("send", &secret())).unwrap_err();
        assert!(error.to_string().contains("stockade log verify"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "nothing is written behind it");
    }
    std::fs::write(&path, &all).unwrap();
    fill(folder.path(), Options::default(), 1);
    sound(folder.path());
}

#[test]
fn threads_and_gates_write_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let shared = Journal::open(folder.path(), Options { keep: 99, ..small() }).unwrap();
    std::thread::scope(|scope| {
        for place in 0..6 {
            let own = Journal::open(folder.path(), Options { keep: 99, ..small() }).unwrap();
            let shared = &shared;
            scope.spawn(move || {
                let journal = if place % 2 == 0 { shared } else { &own };
                (0..50).for_each(|_| journal.record(&call("send", &secret())).unwrap());
            });
        }
    });
    sound(folder.path());
    assert_eq!(text(folder.path()).matches("\"kind\":\"call\"").count(), 300);
}

#[test]
fn who_follows_misses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), small(), 3);
    let snapshot = Snapshot::open(folder.path()).unwrap();
    let mut follow = snapshot.follow(folder.path()).unwrap();
    let before = snapshot.rows().count() as u64;
    assert!(follow.added().unwrap().is_empty());
    let mut seen = Vec::new();
    for _ in 0..10 {
        fill(folder.path(), small(), 3);
        seen.extend(follow.added().unwrap().into_iter().map(|row| row.entry().unwrap().seq));
    }
    let expected: Vec<u64> = (before + 1..=before + seen.len() as u64).collect();
    assert_eq!(seen, expected);
    assert!(seen.len() > 30, "the begins of files among them");
}

#[test]
#[cfg(target_os = "linux")]
fn space_is_taken_before_it_is_promised_and_the_file_stays_as_long_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), Options::default()).unwrap();
    assert!(!journal.is_sure(), "nothing is known of the file");
    journal.record(&call("send", &secret())).unwrap();
    assert!(journal.is_sure());
    use std::os::unix::fs::MetadataExt as _;
    let found = folder.path().join(files::CURRENT).metadata().unwrap();
    assert!(found.blocks() * 512 >= found.len() + MARGIN, "{found:?}");
    // What others write counts, too.
    let other = Journal::open(folder.path(), Options { plain: true, ..Options::default() }).unwrap();
    let long = Value::Object(vec![("text".into(), Value::String("x".repeat(2 * ROOM as usize)))]);
    other.record(&call("send", &long)).unwrap();
    assert!(!other.is_sure(), "its arguments may be longer than what is kept free");
    // What was seen right after a record holds for a moment only.
    std::thread::sleep(FRESH);
    assert!(journal.is_sure());
    let found = folder.path().join(files::CURRENT).metadata().unwrap();
    assert!(found.blocks() * 512 >= found.len() + MARGIN, "{found:?}");
    sound(folder.path());
}

#[test]
fn a_full_file_promises_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), Options { max_bytes: 100, ..small() }).unwrap();
    journal.record(&call("send", &secret())).unwrap();
    assert!(!journal.is_sure());
}

#[test]
#[cfg(target_os = "linux")]
fn a_journal_that_is_gone_or_held_promises_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("journal");
    let journal = Journal::open(&place, Options::default()).unwrap();
    journal.record(&call("send", &secret())).unwrap();
    assert!(journal.is_sure());
    // Its file has space, and nobody will ever read it.
    std::fs::remove_dir_all(&place).unwrap();
    std::thread::sleep(FRESH);
    assert!(!journal.is_sure());
    assert!(journal.record(&call("send", &secret())).is_err());
    assert!(!journal.is_sure());

    let journal = Journal::open(&place, Options::default()).unwrap();
    journal.record(&call("send", &secret())).unwrap();
    std::fs::rename(&place, folder.path().join("moved")).unwrap();
    std::thread::sleep(own_files::BELIEVED);
    assert!(!journal.is_sure());
    assert!(journal.record(&call("send", &secret())).is_err());
    assert!(!journal.is_sure(), "also right after a record that failed");

    let journal = Journal::open(&place, Options::default()).unwrap();
    journal.record(&call("send", &secret())).unwrap();
    let mut other = Lock::open(place.join(files::LOCK)).unwrap();
    let held = other.hold(PATIENCE).unwrap();
    assert!(journal.record(&call("send", &secret())).is_err());
    assert!(!journal.is_sure());
    drop(held);
    journal.record(&call("send", &secret())).unwrap();
    assert!(journal.is_sure());
}
