//! npm's settings from every layer: command line, environment, project, user, global, npm's own.
//!
//! - the layers in that order, the first that names a setting wins;
//! - a project's file can name the user's file, and either can name the prefix where the global one lies;
//! - what belongs to the user is kept apart, so that an override can be told from the user's own choice.

use std::path::{Path, PathBuf};

use stockade_model::{Os, RegistryOrigin, Span};

use super::{ini, nopt::Given, workspaces};
use crate::resolve::{Call, Machine, Origin, launchers::program};

/// One setting of one layer.
#[derive(Clone, Debug)]
struct Entry {
    key: String,
    value: String,
    span: Option<Span>,
}

/// One layer.
#[derive(Clone, Debug)]
struct Layer {
    origin: RegistryOrigin,
    file: Option<PathBuf>,
    entries: Vec<Entry>,
}

/// A setting that was found.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// Its value, variables filled in.
    pub value: &'a str,
    /// Who says so.
    pub origin: RegistryOrigin,
    /// In which file.
    pub file: Option<&'a Path>,
    /// Where in the entry.
    pub span: Option<Span>,
}

impl Found<'_> {
    /// Whether somebody else than the user says so.
    pub const fn is_foreign(&self) -> bool {
        !matches!(self.origin, RegistryOrigin::User | RegistryOrigin::ClientDefault)
    }
}

/// All settings of one launch line.
#[derive(Clone, Debug)]
pub struct Config {
    layers: Vec<Layer>,
    /// The settings that the user would have without this line, project and entry.
    users: Vec<Layer>,
    /// What npm takes for the project; none where nobody knows where the line starts.
    pub project: Option<workspaces::Project>,
    /// Where global packages are; none where nobody can say.
    pub global_prefix: Option<PathBuf>,
    /// Whether a prefix on the command line stands for project and global folder alike.
    pub prefix_given: bool,
    /// Who sent npm to another user file than the user's own.
    pub redirected: Option<RegistryOrigin>,
    /// A settings file that the line sends npm to and that cannot be looked up from here.
    pub lost: Option<String>,
}

impl Config {
    /// Reads all layers for a call whose words are parsed already.
    pub fn load(given: &[Given], call: &Call, machine: &Machine<'_>) -> Self {
        let mut config = read(given, call, machine);
        let own = Call { program: call.program.clone(), args: Vec::new(), env: inherited_only(call), cwd: None };
        config.users = read(&[], &own, machine).layers;
        config
    }

    /// The value of a setting.
    pub fn get(&self, key: &str) -> Option<Found<'_>> {
        lookup(&self.layers, key)
    }

    /// All values of a setting that may be given more than once, from the layer that wins.
    pub fn list(&self, key: &str) -> Vec<Found<'_>> {
        let Some(layer) = self.layers.iter().find(|layer| layer.entries.iter().any(|entry| entry.key == key)) else {
            return Vec::new();
        };
        let found = layer.entries.iter().filter(|entry| entry.key == key);
        found
            .flat_map(|entry| {
                let values = entry.value.split("\n\n").map(str::trim).filter(|value| !value.is_empty());
                values.map(|value| Found { value, origin: layer.origin, file: layer.file.as_deref(), span: entry.span })
            })
            .collect()
    }

    /// A switch.
    pub fn is_on(&self, key: &str) -> bool {
        self.get(key).is_some_and(|found| found.value == "true")
    }

    /// The value that the user's own layers give.
    pub fn users_own(&self, key: &str) -> Option<&str> {
        lookup(&self.users, key).map(|found| found.value)
    }

    /// Every setting with its value as it stands there, secrets and all, the strongest layer first: for asking a registry,
    /// not for a report.
    pub fn raw(&self) -> impl Iterator<Item = (&str, &str, Option<&Path>, RegistryOrigin)> {
        self.layers.iter().flat_map(|layer| {
            layer
                .entries
                .iter()
                .map(move |entry| (entry.key.as_str(), entry.value.as_str(), layer.file.as_deref(), layer.origin))
        })
    }

    /// Whether settings and packages are the global ones.
    pub fn is_global(&self) -> bool {
        self.is_on("global") || self.get("location").is_some_and(|found| found.value == "global")
    }
}

/// The user's own environment holds without the entry's.
fn inherited_only(call: &Call) -> Vec<crate::resolve::Setting> {
    call.env.iter().filter(|setting| setting.origin == Origin::Inherited).cloned().collect()
}

