//! The figures: who was held up and why, and how GuardDog fares on the same archives.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use stockade_assess::Action;

use super::beside::Beside;
use super::row::{Row, Said, Version};

/// What says nothing about what a package does: it is young, and that is all.
const BY_AGE: &[&str] = &["young-version", "new-name", "publish-burst"];

/// Prints everything; an error where a bar is missed.
pub(super) fn print(rows: &[Row], beside: &[Beside]) -> Result<()> {
    let read: Vec<&Row> = rows.iter().filter(|row| row.counts()).collect();
    println!("\n== packages");
    for ecosystem in read.iter().map(|row| row.ecosystem).collect::<BTreeSet<_>>() {
        let of: Vec<&&Row> = read.iter().filter(|row| row.ecosystem == ecosystem).collect();
        let versions: usize = of.iter().map(|row| row.versions.len()).sum();
        let updates = of.iter().flat_map(|row| &row.versions).filter(|version| version.before.is_some()).count();
        println!(
            "  {:<5} {} packages, {versions} versions, {updates} of them compared",
            ecosystem.purl_type(),
            of.len()
        );
    }
    let skipped = rows.len() - read.len();
    println!("  left out: {skipped} that are gone, have no archive that can be read, or one version only");
    let all: Vec<(&Row, &Version)> =
        read.iter().flat_map(|row| row.versions.iter().map(move |version| (*row, version))).collect();
    let fired: Vec<(&Row, &Version, &Said)> =
        all.iter().flat_map(|(row, version)| version.said.iter().map(move |said| (*row, *version, said))).collect();
    println!("\n== alarms by check                 packages            versions");
    println!("  {:<30} {:>5} {:>5} {:>5}   {:>5} {:>5} {:>5}", "", "block", "hold", "show", "block", "hold", "show");
    for check in fired.iter().map(|(_, _, said)| said.check.as_str()).collect::<BTreeSet<_>>() {
        let count = |action: Action, whole: bool| {
            let of = fired.iter().filter(|(_, _, said)| said.check == check && said.action == action);
            let names: BTreeSet<String> = of
                .map(|(row, version, _)| format!("{}@{}", row.name, if whole { "" } else { &version.version }))
                .collect();
            names.len()
        };
        let [a, b, c] = [Action::Block, Action::Hold, Action::Show].map(|action| count(action, true));
        let [d, e, f] = [Action::Block, Action::Hold, Action::Show].map(|action| count(action, false));
        println!("  {check:<30} {a:>5} {b:>5} {c:>5}   {d:>5} {e:>5} {f:>5}");
    }
    println!("\n== what would be held up, every line");
    let mut by_message: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
    for (row, version, said) in fired.iter().filter(|(_, _, said)| said.action > Action::Show) {
        by_message.entry((&row.name, &said.check, &said.message)).or_default().push(&version.version);
    }
    for ((name, check, message), versions) in &by_message {
        println!("  {name} {} [{check}] {message}", versions.join(", "));
        let of =
            fired.iter().find(|(row, _, said)| row.name == *name && said.check == *check && said.message == *message);
        for line in of.into_iter().flat_map(|(_, _, said)| &said.lines) {
            println!("      {line}");
        }
    }
    let stopped = |by_age: bool, least: Action| {
        let stops = |said: &Said| said.action >= least && (by_age || !BY_AGE.contains(&said.check.as_str()));
        all.iter().filter(|(_, version)| version.said.iter().any(stops)).count()
    };
    let (blocked, held, with_age) =
        (stopped(true, Action::Block), stopped(false, Action::Hold), stopped(true, Action::Hold));
    let share = |count: usize| 100.0 * count as f64 / all.len().max(1) as f64;
    println!("\n== bars, of {} versions", all.len());
    let met = |met: bool| if met { "met" } else { "NOT MET" };
    println!("  blocked               {blocked:>4}                bar 0: {}", met(blocked == 0));
    let fine = share(held) <= 1.0;
    println!("  held                  {held:>4}  {:>5.2} %       bar <= 1 %: {}", share(held), met(fine));
    println!("  held, age counted     {with_age:>4}  {:>5.2} %", share(with_age));
    let quick = super::beside::print(beside);
    if blocked > 0 || !fine || !quick {
        bail!("not every bar is met");
    }
    Ok(())
}
