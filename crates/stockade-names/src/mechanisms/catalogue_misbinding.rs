//! 26. A catalogue ties a real repository to a package that the repository's owner does not hold.

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
    let Some(claimed) = scene.subject.claims.catalogued_repository.as_deref() else { return };
    let Some((owner, _)) = claimed.split_once('/') else { return };
    let facts = &scene.subject.facts;
    // The scope alone proves nothing: 45 % of honest scoped servers live in a repository of another name.
    let aliases = &scene.pack.lists().aliases;
    if scene.holders().any(|holder| aliases.same(holder, owner)) || facts.repository_names_it == Some(true) {
        return;
    }
    let told = facts.publisher.is_some() || facts.repository.is_some() || facts.repository_names_it.is_some();
    if !told {
        return;
    }
    let mut hit = Scene::found(&MECHANISM, None, Verdict::Confirm, 0.8);
    hit.evidence.push(format!("a catalogue ties it to `{claimed}`"));
    if scene.is_held() {
        hit.evidence.push(format!("it is held by {}", scene.held_by()));
    }
    if facts.repository_names_it == Some(false) {
        hit.evidence.push("that repository's own manifest names another package".to_owned());
    }
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
    }
}
