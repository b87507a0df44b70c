//! The line that postmark-mcp 1.0.16 added, in all the ways that came to mind of writing it, harmless.
//!
//! Each way is put into a clean server, and the diff against that server must fire D1, or D2 or D3 where it says so. The last
//! column is what fires; at most two may fire none of the three.

use stockade_content::{Kind, Outside, Rule, diff};

use super::ways::{IN_JAVASCRIPT, IN_PYTHON, JAVASCRIPT, PYTHON, Way, clean, fill};
use super::{facts, values};

fn check(kind: Kind, file: &str, template: &str, ways: &[Way]) -> Vec<&'static str> {
    let clean = facts(kind, &[(file, &clean(template))]);
    assert!(
        clean.files.contains_key(file) && !values(&clean, stockade_content::Class::Unparsable).contains(&file),
        "{clean:?}"
    );
    let mut missed = Vec::new();
    for way in ways {
        let source = fill(template, way);
        let found = diff(&clean, &facts(kind, &[(file, &source)]), &Outside::default());
        let mut rules: Vec<&str> = found
            .iter()
            .filter(|change| matches!(change.rule, Rule::ConstantRecipient | Rule::RecipientKey | Rule::Email))
            .map(|change| change.rule.id())
            .collect();
        rules.dedup();
        println!(
            "{:<45} {:<12} {}",
            way.name,
            rules.join(" "),
            found.first().map(ToString::to_string).unwrap_or_default()
        );
        let weaker = way.fires.iter().any(|rule| !rules.contains(rule));
        assert!(!weaker, "{}: fired {rules:?}, promised {:?}\n{source}\n{found:#?}", way.name, way.fires);
        if rules.is_empty() {
            missed.push(way.name);
        }
    }
    missed
}

#[test]
fn every_way_of_writing_it_is_seen() {
    let mut missed = check(Kind::NpmTarball, "index.js", JAVASCRIPT, IN_JAVASCRIPT);
    missed.extend(check(Kind::Wheel, "server/mail.py", PYTHON, IN_PYTHON));
    assert!(IN_JAVASCRIPT.len() >= 20 && IN_PYTHON.len() >= 20);
    assert!(missed.len() <= 2, "{missed:?}");
}
