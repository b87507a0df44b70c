//! Every check has a page, and cases that it finds and that it does not: `tests/assess/cases/<id>.rs`.
use crate::cases;
use crate::support::lines;
use stockade_assess::checks;

#[test]
fn every_check_says_what_its_cases_expect() {
    let all = cases::all();
    let mut wrong = Vec::new();
    for check in checks::ALL {
        let Some((_, cases)) = all.iter().find(|(id, _)| id == check.id) else {
            panic!("`{}` has no cases in `tests/assess/cases/`", check.id)
        };
        assert!(cases.iter().any(|case| !case.expected.is_empty()), "`{}` has no case that it finds", check.id);
        assert!(cases.iter().any(|case| case.expected.is_empty()), "`{}` has no case that it does not find", check.id);
        for case in cases {
            let actual = lines(&case.said, check.id);
            if actual != case.expected {
                wrong.push(format!(
                    "== {}: {}\n-- expected {:#?}\n-- actual {actual:#?}",
                    check.id, case.name, case.expected
                ));
            }
        }
    }
    assert_eq!(all.len(), checks::ALL.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_alarm_has_its_evidence_and_a_way_out() {
    for (id, cases) in cases::all() {
        for alarm in cases.iter().flat_map(|case| &case.said.alarms) {
            let finding = &alarm.finding;
            assert!(!finding.evidence.is_empty(), "{id}: {}", finding.message);
            assert!(!finding.help.is_empty() && !finding.label.is_empty(), "{id}: {}", finding.message);
            assert!(finding.package.is_some(), "{id}: {}", finding.message);
        }
    }
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
        assert!(
            check.page.contains(&format!("check = \"{}\"", check.id)),
            "docs/checks/{}.md lacks an ignore",
            check.id
        );
    }
}

#[test]
fn ids_are_unique() {
    let ids: std::collections::BTreeSet<&str> = checks::ALL.iter().map(|check| check.id).collect();
    assert_eq!(ids.len(), checks::ALL.len());
    assert!(checks::find("new-name").is_some() && checks::find("no-such-check").is_none());
}
