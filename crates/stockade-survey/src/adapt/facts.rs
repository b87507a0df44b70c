//! What a package's code does, as what is judged.
//!
//! Constraints:
//! - tests, type declarations and source maps were left out by whoever read the package;
//! - scripts of the manifest are the release's, and not told twice;
//! - what is wrong with the archive itself is hidden code: readers of it see different things.

use std::collections::BTreeSet;

use stockade_assess::facts::collected::{self, Collected, Site};
use stockade_assess::facts::{Class, Fact, Facts};
use stockade_content as content;

/// All facts, and the ids of classes that nothing here judges.
pub fn facts(facts: &content::Facts, problems: &[content::Problem]) -> (Facts, BTreeSet<String>) {
    let mut all = Vec::new();
    for (class, values) in &facts.by_class {
        if *class == content::Class::InstallScript {
            continue;
        }
        all.extend(values.iter().map(|(value, sites)| collected(*class, value, sites)));
    }
    let (facts, unknown) = collected::read(all);
    if problems.is_empty() {
        return (facts, unknown);
    }
    let hidden = problems.iter().map(|problem| {
        Fact::new(Class::Hidden, problem.kind.description(), problem.entry.clone(), 0).reading(problem.detail.clone())
    });
    (facts.iter().cloned().chain(hidden).collect(), unknown)
}

fn collected(class: content::Class, value: &str, sites: &content::Sites) -> Collected {
    let site = |site: &content::Site| Site { file: site.file.clone(), line: site.line, excerpt: site.excerpt.clone() };
    Collected {
        class: class.id().to_owned(),
        value: value.to_owned(),
        note: sites.first.first().and_then(|site| site.note.clone()),
        count: sites.count,
        sites: sites.first.iter().map(site).collect(),
    }
}
