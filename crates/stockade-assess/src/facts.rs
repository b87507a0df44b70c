//! What the code of one version can do, as plain facts: what, into which sink, and where it stands.
//!
//! Constraints:
//! - facts are the union over the whole package, keyed by class, sink and normalised value, so that another minifier run
//!   changes nothing;
//! - how often a fact occurs counts: one more call site of an ability that was there before is news too;
//! - tests, type declarations, source maps and comments are left out by whoever collects.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub mod collected;

/// What kind of fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A constant e-mail address in a recipient position; the sink is its key. D1.
    Recipient,
    /// A recipient key whatever its value: `bcc`, `cc`, `reply-to`, `forward`. D2.
    RecipientKey,
    /// An e-mail address anywhere in code. D3.
    Email,
    /// An ability: `exec`, `socket`, `dns`, `http`, `mail`, `fs-read`, `fs-write`, `os`. D4.
    Capability,
    /// Code made of text: `eval`, `Function`, an import of what is no constant. D5.
    DynamicCode,
    /// The host of an address. D7, and with a key as its sink D8.
    Host,
    /// A host that a secret is sent to, as far as one expression shows it. D8.
    SecretSent,
    /// A path where secrets are: `~/.ssh/id_rsa`, `.npmrc`. D9.
    SensitivePath,
    /// An environment variable that is read. D10.
    Environment,
    /// A config file of an MCP client, or an instruction file of an agent.
    ClientConfig,
    /// A look-up of a name that is no constant.
    DnsQuery,
    /// A Git hook, a template directory, `core.hooksPath`.
    GitHook,
    /// A workflow file of a CI service.
    CiFile,
    /// A publish command, or an upload to a registry.
    Publish,
    /// A package manifest, as a place that is written.
    Manifest,
    /// A wait of an hour or more, or a comparison with a date; the value says which.
    TimeGate,
    /// A file that cannot be read as what it says to be; the value says why: `unparsable`, `too-deep`, `parser-failed`,
    /// `too-large`, `large-data`, `packed`, `invisible-text`, `native-binary`.
    Hidden,
    /// A file that is minified; the value is its path.
    Minified,
    /// A file of code that can be read; the value is its path. It is no news by itself.
    Source,
    /// Something that runs at installation without a script saying so: `binding.gyp`.
    InstallHook,
}

impl Class {
    /// What it is called in a difference.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Recipient => "constant recipient",
            Self::RecipientKey => "recipient key",
            Self::Email => "e-mail address",
            Self::Capability => "capability",
            Self::DynamicCode => "dynamic code",
            Self::Host => "host",
            Self::SecretSent => "secret for the host",
            Self::SensitivePath => "sensitive path",
            Self::Environment => "environment variable",
            Self::ClientConfig => "client config",
            Self::DnsQuery => "look-up of a computed name",
            Self::GitHook => "Git hook",
            Self::CiFile => "workflow file",
            Self::Publish => "publish command",
            Self::Manifest => "package manifest",
            Self::TimeGate => "time gate",
            Self::Hidden => "hidden code",
            Self::Minified => "minified file",
            Self::Source => "source file",
            Self::InstallHook => "install hook",
        }
    }
}

/// Where a value goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sink {
    /// Nowhere that is known: it merely stands there.
    #[default]
    None,
    /// Under this property, header or parameter.
    Key(String),
    /// A file is written there.
    Write,
    /// A file is read there.
    Read,
    /// It is run.
    Exec,
    /// It is sent.
    Send,
    /// A file is read there, in a file of code that sends as well.
    Leaves,
}

impl Sink {
    /// Whether something is done with it that changes this machine.
    pub const fn acts(&self) -> bool {
        matches!(self, Self::Write | Self::Exec)
    }
}

/// One fact, at the first place where it was met.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fact {
    /// What kind.
    pub class: Class,
    /// The normalised value: an address in lower case, a host, a path with `~`, the name of a variable.
    pub value: String,
    /// Where it goes.
    #[serde(default)]
    pub sink: Sink,
    /// The file, as named inside the package.
    pub file: String,
    /// The line, from 1; 0 for the file as a whole.
    #[serde(default)]
    pub line: u32,
    /// That line, shortened.
    #[serde(default)]
    pub excerpt: String,
    /// How often it occurs in the package.
    #[serde(default = "once")]
    pub count: u32,
}

/// Abilities by which what was read leaves the machine.
const SENDING: &[&str] = &["http", "mail", "socket", "dns"];

const fn once() -> u32 {
    1
}

impl Fact {
    /// A fact that stands once in a file.
    pub fn new(class: Class, value: impl Into<String>, file: impl Into<String>, line: u32) -> Self {
        let (value, file) = (value.into(), file.into());
        Self { class, value, sink: Sink::None, file, line, excerpt: String::new(), count: 1 }
    }

    /// The same with its sink.
    #[must_use]
    pub fn into_sink(mut self, sink: Sink) -> Self {
        self.sink = sink;
        self
    }

    /// The same with the line it stands in.
    #[must_use]
    pub fn reading(mut self, excerpt: impl Into<String>) -> Self {
        self.excerpt = excerpt.into();
        self
    }

    /// What makes two facts the same, in whatever file they stand.
    pub fn key(&self) -> (Class, &Sink, &str) {
        (self.class, &self.sink, &self.value)
    }

