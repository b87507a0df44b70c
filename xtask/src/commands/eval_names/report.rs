//! How figures are printed: one line each, with the bar where there is one and whether it is met.

use std::collections::BTreeMap;

/// Prints, and remembers what was not met.
pub(super) struct Report {
    /// Whether single rows are wanted.
    pub(super) rows: bool,
    /// Bars that were not met.
    pub(super) unmet: usize,
}

impl Report {
    /// A heading.
    pub(super) fn section(&self, title: &str) {
        println!("\n== {title}");
    }

    /// A figure without a bar.
    pub(super) fn figure(&self, what: &str, value: &str) {
        println!("  {what:58} {value}");
    }

    /// A figure with its bar.
    pub(super) fn bar(&mut self, what: &str, value: &str, bar: &str, met: bool) {
        self.unmet += usize::from(!met);
        let word = if met { "met" } else { "NOT MET" };
        println!("  {what:58} {value:22} bar {bar}: {word}");
    }

    /// One row, where rows are wanted.
    pub(super) fn row(&self, text: &str) {
        if self.rows {
            println!("    . {text}");
        }
    }
}

/// Hits among rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Share {
    pub(super) hits: usize,
    pub(super) of: usize,
}

impl Share {
    pub(super) fn add(&mut self, hit: bool) {
        self.hits += usize::from(hit);
        self.of += 1;
    }

    pub(super) fn ratio(self) -> f64 {
        self.hits as f64 / self.of.max(1) as f64
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{}/{} ({:.2} %)", self.hits, self.of, 100.0 * self.ratio());
        out.pad(&text)
    }
}

/// The mean of the groups' ratios: a campaign of 300 rows counts as much as one of a single row.
pub(super) fn macro_average(groups: &BTreeMap<String, Share>) -> f64 {
    groups.values().map(|share| share.ratio()).sum::<f64>() / groups.len().max(1) as f64
}
