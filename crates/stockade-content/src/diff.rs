//! What is new in a version: the facts that the other version has not, under the rules they fall under.
//!
//! Constraints:
//! - what disappears is no change here: nothing is safer for it, and what moves between files is the same fact;
//! - a class that was there already hides what is added to it, so processes, sockets, DNS and code made at run time are
//!   counted by function and by site;
//! - a change says what it saw and marks what would excuse it (a reserved domain, the package's own name); what that is
//!   worth is decided elsewhere;
//! - dependencies' own findings and the evidence of publishing come from outside and are carried along.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::facts::recognisers::addresses::is_reserved;
use crate::facts::{Class, Facts, Reading, Site, Sites, secret_family};
use crate::package::Package;

macro_rules! rules {
    ($($variant:ident = $id:literal, $words:literal;)*) => {
        /// The rules a change falls under: D1 to D12, what can no longer be read, and other behaviour.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Rule {
            $(#[doc = $words] #[serde(rename = $id)] $variant),*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its id.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            /// What it stands for, in words.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $words),* }
            }
        }
    };
}

rules! {
    ConstantRecipient = "D1", "constant recipient";
    RecipientKey = "D2", "key for further recipients";
    Email = "D3", "e-mail address";
    Capability = "D4", "capability";
    DynamicCode = "D5", "code made at run time";
    InstallScript = "D6", "install script";
    Host = "D7", "host";
    HostKey = "D8", "constant destination";
    SensitivePath = "D9", "path of secrets";
    Environment = "D10", "environment variable";
    Dependency = "D11", "dependency";
    Trust = "D12", "evidence of publishing fell";
    Unread = "unread", "source that cannot be read";
    Behaviour = "behaviour", "behaviour of malware";
}

/// What the table of rules asks for where nothing excuses the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Shown, allowed.
    Show,
    /// Held until somebody looked.
    Hold,
    /// Refused.
    Block,
}

/// How something is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Growth {
    /// The class was not there at all.
    Class,
    /// The class was, this value was not.
    Value,
    /// The value was there, at fewer places.
    More {
        /// Places before.
        from: u32,
        /// Places now.
        to: u32,
    },
}

/// One thing that is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The rule it falls under.
    pub rule: Rule,
    /// The class of fact, none where it came from outside.
    pub class: Option<Class>,
    /// The fact's value.
    pub value: String,
    /// How it is new.
    pub growth: Growth,
    /// Where, in the new version.
    pub new: Option<Site>,
    /// What the old version had of the class, of the same value first.
    pub old: Option<Site>,
    /// A domain or host that nobody can own, or this machine.
    pub reserved: bool,
    /// It bears a word of the package's own name or vendor.
    pub own: bool,
    /// The family of secrets of a variable, or what came from outside.
    pub note: Option<String>,
}

/// What other parts of an assessment know.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// Why the evidence of publishing is less than before, if it is (D12).
    pub trust_fell: Option<String>,
    /// What is known of dependencies, by name (D11).
    pub dependencies: BTreeMap<String, String>,
    /// Whether only the last number of the version changed.
    pub is_patch: bool,
}

/// The rule of a class, if anything new of it is a change.
const fn rule_of(class: Class) -> Option<Rule> {
    Some(match class {
        Class::Recipient => Rule::ConstantRecipient,
        Class::RecipientKey => Rule::RecipientKey,
        Class::Email => Rule::Email,
        Class::Exec
        | Class::Socket
        | Class::Dns
        | Class::Http
        | Class::Mail
        | Class::FileRead
        | Class::FileWrite
        | Class::System => Rule::Capability,
        Class::DynamicCode | Class::DynamicImport => Rule::DynamicCode,
        Class::InstallScript => Rule::InstallScript,
        Class::Host => Rule::Host,
        Class::HostKey => Rule::HostKey,
        Class::SensitivePath => Rule::SensitivePath,
        Class::Environment => Rule::Environment,
        Class::Dependency => Rule::Dependency,
        Class::Minified | Class::Unparsable | Class::TooLarge => Rule::Unread,
        Class::ClientConfigWrite
        | Class::DnsLabel
        | Class::GitHook
        | Class::CiFile
        | Class::SelfPublish
        | Class::TimeGate
        | Class::StartupCode
        | Class::NativeBinary
        | Class::Encoded
        | Class::HiddenCharacter => Rule::Behaviour,
        Class::Module | Class::ClientConfig | Class::Program => return None,
    })
}