    /// Where a path that merely stands in its file goes by what that file can do.
    fn leads_to(&self, able: &dyn Fn(&str, &str) -> bool) -> Sink {
        match self.class {
            Class::ClientConfig | Class::CiFile | Class::Manifest if able(&self.file, "fs-write") => Sink::Write,
            Class::GitHook if able(&self.file, "fs-write") => Sink::Write,
            Class::GitHook | Class::Publish if able(&self.file, "exec") => Sink::Exec,
            Class::SensitivePath if able(&self.file, "fs-read") => {
                let sends = SENDING.iter().any(|ability| able(&self.file, ability));
                if sends { Sink::Leaves } else { Sink::Read }
            }
            Class::SensitivePath if able(&self.file, "exec") => Sink::Exec,
            _ => Sink::None,
        }
    }

    /// `index.js:12`, or the file alone.
    pub fn place(&self) -> String {
        if self.line == 0 { self.file.clone() } else { format!("{}:{}", self.file, self.line) }
    }
}

/// All facts of one version, each key once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Fact>", into = "Vec<Fact>")]
pub struct Facts {
    all: BTreeMap<(Class, Sink, String), Fact>,
}

impl From<Vec<Fact>> for Facts {
    fn from(facts: Vec<Fact>) -> Self {
        facts.into_iter().collect()
    }
}

impl From<Facts> for Vec<Fact> {
    fn from(facts: Facts) -> Self {
        facts.all.into_values().collect()
    }
}

impl FromIterator<Fact> for Facts {
    fn from_iter<I: IntoIterator<Item = Fact>>(facts: I) -> Self {
        let mut all: BTreeMap<_, Fact> = BTreeMap::new();
        for fact in facts {
            let key = (fact.class, fact.sink.clone(), fact.value.clone());
            match all.get_mut(&key) {
                Some(known) => {
                    let count = known.count.saturating_add(fact.count);
                    // The first place in the order of the files, whatever order they were read in.
                    if (&fact.file, fact.line) < (&known.file, known.line) {
                        *known = fact;
                    }
                    known.count = count;
                }
                None => {
                    all.insert(key, fact);
                }
            }
        }
        Self { all }
    }
}

impl Facts {
    /// Every fact, by class, sink and value.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.all.values()
    }

    /// Every fact of a class.
    pub fn of(&self, class: Class) -> impl Iterator<Item = &Fact> {
        self.iter().filter(move |fact| fact.class == class)
    }

    /// The fact with the same key.
    pub fn like(&self, fact: &Fact) -> Option<&Fact> {
        self.all.get(&(fact.class, fact.sink.clone(), fact.value.clone()))
    }

    /// Whether there is a fact of a class with this sink and value.
    pub fn has(&self, class: Option<Class>, sink: &Sink, value: &str) -> bool {
        class.is_some_and(|class| self.all.contains_key(&(class, sink.clone(), value.to_owned())))
    }

    /// Whether the package has an ability.
    pub fn can(&self, capability: &str) -> bool {
        self.of(Class::Capability).any(|fact| fact.value == capability)
    }

    /// Whether a file of the package has an ability.
    pub fn can_in(&self, file: &str, capability: &str) -> bool {
        self.of(Class::Capability).any(|fact| fact.value == capability && fact.file == file)
    }

    /// The same where a path that merely stands in a file goes where that file's abilities lead: it is written where files
    /// are written, run where a hook's settings can be set, read where files are read.
    ///
    /// For collectors that do not follow values into calls. It says less than a path that was followed: a bundle is one
    /// file. So it is the caller's to ask for. `able` says whether a file has an ability; facts keep their first place
    /// alone, which is not enough to know.
    #[must_use]
    pub fn joined(self, able: &dyn Fn(&str, &str) -> bool) -> Self {
        let join = |fact: Fact| {
            if fact.sink == Sink::None {
                let to = fact.leads_to(able);
                fact.into_sink(to)
            } else {
                fact
            }
        };
        self.all.into_values().map(join).collect()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_where_their_file_leads() {
        let facts: Facts = [
            Fact::new(Class::GitHook, ".git/hooks", "writes.js", 1),
            Fact::new(Class::GitHook, "core.hooksPath", "runs.js", 1),
            Fact::new(Class::SensitivePath, "~/.ssh", "reads.js", 1),
            Fact::new(Class::SensitivePath, "~/.aws", "readme.js", 1),
            Fact::new(Class::SensitivePath, "~/.kube", "sends.js", 1),
            Fact::new(Class::Host, "a.dev", "writes.js", 1).into_sink(Sink::Key("url".into())),
        ]
        .into_iter()
        .collect();
        let able = |file: &str, ability: &str| {
            matches!(
                (file, ability),
                ("writes.js", "fs-write")
                    | ("runs.js", "exec")
                    | ("reads.js", "fs-read")
                    | ("sends.js", "fs-read" | "http")
            )
        };
        let sinks: Vec<Sink> = facts.joined(&able).iter().map(|fact| fact.sink.clone()).collect();
        assert_eq!(sinks, [Sink::Key("url".into()), Sink::None, Sink::Read, Sink::Leaves, Sink::Write, Sink::Exec]);
    }

    #[test]
    fn facts_are_united_over_the_files_and_counted() {
        let fact = |file: &str, line| Fact::new(Class::Capability, "exec", file, line);
        let facts: Facts = [fact("b.js", 3), fact("a.js", 9), fact("a.js", 2)].into_iter().collect();
        let found: Vec<_> = facts.iter().collect();
        assert_eq!((found.len(), found[0].count, found[0].place().as_str()), (1, 3, "a.js:2"));
        assert!(facts.can("exec") && !facts.can("dns"));
        let keyed = fact("a.js", 1).into_sink(Sink::Key("Bcc".into()));
        assert!(facts.like(&fact("z.js", 1)).is_some() && facts.like(&keyed).is_none());
        let text = serde_json::to_string(&facts).unwrap();
        assert_eq!(serde_json::from_str::<Facts>(&text).unwrap(), facts);
    }
}
