//! Pairs: is the likeness seen when the target is known, and is the target found when it is not?

use std::collections::BTreeMap;

use stockade_names::engine::{self, Engine};
use stockade_names::{Pack, Subject};

use super::data::Data;
use super::report::{Report, Share, macro_average};
use super::rivals::{self, Rivals};

/// Relations that a rule can be held to; `affix`, `simplification`, `scope` and `other` are judgements.
const HELD: &[&str] = &[
    "separator",
    "substitution",
    "transposition",
    "omission",
    "insertion",
    "order",
    "version",
    "grammar",
    "homoglyph",
];

type Groups = BTreeMap<String, Share>;

/// Prints both sections.
pub(super) fn measure(data: &Data, pack: &Pack, rivals: &Rivals, report: &mut Report) {
    known(data, pack, report);
    retrieval(data, pack, rivals, report);
}

fn known(data: &Data, pack: &Pack, report: &mut Report) {
    report.section("pairs, target known: rows whose likeness is seen (ours | one edit | typomania)");
    let mut relations: BTreeMap<String, [Share; 3]> = BTreeMap::new();
    let mut campaigns: [Groups; 3] = [Groups::new(), Groups::new(), Groups::new()];
    let mut held = Share::default();
    for row in &data.pairs {
        let (name, target) = (row.adversarial.as_str(), row.target.as_str());
        // What PyPI folds is the same name to it: nothing to confuse, and nothing missed.
        let same = name == target;
        let seen = [
            same || engine::likeness(name, target, pack).is_some(),
            same || rivals::is_one_edit(name, target),
            same || rivals::typomania_sees(name, target),
        ];
        let shares = relations.entry(row.relation.clone()).or_default();
        shares.iter_mut().zip(seen).for_each(|(share, hit)| share.add(hit));
        if HELD.contains(&row.relation.as_str()) {
            held.add(seen[0]);
        }
        if row.ecosystem.is_some() {
            for (groups, hit) in campaigns.iter_mut().zip(seen) {
                groups.entry(row.campaign.clone()).or_default().add(hit);
            }
            if !seen[0] {
                report.row(&format!("missed: {name} for {target} ({}, {})", row.relation, row.campaign));
            }
        }
    }
    for (relation, [ours, edit, typomania]) in &relations {
        let value = format!("{ours:22} | {edit:22} | {typomania}");
        if HELD.contains(&relation.as_str()) {
            report.bar(relation, &value, ">= 97 %", ours.ratio() >= 0.97);
        } else {
            report.figure(relation, &value);
        }
    }
    report.bar("all rows of the relations held to the bar", &held.to_string(), ">= 97 %", held.ratio() >= 0.97);
    let [ours, edit, typomania] = campaigns.each_ref().map(macro_average);
    report.bar(
        &format!("npm and PyPI, macro-averaged over {} campaigns", campaigns[0].len()),
        &format!("{:.1} % | {:.1} % | {:.1} %", ours * 100.0, edit * 100.0, typomania * 100.0),
        ">= 85 %",
        ours >= 0.85,
    );
}

fn retrieval(data: &Data, pack: &Pack, rivals: &Rivals, report: &mut Report) {
    report.section("retrieval, target not given: the true target among the first three (ours | one edit | typomania)");
    let engine = Engine::new(pack);
    let (mut coverage, mut found) = (Share::default(), [Share::default(); 3]);
    let mut relations: BTreeMap<String, [Share; 3]> = BTreeMap::new();
    for row in &data.pairs {
        let Some(ecosystem) = row.ecosystem else { continue };
        let held = engine::record(pack, ecosystem, &row.target).is_some();
        coverage.add(held);
        let Ok(subject) = Subject::new(ecosystem, &row.adversarial) else { continue };
        if !held || subject.name.full == row.target {
            continue;
        }
        let near = engine.nearest(&subject, 3);
        let among = |names: Vec<String>| by_use(pack, ecosystem, names).contains(&row.target);
        let hits = [
            near.iter().any(|(record, _)| record.full == row.target),
            among(rivals.one_edit(ecosystem, &row.adversarial)),
            among(rivals.typomania(ecosystem, &row.adversarial)),
        ];
        found.iter_mut().zip(hits).for_each(|(share, hit)| share.add(hit));
        let shares = relations.entry(row.relation.clone()).or_default();
        shares.iter_mut().zip(hits).for_each(|(share, hit)| share.add(hit));
        if !hits[0] {
            let near: Vec<_> = near.iter().map(|(record, id)| format!("{} ({id})", record.full)).collect();
            let (name, target, relation) = (&row.adversarial, &row.target, &row.relation);
            report.row(&format!("not found: {name} for {target} ({relation}); instead {}", near.join(", ")));
        }
    }
    report.figure("coverage: rows whose target the pack holds", &coverage.to_string());
    let [ours, edit, typomania] = found;
    let value = format!("{ours} | {edit} | {typomania}");
    report.bar("target among the first three", &value, ">= 90 %", ours.ratio() >= 0.90);
    for (relation, [ours, edit, typomania]) in &relations {
        report.figure(&format!("  {relation}"), &format!("{ours:22} | {edit:22} | {typomania}"));
    }
}

/// The first three of a rule that does not rank: by use, as the rule's own users would list them.
fn by_use(pack: &Pack, ecosystem: stockade_names::Ecosystem, names: Vec<String>) -> Vec<String> {
    let mut ranked: Vec<(u32, String)> =
        (names.into_iter()).filter_map(|name| Some((engine::record(pack, ecosystem, &name)?.id, name))).collect();
    ranked.sort();
    ranked.into_iter().take(3).map(|(_, name)| name).collect()
}
