//! False alarms: catalogued servers, and every MCP name of the popularity lists. Blocklist off.
//!
//! *As shipped* is what a user of this pack sees. *As if new* forgets what the pack knows of the name itself: how a
//! genuine server that appears tomorrow would fare. It has no bar, since a new package of an official name is a question.

use std::collections::BTreeMap;

use rayon::prelude::*;
use stockade_names::engine::Engine;
use stockade_names::pack::names::LISTED;
use stockade_names::{Answer, Ecosystem, Pack, Subject, Verdict};

use super::data::Data;
use super::report::{Report, Share};
use super::rivals::Rivals;

type Row = (Ecosystem, String);

/// Honest names that each rule asks about, of the same rows.
pub(super) struct Alarms {
    pub(super) asked: Share,
    pub(super) as_new: Share,
    pub(super) one_edit: Share,
    pub(super) typomania: Share,
    denied: Share,
}

/// Prints both sections, and returns what they say: of catalogued servers, and of the names of the lists.
pub(super) fn measure(data: &Data, pack: &Pack, rivals: &Rivals, report: &mut Report) -> (Alarms, Alarms) {
    report.section("false alarms: catalogued servers of npm, PyPI and container registries");
    let legit: Vec<Row> = data.legit.iter().map(|row| (row.ecosystem, row.name.clone())).collect();
    let catalogued = section(&legit, pack, rivals, report);
    report.bar("  denied", &catalogued.denied.hits.to_string(), "0", catalogued.denied.hits == 0);
    let met = catalogued.asked.ratio() <= 0.001;
    report.bar("  to confirm", &catalogued.asked.to_string(), "<= 0.1 %", met);
    let packages: Vec<Row> = legit.into_iter().filter(|(ecosystem, _)| *ecosystem != Ecosystem::Oci).collect();
    let asked = Share { hits: alarms(&packages, pack, false).1.len(), of: packages.len() };
    report.bar("  to confirm, npm and PyPI alone", &asked.to_string(), "<= 0.1 %", asked.ratio() <= 0.001);

    report.section("false alarms: every MCP name of the popularity lists");
    let live: Vec<Row> = (pack.names().iter())
        .filter(|record| record.full.contains("mcp") && record.flags & LISTED != 0)
        .map(|record| (record.ecosystem, record.full.to_owned()))
        .collect();
    let listed = section(&live, pack, rivals, report);
    report.bar("  denied", &listed.denied.hits.to_string(), "0", listed.denied.hits == 0);
    report.bar("  to confirm", &listed.asked.to_string(), "<= 25", listed.asked.hits <= 25);
    (catalogued, listed)
}

fn section(rows: &[Row], pack: &Pack, rivals: &Rivals, report: &mut Report) -> Alarms {
    let of = rows.len();
    let share = |hits: usize| Share { hits, of };
    let one_edit = rows.par_iter().filter(|(ecosystem, name)| !rivals.one_edit(*ecosystem, name).is_empty()).count();
    let typomania = rows.par_iter().filter(|(ecosystem, name)| !rivals.typomania(*ecosystem, name).is_empty()).count();
    let (denied, asked) = alarms(rows, pack, false);
    let (_, new) = alarms(rows, pack, true);
    report.figure("names", &of.to_string());
    report.figure("flagged by one edit", &share(one_edit).to_string());
    report.figure("flagged by typomania", &share(typomania).to_string());
    report.figure("ours, as if new, to confirm", &format!("{} {:?}", share(new.len()), by_rule(&new)));
    report.figure("ours, as shipped", &format!("{:?}", by_rule(&asked)));
    for (row, answer) in &asked {
        let Some(found) = answer.matches.first() else { continue };
        let target = found.target.as_ref().map_or("", |target| target.name.as_str());
        report.row(&format!("asked: {}:{} ({} {target})", row.0.purl_type(), row.1, found.mechanism));
    }
    Alarms {
        asked: share(asked.len()),
        as_new: share(new.len()),
        one_edit: share(one_edit),
        typomania: share(typomania),
        denied: share(denied),
    }
}

/// How many are denied, and which lead to a question or worse.
fn alarms<'a>(rows: &'a [Row], pack: &Pack, as_new: bool) -> (usize, Vec<(&'a Row, Answer)>) {
    let engine = Engine::new(pack).without_blocklist();
    let asked: Vec<(&Row, Answer)> = rows
        .par_iter()
        .filter_map(|row| {
            let subject = Subject::new(row.0, &row.1).ok()?;
            let answer = if as_new { engine.judge_as_new(&subject) } else { engine.judge(&subject) };
            (answer.verdict >= Verdict::Confirm).then_some((row, answer))
        })
        .collect();
    (asked.iter().filter(|(_, answer)| answer.verdict == Verdict::Block).count(), asked)
}

fn by_rule(asked: &[(&Row, Answer)]) -> BTreeMap<&'static str, usize> {
    let mut rules = BTreeMap::new();
    for found in asked.iter().filter_map(|(_, answer)| answer.matches.first()) {
        *rules.entry(found.mechanism).or_default() += 1;
    }
    rules
}
