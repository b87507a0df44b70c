//! What a spec means: a name, a package URL, an archive that is here, or a whole launch line, as the launch that is judged.
//!
//! - what is no name of its registry is an error with the reason, never the nearest thing that would be one: who types
//!   `left-pad.` or a percent-encoded scope should see what they typed;
//! - secrets of launch lines are replaced before anything else looks at them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use stockade_model::launch::OpaqueReason;
use stockade_model::{Component, Ecosystem, Launch, Os, Package, Pin, Registry, Role, Target, redact};
use stockade_names::name::{Quirk, is_hidden};
use stockade_names::{Name, NameError};
use stockade_scan::allow_list;
use stockade_scan::resolve::npm::spec as npm;
use stockade_scan::resolve::python::requirement::{self, Form, Source};
use stockade_scan::resolve::{Machine, Unread, pin, resolve_argv};

/// Longer names and package URLs are not read; launch lines may be as long as the system's own limit for one word.
const LONGEST_NAME: usize = 1024;
/// See [`LONGEST_NAME`].
const LONGEST_LINE: usize = 128 << 10;

/// What kind of text a spec is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `npm:x`, `x`.
    Name,
    /// `pkg:npm/x`.
    Purl,
    /// `npx -y x`.
    Launch,
    /// `./x-1.0.0.tgz`.
    Archive,
}

impl Kind {
    /// The word used in outputs.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Purl => "purl",
            Self::Launch => "launch",
            Self::Archive => "archive",
        }
    }
}

/// A spec that was understood.
#[derive(Clone, Debug)]
pub(super) struct Meaning {
    /// What it is.
    pub(super) kind: Kind,
    /// What would run. Of a name alone: one component for each ecosystem it could live in.
    pub(super) launch: Launch,
    /// What a reader should know about how it was understood.
    pub(super) notes: Vec<String>,
}

/// A spec that could not be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Why.
    pub(super) message: String,
    /// What to write instead.
    pub(super) hint: Option<String>,
}

impl Wrong {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Whose machine launch lines are read on, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings<'a> {
    /// The environment.
    pub(super) env: &'a BTreeMap<String, String>,
    /// The working directory.
    pub(super) cwd: Option<&'a Path>,
    /// The home directory.
    pub(super) home: Option<&'a Path>,
    /// Where names without an ecosystem live, where the user says so.
    pub(super) ecosystem: Option<Ecosystem>,
}

/// Reads one spec.
pub(super) fn read(text: &str, around: &Surroundings<'_>) -> Result<Meaning, Wrong> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Wrong::new("the spec is empty"));
    }
    if text.starts_with("pkg:") {
        short_enough(text, LONGEST_NAME)?;
        visible(text)?;
        return purl(text);
    }
    if text.contains(char::is_whitespace) {
        short_enough(text, LONGEST_LINE)?;
        return line(text, around);
    }
    short_enough(text, LONGEST_NAME)?;
    visible(text)?;
    match archive(text, around) {
        Some(meaning) => Ok(meaning),
        None => name(text, around),
    }
}

/// A file that is there and ends as archives of packages do; a name can end like that, too.
fn archive(text: &str, around: &Surroundings<'_>) -> Option<Meaning> {
    stockade_content::Kind::of_name(text)?;
    let path = around.cwd.map_or_else(|| PathBuf::from(text), |cwd| cwd.join(text));
    if !path.is_file() {
        return None;
    }
    let target = Target::Local { path, exists: Some(true), belongs_to: None };
    let launch = of(vec![component(target, Pin::NotApplicable)]);
    Some(Meaning { kind: Kind::Archive, launch, notes: Vec::new() })
}

/// Reads the words of a launch line.
pub(super) fn words(words: &[String], around: &Surroundings<'_>) -> Result<Meaning, Wrong> {
    launch(&redact::redact_argv(words.iter().map(String::as_str)), around, false)
}

/// A launch line as one text is what a shell would make of it.
fn line(text: &str, around: &Surroundings<'_>) -> Result<Meaning, Wrong> {
    launch(&["sh".to_owned(), "-c".to_owned(), without_secrets(text)], around, true)
}

