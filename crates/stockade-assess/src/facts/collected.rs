//! Facts as a collector of code names them, by the ids that caches and lock files keep.
//!
//! Constraints:
//! - an id that is not known here is given back: what nobody judges must not pass for judged;
//! - a collector says what a file can do and what stands in it, and not what goes where: [`Facts::joined`] does the rest,
//!   with every site and not only the first.

use std::collections::BTreeSet;

use super::{Class, Fact, Facts, Sink};

/// One fact of a collector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// The class's id: `exec`, `recipient`, `client-config-write`.
    pub class: String,
    /// The value.
    pub value: String,
    /// The key it stands under, or what else the class notes.
    pub note: Option<String>,
    /// How often it occurs.
    pub count: u32,
    /// Where, the first place first.
    pub sites: Vec<Site>,
}

/// A place in a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: u32,
    /// That line, shortened.
    pub excerpt: String,
}

/// What a collector's class is here; none for classes that nothing here judges.
enum Meaning {
    /// An ability: the value is the function, and what counts is that it can.
    Ability(&'static str),
    /// A fact with its value.
    Is(Class, Sink),
    /// A fact under the key that the note names.
    Keyed(Class),
    /// A file that cannot be read, for this reason; the value is the file.
    Hidden(&'static str),
    /// Known, and of no weight here.
    Left,
}

fn meaning(id: &str) -> Option<Meaning> {
    use Meaning::{Ability, Hidden, Is, Keyed, Left};
    Some(match id {
        "exec" => Ability("exec"),
        "socket" => Ability("socket"),
        "dns" => Ability("dns"),
        "http" => Ability("http"),
        "mail" => Ability("mail"),
        "fs-read" => Ability("fs-read"),
        "fs-write" => Ability("fs-write"),
        "os" => Ability("os"),
        "dynamic-code" | "dynamic-import" => Is(Class::DynamicCode, Sink::None),
        "host" => Is(Class::Host, Sink::None),
        "host-key" => Keyed(Class::Host),
        "secret-sent" => Is(Class::SecretSent, Sink::Send),
        "email" => Is(Class::Email, Sink::None),
        "recipient" => Keyed(Class::Recipient),
        "recipient-key" => Is(Class::RecipientKey, Sink::None),
        "environment" => Is(Class::Environment, Sink::None),
        "sensitive-path" => Is(Class::SensitivePath, Sink::None),
        "client-config" => Is(Class::ClientConfig, Sink::None),
        "client-config-write" => Is(Class::ClientConfig, Sink::Write),
        "dns-label" => Is(Class::DnsQuery, Sink::None),
        "git-hook" => Is(Class::GitHook, Sink::None),
        "ci-file" => Is(Class::CiFile, Sink::None),
        "self-publish" => Is(Class::Publish, Sink::None),
        "time-gate" => Is(Class::TimeGate, Sink::None),
        "install-script" | "startup-code" => Is(Class::InstallHook, Sink::None),
        "native-binary" => Hidden("native-binary"),
        "hidden-character" => Hidden("invisible-text"),
        "unparsable" => Hidden("unparsable"),
        "too-deep" => Hidden("too-deep"),
        "parser-failed" => Hidden("parser-failed"),
        "too-large" => Hidden("too-large"),
        "large-data" => Hidden("large-data"),
        "minified" => Is(Class::Minified, Sink::None),
        "source" => Is(Class::Source, Sink::None),
        // Dependencies and programs are read from the manifest, modules and encoded texts are in most packages.
        "module" | "encoded" | "dependency" | "program" => Left,
        _ => return None,
    })
}

/// The facts, and the ids of classes that are not known here.
pub fn read(collected: impl IntoIterator<Item = Collected>) -> (Facts, BTreeSet<String>) {
    let (mut facts, mut unknown) = (Vec::new(), BTreeSet::new());
    let collected: Vec<Collected> = collected.into_iter().collect();
    let mut abilities: BTreeSet<(&str, &str)> = BTreeSet::new();
    for item in &collected {
        if let Some(Meaning::Ability(ability)) = meaning(&item.class) {
            abilities.extend(item.sites.iter().map(|site| (site.file.as_str(), ability)));
        }
    }
    let able = |file: &str, ability: &str| abilities.contains(&(file, ability));
    for item in &collected {
        let Some(meaning) = meaning(&item.class) else {
            unknown.insert(item.class.clone());
            continue;
        };
        // Of several places the one that leads somewhere: a harmless mention in another file hides nothing.
        let leads = |site: &&Site| match &meaning {
            Meaning::Is(class, Sink::None) => {
                Fact::new(*class, "", site.file.as_str(), 0).leads_to(&able) != Sink::None
            }
            _ => true,
        };
        let site = item.sites.iter().find(leads).or_else(|| item.sites.first()).cloned().unwrap_or_default();
        let fact = |class: Class, value: &str| Fact {
            class,
            value: value.to_owned(),
            sink: Sink::None,
            file: site.file.clone(),
            line: site.line,
            excerpt: site.excerpt.clone(),
            count: item.count.max(1),
        };
        facts.extend(match meaning {
            Meaning::Ability(ability) => Some(fact(Class::Capability, ability)),
            // A call that sets it is noted; where the setting merely stands, its file's abilities have to tell.
            Meaning::Is(Class::GitHook, _) if item.note.is_some() => {
                Some(fact(Class::GitHook, &item.value).into_sink(Sink::Exec))
            }
            Meaning::Is(class, sink) => Some(fact(class, &item.value).into_sink(sink)),
            Meaning::Keyed(class) => {
                let key = item.note.clone().map_or(Sink::None, Sink::Key);
                Some(fact(class, &item.value).into_sink(key))
            }
            Meaning::Hidden(why) => {
                let file = if site.file.is_empty() { item.value.clone() } else { site.file.clone() };
                Some(Fact { file, ..fact(Class::Hidden, why) })
            }
            Meaning::Left => None,
        });
    }
    (facts.into_iter().collect::<Facts>().joined(&able), unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collected(class: &str, value: &str, note: Option<&str>, files: &[&str]) -> Collected {
        let site = |file: &&str| Site { file: (*file).to_owned(), line: 7, excerpt: "x".into() };
        Collected {
            class: class.into(),
            value: value.into(),
            note: note.map(str::to_owned),
            count: 2,
            sites: files.iter().map(site).collect(),
        }
    }

    #[test]
    fn what_a_collector_names_is_judged_here() {
        let (facts, unknown) = read([
            collected("exec", "child_process.exec", None, &["a.js", "b.js"]),
            collected("exec", "child_process.spawn", None, &["c.js"]),
            collected("fs-read", "fs.readFileSync", None, &["a.js", "z.js"]),
            collected("recipient", "x@evil.example", Some("Bcc"), &["a.js"]),
            collected("sensitive-path", "ssh", None, &["z.js"]),
            collected("git-hook", "hooks-path", None, &["b.js"]),
            collected("git-hook", "template-folder", Some("*.addConfig"), &["git.js"]),
            collected("client-config-write", "cursor", None, &["a.js"]),
            collected("ci-file", "workflow", None, &["docs.js", "y.js"]),
            collected("fs-write", "fs.writeFileSync", None, &["y.js"]),
            collected("unparsable", "odd.js", None, &[]),
            collected("module", "fs", None, &["a.js"]),
            collected("teleport", "x", None, &["a.js"]),
        ]);
        assert_eq!(unknown.into_iter().collect::<Vec<_>>(), ["teleport"]);
        let found = |class: Class| {
            let of: Vec<_> = facts.of(class).map(|fact| (fact.value.as_str(), fact.sink.clone(), fact.count)).collect();
            of
        };
        assert_eq!(
            found(Class::Capability),
            [("exec", Sink::None, 4), ("fs-read", Sink::None, 2), ("fs-write", Sink::None, 2)]
        );
        let file = facts.of(Class::CiFile).next().unwrap();
        assert_eq!((&file.sink, file.file.as_str()), (&Sink::Write, "y.js"), "the place that leads somewhere");
        assert_eq!(found(Class::Recipient), [("x@evil.example", Sink::Key("Bcc".into()), 2)]);
        assert_eq!(found(Class::SensitivePath), [("ssh", Sink::Read, 2)], "the second site of the ability counts");
        assert_eq!(found(Class::GitHook), [("hooks-path", Sink::Exec, 2), ("template-folder", Sink::Exec, 2)]);
        assert_eq!(found(Class::ClientConfig), [("cursor", Sink::Write, 2)]);
        assert_eq!(facts.of(Class::Hidden).next().unwrap().place(), "odd.js");
        assert_eq!(facts.len(), 10);
    }
}
