//! Cross-validation by campaign: which thresholds would the other campaigns have chosen, and how do they fare on the one
//! that was left out?
//!
//! - positives: pairs whose target the pack holds, grouped by campaign; a row counts if the engine asks about it;
//! - negatives: catalogued servers grouped by owner, and MCP names of the lists, in ten parts by a hash of the group;
//! - the choice: most recall, macro-averaged over campaigns, among the settings that stay within the bars for false
//!   alarms on the negatives that are not left out; of equals the strictest.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use stockade_names::engine::{self, Engine, Thresholds};
use stockade_names::pack::names::LISTED;
use stockade_names::{Pack, Subject, Verdict, keys};

use super::data::Data;
use super::report::{Report, Share, macro_average};

const PARTS: u64 = 10;

/// Every setting that is tried, strictest last.
fn grid() -> Vec<Thresholds> {
    let mut grid = Vec::new();
    for closeness in [0.65, 0.7, 0.75, 0.8, 0.85] {
        for core in [4, 5, 6] {
            for downloads in [20_000, 200_000] {
                for rank in [15_000, 4_000, 1_000] {
                    grid.push(Thresholds { downloads, rank, closeness, core });
                }
            }
        }
    }
    grid
}

struct Row {
    /// The campaign, or the part of the negatives.
    group: String,
    /// Which settings ask.
    asks: Vec<bool>,
}

impl Row {
    fn asks(&self, setting: usize) -> bool {
        self.asks.get(setting).copied().unwrap_or(false)
    }
}

/// Prints the section.
pub(super) fn measure(data: &Data, pack: &Pack, report: &mut Report) {
    report.section("thresholds: cross-validation, one campaign or tenth left out at a time");
    let grid = grid();
    let positives = judged(positives(data, pack), pack, &grid);
    let legit = judged(legit(data), pack, &grid);
    let live = judged(live(pack), pack, &grid);
    let everything = choose(&grid, &positives, &[&legit, &live], None);
    let campaigns: BTreeSet<&str> = positives.iter().map(|row| row.group.as_str()).collect();
    let mut chosen: BTreeMap<String, usize> = BTreeMap::new();
    let mut held_out: BTreeMap<String, Share> = BTreeMap::new();
    for campaign in &campaigns {
        let setting = choose(&grid, &positives, &[&legit, &live], Some(campaign));
        *chosen.entry(describe(&grid, setting)).or_default() += 1;
        for row in positives.iter().filter(|row| row.group == *campaign) {
            held_out.entry(row.group.clone()).or_default().add(row.asks(setting));
        }
    }
    let mut alarms = [Share::default(), Share::default()];
    for part in 0..PARTS {
        let part = part.to_string();
        let setting = choose(&grid, &positives, &[&legit, &live], Some(&part));
        *chosen.entry(describe(&grid, setting)).or_default() += 1;
        for (share, rows) in alarms.iter_mut().zip([&legit, &live]) {
            rows.iter().filter(|row| row.group == part).for_each(|row| share.add(row.asks(setting)));
        }
    }
    let shipped = grid.iter().position(|setting| *setting == Thresholds::SHIPPED).unwrap_or(grid.len());
    report.figure("shipped", &describe(&grid, shipped));
    report.figure("chosen by all rows together", &describe(&grid, everything));
    for (setting, folds) in &chosen {
        report.figure("chosen by folds", &format!("{folds} x {setting}"));
    }
    let in_sample = recall(&positives, shipped, None) * 100.0;
    report.figure("asked about, shipped thresholds, macro-averaged", &format!("{in_sample:.1} %"));
    let recall = macro_average(&held_out) * 100.0;
    report.figure(&format!("asked about, held out, {} campaigns", held_out.len()), &format!("{recall:.1} %"));
    let [legit, live] = alarms;
    report.bar("catalogued servers asked about, held out", &legit.to_string(), "<= 0.1 %", legit.ratio() <= 0.001);
    report.bar("MCP names of the lists asked about, held out", &live.to_string(), "<= 25", live.hits <= 25);
}

fn describe(grid: &[Thresholds], setting: usize) -> String {
    let Some(Thresholds { downloads, rank, closeness, core }) = grid.get(setting) else {
        return "a setting that is not tried here".to_owned();
    };
    format!("closeness {closeness}, core {core}, {downloads} downloads, rank {rank}")
}

/// The best setting on everything but one group.
fn choose(grid: &[Thresholds], positives: &[Row], negatives: &[&Vec<Row>; 2], left_out: Option<&str>) -> usize {
    let mut best = (grid.len() - 1, -1.0);
    for setting in 0..grid.len() {
        let alarms = negatives.map(|rows| {
            let mut share = Share::default();
            rows.iter().filter(|row| Some(row.group.as_str()) != left_out).for_each(|row| share.add(row.asks(setting)));
            share
        });
        let [legit, live] = alarms;
        if legit.ratio() > 0.001 || live.hits > 25 {
            continue;
        }
        let recall = recall(positives, setting, left_out);
        if recall >= best.1 {
            best = (setting, recall);
        }
    }
    best.0
}

fn recall(positives: &[Row], setting: usize, left_out: Option<&str>) -> f64 {
    let mut groups: BTreeMap<String, Share> = BTreeMap::new();
    for row in positives.iter().filter(|row| Some(row.group.as_str()) != left_out) {
        groups.entry(row.group.clone()).or_default().add(row.asks(setting));
    }
    macro_average(&groups)
}

fn judged(rows: Vec<(Subject, String)>, pack: &Pack, grid: &[Thresholds]) -> Vec<Row> {
    let engine = Engine::new(pack).without_blocklist();
    let loosest = Thresholds { downloads: 0, rank: u64::MAX, closeness: 0.0, core: 0 };
    rows.into_par_iter()
        .map(|(subject, group)| {
            let asks =
                |setting: &Thresholds| engine.with_thresholds(*setting).judge(&subject).verdict >= Verdict::Confirm;
            // What the loosest setting does not ask about, none does.
            let asks = if asks(&loosest) { grid.iter().map(asks).collect() } else { vec![false; grid.len()] };
            Row { group, asks }
        })
        .collect()
}

fn positives(data: &Data, pack: &Pack) -> Vec<(Subject, String)> {
    (data.pairs.iter())
        .filter_map(|row| {
            let ecosystem = row.ecosystem?;
            engine::record(pack, ecosystem, &row.target)?;
            let subject = Subject::new(ecosystem, &row.adversarial).ok()?;
            (subject.name.full != row.target).then(|| (subject, row.campaign.clone()))
        })
        .collect()
}

fn legit(data: &Data) -> Vec<(Subject, String)> {
    (data.legit.iter())
        .filter_map(|row| Some((Subject::new(row.ecosystem, &row.name).ok()?, part(&row.owner))))
        .collect()
}

fn live(pack: &Pack) -> Vec<(Subject, String)> {
    (pack.names().iter())
        .filter(|record| record.full.contains("mcp") && record.flags & LISTED != 0)
        .filter_map(|record| Some((Subject::new(record.ecosystem, record.full).ok()?, part(record.full))))
        .collect()
}

fn part(group: &str) -> String {
    (keys::hash(group.as_bytes()) % PARTS).to_string()
}
