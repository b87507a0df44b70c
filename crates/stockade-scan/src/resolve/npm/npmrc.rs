//! Which registry npm asks, and who says so: arguments, environment, project, user and system files, in that order.

use std::path::{Path, PathBuf};

use stockade_model::{Registry, RegistryOrigin, redact};

use super::local;
use super::options::Given;
use crate::resolve::{Call, Machine, Origin};

/// One layer of npm's configuration: keys and values, later ones win.
struct Layer {
    origin: RegistryOrigin,
    file: Option<PathBuf>,
    settings: Vec<(String, String)>,
}

impl Layer {
    fn last(&self, key: &str) -> Option<&str> {
        self.settings
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }
}

/// npm's configuration as a line meets it, strongest layer first.
pub struct Configuration {
    layers: Vec<Layer>,
}

impl Configuration {
    /// Reads every layer.
    pub fn of(given: &Given, call: &Call, machine: &Machine<'_>) -> Self {
        let mut layers = vec![Layer {
            origin: RegistryOrigin::Argument,
            file: None,
            settings: given.settings.iter().map(|(key, value)| (key.clone(), value.text.clone())).collect(),
        }];
        let of_entry: Vec<_> = call.env.iter().map(|setting| (setting.name.as_str(), setting.value.as_str())).collect();
        let inherited: Vec<_> = machine.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for (origin, variables) in [(RegistryOrigin::Environment, of_entry), (RegistryOrigin::User, inherited)] {
            let settings =
                variables.into_iter().filter_map(|(name, value)| Some((variable(name)?, value.to_owned()))).collect();
            layers.push(Layer { origin, file: None, settings });
        }
        let user_file = layers
            .iter()
            .find_map(|layer| layer.last("userconfig"))
            .and_then(|path| machine.path(path, call.cwd.as_deref()));
        let named_by_line = layers.iter().take(2).any(|layer| layer.last("userconfig").is_some());
        let own_file = machine.home.join(".npmrc");
        let prefix = given.last("prefix").and_then(|path| machine.path(&path.text, call.cwd.as_deref()));
        let project = prefix.or_else(|| call.cwd.as_deref().map(|cwd| local::prefix(cwd, machine)));
        if let Some(file) = project.map(|folder| folder.join(".npmrc")).filter(|file| *file != own_file) {
            layers.extend(layer(RegistryOrigin::Project, &file, call, machine));
        }
        match user_file {
            // A file that the line itself names is no configuration of the user's.
            Some(file) if named_by_line => layers.extend(layer(RegistryOrigin::Argument, &file, call, machine)),
            Some(file) => layers.extend(layer(RegistryOrigin::User, &file, call, machine)),
            None => layers.extend(layer(RegistryOrigin::User, &own_file, call, machine)),
        }
        for system in ["/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc"] {
            if let Some(file) = machine.system(system) {
                layers.extend(layer(RegistryOrigin::User, &file, call, machine));
            }
        }
        Self { layers }
    }

    /// The strongest value of a key that the line, its environment or the project sets, with the file.
    pub fn value(&self, key: &str) -> Option<(&str, Option<&Path>)> {
        self.layers.iter().find_map(|layer| Some((layer.last(key)?, layer.file.as_deref())))
    }

    /// Every value of a list key (`package[]`) in the strongest layer that has one.
    pub fn list(&self, key: &str) -> Vec<&str> {
        let same = |name: &str| name == key || name.strip_suffix("[]") == Some(key);
        self.layers
            .iter()
            .map(|layer| {
                layer
                    .settings
                    .iter()
                    .filter(|(name, _)| same(name))
                    .map(|(_, value)| value.as_str())
                    .collect::<Vec<_>>()
            })
            .find(|values| !values.is_empty())
            .unwrap_or_default()
    }

    /// The registry that is asked for a package. A scope's own line beats every general one, wherever it stands.
    pub fn registry(&self, name: &str) -> Registry {
        let scope =
            name.starts_with('@').then(|| name.split('/').next()).flatten().map(|scope| format!("{scope}:registry"));
        let find = |layers: &dyn Fn(&Layer) -> bool| {
            let chosen = |key: &str| {
                self.layers.iter().filter(|layer| layers(layer)).find_map(|layer| Some((layer, layer.last(key)?)))
            };
            scope.as_deref().and_then(chosen).or_else(|| chosen("registry"))
        };
        let clean = |url: &str| redact::redact(None, url.trim_matches(['"', '\''])).0;
        let users_own = find(&|layer| layer.origin == RegistryOrigin::User).map(|(_, url)| clean(url));
        match find(&|_| true) {
            Some((layer, url)) => Registry {
                origin: layer.origin,
                url: Some(clean(url)),
                file: layer.file.clone(),
                users_own,
                additional: false,
            },
            None => Registry { users_own, ..Registry::client_default() },
        }
    }
}

/// `npm_config_registry`, in any case, as the key it sets. Only the first underscores are part of the prefix.
fn variable(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let key = lower.strip_prefix("npm_config_")?;
    if key.starts_with('@') {
        return Some(key.to_owned());
    }
    let lead = key.len() - key.trim_start_matches('_').len();
    Some(format!("{}{}", key.get(..lead)?, key.get(lead..)?.replace('_', "-")))
}

fn layer(origin: RegistryOrigin, file: &Path, call: &Call, machine: &Machine<'_>) -> Option<Layer> {
    let text = machine.read(file)?;
    Some(Layer { origin, file: Some(file.to_path_buf()), settings: parse(&text, call, machine) })
}

/// `key = value` lines, comments, quotes, `${VARIABLE}`.
fn parse(text: &str, call: &Call, machine: &Machine<'_>) -> Vec<(String, String)> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with([';', '#', '[']) && !line.is_empty())
        .map(|line| {
            let (key, value) = line.split_once('=').unwrap_or((line, "true"));
            let value = value.trim();
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
            (key.trim().to_owned(), fill(value, call, machine))
        })
        .collect()
}

/// Environment in values; what nobody sets stays as it is written.
fn fill(value: &str, call: &Call, machine: &Machine<'_>) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, inner)) = rest.split_once("${") {
        out.push_str(before);
        let Some((name, tail)) = inner.split_once('}') else {
            out.push_str("${");
            rest = inner;
            continue;
        };
        match call.env(name.trim_end_matches('?'), false, machine) {
            // A secret in a registry's address is of no use to anybody who reads the report.
            Some((Origin::Entry | Origin::Inherited, found)) => out.push_str(&redact::redact(Some(name), found).0),
            None => out.push_str(&format!("${{{name}}}")),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}
