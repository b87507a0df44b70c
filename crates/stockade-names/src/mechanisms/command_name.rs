//! 23. The name of a command instead of the package that brings it: `npx claude`, `npx tsc`.

use super::{Mechanism, Scene, Work};
use crate::answer::{Match, Target, Verdict};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "command-name",
    number: 23,
    summary: "the name of a command, which another package brings",
    asks: true,
    work: Work::Alone(look),
};

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    let Some(command) = scene.pack.lists().command(scene.form.full) else { return };
    let name = &scene.subject.name;
    if command.package == name.full || command.ecosystem != name.ecosystem {
        return;
    }
    let known = scene.record.is_some_and(|record| record.popularity.is_some());
    let verdict = if known { Verdict::Note } else { Verdict::Confirm };
    let target = Target { ecosystem: command.ecosystem, name: command.package.clone(), popularity: None, owner: None };
    let mut hit = Scene::found(&MECHANISM, Some(target), verdict, 0.8);
    hit.evidence.push(format!("`{}` is the command of the package `{}`", command.command, command.package));
    if known {
        hit.counter_evidence.push("a package of this very name is in use".to_owned());
    }
    found.push(hit);
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::super::testing::{pack, says};
    use super::MECHANISM;
    use crate::pack::lists::{Command, StoredLists};
    use crate::subject::Subject;

    #[test]
    fn commands() {
        let package = "@anthropic-ai/claude-code".to_owned();
        let commands = vec![Command { command: "claude".into(), ecosystem: Ecosystem::Npm, package }];
        let pack = pack(&[], &[], StoredLists { commands, ..StoredLists::default() });
        let about = |name: &str| says(&MECHANISM, &Subject::new(Ecosystem::Npm, name).unwrap(), &pack).len();
        assert_eq!((about("claude"), about("@anthropic-ai/claude-code"), about("claud")), (1, 0, 0));
    }
}
