//! Every setting with its origin, for people and as JSON.

use std::fmt::Display;
use std::path::Path;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use stockade_assess::requirements::Requirement;
use stockade_model::Layer;
use stockade_scan::allow_list::{Entry, List};
use stockade_scan::ignore::{self, Rule};

use crate::settings::{Origin, Setting, Settings};
use crate::visible::line;

/// The version of the JSON.
const VERSION: u32 = 1;

/// Settings as they count in the working directory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Shown {
    /// The version of this format.
    version: u32,
    /// Every single value.
    settings: Vec<Value>,
    /// What is asked of packages.
    require: Vec<Require>,
    /// What is approved.
    allow: Vec<Server>,
    /// What must not be started.
    deny: Vec<Server>,
    /// Findings that are accepted.
    ignores: Vec<Ignore>,
    /// Values of projects' settings that do not count, since a project can only be stricter.
    refused: Vec<Refused>,
    /// The settings files that were read.
    files: Vec<String>,
}

/// One value.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Value {
    /// Table and key.
    key: String,
    value: String,
    origin: Place,
}

/// Where something is set.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Place {
    /// Nobody said otherwise.
    Default,
    /// A settings file.
    File {
        /// Its path.
        path: String,
        /// The line.
        line: usize,
    },
    /// A variable of the environment.
    Environment {
        /// Its name.
        name: String,
    },
    /// An argument.
    Argument {
        /// The flag.
        name: String,
    },
}

/// A value that does not count.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Refused {
    /// Table and key.
    key: String,
    value: String,
    /// What counts.
    instead: String,
    /// Whether a stricter value would have counted; a project has no say at all where not.
    stricter: bool,
    /// The same for people.
    #[serde(skip)]
    why: String,
    origin: Place,
}

/// A `[[require]]`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Require {
    /// What is asked of which packages, in one line.
    asks: String,
    reason: Option<String>,
    /// The last day it is asked.
    expires: Option<String>,
    /// Whether that is over.
    expired: bool,
    /// Of how many packages or patterns it is not asked.
    exceptions: usize,
    layer: Layer,
    origin: Place,
}

/// An entry of `[[servers.allow]]` or `[[servers.deny]]`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Server {
    /// What it names, in one line.
    entry: String,
    reason: Option<String>,
    /// The last day it holds.
    expires: Option<String>,
    /// Whether that is over.
    expired: bool,
    /// Whether an approval also answers what a name raises: a project's does not.
    lifts_alarms: bool,
    layer: Layer,
    origin: Place,
}

/// An `[[ignore]]`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Ignore {
    check: String,
    /// None where it holds everywhere.
    place: Option<String>,
    reason: String,
    /// The last day it holds.
    expires: Option<String>,
    /// Whether settings of this layer can accept findings of this check.
    counts: bool,
    layer: Layer,
    origin: Place,
}

impl Shown {
    /// The settings that count at a place, on a day.
    pub fn of(settings: &Settings, at: Option<&Path>, today: Date) -> Self {
        let (word, rule) = settings.allow_lists.unlisted(at);
        let origin = rule.map_or(Origin::Default, |rule| Origin::File(rule.file, rule.position.line));
        let unlisted = Setting { value: word, origin };
        let entries = |of: fn(&List) -> &[Entry]| {
            let mut lists: Vec<&List> = settings.allow_lists.lists.iter().collect();
            lists.sort_by_key(|list| std::cmp::Reverse(list.layer));
            lists
                .into_iter()
                .flat_map(|list| of(list).iter().map(|entry| Server::of(entry, list.layer, today)))
                .collect()
        };
        Self {
            version: VERSION,
            settings: vec![
                Value::of("scan.fail-on", &settings.fail_on),
                Value::of("scan.min-confidence", &settings.min_confidence),
                Value::of("scan.persona", &settings.persona),
                Value::of("scan.recorded-projects", &settings.recorded_projects),
                Value::of("scan.processes", &settings.processes),
                Value::of("servers.unlisted", &unlisted),
                Value::of("registries.offline", &settings.packages.offline),
                Value::of("registries.osv", &settings.packages.osv),
                Value::of("registries.osv-dumps", &settings.packages.osv_dumps),
                Value::of("registries.redirects", &settings.packages.redirects),
                Value::of("registries.mcp-registry", &settings.packages.mcp_registry),
                Value::of("assess.hold", &settings.packages.hold),
                Value::of("assess.new-name", &settings.packages.new_name),
                Value::of("assess.burst", &settings.packages.burst),
                Value::of("assess.burst-window", &settings.packages.burst_window),
                Value::of("assess.secret-families", &settings.packages.secret_families),
            ],
            require: settings.requirements.all.iter().map(|asked| Require::of(asked, today)).collect(),
            allow: entries(|list| &list.allow),
            deny: entries(|list| &list.deny),
            ignores: settings.ignores.iter().map(|rule| Ignore::of(rule, settings)).collect(),
            refused: settings.refused.iter().map(Refused::of).collect(),
            files: settings.files.iter().map(|path| path.to_string_lossy().into_owned()).collect(),
        }
    }