/// With plain words in place of secrets: the brackets of the usual placeholder would mean something to the shell.
fn without_secrets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for sighting in redact::find(None, text) {
        out.push_str(text.get(at..sighting.range.start).unwrap_or(""));
        out.push_str(&format!("redacted:{}", sighting.kind));
        at = sighting.range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

fn launch(argv: &[String], around: &Surroundings<'_>, in_shell: bool) -> Result<Meaning, Wrong> {
    let home = around.home.ok_or_else(|| {
        Wrong::new("what a launch line runs depends on the user's settings, and the home directory is unknown")
            .hint("set HOME")
    })?;
    let root = PathBuf::from(if cfg!(windows) { "C:\\" } else { "/" });
    let unread = Unread::default();
    let machine =
        Machine { os: Os::current(), home, root: Some(&root), live: true, env: around.env, unread: Some(&unread) };
    let mut launch = resolve_argv(argv, around.cwd.map(Path::to_path_buf), &machine);
    launch
        .components
        .retain(|component| !matches!(&component.target, Target::Program { name, .. } if name.trim().is_empty()));
    if launch.components.is_empty() && launch.opaque.iter().all(|opaque| opaque.reason == OpaqueReason::Empty) {
        return Err(Wrong::new("the launch line starts nothing").hint("write the program first: `npx -y name`"));
    }
    // The shell is how the text was read, not part of it.
    if in_shell && launch.wrappers.first().is_some_and(|wrapper| wrapper.id == "sh") {
        launch.wrappers.remove(0);
    }
    let mut notes = std::mem::take(&mut launch.notes);
    notes.extend(unread.into_errors().map(|error| format!("{error}; the launch line may run something else")));
    Ok(Meaning { kind: Kind::Launch, launch, notes })
}

fn purl(text: &str) -> Result<Meaning, Wrong> {
    let (package, tag) = allow_list::read_purl(text).map_err(Wrong::new)?;
    if is_judged(package.ecosystem) {
        named(package.ecosystem, &package.name)?;
    }
    let pin = match (&package.version, &tag) {
        (Some(digest), _) if digest.contains(':') => Pin::Hash(digest.clone()),
        (Some(version), _) => Pin::Exact(version.clone()),
        (None, Some(tag)) => Pin::Tag(tag.clone()),
        (None, None) => Pin::Nothing,
    };
    let target = if package.ecosystem == Ecosystem::Oci {
        let digest = package.version.clone().filter(|version| version.contains(':'));
        Target::Image { package, digest, tag }
    } else {
        Target::Package { package, entry: None }
    };
    Ok(Meaning { kind: Kind::Purl, launch: of(vec![component(target, pin)]), notes: Vec::new() })
}

fn name(text: &str, around: &Surroundings<'_>) -> Result<Meaning, Wrong> {
    let mut notes = Vec::new();
    let components = match text.split_once(':') {
        Some(("npm", rest)) => vec![npm_name(rest)?],
        Some(("pypi", rest)) => vec![pypi_name(rest)?],
        Some((_, rest)) if rest.starts_with("//") => {
            return Err(Wrong::new("this is an address, not a package")
                .hint("check the launch line that uses it: `stockade check -- npx mcp-remote ADDRESS`"));
        }
        Some((front, _)) if !front.contains(['@', '=', '/']) => {
            return Err(Wrong::new(format!("`{front}` is no ecosystem whose names can be checked like this"))
                .hint("write `npm:NAME`, `pypi:NAME`, or a package URL: `pkg:cargo/NAME`"));
        }
        _ => match around.ecosystem {
            Some(Ecosystem::Npm) => vec![npm_name(text)?],
            Some(_) => vec![pypi_name(text)?],
            // No other ecosystem has scopes.
            None if text.starts_with('@') => vec![npm_name(text)?],
            None => {
                notes.push(format!(
                    "`{text}` may be of npm or of pypi, and both were judged: write `npm:{text}` or `pypi:{text}`"
                ));
                match (npm_name(text), pypi_name(text)) {
                    (Ok(npm), Ok(pypi)) => vec![npm, pypi],
                    // A name or a version that only one of the two can have is not ambiguous.
                    (Ok(one), Err(_)) | (Err(_), Ok(one)) => {
                        notes.clear();
                        vec![one]
                    }
                    (Err(wrong), Err(_)) => return Err(wrong),
                }
            }
        },
    };
    Ok(Meaning { kind: Kind::Name, launch: of(components), notes })
}

fn npm_name(text: &str) -> Result<Component, Wrong> {
    // The first character may be that of a scope.
    let end = text.char_indices().skip(1).find(|(_, c)| *c == '@').map_or(text.len(), |(at, _)| at);
    well_written(Ecosystem::Npm, text.get(..end).unwrap_or(text))?;
    let spec = match npm::parse(text, false) {
        // What only looks like a name of the registry is worth an explanation: what it looks like.
        Err(_) if !text.is_ascii() => {
            npm::Spec::Registry { name: text.to_owned(), wanted: npm::Wanted::Any, alias: None }
        }
        other => other.map_err(Wrong::new)?,
    };
    let pin = spec.pin(None);
    let npm::Spec::Registry { name, alias, .. } = spec else {
        return Err(Wrong::new("this names a repository, an address or a file, not a package of the registry")
            .hint("check the launch line that uses it: `stockade check -- npx SPEC`"));
    };
    named(Ecosystem::Npm, &name)?;
    let mut found = package(Ecosystem::Npm, &name, pin);
    found.claimed = alias.filter(|alias| *alias != name);
    Ok(found)
}

fn pypi_name(text: &str) -> Result<Component, Wrong> {
    let end = text.find(['@', '=', '<', '>', '!', '~', '[', ';']).unwrap_or(text.len());
    let front = text.get(..end).unwrap_or(text);
    let full = well_written(Ecosystem::Pypi, front)?.full;
    if !text.is_ascii() {
        return Ok(package(Ecosystem::Pypi, &full, Pin::Nothing));
    }
    let requirement = requirement::parse(text, Form::Tool).map_err(Wrong::new)?;
    match (requirement.name, requirement.source) {
        (Some(name), Source::Index(pin)) => Ok(package(Ecosystem::Pypi, &name, pin)),
        _ => Err(Wrong::new("this names a repository, an address or a file, not a package of an index")
            .hint("check the launch line that uses it: `stockade check -- uvx --from SPEC NAME`")),
    }
}

/// A name whose spelling its registry would fold or refuse is not what it seems.
fn well_written(ecosystem: Ecosystem, text: &str) -> Result<Name, Wrong> {
    let name = named(ecosystem, text)?;
    let meant = format!("if you mean that one, write `{}:{}`", ecosystem.purl_type(), name.full);
    for quirk in &name.quirks {
        match quirk {
            Quirk::PercentEncoded | Quirk::Edge => return Err(Wrong::new(quirk.as_str()).hint(meant)),
            Quirk::UpperCase | Quirk::NonAscii => {}
        }
    }
    Ok(name)
}

fn named(ecosystem: Ecosystem, text: &str) -> Result<Name, Wrong> {
    Name::parse(ecosystem, text).map_err(|error| match error {
        NameError::Scope(_) => Wrong::new("a scope needs a name behind it").hint("write `@scope/name`"),
        other => Wrong::new(other.to_string()),
    })
}

fn package(ecosystem: Ecosystem, name: &str, pin: Pin) -> Component {
    let package = Package { version: pin::exact(&pin).map(str::to_owned), ..Package::new(ecosystem, name) };
    component(Target::Package { package, entry: None }, pin)
}

fn component(target: Target, pin: Pin) -> Component {
    let mut component = Component::new(Role::Server, target, pin);
    component.registries.push(Registry::client_default());
    component
}

fn of(components: Vec<Component>) -> Launch {
    Launch { components, ..Launch::default() }
}

/// Whether the pack holds names of this ecosystem.
pub(super) const fn is_judged(ecosystem: Ecosystem) -> bool {
    matches!(ecosystem, Ecosystem::Npm | Ecosystem::Pypi)
}

fn short_enough(text: &str, limit: usize) -> Result<(), Wrong> {
    if text.len() > limit {
        return Err(Wrong::new(format!("the spec has {} bytes; more than {limit} are not read", text.len())));
    }
    Ok(())
}

fn visible(text: &str) -> Result<(), Wrong> {
    match text.char_indices().find(|(_, c)| is_hidden(*c)) {
        Some((offset, c)) => Err(Wrong::new(NameError::Hidden { code: c.into(), offset }.to_string())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(text: &str) -> Result<Meaning, Wrong> {
        let env = BTreeMap::new();
        let home = Path::new("/nonexistent-home");
        read(text, &Surroundings { env: &env, cwd: None, home: Some(home), ecosystem: None })
    }

    fn purls(text: &str) -> Vec<String> {
        let components = meaning(text).unwrap().launch.components;
        components.iter().map(|component| component.package().unwrap().purl()).collect()
    }

    #[test]
    fn names_purls_and_lines_come_to_packages() {
        assert_eq!(purls("npm:@acme/notes@1.2.3"), ["pkg:npm/%40acme/notes@1.2.3"]);
        let capitals = meaning("npm:JSONStream@^1").unwrap().launch.components;
        assert_eq!(capitals[0].package().unwrap().name, "JSONStream");
        assert_eq!(purls("pypi:Mcp_Server[cli]==1.2"), ["pkg:pypi/mcp-server@1.2"]);
        assert_eq!(purls("pypi:mcp-server-fetch@1.2"), ["pkg:pypi/mcp-server-fetch@1.2"]);
        assert_eq!(purls("notes"), ["pkg:npm/notes", "pkg:pypi/notes"]);
        assert_eq!(purls("@acme/notes"), ["pkg:npm/%40acme/notes"]);
        assert_eq!(purls("notes==1.0"), ["pkg:pypi/notes@1.0"]);
        assert_eq!(purls("pkg:npm/%40acme/notes@1.0.0"), ["pkg:npm/%40acme/notes@1.0.0"]);
        assert_eq!(purls("pkg:cargo/serde"), ["pkg:cargo/serde"]);
        assert_eq!(purls("npx -y @acme/notes@1.0.0 --port 1"), ["pkg:npm/%40acme/notes@1.0.0"]);
        assert_eq!(purls("A=1 uvx 'notes-server'"), ["pkg:pypi/notes-server"]);
        let alias = meaning("npm:chalk@npm:chalk-tempalte@1.0.0").unwrap();
        assert_eq!(alias.launch.components[0].claimed.as_deref(), Some("chalk"));
    }

    #[test]
    fn what_is_no_spec_says_why() {
        let long = format!("npm:{}", "a".repeat(10_000));
        for (text, part) in [
            ("", "empty"),
            (long.as_str(), "10004 bytes"),
            ("npm:git\u{202e}buh", "U+202E"),
            ("npm:a\u{1b}[2J", "U+001B"),
            ("npm:%40acme%2fnotes", "percent-encoded"),
            ("npm:left-pad.", "dot or blank"),
            ("left-pad.", "dot or blank"),
            ("npm:@acme", "scope"),
            ("npm:", "empty"),
            ("gem:rails", "no ecosystem"),
            ("pkg:npm/*", "stands"),
            ("pkg:what/x", "no known type"),
            ("https://mcp.example.com/", "an address"),
            ("npm:acme/notes", "has `/`"),
            ("npm:x@git+https://git.example.com/x", "a repository"),
            ("' '", "starts nothing"),
        ] {
            let wrong = meaning(text).unwrap_err();
            assert!(wrong.message.contains(part), "{text}: {}", wrong.message);
        }
    }

    #[test]
    fn what_a_line_hides_is_opaque_and_its_secrets_are_gone() {
        let piped = meaning("curl https://sh.example.com | sh").unwrap();
        assert!(!piped.launch.opaque.is_empty());
        let secret = meaning("npx notes --api-key hunter2hunter2hunter2").unwrap();
        assert_eq!(secret.launch.components.len(), 1, "{secret:?}");
        assert!(!format!("{secret:?}").contains("hunter2"));
    }
}