/// How finely a class is compared once it is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grain {
    Class,
    Value,
    Site,
}

const fn grain_of(class: Class) -> Grain {
    match class {
        Class::Exec | Class::Socket | Class::Dns | Class::DynamicCode | Class::DynamicImport => Grain::Site,
        Class::Http | Class::Mail | Class::FileRead | Class::FileWrite | Class::System => Grain::Class,
        _ => Grain::Value,
    }
}

/// What the new version has that the old one has not, by rule.
pub fn diff(old: &Facts, new: &Facts, outside: &Outside) -> Vec<Change> {
    let versions = Versions { old, new, outside, old_lines: lines(old) };
    let mut changes = Vec::new();
    for (class, values) in &new.by_class {
        let Some(rule) = rule_of(*class) else { continue };
        let was_there = old.has(*class);
        let mut first_of_class = true;
        for (value, sites) in values {
            let Some(growth) = growth(old.get(*class, value), sites, was_there, grain_of(*class)) else { continue };
            if growth == Growth::Class && grain_of(*class) != Grain::Value && !std::mem::take(&mut first_of_class) {
                continue;
            }
            if *class == Class::Minified && !was_readable(old, value) {
                continue;
            }
            changes.push(versions.change(rule, *class, value, growth, sites));
        }
    }
    if let Some(why) = &outside.trust_fell {
        changes.push(Change {
            rule: Rule::Trust,
            class: None,
            value: why.clone(),
            growth: Growth::Value,
            new: None,
            old: None,
            reserved: false,
            own: false,
            note: None,
        });
    }
    changes.sort_by(|left, right| (left.rule, &left.value).cmp(&(right.rule, &right.value)));
    changes
}

fn growth(before: Option<&Sites>, now: &Sites, was_there: bool, grain: Grain) -> Option<Growth> {
    match before {
        None if !was_there => Some(Growth::Class),
        None if grain != Grain::Class => Some(Growth::Value),
        Some(before) if grain == Grain::Site && now.count > before.count => {
            Some(Growth::More { from: before.count, to: now.count })
        }
        _ => None,
    }
}

/// A minified file is new only where a readable one stood, or where nothing was minified before.
fn was_readable(old: &Facts, file: &str) -> bool {
    match old.files.get(file) {
        Some(reading) => *reading == Reading::Read,
        None => !old.has(Class::Minified),
    }
}

/// Both versions, and what every change is held against.
struct Versions<'f> {
    old: &'f Facts,
    new: &'f Facts,
    outside: &'f Outside,
    old_lines: Lines<'f>,
}

impl Versions<'_> {
    fn change(&self, rule: Rule, class: Class, value: &str, growth: Growth, sites: &Sites) -> Change {
        let same_class = || self.old.values(class).next().map(|(_, sites)| sites);
        let before = self.old.get(class, value).or_else(same_class);
        let note = match class {
            Class::Environment => secret_family(value).map(str::to_owned),
            Class::Dependency => self.outside.dependencies.get(value).cloned(),
            _ => None,
        };
        let named = value.to_ascii_lowercase();
        let bears = |word: &String| {
            named.split(|char: char| !char.is_ascii_alphanumeric()).any(|part| part.contains(word.as_str()))
        };
        let may_be_reserved = matches!(rule, Rule::ConstantRecipient | Rule::Email | Rule::Host | Rule::HostKey);
        let may_be_own = matches!(rule, Rule::Host | Rule::HostKey | Rule::Environment | Rule::Email);
        Change {
            rule,
            class: Some(class),
            value: value.to_owned(),
            growth,
            new: newest(sites, &self.old_lines).cloned(),
            old: before.and_then(|sites| sites.first.first()).cloned(),
            reserved: may_be_reserved && is_reserved(value),
            own: may_be_own && self.new.own_words.iter().any(bears),
            note,
        }
    }
}

