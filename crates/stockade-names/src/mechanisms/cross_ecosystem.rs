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
    let common = common(scene);
    let verdict = if (fresh && common.is_none()) || contradicted { Verdict::Confirm } else { Verdict::Note };
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
    hit.counter_evidence.extend(common);
    if !fresh {
        hit.counter_evidence.push("the name stood in the registry when the pack was made".to_owned());
    }
    found.push(hit);
}

/// A name that so many have given their servers independently says what a server does and not whose it is.
const MANY: usize = 4;

/// Says so where many owners have a repository of this name and a catalogue ties the package to one of them.
fn common(scene: &Scene<'_>) -> Option<String> {
    let record = scene.record?;
    let (owners, base) = (scene.pack.owners(), scene.form.base);
    owners.text(record.repository?).filter(|repository| *repository == base)?;
    let named = owners.named(base);
    let whose = owners.text(record.owner?)?;
    let known = named.iter().any(|repository| repository.owner == whose);
    let official = named.iter().any(|repository| repository.official);
    (known && !official && named.len() >= MANY).then(|| {
        let count = named.len();
        format!("{count} owners have a repository of this name, `{whose}` is one of them: it says what a server does")
    })
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
    #[test]
    fn what_many_call_their_servers_is_nobodys() {
        use crate::pack::build::{Input, NameInput, RepositoryInput, build};
        use crate::pack::names::{CATALOGUED, PROTECTED};
        let about = |owners: &[&str], official: bool, tied: &str| {
            let mut input = Input { version: 1, ..Input::default() };
            let popular = NameInput { popularity: Some(900), flags: PROTECTED, ..NameInput::default() };
            input.names.insert((Ecosystem::Pypi, "excel-mcp-server".to_owned()), popular);
            let repositories = [(tied.to_owned(), ["one".to_owned()].into())].into();
            let claimed = NameInput { flags: CATALOGUED, repositories, ..NameInput::default() };
            input.names.insert((Ecosystem::Npm, "excel-mcp-server".to_owned()), claimed);
            for owner in owners {
                let repository = RepositoryInput { sources: ["one".to_owned()].into(), official };
                input.repositories.insert(format!("{owner}/excel-mcp-server"), repository);
            }
            let pack = crate::Pack::open(build(&input).unwrap()).unwrap();
            says(&MECHANISM, &Subject::new(Ecosystem::Npm, "excel-mcp-server").unwrap(), &pack).remove(0)
        };
        let found = about(&["a", "b", "c", "d"], false, "a/excel-mcp-server");
        assert_eq!(found.verdict, Verdict::Note);
        let line = "4 owners have a repository of this name, `a` is one of them: it says what a server does";
        assert!(found.counter_evidence.contains(&line.to_owned()), "{found:?}");
        assert_eq!(about(&["a", "b", "c"], false, "a/excel-mcp-server").verdict, Verdict::Confirm);
        assert_eq!(about(&["a", "b", "c", "d"], true, "a/excel-mcp-server").verdict, Verdict::Confirm, "a vendor's");
        assert_eq!(about(&["a", "b", "c", "d"], false, "e/excel-mcp-server").verdict, Verdict::Confirm, "of none of them");
        assert_eq!(about(&["a", "b", "c", "d"], false, "a/excel").verdict, Verdict::Confirm, "of another name");
    }
}
