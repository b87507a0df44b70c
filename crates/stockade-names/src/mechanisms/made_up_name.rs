//! 24. A name that language models make up (slopsquat): `huggingface-cli`.

use super::{Mechanism, Scene, Work};
use crate::answer::{Match, Target, Verdict};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "made-up-name",
    number: 24,
    summary: "a name that language models make up or documentation gets wrong",
    asks: true,
    work: Work::Alone(look),
};

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    let name = &scene.subject.name;
    let Some(phantom) = scene.pack.lists().phantom(name.ecosystem, &name.full) else { return };
    let target = Target { ecosystem: name.ecosystem, name: phantom.meant.clone(), popularity: None, owner: None };
    let known = scene.record.is_some_and(|record| record.is_protected()) || scene.bound().is_some();
    let verdict = if known { Verdict::Note } else { Verdict::Confirm };
    let mut hit = Scene::found(&MECHANISM, Some(target), verdict, 0.8);
    hit.evidence.push(format!("this name is asked for by mistake; `{}` is meant ({})", phantom.meant, phantom.source));
    if known {
        hit.counter_evidence.push("the name is in wide use by now".to_owned());
    }
    found.push(hit);
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::super::testing::{pack, says};
    use super::MECHANISM;
    use crate::pack::lists::{Phantom, StoredLists};
    use crate::subject::Subject;

    #[test]
    fn phantoms() {
        let phantom = Phantom {
            ecosystem: Ecosystem::Npm,
            name: "huggingface-cli".into(),
            meant: "@huggingface/hub".into(),
            source: "test".into(),
        };
        let pack = pack(&[], &[], StoredLists { phantoms: vec![phantom], ..StoredLists::default() });
        let about = |ecosystem, name: &str| says(&MECHANISM, &Subject::new(ecosystem, name).unwrap(), &pack).len();
        assert_eq!(about(Ecosystem::Npm, "huggingface-cli"), 1);
        assert_eq!(about(Ecosystem::Pypi, "huggingface-cli"), 0);
        assert_eq!(about(Ecosystem::Npm, "huggingface"), 0);
    }
}
