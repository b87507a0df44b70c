//! What a server entry really runs.

use schemars::JsonSchema;
use serde::Serialize;
use stockade_model::launch::{EffectKind, OpaqueReason};
use stockade_model::{RegistryOrigin, Role, SourceId, Target};

use super::place::Place;
use crate::place::Places;

/// The whole answer for one entry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Launch {
    /// What was peeled off, outermost first.
    wrappers: Vec<Wrapper>,
    /// The launcher that decided; absent for remote entries.
    launcher: Option<String>,
    /// What runs, the server or its bridge first.
    components: Vec<Component>,
    /// What could not be known without running it.
    opaque: Vec<Opaque>,
    /// What changes the meaning of the launch line.
    effects: Vec<Effect>,
    notes: Vec<String>,
}

/// A wrapper in front of the command.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Wrapper {
    id: String,
    note: String,
}

/// One piece of code.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Component {
    role: Role,
    /// `package`, `image`, `local`, `program`, `git`, `archive`, `remote`, `inline` or `builtin`.
    kind: String,
    /// The package URL, of packages and images.
    purl: Option<String>,
    /// The file, folder or program.
    path: Option<String>,
    /// The address, of git, archive and remote.
    url: Option<String>,
    /// The executable of a package, a program's name, a git reference, the language of inline source, a built-in's name.
    name: Option<String>,
    /// The digest of an image, where the line gives it.
    digest: Option<String>,
    /// The tag of an image, where the line gives it.
    tag: Option<String>,
    /// Whether a local file exists, where that could be asked.
    exists: Option<bool>,
    /// The package that a local file belongs to.
    belongs_to: Option<String>,
    pin: Pin,
    registries: Vec<Registry>,
    /// The name the line shows, where something else runs.
    claimed: Option<String>,
    /// The local file that runs instead.
    shadowed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

/// How a component is fixed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Pin {
    /// `hash`, `exact`, `range`, `tag`, `nothing` or `n/a`.
    kind: String,
    value: Option<String>,
}

/// A registry that is asked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Registry {
    /// Who decided.
    origin: RegistryOrigin,
    /// Absent for the package client's own default.
    url: Option<String>,
    /// The file that says so.
    file: Option<String>,
    /// The user's own registry for the same package.
    users_own: Option<String>,
    /// Asked besides the main one.
    additional: bool,
    /// Whether it is another than the user's own and was named by a project, an argument or the entry's environment.
    foreign: bool,
}

/// Something that nobody can know without running it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Opaque {
    reason: OpaqueReason,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

/// Something that changes what the line means.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Effect {
    kind: EffectKind,
    name: String,
    value: String,
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

impl Launch {
    pub(super) fn of(launch: &stockade_model::Launch, source: SourceId, places: &Places<'_>) -> Self {
        let wrappers =
            launch.wrappers.iter().map(|wrapper| Wrapper { id: wrapper.id.to_owned(), note: wrapper.note.clone() });
        let opaque = launch.opaque.iter().map(|opaque| Opaque {
            reason: opaque.reason,
            detail: opaque.detail.clone(),
            place: opaque.span.map(|span| Place::span(source, span, places)),
        });
        let effects = launch.effects.iter().map(|effect| Effect {
            kind: effect.kind,
            name: effect.name.clone(),
            value: effect.value.clone(),
            file: effect.file.as_ref().map(|path| path.display().to_string()),
            place: effect.span.map(|span| Place::span(source, span, places)),
        });
        Self {
            wrappers: wrappers.collect(),
            launcher: launch.launcher.map(str::to_owned),
            components: launch.components.iter().map(|component| Component::of(component, source, places)).collect(),
            opaque: opaque.collect(),
            effects: effects.collect(),
            notes: launch.notes.clone(),
        }
    }
}

impl Pin {
    pub(super) fn of(pin: &stockade_model::Pin) -> Self {
        use stockade_model::Pin::{Exact, Hash, NotApplicable, Nothing, Range, Tag};
        let value = match pin {
            Hash(value) | Exact(value) | Range(value) | Tag(value) => Some(value.clone()),
            Nothing | NotApplicable => None,
        };
        Self { kind: pin.as_str().to_owned(), value }
    }
}

impl Component {
    fn of(component: &stockade_model::Component, source: SourceId, places: &Places<'_>) -> Self {
        let registries = component.registries.iter().map(|registry| Registry {
            origin: registry.origin,
            url: registry.url.clone(),
            file: registry.file.as_ref().map(|path| path.display().to_string()),
            users_own: registry.users_own.clone(),
            additional: registry.additional,
            foreign: registry.is_foreign(),
        });
        let mut out = Self {
            role: component.role,
            kind: String::new(),
            purl: component.package().map(stockade_model::Package::purl),
            path: None,
            url: None,
            name: None,
            digest: None,
            tag: None,
            exists: None,
            belongs_to: None,
            pin: Pin::of(&component.pin),
            registries: registries.collect(),
            claimed: component.claimed.clone(),
            shadowed_by: component.shadow.as_ref().map(|shadow| shadow.path.display().to_string()),
            place: component.span.map(|span| Place::span(source, span, places)),
        };
        out.kind = out.target(&component.target).to_owned();
        out
    }

    /// Fills in what the kind has, and names the kind.
    fn target(&mut self, target: &Target) -> &'static str {
        match target {
            Target::Package { entry, .. } => {
                self.name.clone_from(entry);
                "package"
            }
            Target::Image { digest, tag, .. } => {
                self.digest.clone_from(digest);
                self.tag.clone_from(tag);
                "image"
            }
            Target::Local { path, exists, belongs_to } => {
                self.path = Some(path.display().to_string());
                self.exists = *exists;
                self.belongs_to = belongs_to.as_ref().map(stockade_model::Package::purl);
                "local"
            }
            Target::Program { name, path } => {
                self.name = Some(name.clone());
                self.path = path.as_ref().map(|path| path.display().to_string());
                "program"
            }
            Target::Git { url, reference } => {
                self.url = Some(url.clone());
                self.name.clone_from(reference);
                "git"
            }
            Target::Archive { url } => {
                self.url = Some(url.clone());
                "archive"
            }
            Target::Remote { url } => {
                self.url = Some(url.clone());
                "remote"
            }
            Target::Inline { language } => {
                self.name = Some(language.clone());
                "inline"
            }
            Target::Builtin { name } => {
                self.name = Some(name.clone());
                "builtin"
            }
        }
    }
}
