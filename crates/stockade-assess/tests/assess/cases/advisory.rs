//! Cases of `advisory`.

use stockade_assess::Said;
use stockade_assess::advisory::Advisories;
use stockade_assess::closure::package_lock;
use stockade_model::{Ecosystem, Location, Package};

use crate::support::Case;

const LOCK: &str = r#"{"name":"server","version":"1.0.0","lockfileVersion":3,"packages":{
    "":{"name":"server","version":"1.0.0","dependencies":{"axios":"^1.0.0"}},
    "node_modules/axios":{"version":"1.6.0","dependencies":{"form-data":"^4.0.0"}},
    "node_modules/form-data":{"version":"4.0.3"}}}"#;

fn said(records: &[&str]) -> Said {
    let closure = package_lock::read(LOCK).unwrap();
    let mut advisories = Advisories::about(closure.packages());
    for record in records {
        advisories.add(record.as_bytes()).unwrap();
    }
    advisories.judge(&closure, &Location::Path("package-lock.json".into()))
}

fn case(name: &'static str, records: &[&str], expected: &'static [&'static str]) -> Case {
    Case { name, said: said(records), expected }
}

const WEAK: &str = r#"{"id":"GHSA-fjxv-7rqg-78g4","aliases":["CVE-2025-7783"],"summary":"unsafe random boundary",
    "database_specific":{"severity":"CRITICAL"},"affected":[{"package":{"ecosystem":"npm","name":"form-data"},
    "ranges":[{"type":"SEMVER","events":[{"introduced":"4.0.0"},{"fixed":"4.0.4"}]}]}]}"#;

pub(crate) fn cases() -> Vec<Case> {
    let malware =
        r#"{"id":"MAL-2026-7","affected":[{"package":{"ecosystem":"npm","name":"axios"},"versions":["1.6.0"]}]}"#;
    let unrated = r#"{"id":"GHSA-aaaa-aaaa-aaaa","affected":[{"package":{"ecosystem":"npm","name":"axios"},
        "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"last_affected":"1.6.0"}]}]}]}"#;
    let withdrawn = WEAK.replacen('{', r#"{"withdrawn":"2026-01-01T00:00:00Z","#, 1);
    let twin = WEAK.replace("GHSA-fjxv-7rqg-78g4", "PYSEC-1").replace("CVE-2025-7783", "GHSA-fjxv-7rqg-78g4");
    let fixed = WEAK.replace("4.0.4", "4.0.3");
    let said_of_it = said(&[WEAK]);
    let finding = &said_of_it.alarms[0].finding;
    assert_eq!(finding.evidence[0], "comes in through server@1.0.0 → axios@1.6.0 → form-data@4.0.3");
    assert_eq!(finding.help[0].replacement.as_deref(), Some("form-data@4.0.4"));
    assert_eq!(finding.package, Some(Package::new(Ecosystem::Npm, "form-data").at("4.0.3").purl()));
    vec![
        case(
            "two steps down",
            &[WEAK],
            &["show/critical/high `form-data@4.0.3` has a known weakness: GHSA-fjxv-7rqg-78g4"],
        ),
        case(
            "said by two databases",
            &[WEAK, &twin],
            &["show/critical/high `form-data@4.0.3` has a known weakness: GHSA-fjxv-7rqg-78g4"],
        ),
        case("malicious", &[malware], &["block/critical/high `axios@1.6.0` is malicious: MAL-2026-7"]),
        case("unrated", &[unrated], &["show/medium/medium `axios@1.6.0` has a known weakness: GHSA-aaaa-aaaa-aaaa"]),
        case("taken back", &[WEAK, &withdrawn], &[]),
        case("mended already", &[&fixed], &[]),
    ]
}
