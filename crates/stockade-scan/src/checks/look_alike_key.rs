//! `look-alike-key`: the name of a server, or the host of a remote one, reads as another one's.
//!
//! A name that is exactly a vendor's says nothing: most people name a server after what it talks to.

use std::collections::{BTreeMap, HashMap};

use stockade_model::{Component, Confidence, Ecosystem, Finding, Launch, Persona, Server, Severity, Target};
use stockade_names::keys::ultranormal;
use stockade_names::pack::Brand;
use stockade_names::{Pack, engine, form, reading};

use super::duplicate_server::{apart, meet};
use super::{Check, Scene, about, is_shared, place};

pub(super) const CHECK: Check = Check {
    id: "look-alike-key",
    summary: "the name of a server reads as another server's or a vendor's",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/look-alike-key.md"),
    run,
};

mod hosts;

/// Shorter names are alike by chance.
const SHORTEST: usize = 4;

type Entry<'a> = (&'a Server, &'a Launch);

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    if scene.inventory.servers.is_empty() {
        return;
    }
    let pack = scene.options.knowledge.pack().ok().flatten();
    let brands = pack.map(Brands::new).unwrap_or_default();
    let mut alike: BTreeMap<String, Vec<Entry<'_>>> = BTreeMap::new();
    for (server, launch) in scene.servers() {
        let name = &server.name.value;
        let found = hidden(server)
            .or_else(|| mixed(server))
            .or_else(|| pack.and_then(|pack| brands.imitated(server, launch, pack)));
        match found {
            Some(finding) => findings.push(finding),
            None => alike.entry(folded(name)).or_default().push((server, launch)),
        }
    }
    for (server, _, component) in scene.components() {
        findings.extend(hosts::imitating(server, component, pack));
    }
    for (_, entries) in
        alike.into_iter().filter(|(seen, entries)| entries.len() > 1 && seen.chars().count() >= SHORTEST)
    {
        pairs(scene, &entries, findings);
    }
}

/// The name as it looks: letters of other scripts, capitals, separators and what is told apart badly in print folded.
fn folded(name: &str) -> String {
    ultranormal(&form::squash(&seen(name)))
}

/// Whether two names whose folded forms are equal are hard to tell apart in print: digits and capitals stand for letters.
/// A small `i` is no `l`: `uri` and `url` are two words.
fn printed_alike(a: &str, b: &str) -> bool {
    let letters = |name: &str| {
        let seen = reading::reads_as(name).unwrap_or_else(|| name.to_owned());
        form::squash(&seen.replace("rn", "m").replace("vv", "w"))
    };
    let (a, b) = (letters(a), letters(b));
    let alike = |(x, y): (char, char)| {
        x.eq_ignore_ascii_case(&y) || [x, y].iter().any(|c| *c == 'I' || !c.is_ascii_alphabetic())
    };
    a.chars().count() == b.chars().count() && a.chars().zip(b.chars()).all(alike)
}

fn seen(name: &str) -> String {
    reading::reads_as(name).unwrap_or_else(|| name.to_lowercase())
}

fn hidden(server: &Server) -> Option<Finding> {
    let name = &server.name.value;
    let (at, c) = reading::hidden(name)?;
    let code = u32::from(c);
    let mut builder = about(&CHECK, Severity::High, Confidence::High, server)
        .evidence(format!("U+{code:04X} at byte {at} of the name is seen by nobody"))
        .help("write the name without it");
    if let Some(reads) = reading::reads_as(name) {
        builder = builder.evidence(format!("a reader sees `{reads}`"));
    }
    let message = format!("the name `{}` has an invisible character", name.escape_debug());
    Some(builder.at(place(server, None), format!("U+{code:04X} stands here"), message))
}

fn mixed(server: &Server) -> Option<Finding> {
    let name = &server.name.value;
    let word = reading::mixed_word(name)?;
    let reads = reading::reads_as(name).unwrap_or_else(|| reading::skeleton(name));
    let foreign: Vec<String> =
        word.chars().filter(|c| !c.is_ascii()).map(|c| format!("`{c}` is U+{:04X}", u32::from(c))).collect();
    let builder = about(&CHECK, Severity::High, Confidence::High, server)
        .evidence(format!("letters of several scripts in one word: {}", foreign.join(", ")))
        .evidence(format!("a reader sees `{reads}`"))
        .help("write the name in letters of one script");
    let message = format!("the name `{name}` is written in letters of several scripts and reads as `{reads}`");
    Some(builder.at(place(server, None), format!("reads as `{reads}`"), message))
}

/// Brands by what they look like.
#[derive(Default)]
struct Brands<'a> {
    by_look: HashMap<String, &'a Brand>,
}

impl<'a> Brands<'a> {
    fn new(pack: &'a Pack) -> Self {
        let long = pack.lists().brands().filter(|brand| brand.token.len() > SHORTEST);
        Self { by_look: long.map(|brand| (ultranormal(&brand.token), brand)).collect() }
    }

