//! Every check has a page and a fixture: a fake home, and the findings it must give, no more and no fewer.
//!
//! `tests/checks/<id>/home/` is the home (`home/project/` a project in it), `expected.txt` one finding a line. Other
//! checks may speak too; only the lines of the check under test are compared. `processes.txt` holds a process a line.
//! The knowledge pack is the one of `tests/pack/`.
//! `home/etc/stockade.toml`, `home/.config/stockade/stockade.toml` and `home/project/stockade.toml` hold allow-lists.
//! Set `STOCKADE_BLESS=1` to write `expected.txt` anew, then read the difference.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

use stockade_model::{Finding, Layer, Os, Process, SourceFile};
use stockade_names::Pack;
use stockade_names::pack::{build::build, tables};
use stockade_scan::allow_list::List;
use stockade_scan::allow_list::read::{Owner, list_of};
use stockade_scan::names::Knowledge;
use stockade_scan::{Options, checks, discover, resolve, scan};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks")
}

fn options(home: &Path) -> Options {
    let mut options = Options::foreign(home.to_path_buf(), Os::Linux);
    options.projects = vec![home.join("project")];
    options.today = jiff::civil::date(2026, 1, 1);
    options.allow_lists.lists = allow_lists(home);
    options.knowledge = Knowledge::of(pack());
    options
}

/// A small pack, so that what is expected does not change with the tables of the program's own.
fn pack() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack");
    Pack::open(build(&tables::read(&folder).unwrap()).unwrap()).unwrap()
}

fn allow_lists(home: &Path) -> Vec<List> {
    let project = home.join("project");
    let files = [
        (Layer::Managed, "etc/stockade.toml", None),
        (Layer::User, ".config/stockade/stockade.toml", None),
        (Layer::Project, "project/stockade.toml", Some(project.as_path())),
    ];
    let read = |(layer, name, within)| {
        let file = home.join(name);
        let text = fs::read_to_string(&file).ok()?.into();
        list_of(&Owner { file: &file, text, layer, within, home: Some(home) }).expect("the fixture's own settings")
    };
    files.into_iter().filter_map(read).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        // A leading `dot-` stands for the dot that version control and packagers like to lose.
        let name = entry.file_name().into_string().unwrap();
        let name = name.strip_prefix("dot-").map_or(name.clone(), |rest| format!(".{rest}"));
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

fn line(finding: &Finding, sources: &[SourceFile], home: &Path) -> String {
    let place = match &finding.primary {
        stockade_model::Location::Source { source, span } => {
            let file = &sources[source.0 as usize];
            let at = span.map(|span| file.position(span.start));
            let at = at.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
            format!("{}{at}", file.path.display())
        }
        stockade_model::Location::Path(path) => path.display().to_string(),
        stockade_model::Location::Process(pid) => format!("process {pid}"),
    };
    let text = format!("{}/{}/{} {place} {}", finding.severity, finding.confidence, finding.persona, finding.message);
    text.replace(&home.display().to_string(), "~")
}

fn processes(fixture: &Path) -> Vec<Process> {
    let Ok(text) = fs::read_to_string(fixture.join("processes.txt")) else { return Vec::new() };
    text.lines()
        .enumerate()
        .map(|(index, line)| Process {
            pid: 100 + u32::try_from(index).unwrap(),
            parent: None,
            executable: None,
            argv: line.split(' ').map(str::to_owned).collect(),
            cwd: None,
            looks_like: None,
            explained_by: Vec::new(),
            deviations: Vec::new(),
        })
        .collect()
}

fn findings(fixture: &Path, home: &Path) -> (Vec<Finding>, Vec<SourceFile>) {
    let options = options(home);
    let mut running = processes(fixture);
    if running.is_empty() {
        let report = scan(&options, &|_| {});
        return (report.findings, report.inventory.sources);
    }
    let mut inventory = discover::discover(&options);
    let launches = resolve::resolve_all(&mut inventory, &options);
    discover::processes::explain(&mut running, &inventory.servers, &launches);
    inventory.processes = running;
    (checks::run_all(&inventory, &launches, &options), inventory.sources)
}

#[test]
fn every_check_finds_what_its_fixture_says() {
    let mut wrong = Vec::new();
    for check in checks::ALL.iter().filter(|check| check.id != "stale-ignore") {
        let fixture = fixtures().join(check.id);
        assert!(fixture.join("home").is_dir(), "`{}` has no fixture `tests/checks/{}/home/`", check.id, check.id);
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().canonicalize().unwrap();
        copy(&fixture.join("home"), &home);
        fs::create_dir_all(home.join("project")).unwrap();
        let (findings, sources) = findings(&fixture, &home);
        let mut lines: Vec<String> =
            findings.iter().filter(|f| f.check == check.id).map(|f| line(f, &sources, &home)).collect();
        lines.sort();
        let actual = lines.join("\n") + "\n";
        let expected_path = fixture.join("expected.txt");
        if std::env::var_os("STOCKADE_BLESS").is_some() {
            fs::write(&expected_path, &actual).unwrap();
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if actual != expected || lines.is_empty() {
            wrong.push(format!("== {}\n-- expected\n{expected}-- actual\n{actual}", check.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_check_has_a_page_with_all_its_parts() {
    for check in checks::ALL {
        for part in
            ["# ", "## Why it matters", "## What it looks at", "## How to fix or accept it", "## When it is wrong"]
        {
            assert!(check.page.contains(part), "docs/checks/{}.md lacks `{part}`", check.id);
        }
        assert!(check.page.starts_with(&format!("# {}\n", check.id)), "{}", check.id);
        assert!(check.summary.len() < 100 && !check.summary.ends_with('.'), "{}", check.id);
    }
}
