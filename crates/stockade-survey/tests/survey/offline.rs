//! Offline: what was asked before is known, and the rest is a gap that says why.

use std::path::Path;

use stockade_assess::Known;
use stockade_survey::{State, Survey, What};

use crate::support::{World, alarms, look, old, why_not};

fn survey(world: &World, cache: Option<&Path>, offline: bool) -> Survey {
    let mut options = world.options();
    options.cache = cache.map(Path::to_owned);
    options.http.offline = offline;
    Survey::new(world.sources(), options).unwrap()
}

#[test]
fn what_was_never_asked_is_a_gap() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    let looked = look(&survey(&world, None, true), "mail@1.0.0");
    assert_eq!(looked.subject.version(), "1.0.0");
    for step in &looked.steps {
        let unasked = step.what == What::Advisories && matches!(step.state, State::NotAsked(_));
        assert!(unasked || matches!(&step.state, State::NotPossible(why) if why.contains("offline")), "{step:?}");
    }
    assert_eq!(looked.steps.iter().map(|step| step.what).collect::<Vec<_>>(), What::ALL);
    assert!(matches!(looked.subject.history, Known::Unknown(_)) && !looked.is_complete());
    assert!(looked.said.gaps.iter().any(|gap| gap.why.contains("offline")), "{:#?}", looked.said.gaps);
    assert!(alarms(&looked).is_empty());
    assert!(world.registry.paths().is_empty());
}

#[test]
fn what_was_asked_before_is_known_and_nothing_is_asked() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    for version in ["1.0.0", "1.0.1"] {
        world.publish_from(old("mail", version), "mail", version, "1");
    }
    let online = look(&survey(&world, Some(folder.path()), false), "mail");
    world.registry.forget();
    let offline = look(&survey(&world, Some(folder.path()), true), "mail");
    assert!(world.registry.paths().is_empty(), "{:?}", world.registry.paths());
    assert_eq!(offline.level(), online.level());
    assert_eq!(offline.subject.facts, online.subject.facts);
    assert_eq!(alarms(&offline), alarms(&online));
    assert!(offline.is_complete(), "{:#?}", offline.steps);
    // Another version was never fetched.
    let other = look(&survey(&world, Some(folder.path()), true), "mail@1.0.0");
    assert_eq!(other.subject.version(), "1.0.0");
}

#[test]
fn half_of_it_is_half_of_it() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    for version in ["1.0.0", "1.0.1", "2.0.0"] {
        world.registry.publish(old("mail", version));
    }
    drop(look(&survey(&world, Some(folder.path()), false), "mail@1.0.1"));
    let offline = look(&survey(&world, Some(folder.path()), true), "mail@2.0.0");
    assert!(offline.step(What::Registry).unwrap().state.is_done());
    assert!(why_not(&offline, What::Content).contains("offline"), "{:#?}", offline.steps);
}