    /// A name that looks like a brand's without being it, in front of what the brand's owner does not hold.
    fn imitated(&self, server: &Server, launch: &Launch, pack: &Pack) -> Option<Finding> {
        let name = &server.name.value;
        let lists = pack.lists();
        let shown = name.to_lowercase();
        let words = shown.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > SHORTEST);
        let (word, brand) = words
            .filter(|word| lists.brand(word).is_none())
            .find_map(|word| Some((word, *self.by_look.get(&ultranormal(&seen(word)))?)))?;
        if launch.components.iter().any(|part| holders(part, pack).iter().any(|holder| lists.owns(brand, holder))) {
            return None;
        }
        let owner = brand.owners.first().map_or("its owner", String::as_str);
        let builder = about(&CHECK, Severity::Medium, Confidence::Medium, server)
            .evidence(format!("`{word}` looks in print like `{}`, the name of `{owner}`", brand.token))
            .evidence("nothing that it starts is known to be that owner's")
            .evidence(format!("judged with knowledge pack {}", pack.version()))
            .help(format!(
                "if it is `{}`, write it so; if not, give it a name that does not look like it",
                brand.token
            ));
        let message = format!(
            "the name `{name}` looks like `{}`, and what it starts is not known to be that vendor's",
            brand.token
        );
        Some(builder.at(place(server, None), format!("not `{}`", brand.token), message))
    }
}

/// Who is known to hold a component: scope, owner of the repository, host names of remote servers left aside.
fn holders(part: &Component, pack: &Pack) -> Vec<String> {
    let Some(package) = part.package() else {
        return match &part.target {
            Target::Git { url, .. } => url.split(['/', ':']).rev().nth(1).map(str::to_lowercase).into_iter().collect(),
            // `api.example.com` is the vendor's if the vendor says so; nothing here knows.
            Target::Remote { url } => url.split(['/', ':', '.']).map(str::to_lowercase).collect(),
            _ => Vec::new(),
        };
    };
    let mut holders = Vec::new();
    if let Some((scope, _)) = package.name.rsplit_once('/').filter(|_| package.ecosystem != Ecosystem::Golang) {
        holders.extend(scope.trim_start_matches('@').split('/').map(str::to_lowercase));
    }
    let record = engine::record(pack, package.ecosystem, &package.name.to_lowercase());
    holders.extend(record.and_then(|record| pack.holder(&record)).map(str::to_owned));
    holders
}

/// Names that look the same and are not: one finding for each that comes behind another.
fn pairs(scene: &Scene<'_>, entries: &[Entry<'_>], findings: &mut Vec<Finding>) {
    let mut ordered = entries.to_vec();
    // The plainer name is the original, and the user's own before what came with a checkout.
    ordered.sort_by_key(|(server, _)| {
        let name = &server.name.value;
        (!name.is_ascii(), name.chars().filter(char::is_ascii_digit).count(), is_shared(server.scope))
    });
    for (at, (server, launch)) in ordered.iter().enumerate() {
        let others = ordered.iter().take(at).filter(|(other, _)| other.name.value != server.name.value);
        let same = |other: &Launch| {
            launch.components.iter().map(|part| &part.target).eq(other.components.iter().map(|part| &part.target))
        };
        let drift = |other: &Server| {
            form::squash(&other.name.value.to_lowercase()) == form::squash(&server.name.value.to_lowercase())
        };
        // Capitals and separators drift from client to client: only where one session shows both is it a trap.
        let mut counted = others.filter(|(other, run)| match drift(other) {
            true => together(other, server, scene) && !same(run),
            false => printed_alike(&other.name.value, &server.name.value),
        });
        let Some((other, run)) = counted.next() else { continue };
        let (severity, persona) = match (drift(other), same(run)) {
            (true, _) => (Severity::Low, Persona::Regular),
            (false, false) => (Severity::Medium, Persona::Regular),
            (false, true) => (Severity::Info, Persona::Pedantic),
        };
        let mut builder = about(&CHECK, severity, Confidence::Medium, server)
            .related(place(other, None), format!("the other one, of {}", other.client))
            .help("give one of them a name that nobody mistakes for the other's");
        if persona == Persona::Pedantic {
            builder = builder.persona(persona).counter_evidence("both run the same");
        } else {
            builder = builder.evidence("they run different things");
        }
        let how = if drift(other) { "differs from `{}` in capitals or separators alone" } else { "looks like `{}`" };
        let message = format!("the name `{}` {}", server.name.value, how.replace("{}", &other.name.value));
        findings.push(builder.at(place(server, None), format!("not `{}`", other.name.value), message));
    }
}

/// Whether one session of a client shows both.
fn together(a: &Server, b: &Server, scene: &Scene<'_>) -> bool {
    let mut clients = std::iter::once(a.client).chain(a.shared_with.iter().copied());
    clients.any(|client| client == b.client || b.shared_with.contains(&client)) && meet(a, b) && !apart(a, b, scene)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_print_tells_badly_apart() {
        for (a, b) in
            [("str1pe", "stripe"), ("tIckets", "tlckets"), ("s1ack", "slack"), ("rnail", "mail"), ("n0tion", "Notion")]
        {
            assert!(folded(a) == folded(b) && printed_alike(a, b), "{a} {b}");
        }
        assert!(folded("uri") == folded("url") && !printed_alike("uri", "url"));
        assert_ne!(folded("gitlab"), folded("github"));
    }
}
