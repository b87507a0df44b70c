//! `[[require]]`: how it is read, and how the requirements of several layers add up.

use std::path::Path;

use stockade_assess::requirements::{Clause, Requirements, read};
use stockade_assess::{Action, Known, Provenance};
use stockade_model::Layer;

use crate::support::{at, mail, setting, with};

fn read_as(layer: Layer, within: Option<&str>, text: &str) -> Result<Requirements, Vec<read::Fault>> {
    let owner = read::Owner { file: Path::new("stockade.toml"), text, layer, within: within.map(Path::new) };
    Ok(Requirements { all: read::list_of(&owner)? })
}

#[test]
fn every_mistake_is_named_with_its_place() {
    let mistakes = |text: &str| -> Vec<(usize, String)> {
        let faults = read_as(Layer::User, None, text).unwrap_err();
        let line = |fault: &read::Fault| text[..fault.span.start].matches('\n').count() + 1;
        faults.iter().map(|fault| (line(fault), fault.message.clone())).collect()
    };
    let text = "[[require]]\npurl = \"npm:x\"\nprovenance = \"E\"\npublisher = \"acme\"\nminimum-age = \"soon\"\n\
                install-scripts = true\nexpires = 3\nlevel = \"A\"\n[[require.except]]\npurl = \"pkg:npm/x\"\n";
    let found = mistakes(text);
    let mut lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
    lines.sort_unstable();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 9], "{found:?}");
    assert_eq!(mistakes("[[require]]\npurl = \"pkg:npm/x\"\n"), [(1, "`[[require]]` asks nothing".to_owned())]);
    assert_eq!(mistakes("[[require]]\nprovenance = \"A\"\n"), [(1, "`[[require]]` of what?".to_owned())]);
    assert_eq!(mistakes("[require]\npurl = 3\n"), [(1, "`require` is a list of tables".to_owned())]);
    assert_eq!(mistakes("[[require]\n")[0].0, 1);
    for age in ["0 days", "-1 days", "4000 days", "7", "7 months", "99999999999999999999 days"] {
        assert_eq!(
            mistakes(&format!("[[require]]\npurl = \"pkg:npm/*\"\nminimum-age = \"{age}\"\n")).len(),
            1,
            "{age}"
        );
    }
    for party in ["npm:", "svn:acme", "github:a//b", "npm:a b", "npm:*"] {
        assert_eq!(
            mistakes(&format!("[[require]]\npurl = \"pkg:npm/*\"\npublisher = \"{party}\"\n")).len(),
            1,
            "{party}"
        );
    }
}

#[test]
fn layers_add_up_and_the_highest_is_named() {
    let managed = "[[require]]\npurl = \"pkg:npm/*\"\nprovenance = \"B\"\nreason = \"our rule\"\n";
    let user = "\n[[require]]\npurl = \"pkg:npm/acme-*\"\nprovenance = \"A\"\nminimum-age = \"52 weeks\"\n\
                [[require.except]]\npurl = \"pkg:npm/acme-mail\"\nreason = \"mine\"\nexpires = 2025-09-24\n";
    let project = "[[require]]\npurl = \"pkg:npm/*\"\ninstall-scripts = false\n";
    let mut all = read_as(Layer::User, None, user).unwrap();
    all.all.extend(read_as(Layer::Managed, None, managed).unwrap().all);
    all.all.extend(read_as(Layer::Project, Some("/home/ann/project"), project).unwrap().all);
    assert_eq!(all.authority(), Some(Layer::Managed));
    let scripted = with(mail(), |release| {
        release.scripts = std::collections::BTreeMap::from([("install".to_owned(), "x".to_owned())]).into();
    });
    let today = jiff::civil::date(2025, 9, 25);
    let unmet = all.judge(&scripted, Some(Path::new("/home/ann/project/.mcp.json")), &setting(), today);
    let shown: Vec<_> = unmet
        .iter()
        .map(|unmet| (unmet.clause, unmet.rule.layer, unmet.rule.to_string(), unmet.alarm.action))
        .collect();
    assert_eq!(
        shown,
        [
            (Clause::Provenance, Layer::Managed, "stockade.toml:1".to_owned(), Action::Block),
            (Clause::MinimumAge, Layer::User, "stockade.toml:2".to_owned(), Action::Hold),
            (Clause::InstallScripts, Layer::Project, "stockade.toml:1".to_owned(), Action::Hold),
        ]
    );
    let finding = &unmet[0].alarm.finding;
    assert_eq!(
        finding.evidence[0],
        "`provenance = \"B\" for pkg:npm/*` at stockade.toml:1 asks for it (managed settings)"
    );
    assert!(finding.evidence.contains(&"the reason given there: our rule".to_owned()));
    assert!(
        finding.evidence.iter().any(|line| line.starts_with("so does `provenance = \"A\"")),
        "{:?}",
        finding.evidence
    );
    assert!(unmet[1].alarm.finding.counter_evidence[0].contains("ended on 2025-09-24"));
    // A project's demands are about the project, and an exception takes away from its own requirement alone.
    for place in [None, Some(Path::new("/home/ann/other")), Some(Path::new("/home/ann/project/../other"))] {
        assert_eq!(all.judge(&scripted, place, &setting(), today).len(), 2, "{place:?}");
    }
    let excepted = all.judge(&scripted, None, &setting(), jiff::civil::date(2025, 9, 24));
    assert_eq!(excepted.len(), 1);
    assert_eq!(all.stale(today).count(), 1);
}

#[test]
fn what_is_unknown_does_not_meet_what_is_asked() {
    let text = "[[require]]\npurl = \"pkg:npm/*\"\nprovenance = \"D\"\npublisher = \"github:acme\"\nminimum-age = \"1 hour\"\n\
                install-scripts = false\n";
    let all = read_as(Layer::User, None, text).unwrap();
    let today = jiff::civil::date(2025, 9, 25);
    let mut subject = mail();
    subject.history = Known::unknown("offline");
    let unmet = all.judge(&subject, None, &setting(), today);
    assert_eq!(unmet.iter().filter(|unmet| unmet.unknown).count(), 4);
    assert!(unmet.iter().all(|unmet| unmet.alarm.finding.message.contains("offline")));
    // Evidence that does not hold is no evidence.
    let forged = with(mail(), |release| {
        release.provenance = Provenance::Invalid("forged".into()).into();
        release.published = at("2025-09-25T11:30:00Z").into();
    });
    let unmet = all.judge(&forged, None, &setting(), today);
    assert_eq!(
        unmet.iter().map(|unmet| unmet.clause).collect::<Vec<_>>(),
        [Clause::Provenance, Clause::Publisher, Clause::MinimumAge]
    );
}
