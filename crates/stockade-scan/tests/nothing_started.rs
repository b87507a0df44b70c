//! Nothing is started and nothing is dialled, shown by the kernel: under a filter that kills the process at the first
//! attempt, the scan gives the very report it gives without.
//!
//! - each deed runs in a process of its own, which is this test again with a variable that says what to do;
//! - the filter is laid on all threads of that process (`SECCOMP_FILTER_FLAG_TSYNC`) and threads inherit it, so that it
//!   holds for pools that exist already and for those to come;
//! - that it bites is shown first: every kind of start and dial dies of `SIGSYS`, from pool threads too.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "what homes must show is the business of another test")]
#[path = "clients/homes.rs"]
mod homes;

use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use stockade_model::Os;
use stockade_scan::discover::{clients, manifests};
use stockade_scan::{Options, Report, scan};

const DEED: &str = "STOCKADE_TEST_DEED";
const FOLDER: &str = "STOCKADE_TEST_FOLDER";
/// `SIGSYS`, on x86-64 and AArch64 alike.
const SIGSYS: i32 = 31;
/// How the process ends after a deed that the filter let pass.
const SURVIVED: i32 = 7;

/// Kills the process at the first start or dial, on every thread there is and will be.
fn forbid() {
    let arch = seccompiler::TargetArch::try_from(std::env::consts::ARCH).unwrap();
    let mut filters: serde_json::Value = serde_json::from_str(include_str!("nothing_started/filter.json")).unwrap();
    if std::env::consts::ARCH != "x86_64" {
        // Newer systems only have clone.
        let calls = filters["kill"]["filter"].as_array_mut().unwrap();
        calls.retain(|call| !matches!(call["syscall"].as_str(), Some("fork" | "vfork")));
    }
    let compiled = seccompiler::compile_from_json(filters.to_string().as_bytes(), arch).unwrap();
    for name in ["refuse", "kill"] {
        seccompiler::apply_filter_all_threads(&compiled[name]).unwrap();
    }
}

/// What a process does under the filter. All sockets that it needs are made before.
fn deed(name: &str) {
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = tcp.local_addr().unwrap();
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let path = folder.join(format!("socket-{name}"));
    let _unix = UnixListener::bind(&path).unwrap();
    let (kind, how) = name.split_once('@').unwrap_or((name, "thread"));
    let start = || match kind {
        "spawn" => drop(Command::new("/bin/true").spawn()),
        "exec" => drop(Command::new("/bin/true").exec()),
        "tcp" => drop(TcpStream::connect(address)),
        "unix" => drop(UnixStream::connect(&path)),
        "udp-send" => drop(udp.send_to(b"x", address)),
        "udp-connect" => drop(udp.connect(address)),
        "listen" => drop(UnixListener::bind(folder.join("another"))),
        "nothing" => drop(std::fs::read(&path)),
        other => panic!("unknown deed `{other}`"),
    };
    match how {
        "thread" => {
            forbid();
            start();
        }
        // A pool whose threads already wait when the filter comes.
        "old-pool" => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
            pool.broadcast(|_| ());
            forbid();
            pool.install(start);
        }
        // The global pool, made by its first user, as in the scan.
        "new-pool" => {
            forbid();
            rayon::join(start, || ());
        }
        other => panic!("unknown manner `{other}`"),
    }
    std::process::exit(SURVIVED);
}

/// This test again, in a process of its own, to do one thing.
fn again(name: &str, folder: &Path) -> ExitStatus {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_scan_starts_nothing_and_dials_nobody", "--nocapture"])
        .env(DEED, name)
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .status()
        .unwrap()
}

/// One home with the files of every client's first Linux home, and a project with the files of every manifest. Where two
/// want the same file, the first one has it.
fn everything() -> BTreeMap<String, String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut files = BTreeMap::new();
    for client in clients::ALL {
        let text = std::fs::read_to_string(tests.join(format!("clients/{}.toml", client.id))).unwrap();
        let home = homes::toml(&text, client.id).home.into_iter().find(|home| home.os.contains(&Os::Linux));
        for (name, content) in home.map(|home| home.files).unwrap_or_default() {
            files.entry(name).or_insert(content);
        }
    }
    for manifest in manifests::ALL {
        let text = std::fs::read_to_string(tests.join(format!("manifests/{}.toml", manifest.id))).unwrap();
        let document: toml_edit::DocumentMut = text.parse().unwrap();
        let cases = document["case"].as_array_of_tables().unwrap();
        for (name, content) in cases.get(0).unwrap()["files"].as_table_like().unwrap().iter() {
            let name = format!("{{project}}/{}/{name}", manifest.id);
            files.entry(name).or_insert_with(|| content.as_str().unwrap().to_owned());
        }
    }
    files
}

