//! Counters and journal under real processes: many at once, killed in the middle, on a disk that is full.
//!
//! The other processes are this test binary again, told by the environment what to do.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking and workers print"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use jiff::Timestamp;
use stockade_gate::counters::FileCounters;
use stockade_gate::journal::{Event, Journal, Kind, Options, read::Snapshot, verify::verify};
use stockade_policy::counter::{Claim, Counters as _, Key, Limit, Reservation, Window};
use stockade_policy::decimal::Decimal;

const TASK: &str = "STOCKADE_GATE_TEST_TASK";
const FOLDER: &str = "STOCKADE_GATE_TEST_FOLDER";
const NOON: &str = "2026-06-15T12:00:00Z";

fn now() -> Timestamp {
    NOON.parse().unwrap()
}

fn claim(bound: i64) -> [Claim; 1] {
    let key = Key { owner: "mail".into(), tool: "send".into(), counter: "n".into(), window: Window::Day };
    [Claim { key, amount: Decimal::ONE, limit: Some(Limit { bound: Decimal::from(bound), inclusive: true }) }]
}

fn counted(folder: &Path) -> Decimal {
    FileCounters::open(folder).unwrap().read(&claim(1)[0].key, now()).unwrap()
}

fn calls(folder: &Path) -> i64 {
    let rows = Snapshot::open(folder).unwrap().rows().map(|row| row.unwrap().entry().unwrap());
    i64::try_from(rows.filter(|entry| entry.kind == "call").count()).unwrap()
}

fn tell(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "told {text}").unwrap();
    out.flush().unwrap();
}

/// What the other processes do; nothing where the test runner itself comes by.
#[test]
fn worker() {
    let (Ok(task), Ok(folder)) = (std::env::var(TASK), std::env::var(FOLDER)) else { return };
    let folder = Path::new(&folder);
    match task.as_str() {
        "count-to-1000" => {
            let store = FileCounters::open(folder).unwrap();
            let granted = || matches!(store.reserve(&claim(1_000), now()).unwrap(), Reservation::Granted(_));
            tell(&(0..1_000).filter(|_| granted()).count().to_string());
        }
        "count-until-killed" => {
            let store = FileCounters::open(folder).unwrap();
            loop {
                store.reserve(&claim(i64::MAX), now()).unwrap();
                tell("one");
            }
        }
        "count-until-full" => {
            let store = FileCounters::open(folder).unwrap();
            let mut done = 0;
            let error = loop {
                match store.reserve(&claim(i64::MAX), now()) {
                    Ok(_) => done += 1,
                    Err(error) => break error,
                }
            };
            let held = store.read(&claim(1)[0].key, now()).unwrap();
            tell(&format!("{done} {held} {error}"));
        }
        "record-100" => {
            let journal = Journal::open(folder, Options { max_bytes: 20_000, keep: 9_999, plain: false }).unwrap();
            (0..100).for_each(|_| journal.record(&Event::new(Kind::Call, "mail")).unwrap());
        }
        "record-until-killed" => {
            let journal = Journal::open(folder, Options { max_bytes: 20_000, keep: 9_999, plain: false }).unwrap();
            loop {
                journal.record(&Event::new(Kind::Call, "mail")).unwrap();
                tell("one");
            }
        }
        "record-until-full" => {
            let journal = Journal::open(folder, Options::default()).unwrap();
            let mut done = 0;
            let error = loop {
                match journal.record(&Event::new(Kind::Call, "mail")) {
                    Ok(()) => done += 1,
                    Err(error) => break error,
                }
            };
            let why = std::error::Error::source(&error).map(ToString::to_string);
            tell(&format!("{done} {done} {error}: {}", why.unwrap_or_default()));
        }
        other => panic!("{other}"),
    }
}

fn start(task: &str, folder: &Path, wrapper: Option<&str>) -> Child {
    let program = std::env::current_exe().unwrap();
    let mut command = match wrapper {
        None => Command::new(&program),
        Some(script) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", script, "sh"]).arg(&program);
            shell
        }
    };
    command.args(["worker", "--exact", "--nocapture", "--test-threads=1"]);
    command.env(TASK, task).env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap()
}

/// What a worker told, to its end.
fn told(mut child: Child) -> Vec<String> {
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert!(child.wait().unwrap().success(), "{text}");
    text.lines().filter_map(|line| Some(line.split_once("told ")?.1.to_owned())).collect()
}

