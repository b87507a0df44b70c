//! OSV records against versions: ranges as the schema evaluates them, for each registry.

use stockade_assess::advisory::{Advisories, AdvisoryError};
use stockade_model::{Ecosystem, Package, Severity};

fn affected(ecosystem: &str, body: &str, version: &str) -> (bool, Option<String>, usize) {
    let mut advisories = Advisories::new();
    let record =
        format!(r#"{{"id":"GHSA-1","affected":[{{"package":{{"ecosystem":"{ecosystem}","name":"X_y"}},{body}}}]}}"#);
    advisories.add(record.as_bytes()).unwrap();
    let kind = if ecosystem == "npm" { Ecosystem::Npm } else { Ecosystem::Pypi };
    let package = Package::new(kind, "X_y").at(version);
    let matches = advisories.of_version(&package);
    (!matches.found.is_empty(), matches.found.first().and_then(|found| found.fixed.clone()), matches.unknown.len())
}

#[test]
fn ranges_are_evaluated_as_the_schema_says() {
    let two = r#""ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.2.0"},{"introduced":"2.0.0"},{"fixed":"2.3.1"}]}]"#;
    for (version, is, fixed) in [
        ("0.1.0", true, Some("1.2.0")),
        ("1.1.9", true, Some("1.2.0")),
        ("1.2.0-rc.1", true, Some("1.2.0")),
        ("1.2.0", false, None),
        ("1.9.9", false, None),
        ("2.0.0", true, Some("2.3.1")),
        ("2.3.1", false, None),
        ("10.0.0", false, None),
    ] {
        assert_eq!(affected("npm", two, version), (is, fixed.map(str::to_owned), 0), "{version}");
    }
    let last = r#""ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"1.0"},{"last_affected":"1.4.post1"}]}]"#;
    for (version, is) in
        [("0.9", false), ("1.0rc1", false), ("1.0", true), ("1.4.post1", true), ("1.5", false), ("1!1.2", false)]
    {
        assert_eq!(affected("PyPI", last, version), (is, None, 0), "{version}");
    }
    let limited = r#""ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"limit":"2.0.0"}]}]"#;
    assert!(affected("npm", limited, "1.9.0").0 && !affected("npm", limited, "2.0.0").0);
    let unordered = r#""ranges":[{"type":"SEMVER","events":[{"fixed":"1.2.0"},{"introduced":"1.0.0"}]}]"#;
    assert!(affected("npm", unordered, "1.1.0").0 && !affected("npm", unordered, "1.3.0").0);
}

#[test]
fn versions_one_by_one_and_all_of_them() {
    assert!(
        affected("PyPI", r#""versions":["1.0"]"#, "1.0.0").0 && !affected("PyPI", r#""versions":["1.0"]"#, "1.0.1").0
    );
    assert!(affected("npm", r#""versions":["weird"]"#, "weird").0);
    assert!(affected("npm", r#""versions":[]"#, "7.0.0").0);
    let all = r#""ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]"#;
    assert!(affected("npm", all, "not-a-version").0);
    let git = r#""versions":["1.0.0"],"ranges":[{"type":"GIT","events":[{"introduced":"0"}]}]"#;
    assert!(affected("npm", git, "1.0.0").0 && !affected("npm", git, "1.0.1").0);
}

#[test]
fn what_cannot_be_compared_is_unknown() {
    let range = r#""ranges":[{"type":"SEMVER","events":[{"introduced":"1.0.0"},{"fixed":"1.2.0"}]}]"#;
    assert_eq!(affected("npm", range, "not-a-version"), (false, None, 1));
    let odd = r#""ranges":[{"type":"SEMVER","events":[{"introduced":"one"},{"fixed":"1.2.0"}]}]"#;
    assert_eq!(affected("npm", odd, "1.1.0"), (false, None, 1));
}

#[test]
fn records_are_kept_replaced_and_taken_back() {
    let record = |id: &str, name: &str, rest: &str| {
        format!(
            r#"{{"id":"{id}"{rest},"affected":[{{"package":{{"ecosystem":"npm","name":"{name}"}},"versions":["1.0.0"]}}]}}"#
        )
    };
    let x = Package::new(Ecosystem::Npm, "x").at("1.0.0");
    let mut advisories = Advisories::about([&x]);
    assert_eq!(advisories.add(record("GHSA-1", "x", "").as_bytes()), Ok(true));
    assert_eq!(advisories.add(record("GHSA-2", "other", "").as_bytes()), Ok(false));
    assert_eq!(advisories.add(record("GHSA-1", "x", r#","summary":"again""#).as_bytes()), Ok(true));
    assert_eq!((advisories.len(), advisories.of(&x).count()), (1, 1));
    assert_eq!(advisories.of(&x).next().unwrap().summary, "again");
    assert_eq!(advisories.mended(&Package { version: Some("1.0.1".into()), ..x.clone() }, "1.0.0"), ["GHSA-1"]);
    assert_eq!(advisories.add(record("GHSA-1", "x", r#","withdrawn":"2026-01-01T00:00:00Z""#).as_bytes()), Ok(false));
    assert!(advisories.is_empty() && advisories.of(&x).next().is_none());
    assert_eq!(advisories.add(record("MAL-2026-4", "x", "").as_bytes()), Ok(true));
    assert!(advisories.is_malicious(&x, "1.0.0") && !advisories.is_malicious(&x, "1.0.1"));
}

#[test]
fn odd_records_are_refused_and_text_is_kept_short() {
    let mut advisories = Advisories::new();
    assert!(matches!(advisories.add(b"{"), Err(AdvisoryError::Syntax(_))));
    for hoax in [&br#"{"id":"MAL-0000"}"#[..], br#"{"id":"MAL-2026-0"}"#, br#"{"id":"MAL-1999-3"}"#] {
        assert!(matches!(advisories.add(hoax), Err(AdvisoryError::Unassigned(_))));
    }
    assert!(matches!(advisories.add(&vec![b' '; 5 << 20]), Err(AdvisoryError::TooLarge(_))));
    let long = format!(
        r#"{{"id":"GHSA-1","summary":"\u001b[31m{}","severity":[{{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}],
        "affected":[{{"package":{{"ecosystem":"npm","name":"x"}}}},{{"package":{{"ecosystem":"crates.io","name":"y"}}}},{{}}]}}"#,
        "s".repeat(9000)
    );
    advisories.add(long.as_bytes()).unwrap();
    let kept = advisories.of(&Package::new(Ecosystem::Npm, "x")).next().unwrap();
    assert!(kept.summary.chars().count() < 210 && !kept.summary.contains('\u{1b}'));
    assert_eq!((kept.severity, kept.affected.len()), (Some(Severity::Critical), 1));
}
