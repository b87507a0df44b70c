//! Known malware of a name: which records cover the version that would run, and who says so.
//!
//! - a record of a genuine package's bad versions says nothing of its other ones: the name of such a package is a good name;
//! - a record of malicious versions raises a question while nobody knows which version would run;
//! - one report is one source, however many numbers it has.

use stockade_model::Confidence;

use super::{Engine, VERY_POPULAR};
use crate::answer::{Match, Verdict};
use crate::mechanisms::Scene;
use crate::pack::malware::{Record, covers};
use crate::pack::osv;

/// How a record bears on what would run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bearing {
    /// What would run is one of its versions.
    Covers,
    /// It may be, or comes from the same publisher; why.
    Perhaps(&'static str),
    /// It is not, as far as anybody knows.
    Apart,
}

/// The pack tells the names of malicious publishers from genuine names with bad versions; an imported feed does not, so that
/// it says nothing of versions that it does not name.
fn bearing(record: &Record<'_>, imported: bool, version: Option<&str>) -> Bearing {
    let hostile = record.is_hostile();
    match version {
        _ if record.is_whole() => Bearing::Covers,
        Some(version) if covers(record.versions, version) => Bearing::Covers,
        // Without a version the newest one runs.
        None if hostile && !imported && record.reaches_newest() => Bearing::Covers,
        None if hostile => Bearing::Perhaps("which version would run is not known"),
        Some(_) if hostile && !imported => Bearing::Perhaps("the one that would run is by the same publisher"),
        _ => Bearing::Apart,
    }
}

