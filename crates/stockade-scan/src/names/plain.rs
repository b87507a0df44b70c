//! Dependencies of projects that are no MCP packages: thousands of names, of which hardly one is worth a word.
//!
//! - each distinct package is judged once, in parallel, wherever it stands; names of lock files are only looked up;
//! - a package that one file names several times is said there once.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use stockade_model::{Dependency, Inventory, Package};

use super::Known;
use super::judge::{self, Judgement};
use super::seat::ask;

/// The dependencies that there is something to say about, in the order of the inventory.
pub(super) fn judge<'a>(inventory: &'a Inventory, known: Known<'_>) -> Vec<(&'a Dependency, Judgement)> {
    let mut seen = HashSet::new();
    let mut places: Vec<&Dependency> = Vec::new();
    let mut distinct: HashMap<(&Package, bool), Vec<usize>> = HashMap::new();
    for dependency in &inventory.dependencies {
        if seen.insert((dependency.source, &dependency.package)) {
            distinct.entry((&dependency.package, dependency.is_direct)).or_default().push(places.len());
            places.push(dependency);
        }
    }
    let distinct: Vec<((&Package, bool), Vec<usize>)> = distinct.into_iter().collect();
    let mut found: Vec<(usize, Judgement)> = distinct
        .into_par_iter()
        .with_min_len(64)
        .flat_map_iter(|((package, is_direct), at)| {
            let judgement = judge::plain(&ask(package, None, None), is_direct, known);
            let at = if judgement.reasons.is_empty() { Vec::new() } else { at };
            at.into_iter().map(move |at| (at, judgement.clone()))
        })
        .collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().filter_map(|(at, judgement)| Some((*places.get(at)?, judgement))).collect()
}
