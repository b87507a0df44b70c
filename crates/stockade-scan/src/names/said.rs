//! An answer of the name engine as a finding: both names side by side, the reasons for and against, what to do.

use stockade_model::{Ecosystem, Finding, Persona, Severity, State};
use stockade_names::answer::Target;
use stockade_names::engine;

use super::Named;
use crate::allow_list;
use crate::checks::{Check, Scene};

impl Named<'_> {
    /// The name as it is asked for.
    pub(crate) fn name(&self) -> &str {
        &self.seat.asked.name
    }

    /// The name that was probably meant.
    pub(crate) fn meant(&self) -> Option<&str> {
        self.reason.target.as_ref().map(|target| target.name.as_str())
    }

    /// What the primary reason says first.
    pub(crate) fn why(&self) -> &str {
        self.reason.evidence.first().map_or("", String::as_str)
    }

    /// The finding of a check that says `message`. `fix` is what to do about it.
    pub(crate) fn finding(&self, check: &Check, scene: &Scene<'_>, message: String, fix: &str) -> Finding {
        let (reason, seat) = (&self.reason, &self.seat);
        let mut builder = Finding::builder(check.id, reason.severity, reason.confidence).package(&seat.package);
        let mut persona = reason.persona;
        if let Some(server) = seat.server {
            builder = builder.server(server);
            if server.state != State::Enabled {
                persona = persona.max(Persona::Pedantic);
            }
        }
        builder = builder.persona(persona);
        if let Some(target) = &reason.target {
            builder = builder.evidence(format!("written: {}:{}", seat.asked.ecosystem.purl_type(), self.name()));
            builder = builder.evidence(format!("meant:   {}", shown(target)));
        }
        builder = builder.evidence(format!("mechanism: {}", mechanism(reason.mechanism)));
        for line in reason.evidence.iter().chain(&self.more) {
            builder = builder.evidence(line.clone());
        }
        builder = builder.evidence(format!("judged with knowledge pack {}", self.pack_version));
        for line in &reason.counter {
            builder = builder.counter_evidence(line.clone());
        }
        if !self.missing.is_empty() {
            builder = builder.counter_evidence(format!("not known offline: {}", self.missing.join(", ")));
        }
        builder = match right_name(seat.asked.ecosystem, reason.target.as_ref()) {
            Some(right) => builder.replacement(fix.to_owned(), right),
            None => builder.help(fix.to_owned()),
        };
        if check.severity < Severity::Critical
            && let Some(entry) = seat.part.and_then(|part| allow_list::entry_for(part, seat.file))
        {
            builder = builder.replacement("if it is meant, approve it in your own `stockade.toml`", entry);
        }
        let place = seat.server.map_or_else(
            || seat.place.path(&scene.inventory.sources).map(|path| path.display().to_string()).unwrap_or_default(),
            stockade_model::Server::id,
        );
        builder = builder.replacement("or accept it with a reason and an end", ignore(check.id, &place));
        let label = match (self.meant(), reason.severity) {
            (Some(meant), _) if !matches!(check.id, engine::KNOWN_MALWARE | engine::ADVISORY) => {
                format!("not `{meant}`")
            }
            _ => "this package".to_owned(),
        };
        builder.at(seat.place.clone(), label, message)
    }
}

fn ignore(check: &str, place: &str) -> String {
    let place = place.replace('\\', "\\\\").replace('"', "\\\"");
    format!("[[ignore]]\ncheck = \"{check}\"\nplace = \"{place}\"\nreason = \"…\"\n")
}

fn shown(target: &Target) -> String {
    let owner = target.owner.as_ref().map(|owner| format!(", held by `{owner}`")).unwrap_or_default();
    format!("{}:{}{owner}", target.ecosystem.purl_type(), target.name)
}

/// What to write instead, where the launcher would take it.
fn right_name(own: Ecosystem, target: Option<&Target>) -> Option<String> {
    let target = target?;
    match target.ecosystem {
        ecosystem if ecosystem == own => Some(target.name.clone()),
        Ecosystem::Npm => Some(format!("npx -y {}", target.name)),
        Ecosystem::Pypi => Some(format!("uvx {}", target.name)),
        _ => None,
    }
}

/// Its id with what it does to a name, where it is one of the engine's.
fn mechanism(id: &str) -> String {
    match stockade_names::mechanisms::find(id) {
        Some(found) => format!("{id} ({}: {})", found.number, found.summary),
        None => id.to_owned(),
    }
}
