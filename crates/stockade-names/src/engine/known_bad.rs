//! Known malware of a name: which records cover the version that would run, and who says so.
//!
//! - what a record is about decides how far it leads: malice to a denial, a suspicion and a weakness to a question;
//! - a denial takes an advisory's id, a first-hand report or a curated list: secondary text is a question;
//! - a record of a genuine package's bad versions says nothing of its other ones: the name of such a package is a good name;
//! - a record of malicious versions raises a question while nobody knows which version would run;
//! - one report is one source, however many numbers it has.

use stockade_model::{Confidence, Ecosystem};

use super::{Engine, VERY_POPULAR};
use crate::answer::{Match, Verdict};
use crate::mechanisms::Scene;
use crate::name::Quirk;
use crate::pack::malware::{Record, covers};
use crate::pack::osv;

/// Names and versions that are known to be bad.
pub const KNOWN_MALWARE: &str = "known-malware";
/// Versions of genuine packages that have a known weakness.
pub const ADVISORY: &str = "advisory";

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// Somebody put it there to do harm.
    Malice,
    /// Somebody thinks so.
    Suspicion,
    /// A mistake of honest people.
    Weakness,
}

fn about(record: &Record<'_>) -> About {
    match record.class {
        class if class.starts_with("suspected") => About::Suspicion,
        class if class.starts_with("vulnerable") => About::Weakness,
        _ => About::Malice,
    }
}

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
        // npm has packages older than its rule against capitals (`Base64` beside `base64`): records do not tell them apart.
        let capitals = name.ecosystem == Ecosystem::Npm && name.quirks.contains(&Quirk::UpperCase);
        let one_source = scene.record.is_some_and(|known| VERY_POPULAR.prominent(&known)) && sources(&judged) < 2;
        for (record, _, bearing) in &judged {
            let about = about(record);
            let mut hit = Match {
                mechanism: if about == About::Weakness { ADVISORY } else { KNOWN_MALWARE },
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
            let mut doubt = |confidence, why: &str| {
                (hit.verdict, hit.confidence) = (Verdict::Confirm, hit.confidence.min(confidence));
                hit.counter_evidence.push(why.to_owned());
            };
            if about == About::Suspicion {
                doubt(Confidence::Low, "its source suspects it, and has not shown that it does harm");
            } else if about == About::Weakness {
                doubt(Confidence::Medium, "the package is genuine; other versions of it have not this weakness");
            } else if record.id.is_empty() && !matches!(record.grade, "A" | "B") {
                doubt(Confidence::Medium, "no advisory, report or curated list says so, only secondary text");
            }
            if capitals {
                doubt(
                    Confidence::Medium,
                    "npm keeps the capitals of old names: it may be another package than the record's",
                );
            }
            match bearing {
                Bearing::Covers if one_source && about != About::Weakness => {
                    doubt(Confidence::Medium, "the package is in very wide use, and only one source says so");
                }
                Bearing::Covers => {}
                Bearing::Perhaps(why) => {
                    doubt(Confidence::Medium, "no record speaks of its other versions");
                    hit.evidence.push((*why).to_owned());
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
    fn what_a_record_is_about_and_who_says_so_decide_how_far_it_leads() {
        let pack = pack(&[(Ecosystem::Npm, "quiet", 900)], &[], StoredLists::default());
        let said = |name: &str, line: &str| {
            let answer = judged(&pack, name, Some("1.0.0"), &format!("npm\tquiet\t{line}\n"));
            answer.matches.first().map(|found| (found.mechanism, found.verdict, found.confidence))
        };
        let (block, ask) = (Verdict::Block, Verdict::Confirm);
        for (line, expected) in [
            ("1.0.0\tMAL-2026-8\tA\tmalicious\tone", (KNOWN_MALWARE, block, Confidence::High)),
            ("*\t\tB\tmalicious\tone", (KNOWN_MALWARE, block, Confidence::High)),
            ("1.0.0\t\tB\tcompromised\tone", (KNOWN_MALWARE, block, Confidence::High)),
            ("*\t\tC\tmalicious\tone", (KNOWN_MALWARE, ask, Confidence::Medium)),
            ("*\tMAL-2026-8\tC\tmalicious\tone", (KNOWN_MALWARE, block, Confidence::High)),
            ("*\t\tB\tsuspected\tone", (KNOWN_MALWARE, ask, Confidence::Low)),
            ("*\t\tA\tsuspected (seen: 9.9.9)\tone", (KNOWN_MALWARE, ask, Confidence::Low)),
            ("1.0.0\t\tC\tvulnerable\tone", (ADVISORY, ask, Confidence::Medium)),
            ("1.0.0\tCVE-2025-1\tA\tvulnerable\tone;two", (ADVISORY, ask, Confidence::Medium)),
        ] {
            assert_eq!(said("quiet", line), Some(expected), "{line}");
        }
        assert_eq!(said("quiet", "2.0.0\t\tC\tvulnerable\tone"), None);
        let other = said("Quiet", "*\tMAL-2026-8\tA\tmalicious\tone");
        assert_eq!(other, Some((KNOWN_MALWARE, ask, Confidence::Medium)), "capitals make another package of it");
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
