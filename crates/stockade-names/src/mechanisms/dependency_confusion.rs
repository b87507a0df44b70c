//! 28. A public package under a private name, with a huge version so that it wins: `groq-mcp` 9.9.9.

use super::{Mechanism, Scene, Work};
use crate::answer::{Match, Verdict};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "dependency-confusion",
    number: 28,
    summary: "the first published version is so high that it beats a private package of the same name",
    asks: true,
    work: Work::Alone(look),
};

/// First versions from here on do not happen by themselves; calendar versions are left out.
const HIGH: u64 = 9;
const CALENDAR: std::ops::RangeInclusive<u64> = 2000..=2100;

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    let Some(first) = scene.subject.facts.first_version.as_deref() else { return };
    if !is_high(first) {
        return;
    }
    let verdict = if !scene.stood() { Verdict::Confirm } else { Verdict::Note };
    let mut hit = Scene::found(&MECHANISM, None, verdict, 0.6);
    hit.evidence.push(format!("its first published version is {first}"));
    if scene.stood() {
        hit.counter_evidence.push("the name stood in the registry when the pack was made".to_owned());
    }
    found.push(hit);
}

/// Whether nobody begins with this version by chance.
pub(crate) fn is_high(first: &str) -> bool {
    let major = first.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u64>().ok());
    let major = major.filter(|major| *major >= HIGH && !CALENDAR.contains(major));
    major.is_some_and(|major| major >= 90 || first.contains("9.9"))
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::super::testing::{pack, says};
    use super::MECHANISM;
    use crate::pack::lists::StoredLists;
    use crate::subject::Subject;

    #[test]
    fn high_first_versions() {
        let pack = pack(&[], &[], StoredLists::default());
        let about = |first: &str| {
            let mut subject = Subject::new(Ecosystem::Pypi, "groq-mcp").unwrap();
            subject.facts.first_version = Some(first.to_owned());
            says(&MECHANISM, &subject, &pack).len()
        };
        assert_eq!(
            (about("9.9.9"), about("99.0.1"), about("1.0.0"), about("2026.2.17"), about("10.0.0")),
            (1, 1, 0, 0, 0)
        );
    }
}
