//! Which indexes pip asks, and what goes through pip (`pipx`): options, `PIP_*`, then `pip.conf` of the user and system.

use std::path::PathBuf;

use stockade_model::{Os, RegistryOrigin};

use super::indexes::{Indexes, PipKind};
use crate::resolve::{Call, Machine, Origin};

const SETTINGS: [(PipKind, &str, &str, &[&str]); 3] = [
    (PipKind::Main, "index-url", "PIP_INDEX_URL", &["-i", "--index-url"]),
    (PipKind::Extra, "extra-index-url", "PIP_EXTRA_INDEX_URL", &["--extra-index-url"]),
    (PipKind::Links, "find-links", "PIP_FIND_LINKS", &["-f", "--find-links"]),
];

/// Reads them for a call; `options` are the words given to pip itself.
pub fn indexes(options: &[String], call: &Call, machine: &Machine<'_>) -> Indexes {
    let mut entries = Vec::new();
    let files = files(call, machine);
    for (kind, key, variable, names) in SETTINGS {
        for value in option_values(options, names) {
            entries.push((kind, value, RegistryOrigin::Argument, None));
        }
        if let Some((origin, value)) = call.env(variable, false, machine) {
            let words = value.split_whitespace();
            entries.extend(words.map(|word| (kind, word.to_owned(), of(origin), None)));
        }
        for (origin, path) in &files {
            let Some(text) = machine.read(path) else { continue };
            entries.extend(ini(&text, key).into_iter().map(|word| (kind, word, *origin, Some(path.clone()))));
        }
    }
    let no_index = options.iter().any(|word| word == "--no-index")
        || call
            .env("PIP_NO_INDEX", false, machine)
            .is_some_and(|(_, v)| !matches!(v, "" | "0" | "false" | "no" | "off"));
    Indexes::of_pip(entries, no_index)
}

/// A setting that has one value: its variable, else the strongest file that has it.
pub fn setting(key: &str, variable: &str, call: &Call, machine: &Machine<'_>) -> Option<String> {
    if let Some((_, value)) = call.env(variable, false, machine).filter(|(_, value)| !value.is_empty()) {
        return Some(value.to_owned());
    }
    let values = |(_, path): &(RegistryOrigin, PathBuf)| machine.read(path).map(|text| ini(&text, key));
    files(call, machine).iter().filter_map(values).find(|words| !words.is_empty()).map(|words| words.join(" "))
}

const fn of(origin: Origin) -> RegistryOrigin {
    match origin {
        Origin::Entry => RegistryOrigin::Environment,
        Origin::Inherited | Origin::Removed => RegistryOrigin::User,
    }
}

fn option_values(options: &[String], names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut words = options.iter();
    while let Some(word) = words.next() {
        let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        if names.contains(&name) {
            found.extend(value.map(str::to_owned).or_else(|| words.next().cloned()));
        }
    }
    found
}

/// pip's configuration files, the strongest first.
fn files(call: &Call, machine: &Machine<'_>) -> Vec<(RegistryOrigin, PathBuf)> {
    let mut found = Vec::new();
    if let Some((origin, value)) = call.env("PIP_CONFIG_FILE", false, machine) {
        if matches!(value, "/dev/null" | "nul" | "NUL") {
            return found;
        }
        found.extend(machine.path(value, call.cwd.as_deref()).map(|path| (of(origin), path)));
    }
    let home = |path: &str| (RegistryOrigin::User, machine.home.join(path));
    match machine.os {
        Os::Windows => found.extend([home("AppData/Roaming/pip/pip.ini"), home("pip/pip.ini")]),
        Os::Macos => {
            found.extend([home("Library/Application Support/pip/pip.conf"), home(".config/pip/pip.conf")]);
            found.push(home(".pip/pip.conf"));
        }
        Os::Linux => {
            let xdg = call.env("XDG_CONFIG_HOME", false, machine);
            match xdg.and_then(|(origin, value)| Some((of(origin), machine.path(value, None)?))) {
                Some((origin, folder)) => found.push((origin, folder.join("pip/pip.conf"))),
                None => found.push(home(".config/pip/pip.conf")),
            }
            found.push(home(".pip/pip.conf"));
        }
    }
    if machine.os != Os::Windows {
        let system = ["/etc/xdg/pip/pip.conf", "/etc/pip.conf"];
        found.extend(system.iter().filter_map(|path| Some((RegistryOrigin::User, machine.system(path)?))));
    }
    found
}

/// The words of a key in `[global]` and `[install]`; a value goes on in indented lines.
fn ini(text: &str, key: &str) -> Vec<String> {
    let (mut section, mut wanted) = (String::new(), false);
    let mut found = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with(['#', ';']) || trimmed.is_empty() {
            continue;
        }
        if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name.to_ascii_lowercase();
            wanted = false;
        } else if line.starts_with(char::is_whitespace) {
            if wanted {
                found.extend(trimmed.split_whitespace().map(str::to_owned));
            }
        } else if let Some((name, value)) = trimmed.split_once(['=', ':']) {
            let name = name.trim().to_ascii_lowercase().replace('_', "-");
            wanted = name == key && matches!(section.as_str(), "global" | "install");
            if wanted {
                found.extend(value.split_whitespace().map(str::to_owned));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_two_sections() {
        let text = "[list]\nindex-url = no\n[global]\n# index-url = no\nextra_index_url =\n  one\n  two\n[install]\nextra-index-url: three\n";
        assert_eq!(ini(text, "extra-index-url"), ["one", "two", "three"]);
        assert!(ini(text, "index-url").is_empty());
    }
}