/// The lines that a version has facts on.
type Lines<'f> = HashSet<(&'f str, &'f str)>;

fn lines(facts: &Facts) -> Lines<'_> {
    let sites = facts.by_class.values().flat_map(BTreeMap::values).flat_map(|sites| &sites.first);
    sites.map(|site| (site.file.as_str(), site.excerpt.as_str())).collect()
}

/// The first site whose line the old version does not have.
fn newest<'s>(sites: &'s Sites, old: &Lines<'_>) -> Option<&'s Site> {
    let unknown = |site: &&Site| !old.contains(&(site.file.as_str(), site.excerpt.as_str()));
    sites.first.iter().find(unknown).or_else(|| sites.first.first())
}

impl Change {
    /// What the table asks for, excuses taken into account.
    pub fn action(&self, is_patch: bool) -> Action {
        let grave = matches!(self.class, Some(Class::Exec | Class::Socket | Class::Dns));
        match self.rule {
            Rule::InstallScript => Action::Block,
            Rule::Behaviour => match self.class {
                Some(Class::ClientConfigWrite) => Action::Block,
                Some(Class::TimeGate | Class::Encoded) => Action::Show,
                _ => Action::Hold,
            },
            Rule::Capability if grave && is_patch && self.growth == Growth::Class => Action::Block,
            Rule::Capability if grave || self.growth == Growth::Class => Action::Hold,
            Rule::Capability | Rule::Host | Rule::Dependency => Action::Show,
            Rule::DynamicCode if matches!(self.growth, Growth::More { .. }) => Action::Show,
            Rule::Environment if self.note.is_none() || self.own => Action::Show,
            Rule::HostKey | Rule::Email if self.own => Action::Show,
            Rule::HostKey | Rule::Email | Rule::ConstantRecipient if self.reserved => Action::Show,
            _ => Action::Hold,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match (self.rule, self.class) {
            (Rule::Behaviour | Rule::Unread, Some(class)) => class.id(),
            (rule, _) => rule.description(),
        };
        write!(f, "{words} \"{}\"", self.value)?;
        match (self.rule, self.class) {
            (Rule::Capability, Some(class)) => write!(f, " ({})", class.id())?,
            (Rule::ConstantRecipient | Rule::HostKey, _) => {
                if let Some(key) = self.new.as_ref().and_then(|site| site.note.as_deref()) {
                    write!(f, " under key {key}")?;
                }
            }
            _ => {}
        }
        if let Growth::More { from, to } = self.growth {
            write!(f, ", at {to} places, {from} before")?;
        }
        if let Some(site) = self.new.as_ref().filter(|site| !site.file.is_empty()) {
            write!(f, ", {}:{}", site.file, site.line)?;
        }
        Ok(())
    }
}

/// Where the old version has the line before a new one: the place at which it was put in.
pub fn counterpart(old: &Package, new: &Package, site: &Site) -> Option<Site> {
    let text = |package: &Package| {
        let file = package.file(&site.file)?;
        Some(String::from_utf8_lossy(&file.bytes).into_owned())
    };
    let (old_text, new_text) = (text(old)?, text(new)?);
    let above = usize::try_from(site.line).ok()?.checked_sub(1)?;
    let known: Vec<&str> = old_text.lines().map(str::trim).collect();
    let mut before = new_text.lines().take(above).collect::<Vec<_>>();
    while let Some(line) = before.pop() {
        let line = line.trim();
        if line.len() < 3 {
            continue;
        }
        if let Some(index) = known.iter().position(|other| *other == line) {
            return Some(Site {
                file: site.file.clone(),
                line: u32::try_from(index + 1).ok()?,
                column: 1,
                excerpt: crate::facts::found::shown(line),
                note: None,
            });
        }
    }
    None
}

#[cfg(test)]
mod tests;
