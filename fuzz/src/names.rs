//! Names and the knowledge that they are judged with: whatever is opened is read without a panic, what is taken is found again,
//! and a name is itself however often it is read.

use std::sync::OnceLock;

use stockade_names::pack::build::{Input, NameInput, RepositoryInput, build};
use stockade_names::pack::lists::{Brand, StoredLists};
use stockade_names::pack::malware::{self, Malware};
use stockade_names::pack::{names, osv};
use stockade_names::{Answer, Ecosystem, Engine, Name, Pack, Subject};

const REGISTRIES: &[Ecosystem] = &[Ecosystem::Npm, Ecosystem::Pypi, Ecosystem::Oci];
/// Asked of whatever pack was opened: known, near, unknown, with scope, in two registries.
const ASKED: &[&str] =
    &["lodash", "lodahs", "@ann/notes-mcp", "notes-mcp", "mcp-server-fetch", "postmark-mcp", "evil", "x"];

/// A small pack with something in every section.
fn bytes() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let mut input = Input { version: 2026010101, ..Input::default() };
        let all = [
            (Ecosystem::Npm, "lodash", 90_000_000),
            (Ecosystem::Npm, "@ann/notes-mcp", 50_000),
            (Ecosystem::Npm, "mcp-notes-client", 40),
            (Ecosystem::Pypi, "mcp-server-fetch", 900),
            (Ecosystem::Pypi, "requests", 6),
        ];
        for (ecosystem, name, popularity) in all {
            let repositories = [("ann/notes-mcp".to_owned(), ["one".to_owned(), "two".to_owned()].into())].into();
            let entry = NameInput {
                popularity: Some(popularity),
                flags: names::PROTECTED,
                repositories,
                ..NameInput::default()
            };
            input.names.insert((ecosystem, name.to_owned()), entry);
        }
        let repository = RepositoryInput { sources: ["one".to_owned()].into(), official: true };
        input.repositories.insert("activecampaign/postmark-mcp".to_owned(), repository);
        input.malware.insert("npm\tevil\t>=1.0.16\tMAL-2026-1\tA\tmalicious\tone;two".to_owned());
        let brands = vec![Brand { token: "postmark".to_owned(), owners: vec!["activecampaign".to_owned()] }];
        input.lists =
            StoredLists { brands, aliases: vec![vec!["ann".to_owned(), "anne".to_owned()]], ..StoredLists::default() };
        build(&input).expect("a pack")
    })
}

fn judged(pack: &Pack, imported: &[u8], ecosystem: Ecosystem, name: &str) -> Option<Answer> {
    let subject = Subject::new(ecosystem, name).ok()?;
    let engine = Engine::new(pack).with_imported(imported);
    let answer = engine.judge(&subject);
    assert_eq!(engine.judge(&subject), answer, "another answer to the same question");
    assert!(answer.matches.len() <= Answer::MOST && answer.matches.is_sorted_by(|a, b| a.verdict >= b.verdict));
    assert!(answer.matches.iter().all(|found| (0.0..=1.0).contains(&found.closeness)), "{answer:?}");
    assert!(engine.nearest(&subject, 3).len() <= 3);
    Some(answer)
}

/// A pack: the bytes as they are, or, behind a byte that is odd, changes of a good one: place (two bytes) and new byte.
pub fn pack(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let bytes = if first % 2 == 0 {
        rest.to_vec()
    } else {
        let mut bytes = bytes().to_vec();
        for change in rest.chunks_exact(3) {
            let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % bytes.len();
            bytes[place] = change[2];
        }
        bytes
    };
    match Pack::open(bytes.clone()) {
        Ok(pack) => {
            assert_eq!(pack.bytes(), bytes);
            assert_eq!(pack.id(), pack.id());
            let walked = pack.walk();
            let known = pack.names().iter().count();
            assert!(walked.is_err() || known == pack.names().len(), "a name was walked by and cannot be read");
            for (ecosystem, name) in REGISTRIES.iter().flat_map(|registry| ASKED.iter().map(|name| (*registry, name))) {
                judged(&pack, b"", ecosystem, name);
            }
            if walked.is_ok() {
                for (registry, record) in pack.malware().iter().take(50) {
                    let ecosystem = REGISTRIES.iter().find(|own| own.purl_type() == registry).expect("a registry");
                    assert!(pack.malware().of(*ecosystem, record.name).contains(&record), "{record:?}");
                }
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// An OSV record.
pub fn osv(data: &[u8]) {
    let read = osv::read(data);
    assert_eq!(osv::read(data), read, "two readings of one record differ");
    match read {
        Ok(import) => {
            assert!(import.id.starts_with("MAL-") && import.id.len() < 40, "{}", import.id);
            let mut lines = import.lines.clone();
            lines.sort_unstable();
            lines.dedup();
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            assert_eq!(malware::check(text.as_bytes()), Ok(()), "{text:?}");
            let records = Malware::new(text.as_bytes());
            assert_eq!(records.iter().count(), lines.len());
            let pack = Pack::open(bytes()).expect("a pack");
            for (registry, record) in records.iter() {
                let ecosystem = *REGISTRIES.iter().find(|own| own.purl_type() == registry).expect("a registry");
                assert!(records.of(ecosystem, record.name).contains(&record), "{record:?}");
                assert_eq!(record.id, import.id);
                let answer = judged(&pack, text.as_bytes(), ecosystem, record.name).expect("a name");
                let said = answer.matches.iter().any(|found| found.mechanism == "known-malware");
                assert!(said || !answer.known.is_empty(), "{record:?}: {answer:?}");
            }
        }
        Err(error) => assert!(!error.to_string().is_empty() && error.to_string().len() < 2_000),
    }
}

/// A name; the first byte says of which registry.
pub fn name(data: &[u8]) {
    let Some((first, text)) = data.split_first() else { return };
    let ecosystem = REGISTRIES[usize::from(*first) % REGISTRIES.len()];
    let text = String::from_utf8_lossy(text);
    let read = Name::parse(ecosystem, &text);
    assert_eq!(Name::parse(ecosystem, &text), read, "two readings of one name differ");
    match read {
        Ok(name) => {
            assert!(!name.full.is_empty() && !name.full.chars().any(char::is_control), "{name:?}");
            let again = Name::parse(ecosystem, &name.full).map(|name| name.full);
            assert_eq!(again.as_ref(), Ok(&name.full), "a name that is read is written as another");
            let pack = Pack::open(bytes()).expect("a pack");
            assert!(judged(&pack, b"", ecosystem, &text).is_some());
        }
        Err(error) => assert!(!error.to_string().is_empty() && !error.to_string().contains('\n'), "{error:?}"),
    }
}
