//! 26. A catalogue ties a real repository to a package that the repository's owner does not hold.

use stockade_model::Ecosystem;

use super::{Mechanism, Scene, Work};
use crate::answer::{Match, Verdict};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "catalogue-misbinding",
    number: 26,
    summary: "a catalogue ties the package to a repository whose owner does not hold it",
    asks: true,
    work: Work::Alone(look),
};

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    unlisted(scene, found);
    let Some(claimed) = scene.subject.claims.catalogued_repository.as_deref() else { return };
    let Some((owner, _)) = claimed.split_once('/') else { return };
    let facts = &scene.subject.facts;
    // The scope alone proves nothing: 45 % of honest scoped servers live in a repository of another name.
    let bound = scene.bound();
    let holders = scene.holders().chain(bound);
    let aliases = &scene.pack.lists().aliases;
    if holders.clone().any(|holder| aliases.same(holder, owner)) || facts.repository_names_it == Some(true) {
        return;
    }
    // What the package itself says of where it comes from counts against it, never for it.
    let otherwise =
        scene.claimed_repository().filter(|claimed| !aliases.same(crate::subject::owner(claimed).unwrap_or(""), owner));
    let told = facts.publisher.is_some() || facts.repository_owner().is_some() || bound.is_some();
    if !told && otherwise.is_none() && facts.repository_names_it.is_none() {
        return;
    }
    let mut hit = Scene::found(&MECHANISM, None, Verdict::Confirm, 0.8);
    hit.evidence.push(format!("a catalogue ties it to `{claimed}`"));
    let holders: Vec<&str> = holders.collect();
    if !holders.is_empty() {
        hit.evidence.push(format!("it is held by {}", holders.join(", ")));
    }
    if let Some(claimed) = otherwise {
        hit.evidence.push(format!("it says that it comes from `{claimed}`"));
    }
    if facts.repository_names_it == Some(false) {
        hit.evidence.push("that repository's own manifest names another package".to_owned());
    }
    found.push(hit);
}

/// One catalogue alone ties a name to a repository that is called otherwise, and no list of the registry has the name: seven
/// such names of one catalogue turned up in a data set of malicious packages. Worth a word, since many of them are only written
/// badly.
fn unlisted(scene: &Scene<'_>, found: &mut Vec<Match>) {
    let Some(record) = scene.record.filter(|record| !record.stood_in_registry()) else { return };
    if scene.subject.name.ecosystem == Ecosystem::Oci {
        return;
    }
    let (Some(claimed), None) = (scene.pack.claimed(&record), scene.form.scope) else { return };
    let named = claimed.rsplit_once('/').map_or("", |(_, name)| name);
    if crate::form::squash(named) == scene.form.squashed || scene.is_held() {
        return;
    }
    let mut hit = Scene::found(&MECHANISM, None, Verdict::Note, 0.5);
    hit.evidence
        .push(format!("one catalogue claims that it comes from `{claimed}`, and no list of the registry has it"));
    found.push(hit);
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::super::testing::{pack, says};
    use super::MECHANISM;
    use crate::pack::lists::StoredLists;
    use crate::subject::Subject;

    #[test]
    fn wrong_bindings() {
        let pack = pack(&[], &[], StoredLists::default());
        let mut subject = Subject::new(Ecosystem::Npm, "webflow").unwrap();
        subject.claims.catalogued_repository = Some("webflow/mcp-server".into());
        assert!(says(&MECHANISM, &subject, &pack).is_empty(), "nobody told who holds it");
        subject.facts.publisher = Some("somebody".into());
        assert_eq!(says(&MECHANISM, &subject, &pack).len(), 1);
        subject.facts.publisher = Some("webflow".into());
        assert!(says(&MECHANISM, &subject, &pack).is_empty());
        subject.facts.publisher = None;
        subject.facts.repository = Some("webflow/mcp-server".into());
        assert!(says(&MECHANISM, &subject, &pack).is_empty(), "its own word says nothing new");
        subject.facts.repository = Some("somebody/else".into());
        assert_eq!(says(&MECHANISM, &subject, &pack).len(), 1, "its own word is another");
    }
}