fn lookup<'a>(layers: &'a [Layer], key: &str) -> Option<Found<'a>> {
    layers.iter().find_map(|layer| {
        let entry = layer.entries.iter().rfind(|entry| entry.key == key)?;
        Some(Found { value: &entry.value, origin: layer.origin, file: layer.file.as_deref(), span: entry.span })
    })
}

/// Which layer names the global file. npm keeps the first one that does as its default, so the next one beats it.
fn global_file(layers: &[Layer]) -> Option<Found<'_>> {
    let mut naming = layers.iter().filter_map(|layer| lookup(std::slice::from_ref(layer), "globalconfig"));
    let first = naming.next()?;
    Some(naming.next().unwrap_or(first))
}

fn read(given: &[Given], call: &Call, machine: &Machine<'_>) -> Config {
    let cwd = call.cwd.as_deref();
    let mut layers = vec![command_line(given, call, machine)];
    layers.extend(environment(call, machine));
    let value = |layers: &[Layer], key: &str| lookup(layers, key).map(|found| found.value.to_owned());
    let origin = |layers: &[Layer], key: &str| lookup(layers, key).map(|found| found.origin);

    let prefix = value(layers.get(..1).unwrap_or_default(), "prefix");
    let follow = value(layers.get(..1).unwrap_or_default(), "workspaces").as_deref() != Some("false");
    let global =
        value(&layers, "global").as_deref() == Some("true") || value(&layers, "location").as_deref() == Some("global");
    let project = match &prefix {
        Some(prefix) => machine.path(prefix, cwd).map(|root| workspaces::Project { root, member: None }),
        None => cwd.map(|cwd| workspaces::project(cwd, follow && !global, machine)),
    };

    let (home, home_origin) = match call.env("HOME", false, machine) {
        Some((Origin::Entry, home)) if set_by_entry(call, "HOME") => {
            (machine.path(home, cwd), RegistryOrigin::Environment)
        }
        _ => (Some(machine.home.to_path_buf()), RegistryOrigin::User),
    };
    let users_file = |layers: &[Layer]| match value(layers, "userconfig") {
        Some(path) => (machine.path(&path, cwd), origin(layers, "userconfig").unwrap_or(RegistryOrigin::User)),
        None => (home.as_ref().map(|home| home.join(".npmrc")), home_origin),
    };
    if let Some(project) = project.as_ref().filter(|_| !global) {
        let file = project.root.join(".npmrc");
        // A project that is the home itself has no settings besides the user's.
        if users_file(&layers).0.as_deref() != Some(&file) {
            layers.extend(read_file(&file, RegistryOrigin::Project, call, machine));
        }
    }
    let (file, users_origin) = users_file(&layers);
    layers.extend(file.and_then(|file| read_file(&file, users_origin, call, machine)));

    let default_prefix = default_prefix(call, machine);
    let global_prefix =
        value(&layers, "prefix").and_then(|prefix| machine.path(&prefix, cwd)).or_else(|| default_prefix.clone());
    let (file, global_origin) = match global_file(&layers) {
        Some(found) => (machine.path(found.value, cwd), found.origin),
        None => (
            global_prefix.as_ref().map(|prefix| prefix.join("etc/npmrc")),
            origin(&layers, "prefix").unwrap_or(RegistryOrigin::User),
        ),
    };
    layers.extend(file.and_then(|file| read_file(&file, global_origin, call, machine)));
    let own = default_prefix.map(|prefix| match machine.os {
        Os::Windows => prefix.join("node_modules/npm/npmrc"),
        Os::Linux | Os::Macos => prefix.join("lib/node_modules/npm/npmrc"),
    });
    layers.extend(own.and_then(|file| read_file(&file, RegistryOrigin::User, call, machine)));
    let lost = ["userconfig", "globalconfig"].into_iter().find_map(|key| {
        let found = lookup(&layers, key).filter(|found| !found.value.is_empty())?;
        (found.origin != RegistryOrigin::User && machine.path(found.value, cwd).is_none())
            .then(|| found.value.to_owned())
    });
    let redirected = [users_origin, global_origin].into_iter().find(|origin| *origin != RegistryOrigin::User);
    Config { layers, users: Vec::new(), project, global_prefix, prefix_given: prefix.is_some(), redirected, lost }
}

fn set_by_entry(call: &Call, name: &str) -> bool {
    call.env.iter().any(|setting| setting.name == name && setting.origin == Origin::Entry)
}

