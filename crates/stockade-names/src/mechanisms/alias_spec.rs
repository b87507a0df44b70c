//! 27. The name that is shown is not the one that is fetched: `decoy@npm:evil`, `--package=evil decoy`.

use super::{Mechanism, Scene, Work};
use crate::answer::{Match, Verdict};
use crate::engine;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "alias-spec",
    number: 27,
    summary: "the launch line shows another name than the package that is fetched",
    asks: true,
    work: Work::Alone(look),
};

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    let name = &scene.subject.name;
    let Some(alias) = scene.subject.claims.alias.as_deref().filter(|alias| *alias != name.full) else { return };
    // `npx -p typescript tsc`: what the line shows is known to be a command of what it fetches.
    let command = scene.pack.lists().command(alias);
    if command.is_some_and(|command| command.ecosystem == name.ecosystem && command.package == name.full) {
        return;
    }
    // A command of the package is the usual reason for two names: `cli` of a scope brings a command of that name.
    let part = scene.form.base.contains(alias)
        || alias.contains(scene.form.base)
        || scene.form.scope == Some(alias);
    let shown = engine::record(scene.pack, name.ecosystem, &alias.to_lowercase());
    let verdict = if shown.is_some() && !part { Verdict::Confirm } else { Verdict::Note };
    let target = shown.map(|record| super::target_of(&record, scene.pack));
    let mut hit = Scene::found(&MECHANISM, target, verdict, 0.9);
    hit.evidence.push(format!("the line shows `{alias}`, but `{}` is fetched", name.full));
    if shown.is_some() {
        hit.evidence.push(format!("`{alias}` is a package of its own"));
    }
    if part {
        hit.counter_evidence.push("it looks like a command of the package".to_owned());
    }
    found.push(hit);
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::super::testing::{pack, says};
    use super::MECHANISM;
    use crate::answer::Verdict;
    use crate::pack::lists::{Command, StoredLists};
    use crate::subject::Subject;

    #[test]
    fn two_names() {
        let pack = pack(&[(Ecosystem::Npm, "chalk", 1_000_000)], &[], StoredLists::default());
        let mut subject = Subject::new(Ecosystem::Npm, "evil").unwrap();
        assert!(says(&MECHANISM, &subject, &pack).is_empty());
        subject.claims.alias = Some("chalk".into());
        assert_eq!(says(&MECHANISM, &subject, &pack)[0].verdict, Verdict::Confirm);
        subject.claims.alias = Some("utils".into());
        assert_eq!(says(&MECHANISM, &subject, &pack)[0].verdict, Verdict::Note);
    }

    #[test]
    fn a_command_of_the_package() {
        let command = |command: &str, package: &str| Command {
            command: command.to_owned(),
            ecosystem: Ecosystem::Npm,
            package: package.to_owned(),
        };
        let lists = StoredLists { commands: vec![command("tsc", "typescript")], ..StoredLists::default() };
        let names = [(Ecosystem::Npm, "tsc", 90_000), (Ecosystem::Npm, "tailwindcss", 9_000_000)];
        let pack = pack(&names, &[], lists);
        let about = |name: &str, alias: &str| {
            let mut subject = Subject::new(Ecosystem::Npm, name).unwrap();
            subject.claims.alias = Some(alias.to_owned());
            says(&MECHANISM, &subject, &pack).first().map(|found| found.verdict)
        };
        assert_eq!(about("typescript", "tsc"), None);
        assert_eq!(about("typoscript", "tsc"), Some(Verdict::Confirm), "not the package that brings it");
        assert_eq!(about("@tailwindcss/cli", "tailwindcss"), Some(Verdict::Note));
        assert_eq!(about("@tailwindcsss/x", "tailwindcss"), Some(Verdict::Confirm));
    }
}
