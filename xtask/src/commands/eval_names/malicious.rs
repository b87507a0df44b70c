//! Malicious packages: what the names alone would have said, and what the list of known malware adds.
//!
//! - the bar is on the confirmed rows, a row that names no package among them; those that are only suspected are printed beside.

use std::collections::BTreeMap;

use stockade_names::engine::Engine;
use stockade_names::{Pack, Subject, Verdict};

use super::data::Data;
use super::report::{Report, Share};
use super::rivals::Rivals;

/// Malicious packages that each rule asks about, of the same rows.
pub(super) struct Recall {
    pub(super) ours: Share,
    pub(super) one_edit: Share,
    pub(super) typomania: Share,
}

/// Prints the section.
pub(super) fn measure(data: &Data, pack: &Pack, rivals: &Rivals, report: &mut Report) -> Recall {
    report.section("malicious npm and PyPI packages, blocklist off: rows that lead to a question");
    let engine = Engine::new(pack);
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut asked, mut blocked, mut bare) = (Share::default(), Share::default(), Share::default());
    let (mut one_edit, mut typomania) = (Share::default(), Share::default());
    let (mut confirmed, mut unnamed) = (Share::default(), 0);
    let (mut noted, mut related) = (Vec::new(), Vec::new());
    for row in &data.malicious {
        let Ok(subject) = Subject::new(row.ecosystem, &row.name) else {
            // Packages of a campaign whose names nobody published: rows that no rule for names can find.
            if !row.genuine && !row.unconfirmed {
                confirmed.add(false);
                unnamed += 1;
            }
            continue;
        };
        if row.genuine {
            let flagged = engine.judge(&subject).verdict >= Verdict::Confirm;
            bare.add(flagged);
            if flagged {
                println!("  a genuine package is flagged by its bare name: {}", row.name);
            }
            continue;
        }
        let answer = engine.without_blocklist().judge(&subject);
        asked.add(answer.verdict >= Verdict::Confirm);
        if !row.unconfirmed {
            confirmed.add(answer.verdict >= Verdict::Confirm);
        }
        one_edit.add(!rivals.one_edit(row.ecosystem, &subject.name.full).is_empty());
        typomania.add(!rivals.typomania(row.ecosystem, &subject.name.full).is_empty());
        blocked.add(engine.judge(&subject).verdict >= Verdict::Confirm);
        let said: Vec<String> = (answer.matches.iter())
            .map(|found| match &found.target {
                Some(target) => format!("{}={}", found.mechanism, target.name),
                None => found.mechanism.to_owned(),
            })
            .collect();
        match answer.verdict {
            Verdict::Confirm | Verdict::Block => {
                if let Some(found) = answer.matches.first() {
                    *rules.entry(found.mechanism).or_default() += 1;
                }
                report.row(&format!("asked: {} ({})", row.name, said.join(" ")));
            }
            Verdict::Note => noted.push(format!("{} ({})", row.name, said.join(" "))),
            Verdict::Clean => related.push(row.name.clone()),
        }
    }
    let value = confirmed.to_string();
    report.bar("name and identity rules, confirmed rows", &value, ">= 16 rows", confirmed.hits >= 16);
    report.figure("  of these rows that name no package", &unnamed.to_string());
    report.figure("the same with rows that are only suspected, by name", &asked.to_string());
    for (rule, count) in &rules {
        report.figure(&format!("  {rule}"), &count.to_string());
    }
    report.figure("one edit", &one_edit.to_string());
    report.figure("typomania", &typomania.to_string());
    report.figure("noted only: a likeness too weak to ask about", &noted.len().to_string());
    noted.iter().for_each(|row| report.row(row));
    report.figure("no relation to any name: only the blocklist can know", &related.len().to_string());
    println!("    {}", related.join(", "));
    report.bar("blocklist on", &blocked.to_string(), "all", blocked.hits == blocked.of);
    report.bar("genuine packages with bad versions, by bare name", &bare.to_string(), "none", bare.hits == 0);
    Recall { ours: asked, one_edit, typomania }
}
