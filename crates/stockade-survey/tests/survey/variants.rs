//! Every way of writing the line that postmark-mcp added, held against what judges: the difference, and the check of it.

use stockade_assess::diff::{self, Rule};
use stockade_assess::{Action, Baseline, Because, History, Known, Release, Setting, Subject, assess};
use stockade_content::{Caps, Facts, File, Kind, Package};
use stockade_model::Location;
use stockade_survey::adapt;

use crate::ways::{IN_JAVASCRIPT, IN_PYTHON, JAVASCRIPT, PYTHON, Way, clean, fill};

/// What is judged of one file.
fn judged(kind: Kind, file: &str, source: &str) -> stockade_assess::facts::Facts {
    let file =
        File { path: file.to_owned(), bytes: source.as_bytes().to_vec(), size: source.len() as u64, executable: false };
    let package = Package::of_files(kind, vec![file], Vec::new(), 0);
    adapt::facts::facts(&Facts::of(&package, &Caps::default()), &package.problems).0
}

/// The ways after which nobody is held up, and those that fire less than was promised.
fn missed(kind: Kind, file: &str, template: &str, ways: &[Way]) -> Vec<&'static str> {
    let package = stockade_model::Package::new(stockade_model::Ecosystem::Npm, "postmark-mcp");
    let mut history = History::new(package.clone());
    history.releases = ["1.0.15", "1.0.16"].map(Release::new).to_vec();
    let before = judged(kind, file, &clean(template));
    let mut missed = Vec::new();
    for way in ways {
        let mut subject = Subject::new(package.clone().at("1.0.16"), Location::Path("mcp.json".into()));
        subject.history = history.clone().into();
        subject.facts = judged(kind, file, &fill(template, way)).into();
        let version = "1.0.15".to_owned();
        let facts = Known::Known(before.clone());
        subject.baseline = Baseline { version, because: Because::Previous, facts, tools: Known::default() }.into();
        let diff = diff::of(&subject).unwrap();
        let fired: Vec<String> = [Rule::D1, Rule::D2, Rule::D3]
            .into_iter()
            .filter(|rule| diff.by(*rule).next().is_some())
            .map(|rule| format!("{rule:?}"))
            .collect();
        let said = assess(&subject, &Setting::at("2026-06-15T00:00:00Z".parse().unwrap()));
        let action = said.of("constant-recipient").map(|alarm| alarm.action).max();
        println!("{:<45} {:<12} {action:?}", way.name, fired.join(" "));
        for rule in way.fires {
            assert!(fired.iter().any(|other| other == rule), "{}: {rule} is promised, {fired:?}", way.name);
        }
        if action < Some(Action::Hold) {
            missed.push(way.name);
        }
    }
    missed
}

#[test]
fn every_way_of_writing_it_holds() {
    let mut all = missed(Kind::NpmTarball, "index.js", JAVASCRIPT, IN_JAVASCRIPT);
    all.extend(missed(Kind::Wheel, "server/mail.py", PYTHON, IN_PYTHON));
    assert!(all.len() <= 2, "{all:?}");
}
