//! Many at once: each answer in its place, each thing asked once.

use serde_json::json;
use stockade_model::Ecosystem;
use stockade_survey::{Ask, SurveyError};

use crate::support::{World, ask, npm, old};

#[test]
fn fifty_are_answered_in_order_and_shared_things_are_asked_once() {
    let world = World::new();
    world.registry.publish(old("shared", "1.0.0"));
    for number in 0..50 {
        let name = format!("server-{number}");
        for version in ["1.0.0", "1.0.1"] {
            world.registry.publish(old(&name, version).field("dependencies", json!({"shared": "1"})));
        }
    }
    let mut asks: Vec<Ask> = (0..50).rev().map(|number| npm(&format!("server-{number}"))).collect();
    asks.push(npm("absent"));
    asks.push(npm("server-7"));
    asks.push(ask(Ecosystem::Gem, "rails"));
    let mut options = world.options();
    options.http.threads = 32;
    let survey = stockade_survey::Survey::new(world.sources(), options).unwrap();
    let all = survey.look_all(&asks);
    assert_eq!(all.len(), asks.len());
    for (place, number) in (0..50).rev().enumerate() {
        let looked = all[place].as_ref().unwrap();
        assert_eq!(looked.subject.package.name, format!("server-{number}"));
        assert_eq!(looked.diff.as_ref().unwrap().title(), "1.0.0 → 1.0.1");
        assert_eq!(looked.closure.known().unwrap().packages().count(), 1);
    }
    assert!(matches!(all[50], Err(SurveyError::NoSuchPackage { .. })));
    assert_eq!(format!("{:?}", all[51]), format!("{:?}", all[42]));
    assert!(matches!(all[52], Err(SurveyError::Unsupported { .. })));
    let paths = world.registry.paths();
    let mut once = paths.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), paths.len(), "something was asked twice");
    // 50 documents, the shared one and the one that is not there, two archives of each, the keys.
    assert_eq!(paths.len(), 52 + 100 + 1);
    let again = survey.look_all(&asks);
    let shown = |all: &[Result<stockade_survey::Looked, SurveyError>]| format!("{all:?}");
    assert_eq!(shown(&all), shown(&again), "the same answers give the same result");
}
