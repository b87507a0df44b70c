//! Files that change under the reader's hands: renamed over, cut short, rewritten, swapped for a FIFO.

use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use stockade_model::ProblemKind;
use stockade_scan::document::read::{MAX_BYTES, ReadError, read_bytes};
use stockade_scan::{Options, discover};

use super::{HONEST, Stage, WITNESS, has_honest, within};

/// A config of one server, large enough that reading it takes a while.
fn config(name: &str) -> String {
    format!("{{\"mcpServers\": {{\"{name}\": {{\"command\": \"npx\", \"args\": [{}\"z\"]}}}}}}", "\"x\", ".repeat(2000))
}

/// Runs `disturb` in a thread for as long as the rounds take.
fn disturbed(disturb: impl Fn(usize) + Send + Sync, rounds: impl FnOnce()) {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0.. {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                disturb(round);
            }
        });
        rounds();
        over.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_config_replaced_while_it_is_read_is_one_or_the_other() {
    let stage = Stage::new();
    stage.write(WITNESS.1, HONEST);
    let path = stage.write(".cursor/mcp.json", config("first"));
    let folder = path.parent().unwrap().to_path_buf();
    let replace = |round: usize| {
        let new = folder.join(format!("new-{}", round % 4));
        match round % 5 {
            0 => std::fs::write(&new, config("first")).unwrap(),
            1 => std::fs::write(&new, config("second")).unwrap(),
            2 => drop(Command::new("mkfifo").arg(&new).status().unwrap()),
            3 => symlink("/dev/zero", &new).unwrap(),
            _ => symlink(&path, &new).unwrap(),
        }
        std::fs::rename(&new, &path).unwrap();
    };
    let mut seen = [0_usize; 3];
    disturbed(replace, || {
        for _ in 0..300 {
            let inventory = stage.discover();
            assert!(has_honest(&inventory));
            let names: Vec<&str> = inventory.servers.iter().map(|server| server.name.value.as_str()).collect();
            let problems = inventory.problems.iter().filter(|problem| problem.kind.is_incomplete()).count();
            match (names.as_slice(), problems) {
                (["first", "honest"], 0) => seen[0] += 1,
                (["second", "honest"], 0) => seen[1] += 1,
                // Renaming leaves no moment without a file, but a link to itself or a device is no config.
                (["honest"], 1) => seen[2] += 1,
                other => panic!("{other:?}: {:?}", inventory.problems),
            }
        }
    });
    assert!(seen.iter().all(|count| *count > 0), "not every state was met: {seen:?}");
}

#[test]
fn a_config_rewritten_in_place_is_read_whole_or_refused() {
    const PART: usize = 10_000;
    let stage = Stage::new();
    let path = stage.write(".cursor/mcp.json", vec![b'a'; 20 * PART]);
    let rewrite = |round: usize| {
        let letter = if round.is_multiple_of(2) { b'b' } else { b'a' };
        let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        // Not cut first: length and often time stay as they were, only the bytes tell.
        (0..20).for_each(|_| file.write_all(&[letter; PART]).unwrap());
        std::thread::sleep(Duration::from_millis((round % 4) as u64));
    };
    let (mut whole, mut halves) = (0, 0);
    disturbed(rewrite, || {
        for _ in 0..300 {
            match read_bytes(&path, MAX_BYTES) {
                Ok(raw) => {
                    assert_eq!(raw.bytes.len(), 20 * PART);
                    let first = raw.bytes[0];
                    // The writer can be stopped between two parts for as long as both looks take: then these are the
                    // bytes that stand there.
                    halves += usize::from(raw.bytes.iter().any(|byte| *byte != first));
                    whole += 1;
                }
                Err(ReadError::Changed { path: named }) => {
                    assert_eq!(named, path);
                }
                Err(error) => panic!("{error}"),
            }
        }
    });
    assert!(whole > 20 && halves * 5 <= whole, "{halves} of {whole} reads gave a file of two halves");
}

#[test]
fn a_config_that_is_being_refilled_is_waited_for() {
    let stage = Stage::new();
    let path = stage.write(".cursor/mcp.json", config("first"));
    let text = config("first");
    let refill = |_| {
        let mut file = std::fs::File::create(&path).unwrap();
        std::thread::sleep(Duration::from_millis(2));
        file.write_all(text.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(2));
    };
    let (mut empty, mut full) = (0, 0);
    disturbed(refill, || {
        for _ in 0..100 {
            match read_bytes(&path, MAX_BYTES) {
                Ok(raw) if raw.bytes.is_empty() => empty += 1,
                Ok(raw) => full += usize::from(raw.bytes == text.as_bytes()),
                Err(error) => assert!(matches!(error, ReadError::Changed { .. }), "{error}"),
            }
        }
    });
    // Half of the time the file is empty; three looks in a row seldom meet that.
    assert!(full > 3 * empty && full > 20, "{full} full, {empty} empty");
}

#[test]
fn a_config_that_is_never_what_it_says_is_a_problem_that_names_it() {
    let stage = Stage::new();
    stage.write(WITNESS.1, HONEST);
    // Says that it has no bytes, and gives some at every look: to a reader the same as a file that always grows.
    symlink("/proc/self/status", stage.at(".cursor/mcp.json")).unwrap();
    // In a home of another machine a link to this one's files is not followed at all.
    let options = Options { live: true, ..stage.options() };
    let inventory = within(20, || discover::discover(&options));
    assert!(has_honest(&inventory));
    let named = inventory.problems.iter().find(|problem| problem.kind == ProblemKind::ChangedWhileRead);
    let problem = named.expect("nothing changed");
    assert!(problem.kind.is_incomplete() && problem.message.contains(".cursor/mcp.json"), "{problem:?}");
}
