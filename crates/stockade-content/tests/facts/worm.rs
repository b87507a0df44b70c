//! What is found in the shape of the SANDWORM_MODE loader.

use stockade_content::{Class, Kind};

use super::sources::LOADER;
use super::{facts, values};

#[test]
fn every_part_of_the_loader_is_a_fact() {
    let manifest = r#"{"name": "format-dates", "version": "1.0.1", "scripts": {"postinstall": "node setup.js"}}"#;
    let found = facts(Kind::NpmTarball, &[("package.json", manifest), ("setup.js", LOADER)]);
    for (class, expected) in [
        (Class::Exec, &["child_process", "child_process.execSync"][..]),
        (Class::Dns, &["dns", "dns.resolveTxt"]),
        (Class::DnsLabel, &["dns.resolveTxt"]),
        (Class::Host, &["drop.invalid"]),
        (Class::DynamicCode, &["Function"]),
        (Class::DynamicImport, &["require"]),
        (Class::SensitivePath, &["aws", "gh", "npmrc", "ssh", "ssh-key"]),
        (Class::ClientConfigWrite, &["claude-code", "claude-desktop", "cursor", "windsurf", "windsurf-folder"]),
        (Class::GitHook, &["hooks-folder", "template-folder"]),
        (Class::CiFile, &["github"]),
        (Class::SelfPublish, &["npm"]),
        (Class::TimeGate, &["waits 259200 s"]),
        (Class::InstallScript, &["postinstall: node setup.js"]),
    ] {
        let values = values(&found, class);
        for value in expected {
            assert!(values.contains(value), "{class:?}: {value} is not in {values:?}");
        }
    }
    let families: std::collections::BTreeSet<_> =
        found.values(Class::Environment).filter_map(|(name, _)| stockade_content::secret_family(name)).collect();
    assert!(families.len() >= 4, "{families:?}");
}