/// Starts several, kills them when each did something, and gives how much they said they did.
fn killed(task: &str, folder: &Path) -> i64 {
    let mut children: Vec<_> = (0..3).map(|_| start(task, folder, None)).collect();
    let mut outputs: Vec<_> = children.iter_mut().map(|child| BufReader::new(child.stdout.take().unwrap())).collect();
    let mut done = 0;
    for output in &mut outputs {
        for line in output.lines().filter(|line| line.as_ref().is_ok_and(|line| line.contains("told"))).take(50) {
            line.unwrap();
            done += 1;
        }
    }
    children.iter_mut().for_each(|child| child.kill().unwrap());
    for (child, output) in children.iter_mut().zip(outputs) {
        child.wait().unwrap();
        done += output.lines().filter(|line| line.as_ref().is_ok_and(|line| line.contains("told"))).count();
    }
    i64::try_from(done).unwrap()
}

#[test]
fn of_many_processes_one_takes_the_last_unit() {
    let folder = tempfile::tempdir().unwrap();
    let children: Vec<_> = (0..4).map(|_| start("count-to-1000", folder.path(), None)).collect();
    let won: i64 = children.into_iter().map(|child| told(child)[0].parse::<i64>().unwrap()).sum();
    assert_eq!(won, 1_000);
    assert_eq!(counted(folder.path()), Decimal::from(1_000));
}

#[test]
fn who_is_killed_leaves_the_counters_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut before = 0;
    for round in 1..=6 {
        before += killed("count-until-killed", folder.path());
        let held = counted(folder.path());
        // Each of the three may have counted one that it had no time to tell of.
        let most = Decimal::from(before + 3 * round);
        assert!(held >= Decimal::from(before) && held <= most, "{before} told, {held} held");
    }
}

#[test]
fn who_is_killed_leaves_the_journal_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut before = 0;
    for round in 1..=6 {
        before += killed("record-until-killed", folder.path());
        told(start("record-100", folder.path(), None));
        before += 100;
        assert_eq!(verify(folder.path(), None).unwrap().broken, None);
        let held = calls(folder.path());
        assert!(held >= before && held <= before + 3 * round, "{before} told, {held} held");
    }
}

/// Small disks: a limit on file sizes, which every user can set, and a file system of 64 KiB where that may be mounted.
fn small_disks(folder: &Path) -> Vec<String> {
    let mut scripts = vec!["trap '' XFSZ; ulimit -f 64; exec \"$@\"".to_owned()];
    let mount = format!("mount -t tmpfs -o size=64k,mode=0700 none '{}'", folder.display());
    let may = Command::new("unshare").args(["-m", "sh", "-c", &mount]).stderr(Stdio::null()).status();
    if may.is_ok_and(|status| status.success()) {
        scripts.push(format!("exec unshare -m sh -c \"{mount} && exec \\\"\\$@\\\"\" sh \"$@\""));
    }
    scripts
}

#[test]
fn a_full_disk_is_an_error_and_nothing_half_written_counts() {
    for task in ["count-until-full", "record-until-full"] {
        let folder = tempfile::tempdir().unwrap();
        for (place, script) in small_disks(folder.path()).iter().enumerate() {
            let told = told(start(task, folder.path(), Some(script)));
            let mut words = told[0].splitn(3, ' ');
            let (done, held, error) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
            assert!(done.parse::<i64>().unwrap() > 50, "{told:?}");
            assert_eq!(done, held, "{task}: {told:?}");
            assert!(error.contains("File too large") || error.contains("No space left"), "{task}: {error}");
            // The file system of the second goes away with its process; the first's files are looked at.
            match (place, task) {
                (0, "count-until-full") => assert_eq!(counted(folder.path()).to_string(), done),
                (0, _) => {
                    assert_eq!(verify(folder.path(), None).unwrap().broken, None);
                    assert_eq!(calls(folder.path()).to_string(), done);
                    Journal::open(folder.path(), Options::default())
                        .unwrap()
                        .record(&Event::new(Kind::Stop, "mail"))
                        .unwrap();
                    assert_eq!(verify(folder.path(), None).unwrap().broken, None);
                }
                _ => {}
            }
        }
    }
}
