//! 21. The name of a vendor's repository that the vendor never published under: `postmark-mcp`, `solana-dev-mcp`.

use super::{Mechanism, Scene, Work};
use crate::answer::{Match, Target, Verdict};
use crate::pack::owners::Repository;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "unclaimed-official-name",
    number: 21,
    summary: "the name of a known MCP server's repository, which nobody ties to the package",
    asks: true,
    work: Work::Alone(look),
};

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    if scene.form.scope.is_some() {
        return;
    }
    let owners = scene.pack.owners();
    let repositories = owners.named(scene.form.base);
    let Some(best) = repositories.first() else { return };
    let aliases = &scene.pack.lists().aliases;
    // One of the owners holds it, as far as more than one row of a catalogue says: then it is claimed.
    if repositories
        .iter()
        .any(|known| scene.holders().chain(scene.bound()).any(|holder| aliases.same(known.owner, holder)))
    {
        return;
    }
    let vendor = is_vendor(scene, best);
    let contradicted = scene.is_contradicted();
    // A name that a registry already had when the pack was made, and that nobody called official, is one of the many
    // that share a repository's name.
    let fresh = !scene.stood();
    let verdict = if best.official && vendor && (fresh || contradicted) { Verdict::Confirm } else { Verdict::Note };
    let target = Target {
        ecosystem: scene.subject.name.ecosystem,
        name: best.name.to_owned(),
        popularity: None,
        owner: Some(best.owner.to_owned()),
    };
    let mut hit = Scene::found(&MECHANISM, Some(target), verdict, if vendor { 0.8 } else { 0.5 });
    hit.evidence
        .push(format!("`{}/{}` is the repository of an MCP server ({} sources)", best.owner, best.name, best.sources));
    if best.official {
        hit.evidence
            .push(format!("it is called official, and no source ties a package of this name to `{}`", best.owner));
    }
    if contradicted {
        hit.evidence.push(format!("the package is held by {}", scene.held_by()));
    }
    if let Some(claimed) = scene.claimed_repository() {
        let text = match scene.subject.facts.repository_names_it {
            Some(false) => format!("it says that it comes from `{claimed}`, which names another package"),
            _ => format!("it says that it comes from `{claimed}`; nobody asked whether that names it"),
        };
        hit.evidence.push(text);
    }
    if let Some(claimed) = scene.record.and_then(|record| scene.pack.claimed(&record)) {
        hit.counter_evidence.push(format!("one catalogue claims that `{claimed}` publishes it"));
    }
    if repositories.len() > 1 {
        hit.counter_evidence.push(format!("{} owners have a repository of this name", repositories.len()));
    }
    found.push(hit);
}

/// Whether the owner is a company or project whose name stands in the repository's: then only it would use the name.
pub(crate) fn is_vendor(scene: &Scene<'_>, repository: &Repository<'_>) -> bool {
    let lists = scene.pack.lists();
    let owner = crate::form::squash(repository.owner);
    scene.form.core().any(|token| {
        lists.brand(token).is_some_and(|brand| lists.owns(brand, repository.owner))
            || (token.len() >= 4 && (owner.contains(token) || token.contains(owner.as_str())))
    })
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::super::testing::{pack, says};
    use super::MECHANISM;
    use crate::answer::Verdict;
    use crate::pack::lists::{Brand, StoredLists};
    use crate::subject::Subject;

    #[test]
    fn repositories_of_vendors() {
        let brands = vec![Brand { token: "postmark".into(), owners: vec!["activecampaign".into()] }];
        let lists = StoredLists { brands, ..StoredLists::default() };
        let pack = pack(&[], &["activecampaign/postmark-mcp", "ann/notes-mcp"], lists);
        let mut subject = Subject::new(Ecosystem::Npm, "postmark-mcp").unwrap();
        assert_eq!(says(&MECHANISM, &subject, &pack)[0].verdict, Verdict::Confirm);
        subject.facts.publisher = Some("activecampaign".into());
        assert!(says(&MECHANISM, &subject, &pack).is_empty());
        // Anybody can write the vendor's repository into his package: that is no more than a claim.
        subject.facts.publisher = None;
        subject.facts.repository = Some("activecampaign/postmark-mcp".into());
        assert_eq!(says(&MECHANISM, &subject, &pack)[0].verdict, Verdict::Confirm);
        subject.facts.repository_names_it = Some(true);
        assert!(says(&MECHANISM, &subject, &pack).is_empty(), "the repository names it too");
        subject.facts.repository_names_it = Some(false);
        subject.facts.attested = Some(true);
        assert_eq!(says(&MECHANISM, &subject, &pack)[0].verdict, Verdict::Confirm, "it denies that");
        subject.facts.repository_names_it = None;
        assert!(says(&MECHANISM, &subject, &pack).is_empty(), "it was built there");
        let hobby = Subject::new(Ecosystem::Npm, "notes-mcp").unwrap();
        assert_eq!(says(&MECHANISM, &hobby, &pack)[0].verdict, Verdict::Note);
        assert!(says(&MECHANISM, &Subject::new(Ecosystem::Npm, "weather-mcp").unwrap(), &pack).is_empty());
    }
}