impl Engine<'_> {
    /// What records say. One that does not bear on the version that would run is no alarm, only knowledge.
    pub(super) fn malware(&self, scene: &Scene<'_>, matches: &mut Vec<Match>, known: &mut Vec<String>) {
        if !self.blocklist {
            return;
        }
        let name = &scene.subject.name;
        let version = scene.subject.facts.version.as_deref();
        let of_pack = scene.advisories();
        let imported = self.imported.of(name.ecosystem, &name.full);
        if of_pack.is_empty() && imported.is_empty() {
            return;
        }
        let mut records: Vec<(Record<'_>, bool)> = of_pack.iter().map(|record| (*record, false)).collect();
        records.extend(imported.into_iter().map(|record| (record, true)));
        let withdrawn: Vec<&str> =
            records.iter().filter(|(record, _)| record.class == osv::WITHDRAWN).map(|(record, _)| record.id).collect();
        records.retain(|(record, _)| record.id.is_empty() || !withdrawn.contains(&record.id));
        known.extend(withdrawn.iter().map(|id| format!("the advisory {id} was withdrawn")));
        let judged: Vec<(Record<'_>, bool, Bearing)> = records
            .into_iter()
            .map(|(record, imported)| (record, imported, bearing(&record, imported, version)))
            .collect();
        let one_source = scene.record.is_some_and(|known| VERY_POPULAR.prominent(&known)) && sources(&judged) < 2;
        for (record, _, bearing) in &judged {
            let mut hit = Match {
                mechanism: "known-malware",
                number: 0,
                target: None,
                closeness: 1.0,
                verdict: Verdict::Block,
                confidence: Confidence::High,
                evidence: vec![format!("{} ({}): versions {}", record.class, record.source, record.versions)],
                counter_evidence: Vec::new(),
            };
            if !record.id.is_empty() {
                hit.evidence.push(format!("advisory {}", record.id));
            }
            match bearing {
                Bearing::Covers if one_source => {
                    (hit.verdict, hit.confidence) = (Verdict::Confirm, Confidence::Medium);
                    hit.counter_evidence
                        .push("the package is in very wide use, and only one source says so".to_owned());
                }
                Bearing::Covers => {}
                Bearing::Perhaps(why) => {
                    (hit.verdict, hit.confidence) = (Verdict::Confirm, Confidence::Medium);
                    hit.evidence.push((*why).to_owned());
                    hit.counter_evidence.push("no record speaks of its other versions".to_owned());
                }
                Bearing::Apart => {
                    let unlike = version.map_or_else(
                        || "which version would run is not known".to_owned(),
                        |version| format!("{version} is not one of them"),
                    );
                    let Record { versions, class, source, .. } = record;
                    known.push(format!("versions {versions} are {class} ({source}); {unlike}"));
                    continue;
                }
            }
            matches.push(hit);
        }
    }
}

/// How many say that what would run is bad. An advisory that the pack has and that was imported too is one report, and the
/// imported text is the newer.
fn sources(judged: &[(Record<'_>, bool, Bearing)]) -> usize {
    let again = |record: &Record<'_>| {
        !record.id.is_empty() && judged.iter().any(|(other, imported, _)| *imported && other.id == record.id)
    };
    let covering = judged
        .iter()
        .filter(|(record, imported, bearing)| *bearing == Bearing::Covers && (*imported || !again(record)));
    let mut sources: Vec<&str> = covering.flat_map(|(record, ..)| record.sources()).collect();
    sources.sort_unstable();
    sources.dedup();
    sources.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanisms::testing::pack;
    use crate::pack::Pack;
    use crate::pack::build::{Input, NameInput, build};
    use crate::pack::lists::StoredLists;
    use crate::{Ecosystem, Subject};

    fn judged(pack: &Pack, name: &str, version: Option<&str>, lines: &str) -> crate::Answer {
        let mut subject = Subject::new(Ecosystem::Npm, name).unwrap();
        subject.facts.version = version.map(str::to_owned);
        Engine::new(pack).with_imported(lines.as_bytes()).judge(&subject)
    }

    #[test]
    fn a_very_popular_name_needs_a_second_source_before_it_is_blocked() {
        let names = [(Ecosystem::Npm, "famous", 90_000_000), (Ecosystem::Npm, "quiet", 900)];
        let pack = pack(&names, &[], StoredLists::default());
        let verdict = |name, version, lines| judged(&pack, name, version, lines).verdict;
        let one = "npm\tfamous\t*\tMAL-2026-7\tA\tmalicious\tone\nnpm\tquiet\t*\tMAL-2026-8\tA\tmalicious\tone\n";
        assert_eq!(verdict("famous", None, one), Verdict::Confirm);
        assert_eq!(verdict("quiet", None, one), Verdict::Block);
        // A second record by somebody else is a second source.
        let two = "npm\tfamous\t*\tMAL-2026-7\tA\tmalicious\tone\nnpm\tfamous\t*\tMAL-2026-9\tA\tmalicious\ttwo\n";
        assert_eq!(verdict("famous", None, two), Verdict::Block);
        let back = "npm\tquiet\t*\tMAL-2026-8\tA\tmalicious\tone\nnpm\tquiet\t*\tMAL-2026-8\tA\twithdrawn\tone\n";
        assert_eq!(verdict("quiet", None, back), Verdict::Clean);
        let versions = "npm\tfamous\t>=2\tMAL-2026-7\tA\tcompromised\tone;two\n";
        let unknown = judged(&pack, "famous", None, versions);
        assert_eq!(unknown.verdict, Verdict::Clean);
        assert!(unknown.known.iter().any(|line| line.contains("not known")), "{:?}", unknown.known);
        assert_eq!(verdict("famous", Some("1.9"), versions), Verdict::Clean);
        assert_eq!(verdict("famous", Some("2.0"), versions), Verdict::Block);
    }

    #[test]
    fn malicious_versions_are_asked_about_while_nobody_knows_which_one_would_run() {
        let pack = pack(&[(Ecosystem::Npm, "quiet", 900)], &[], StoredLists::default());
        let line = "npm\tquiet\t1.0.4,2.0.0..2.0.3\tMAL-2026-8\tA\tmalicious\tone\n";
        let unknown = judged(&pack, "quiet", None, line);
        assert_eq!(unknown.verdict, Verdict::Confirm);
        assert!(unknown.matches[0].evidence[0].contains("1.0.4,2.0.0..2.0.3"), "{:?}", unknown.matches);
        assert_eq!(judged(&pack, "quiet", Some("2.0.1"), line).verdict, Verdict::Block);
        assert_eq!(judged(&pack, "quiet", Some("2.0.4"), line).verdict, Verdict::Clean);
    }

    #[test]
    fn the_pack_knows_names_of_malicious_publishers() {
        let malware = [
            "npm\tturned\t>=1.0.16\tMAL-2026-1\tA\tmalicious (seen: 1.0.0 to 1.0.15 clean)\tone",
            "npm\tturned-once\t0.2.3\t\tA\tmalicious\tone",
            "npm\tgenuine\t5.6.1\t\tB\tcompromised\tone;two",
        ];
        let malware = malware.into_iter().map(str::to_owned).collect();
        let pack = Pack::open(build(&Input { version: 1, malware, ..Input::default() }).unwrap()).unwrap();
        let verdict = |name, version| judged(&pack, name, version, "").verdict;
        assert_eq!(verdict("turned", None), Verdict::Block, "the newest version is one of them");
        assert_eq!(verdict("turned", Some("1.0.16")), Verdict::Block);
        assert_eq!(verdict("turned", Some("1.0.15")), Verdict::Confirm, "clean, and by the same publisher");
        assert_eq!(verdict("turned-once", None), Verdict::Confirm);
        assert_eq!(verdict("genuine", None), Verdict::Clean);
        assert_eq!(verdict("genuine", Some("5.6.0")), Verdict::Clean);
    }

    #[test]
    fn a_report_that_came_twice_is_one_source() {
        let mut input = Input { version: 1, ..Input::default() };
        let famous = NameInput { popularity: Some(90_000_000), ..NameInput::default() };
        input.names.insert((Ecosystem::Npm, "famous".to_owned()), famous);
        input.malware.insert("npm\tfamous\t*\tMAL-2026-7\tA\tmalicious\tossf MAL-2026-7".to_owned());
        let pack = Pack::open(build(&input).unwrap()).unwrap();
        let verdict = |lines| judged(&pack, "famous", None, lines).verdict;
        assert_eq!(verdict("npm\tfamous\t*\tMAL-2026-7\tA\tmalicious\tOSV\n"), Verdict::Confirm);
        assert_eq!(verdict("npm\tfamous\t*\tMAL-2026-8\tA\tmalicious\tOSV\n"), Verdict::Block);
    }
}