fn options(base: &Path) -> Options {
    let mut options = Options::foreign(base.join("home"), Os::Linux);
    options.root = Some(base.join("root"));
    options.projects = vec![base.join("home/src/project")];
    options.live = true;
    options.processes = true;
    options.env = BTreeMap::from([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]);
    options
}

/// The report without the processes, which come and go.
fn fixed(mut report: Report) -> String {
    report.inventory.processes.clear();
    report.findings.retain(|finding| finding.check != "unexplained-process");
    format!("{report:#?}")
}

fn stands(report: &Report, pid: u32) -> bool {
    report.inventory.processes.iter().any(|process| process.pid == pid && process.looks_like.is_some())
}

/// A process that looks like a server, gone with the test.
struct Impostor(Child);

impl Drop for Impostor {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn impostor(folder: &Path) -> Impostor {
    let path = folder.join("nobodys-mcp-server");
    std::os::unix::fs::symlink("/bin/sleep", &path).unwrap();
    Impostor(Command::new("/bin/sleep").arg0(&path).arg("120").spawn().unwrap())
}

#[test]
fn the_scan_starts_nothing_and_dials_nobody() {
    if let Ok(name) = std::env::var(DEED) {
        let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
        if name != "scan" {
            deed(&name);
        }
        forbid();
        let report = scan(&options(&folder), &|_| {});
        let pid = std::fs::read_to_string(folder.join("pid")).unwrap().parse().unwrap();
        assert!(stands(&report, pid), "the process table was not read");
        std::fs::write(folder.join("report"), fixed(report)).unwrap();
        return;
    }

    let folder = tempfile::tempdir().unwrap();
    // Without the kernel's word nothing below would mean anything.
    let free = again("nothing", folder.path());
    assert_eq!(free.code(), Some(SURVIVED), "a harmless deed does not end as it should: {free}");
    for kind in ["spawn", "exec", "tcp", "unix", "udp-send", "udp-connect", "listen"] {
        for how in ["thread", "old-pool", "new-pool"] {
            let status = again(&format!("{kind}@{how}"), folder.path());
            assert_eq!(status.signal(), Some(SIGSYS), "{kind} on {how} is not stopped: {status}");
        }
    }

    let disk = homes::Disk::new(&everything(), Os::Linux);
    let home = PathBuf::from(disk.fill("{home}"));
    let base = home.parent().unwrap();
    let server = impostor(base);
    std::fs::write(base.join("pid"), server.0.id().to_string()).unwrap();
    let report = scan(&options(base), &|_| {});
    assert!(stands(&report, server.0.id()), "{:?}", report.inventory.processes);
    let of = |id: &str| report.inventory.servers.iter().any(|server| server.client.0 == id);
    let found = clients::ALL.iter().filter(|client| of(client.id)).count();
    assert!(found >= 60, "only {found} clients have servers in this home");
    assert!(report.inventory.servers.len() >= 150, "{} servers", report.inventory.servers.len());
    let read = |id: &str| report.inventory.mentions.iter().any(|mention| mention.manifest == id);
    let silent: Vec<&str> = manifests::ALL.iter().map(|manifest| manifest.id).filter(|id| !read(id)).collect();
    assert!(silent.is_empty(), "no mention from {silent:?}");
    assert!(report.findings.len() >= 100, "{} findings", report.findings.len());

    let status = again("scan", base);
    assert!(status.success(), "the scan under the filter ends with {status}");
    let under = std::fs::read_to_string(base.join("report")).unwrap();
    let expected = fixed(report);
    let differs = expected.lines().zip(under.lines()).find(|(left, right)| left != right);
    assert!(expected == under, "the report under the filter is another one: {differs:?}");
}
