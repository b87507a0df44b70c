//! Names that an answer speaks of besides those that weigh most: the very name behind a scope, and names that somebody asks
//! about.
//!
//! - of `@evil/mcp-remote` the likeliest are the more popular `remote…`; what a reader takes it for is `mcp-remote`;
//! - a few look-ups more, whatever the size of the pack.

use super::{Engine, record, search};
use crate::answer::{Answer, Match};
use crate::form::Form;
use crate::mechanisms::{self, Mechanism, Scene};
use crate::pack::NameRecord;

impl<'a> Engine<'a> {
    /// The same, with names of the pack that each answer tells the likeness to, if there is one: numbers of records.
    #[must_use]
    pub const fn looking_for(mut self, targets: &'a [u32]) -> Self {
        self.wanted = targets;
        self
    }

    /// What is compared besides the names with these numbers, and in what way it is alike.
    pub(super) fn besides(
        &self,
        scene: &Scene<'_>,
        form: &Form<'_>,
        ranked: &[u32],
    ) -> Vec<(NameRecord<'a>, &'static Mechanism)> {
        let ecosystem = scene.subject.name.ecosystem;
        let base = form.scope.and_then(|_| record(self.pack, ecosystem, form.base));
        let wanted = self.wanted.iter().filter_map(|number| self.pack.names().get(*number));
        let mut found: Vec<(NameRecord<'a>, &'static Mechanism)> = Vec::new();
        for other in base.into_iter().chain(wanted.filter(|other| other.ecosystem == ecosystem)) {
            let own = other.full == scene.subject.name.full;
            if own || ranked.contains(&other.id) || found.iter().any(|(known, _)| known.id == other.id) {
                continue;
            }
            let likeness = search::likeness(&scene.subject.name.full, other.full, self.pack);
            found.extend(likeness.and_then(|(id, _)| Some((other, mechanisms::find(id)?))));
        }
        found
    }

    /// Keeps as many matches as an answer has, and one of a wanted name among them.
    pub(super) fn keep(&self, matches: &mut Vec<Match>) {
        if matches.len() <= Answer::MOST {
            return;
        }
        let wanted = |found: &Match| {
            let mut names = self.wanted.iter().filter_map(|number| self.pack.names().get(*number));
            let target = found.target.as_ref();
            target
                .is_some_and(|target| names.any(|name| name.ecosystem == target.ecosystem && name.full == target.name))
        };
        let cut = matches.split_off(Answer::MOST);
        if !matches.iter().any(wanted)
            && let Some(found) = cut.into_iter().find(wanted)
        {
            matches.truncate(Answer::MOST - 1);
            matches.push(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::mechanisms::testing::pack;
    use crate::pack::lists::StoredLists;
    use crate::{Ecosystem, Engine, Subject};

    #[test]
    fn the_very_name_behind_a_scope_is_named_and_so_is_what_somebody_asks_about() {
        let mut names = vec![(Ecosystem::Npm, "mcp-remote", 900_000), (Ecosystem::Npm, "remote-mcp-proxy", 90)];
        let popular: Vec<String> = (0..6).map(|n| format!("@scope{n}/remote")).collect();
        names.extend(popular.iter().map(|name| (Ecosystem::Npm, name.as_str(), 900_000_000)));
        let pack = pack(&names, &[], StoredLists::default());
        let subject = Subject::new(Ecosystem::Npm, "@evil/mcp-remote").unwrap();
        let engine = Engine::new(&pack);
        let targets = |engine: Engine<'_>| -> Vec<String> {
            let answer = engine.judge(&subject);
            answer.matches.into_iter().filter_map(|found| Some(found.target?.name)).collect()
        };
        assert!(targets(engine).contains(&"mcp-remote".to_owned()), "{:?}", targets(engine));
        assert_eq!(engine.nearest(&subject, 3)[0].0.full, "mcp-remote");
        let asked = super::record(&pack, Ecosystem::Npm, "@scope5/remote").unwrap();
        assert!(!targets(engine).contains(&"@scope5/remote".to_owned()), "{:?}", targets(engine));
        let wanted = [asked.id];
        assert!(targets(engine.looking_for(&wanted)).contains(&"@scope5/remote".to_owned()));
    }
}
