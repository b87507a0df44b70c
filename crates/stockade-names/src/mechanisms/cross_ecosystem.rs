//! 22. The official name of another ecosystem: npm `mcp-server-fetch`, which is official on PyPI.

use stockade_model::Ecosystem;

use super::{Mechanism, Scene, Work, target_of};
use crate::answer::{Match, Verdict};
use crate::engine;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "cross-ecosystem",
    number: 22,
    summary: "the official name of another ecosystem",
    asks: true,
    work: Work::Alone(look),
};

/// Where the same name would be another package.
pub(super) const fn other(ecosystem: Ecosystem) -> Option<Ecosystem> {
    match ecosystem {
        Ecosystem::Npm => Some(Ecosystem::Pypi),
        Ecosystem::Pypi => Some(Ecosystem::Npm),
        _ => None,
    }
}

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    let own = scene.subject.name.ecosystem;
    let Some(other) = other(own) else { return };
    if scene.form.scope.is_some() {
        return;
    }
    let Some(official) =
        engine::record(scene.pack, other, scene.form.full).filter(crate::pack::NameRecord::is_protected)
    else {
        return;
    };
    // Popular in both: two packages in their own right, or one owner's.
    if scene.record.is_some_and(|record| record.is_protected()) {
        return;
    }
    let aliases = &scene.pack.lists().aliases;
    let owner = scene.pack.holder(&official);
    let same = |holder: &str| owner.is_some_and(|owner| aliases.same(owner, holder));
    if scene.holders().chain(scene.bound()).any(same) {
        return;
    }
    let contradicted = owner.is_some() && scene.is_contradicted();
    let fresh = !scene.stood();
    let verdict = if fresh || contradicted { Verdict::Confirm } else { Verdict::Note };
    let mut hit = Scene::found(&MECHANISM, Some(target_of(&official, scene.pack)), verdict, 0.85);
    hit.evidence.push(format!("`{}` is a well-known package of {}", official.full, other.purl_type()));
    if let Some(owner) = owner {
        hit.evidence.push(format!("it belongs to `{owner}`, who is not known to publish it for {}", own.purl_type()));
    }
    if contradicted {
        hit.evidence.push(format!("this one is held by {}", scene.held_by()));
    }
    if let Some(claimed) = scene.record.and_then(|record| scene.pack.claimed(&record)) {
        hit.counter_evidence.push(format!("one catalogue claims that `{claimed}` publishes it"));
    }
    if !fresh {
        hit.counter_evidence.push("the name stood in the registry when the pack was made".to_owned());
    }
    found.push(hit);
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::super::testing::{pack, says};
    use super::MECHANISM;
    use crate::answer::Verdict;
    use crate::pack::lists::StoredLists;
    use crate::subject::Subject;

    #[test]
    fn names_of_the_other_registry() {
        let names = [
            (Ecosystem::Pypi, "mcp-server-fetch", 900),
            (Ecosystem::Npm, "both", 9_000_000),
            (Ecosystem::Pypi, "both", 9),
        ];
        let pack = pack(&names, &[], StoredLists::default());
        let about = |ecosystem, name: &str| says(&MECHANISM, &Subject::new(ecosystem, name).unwrap(), &pack);
        assert_eq!(about(Ecosystem::Npm, "mcp-server-fetch")[0].verdict, Verdict::Confirm);
        assert!(about(Ecosystem::Pypi, "mcp-server-fetch").is_empty());
        assert!(about(Ecosystem::Npm, "both").is_empty());
        assert!(about(Ecosystem::Npm, "@x/mcp-server-fetch").is_empty());
    }
}