    /// For programs.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// For people, one line each.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for Value { key, value, origin } in &self.settings {
            out.push_str(&format!("{key:<23} {value:<10} {origin}\n"));
        }
        for Require { asks, reason, expires, expired, exceptions, layer, origin } in &self.require {
            let until = match expires {
                Some(last) if *expired => format!(" EXPIRED on {last}"),
                Some(last) => format!(" until {last}"),
                None => String::new(),
            };
            let reason = reason.as_ref().map(|reason| format!(": {}", line(reason))).unwrap_or_default();
            let but = match exceptions {
                0 => String::new(),
                number => format!("; {}", crate::exit::count(*number, "exception")),
            };
            out.push_str(&format!("require {}{until}{reason}   {layer} {origin}{but}\n", line(asks)));
        }
        for (word, servers) in [("allow", &self.allow), ("deny", &self.deny)] {
            for server in servers {
                let until = match &server.expires {
                    Some(last) if server.expired => format!(" EXPIRED on {last}"),
                    Some(last) => format!(" until {last}"),
                    None => String::new(),
                };
                let reason = server.reason.as_ref().map(|reason| format!(": {}", line(reason))).unwrap_or_default();
                let but = if word == "allow" && !server.lifts_alarms { "; lifts no alarm about a name" } else { "" };
                out.push_str(&format!(
                    "{word} {}{until}{reason}   {} {}{but}\n",
                    line(&server.entry),
                    server.layer,
                    server.origin
                ));
            }
        }
        for ignore in &self.ignores {
            let place = ignore.place.as_deref().unwrap_or("everywhere");
            let until = ignore.expires.as_ref().map(|date| format!(" until {date}")).unwrap_or_default();
            let (check, reason) = (line(&ignore.check), line(&ignore.reason));
            let but = if ignore.counts { "" } else { "; does not count in settings of this layer" };
            out.push_str(&format!(
                "ignore {check} at {}{until}: {reason}   {} {}{but}\n",
                line(place),
                ignore.layer,
                ignore.origin
            ));
        }
        for Refused { key, value, why, origin, .. } in &self.refused {
            out.push_str(&format!("refused {key} {}: {}   {origin}\n", line(value), line(why)));
        }
        out
    }
}

impl Value {
    fn of(key: &str, setting: &Setting<impl Display>) -> Self {
        Self { key: key.to_owned(), value: setting.value.to_string(), origin: Place::of(&setting.origin) }
    }
}

impl Refused {
    fn of(refused: &crate::settings::Refused) -> Self {
        Self {
            key: refused.key.to_owned(),
            value: refused.value.clone(),
            instead: refused.instead.clone(),
            stricter: refused.stricter,
            why: refused.why(""),
            origin: Place::of(&Origin::File(refused.file.clone(), refused.line)),
        }
    }
}

impl Require {
    fn of(asked: &Requirement, today: Date) -> Self {
        Self {
            asks: asked.rule.text.clone(),
            reason: asked.reason.clone(),
            expires: asked.expires.map(|date| date.to_string()),
            expired: asked.is_over(today),
            exceptions: asked.exceptions.len(),
            layer: asked.rule.layer,
            origin: Place::of(&Origin::File(asked.rule.file.clone(), asked.rule.position.line)),
        }
    }
}

impl Server {
    fn of(entry: &Entry, layer: Layer, today: Date) -> Self {
        let origin = entry.origin.as_ref().map(|origin| Origin::File(origin.file.clone(), origin.position().line));
        Self {
            entry: entry.text.clone(),
            reason: entry.reason.clone(),
            expires: entry.expires.map(|date| date.to_string()),
            expired: entry.is_over(today),
            lifts_alarms: layer > Layer::Project,
            layer,
            origin: Place::of(&origin.unwrap_or(Origin::Default)),
        }
    }
}

impl Ignore {
    fn of(rule: &Rule, settings: &Settings) -> Self {
        let elsewhere = crate::checks::of_packages(&settings.requirements);
        let authority = ignore::authority(&settings.allow_lists, &elsewhere, &rule.check);
        Self {
            check: rule.check.clone(),
            place: rule.place.clone(),
            reason: rule.reason.clone(),
            expires: rule.expires.map(|date| date.to_string()),
            counts: authority.is_none_or(|layer| rule.layer >= layer),
            layer: rule.layer,
            origin: Place::of(&Origin::File(rule.origin.file.clone(), rule.origin.position().line)),
        }
    }
}

impl Place {
    fn of(origin: &Origin) -> Self {
        match origin {
            Origin::Default => Self::Default,
            Origin::File(path, line) => Self::File { path: path.to_string_lossy().into_owned(), line: *line },
            Origin::Environment(name) => Self::Environment { name: (*name).to_owned() },
            Origin::Argument(name) => Self::Argument { name: (*name).to_owned() },
        }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line: at } => write!(f, "{}:{at}", line(path)),
            Self::Environment { name } => write!(f, "environment {name}"),
            Self::Argument { name } => f.write_str(name),
        }
    }
}