fn command_line(given: &[Given], call: &Call, machine: &Machine<'_>) -> Layer {
    // npm drops a registry that is no address, but only on the command line.
    let usable = |given: &&Given| given.name != "registry" || super::registry::is_address(&given.value.text);
    let entries = given
        .iter()
        .filter(usable)
        .map(|given| Entry {
            key: given.name.clone(),
            value: fill(given.value.text.trim(), call, machine),
            span: given.value.span,
        })
        .collect();
    Layer { origin: RegistryOrigin::Argument, file: None, entries }
}

/// `npm_config_…`, in any case: what the entry sets, then what the user's own environment holds.
fn environment(call: &Call, machine: &Machine<'_>) -> [Layer; 2] {
    let entry = |name: &str, value: &str, span: Option<Span>| -> Option<Entry> {
        let front = name.get(..11).filter(|front| front.eq_ignore_ascii_case("npm_config_"))?;
        let key = name.get(front.len()..)?;
        if value.is_empty() || key.is_empty() {
            return None;
        }
        let (first, rest) = key.split_at(key.chars().next().map_or(0, char::len_utf8));
        let key = if key.starts_with("//") {
            key.to_owned()
        } else {
            format!("{first}{}", rest.replace('_', "-")).to_ascii_lowercase()
        };
        Some(Entry { key, value: fill(value.trim(), call, machine), span })
    };
    let of = |wanted: Origin| {
        let set = call.env.iter().filter(move |setting| setting.origin == wanted);
        set.filter_map(|setting| entry(&setting.name, &setting.value, setting.span))
    };
    let inherited = machine.env.iter().filter(|(name, _)| !call.env.iter().any(|setting| setting.name == **name));
    let inherited = inherited.filter_map(|(name, value)| entry(name, value, None));
    [
        Layer { origin: RegistryOrigin::Environment, file: None, entries: of(Origin::Entry).collect() },
        Layer { origin: RegistryOrigin::User, file: None, entries: of(Origin::Inherited).chain(inherited).collect() },
    ]
}

fn read_file(file: &Path, origin: RegistryOrigin, call: &Call, machine: &Machine<'_>) -> Option<Layer> {
    let text = machine.read(file)?;
    let entries = ini::parse(text.trim_start_matches('\u{feff}'))
        .into_iter()
        .map(|(key, value)| Entry {
            key: fill(&key, call, machine),
            value: fill(value.trim(), call, machine),
            span: None,
        })
        .collect();
    Some(Layer { origin, file: Some(file.to_path_buf()), entries })
}

/// Where node stands, two folders up: npm's global prefix where nothing names one.
fn default_prefix(call: &Call, machine: &Machine<'_>) -> Option<PathBuf> {
    if let Some((_, prefix)) = call.env("PREFIX", false, machine).filter(|(_, prefix)| !prefix.is_empty()) {
        return machine.path(prefix, call.cwd.as_deref());
    }
    let node = program::lookup("node", call, machine).or_else(|| {
        // A graphical client without a `PATH` of its own finds node in the usual places, or not at all.
        let usual = ["/usr/local/bin/node", "/usr/bin/node"].into_iter().filter(|_| machine.os != Os::Windows);
        usual.filter_map(|path| machine.system(path)).find(|path| machine.is_file(path))
    })?;
    let folder = node.parent()?;
    Some(if machine.os == Os::Windows { folder } else { folder.parent()? }.to_path_buf())
}

/// `${NAME}` and `${NAME?}`; a name that is not set stays as it is, or becomes nothing where `?` allows it.
fn fill(text: &str, call: &Call, machine: &Machine<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        let Some(end) = from.find('}') else { break };
        let inner = from.get(2..end).unwrap_or("");
        let (name, optional) = inner.strip_suffix('?').map_or((inner, false), |name| (name, true));
        let slashes = before.len() - before.trim_end_matches('\\').len();
        out.push_str(before.get(..before.len() - slashes.div_ceil(2)).unwrap_or(before));
        let plain = name.is_empty() || name.contains(['$', '{', '?']) || slashes % 2 == 1;
        let home = machine.home.display().to_string();
        let known = call.env(name, false, machine).map(|(_, value)| value);
        match known.or_else(|| matches!(name, "HOME" | "USERPROFILE").then_some(home.as_str())) {
            Some(value) if !plain => out.push_str(value),
            None if !plain && optional => {}
            _ => out.push_str(from.get(..=end).unwrap_or("")),
        }
        rest = from.get(end + 1..).unwrap_or("");
    }
    out.push_str(rest);
    out
}
