//! What to add to which file, so that a component is approved: the exact text, as narrow as it can be.

use std::path::Path;

use jiff::civil::Date;
use stockade_model::{Ecosystem, Help, Layer, Registry};

use super::facts::Facts;
use super::miss::Miss;
use super::purl;
use super::read::{self, Owner};

pub(super) fn text(text: impl Into<String>) -> Help {
    Help { text: text.into(), replacement: None }
}

/// How to approve a component that an allow-list in `files` lacks.
pub(super) fn help(facts: &Facts<'_>, near: Option<&Miss>, files: &str, layer: Layer) -> Vec<Help> {
    let mut help = Vec::new();
    match near {
        Some(Miss::Expired(_)) => help.push(text("look at it again, then give the nearest entry a later `expires`")),
        Some(Miss::Version(_)) => help.push(text("or name a version that is approved")),
        _ => {}
    }
    match approving(facts) {
        Some(entry) => {
            let text = format!("to approve exactly this, add to {files}");
            help.insert(0, Help { text, replacement: Some(entry) });
        }
        None if facts.registries().iter().any(Registry::is_foreign) => help.push(text(
            "no entry approves what may come from several registries: leave one, or name them in the machine's own settings",
        )),
        None => help.extend(unknown(layer)),
    }
    help
}

/// The text of an entry that approves exactly this; none where none does.
pub(super) fn approving(facts: &Facts<'_>) -> Option<String> {
    let entry = entry(facts).map(|entry| format!("[[servers.allow]]\n{entry}"));
    entry.filter(|entry| approves(entry, facts))
}

/// What to do about something that no entry can name.
pub(super) fn unknown(layer: Layer) -> Vec<Help> {
    vec![
        text("start a package, image, file or address by its plain name, so that an entry can name it"),
        text(format!("or accept it with an `[[ignore]]` in the {layer} settings; those of a lower layer do not count")),
    ]
}

/// Whether the text, read back, approves: one that does not would only be tried in vain (a secret in an address is not
/// known here, so that it cannot be compared).
fn approves(text: &str, facts: &Facts<'_>) -> bool {
    let owner = Owner { file: Path::new(""), text: text.into(), layer: Layer::User, within: None, home: None };
    let list = read::list_of(&owner).ok().flatten();
    list.is_some_and(|list| list.allow.iter().any(|entry| entry.misses(facts, Date::MIN).is_none()))
}

fn entry(facts: &Facts<'_>) -> Option<String> {
    if let Some(shadow) = &facts.component().shadow {
        return Some(line("path", shadow.path.to_str()?));
    }
    if let Some(named) = &facts.package {
        let version = facts.version.as_deref();
        let mut lines = line(
            "purl",
            &purl::written(named.ecosystem, &named.name, version, facts.tag.filter(|_| version.is_none())),
        );
        if named.ecosystem != Ecosystem::Oci {
            let foreign = facts.registries().iter().find(|registry| registry.is_foreign());
            if let Some(foreign) = foreign {
                if facts.registries().iter().any(|registry| registry.url != foreign.url) {
                    return None;
                }
                let address = foreign.url.as_deref().map(|url| super::address::Address::parse(url)?.text());
                lines.push_str(&line("registry", &address.unwrap_or_else(|| Some("default".to_owned()))?));
            }
        }
        return Some(lines);
    }
    if facts.is_remote() {
        let host = &facts.address.as_ref()?.host;
        return Some(line("host", &if host.contains(':') { format!("[{host}]") } else { host.clone() }));
    }
    if let Some(address) = &facts.address {
        return Some(line("url", &address.text()?));
    }
    let path = facts.path.filter(|path| path.is_absolute())?;
    Some(line("path", path.to_str()?))
}

fn line(key: &str, value: &str) -> String {
    let mut out = format!("{key} = \"");
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\"\n"
}
