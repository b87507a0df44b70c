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
    let (ecosystem, meant) = phantom.target();
    let target = Target { ecosystem, name: meant.to_owned(), popularity: None, owner: None };
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

    #[test]
    fn what_is_meant_may_live_in_another_registry() {
        let phantom = |name: &str, meant: &str| Phantom {
            ecosystem: Ecosystem::Pypi,
            name: name.into(),
            meant: meant.into(),
            source: "test".into(),
        };
        let phantoms = vec![
            phantom("claude-code", "npm:@anthropic-ai/claude-code"),
            phantom("huggingface-cli", "huggingface-hub"),
        ];
        let pack = pack(&[], &[], StoredLists { phantoms, ..StoredLists::default() });
        for (name, ecosystem, meant, evidence) in [
            ("claude-code", Ecosystem::Npm, "@anthropic-ai/claude-code", "`npm:@anthropic-ai/claude-code` is meant"),
            ("huggingface-cli", Ecosystem::Pypi, "huggingface-hub", "`huggingface-hub` is meant"),
        ] {
            let found = says(&MECHANISM, &Subject::new(Ecosystem::Pypi, name).unwrap(), &pack).remove(0);
            let target = found.target.unwrap();
            assert_eq!((target.ecosystem, target.name.as_str()), (ecosystem, meant));
            assert!(found.evidence[0].contains(evidence), "{:?}", found.evidence);
        }
    }
}
