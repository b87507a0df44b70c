//! What things are called in the outputs that people read. Every piece is free of hidden characters.

use stockade_model::{Component, Launch, Location, Pin, Role, Server, State, Target};

use crate::place::{Places, Shortener};
use crate::visible::{line, short};

/// The longest text of one table cell; the rest is in the finding's snippet and in the JSON report.
const CELL: usize = 160;

/// `path:line:column`, as much of it as there is, and the path behind a link.
pub(super) fn place(location: &Location, places: &Places<'_>, paths: &Shortener) -> String {
    if let Location::Process(pid) = location {
        return format!("process {pid}");
    }
    let path = places.path(location).map(|path| paths.path(path)).unwrap_or_default();
    let at = places.span(location).map(|(_, _, at)| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
    let link = places.real_path(location).map(|real| format!(" (a link to {})", paths.path(real)));
    format!("{path}{at}{}", link.unwrap_or_default())
}

/// What a component is: a package URL, a path, an address.
pub(super) fn target(target: &Target, paths: &Shortener) -> String {
    match target {
        Target::Package { package, entry: Some(entry) } if !package.name.ends_with(entry.as_str()) => {
            format!("{} ({})", line(&package.purl()), line(entry))
        }
        Target::Package { package, .. } => line(&package.purl()).into_owned(),
        Target::Image { package, digest, tag } => {
            let mut text = line(&package.purl()).into_owned();
            match (digest, tag) {
                (Some(digest), _) if !text.contains(digest.as_str()) => {
                    text.push_str(&format!(" ({})", short(digest, 19)));
                }
                (None, Some(tag)) => text.push_str(&format!(" (tag {})", line(tag))),
                _ => {}
            }
            text
        }
        Target::Local { path, exists, belongs_to } => {
            let mut text = paths.path(path);
            if *exists == Some(false) {
                text.push_str(" (missing)");
            }
            if let Some(package) = belongs_to {
                text.push_str(&format!(" (of {})", line(&package.purl())));
            }
            text
        }
        Target::Program { name, path: Some(path) } => {
            let path = paths.path(path);
            if path.ends_with(&format!("/{name}")) { path } else { format!("{} ({path})", line(name)) }
        }
        // Not on the `PATH`, or nobody knows the `PATH`.
        Target::Program { name, path: None } => format!("{} (file unknown)", line(name)),
        Target::Git { url, reference } => {
            let reference = reference.as_deref().map(|text| format!("@{}", line(text))).unwrap_or_default();
            format!("{}{reference}", line(url))
        }
        Target::Archive { url } | Target::Remote { url } => line(url).into_owned(),
        Target::Inline { language } => format!("source text ({})", line(language)),
        Target::Builtin { name } => format!("part of the client ({})", line(name)),
    }
}

/// What a launch runs, in one cell: the server, behind its bridge where there is one, and how it is started.
pub(super) fn runs(launch: &Launch, paths: &Shortener) -> String {
    let mut parts = Vec::new();
    let chain: Vec<&Component> = launch.components.iter().filter(|c| c.role != Role::Additional).collect();
    if !chain.is_empty() {
        parts.push(chain.iter().map(|component| target(&component.target, paths)).collect::<Vec<_>>().join(" → "));
    }
    if let Some(shadow) = launch.components.iter().find_map(|component| component.shadow.as_ref()) {
        parts.push(format!("shadowed by {}", paths.path(&shadow.path)));
    }
    if let Some(opaque) = launch.opaque.first() {
        parts.push(format!("opaque: {}", line(&opaque.detail)));
    }
    let more = launch.components.len() - chain.len();
    if more > 0 {
        parts.push(format!("with {more} more"));
    }
    let mut text = short(&parts.join("; "), CELL);
    let via = via(launch);
    if !via.is_empty() {
        text.push_str(&format!(" via {via}"));
    }
    text
}

/// The wrappers and the launcher, outermost first.
pub(super) fn via(launch: &Launch) -> String {
    let wrappers = launch.wrappers.iter().map(|wrapper| wrapper.id);
    wrappers.chain(launch.launcher).collect::<Vec<_>>().join(" › ")
}

/// How the component that speaks MCP is fixed.
pub(super) fn pin(launch: &Launch) -> String {
    match launch.primary().map(|component| &component.pin) {
        None => "unknown".to_owned(),
        Some(Pin::Hash(hash)) => format!("hash {}", short(hash, 15)),
        Some(pin @ (Pin::Exact(value) | Pin::Range(value) | Pin::Tag(value))) => {
            format!("{} {}", pin.as_str(), short(value, 24))
        }
        Some(pin) => pin.as_str().to_owned(),
    }
}

/// The word for a server's state.
pub(super) const fn state(server: &Server) -> &'static str {
    match &server.state {
        State::Enabled => "enabled",
        State::Disabled(_) => "disabled",
        State::Inert(_) => "inert",
    }
}

/// Why a server would not start.
pub(super) fn state_reason(server: &Server) -> Option<String> {
    match &server.state {
        State::Enabled => None,
        State::Disabled(why) | State::Inert(why) => Some(line(why).into_owned()),
    }
}

/// What the filters hide and the ignores cover, as `3 for other personas (--persona), …`; none where nothing is.
pub(super) fn not_shown(view: &crate::view::View) -> Option<String> {
    let hidden = &view.hidden;
    let known = view.baseline.as_ref().map_or(0, |compared| compared.known);
    let parts = [
        (hidden.persona, "for another --persona"),
        (hidden.confidence, "below --min-confidence"),
        (hidden.check, "of other checks"),
        (hidden.server, "about other servers"),
        (view.suppressed().len(), "ignored"),
        (known, "known to the baseline"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, why)| format!("{count} {why}")).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
