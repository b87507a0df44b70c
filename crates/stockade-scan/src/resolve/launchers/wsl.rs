//! `wsl.exe [-d NAME] [-e|--] cmd`: a command inside a Linux distribution on Windows.

use stockade_model::{Effect, Launch, launch::EffectKind};

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::shell::posix::Dialect;
use crate::resolve::{Call, Machine, Outcome, Word, peel};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "wsl", names: &["wsl"], summary: "a command inside a Linux distribution on Windows", resolve };

const GRAMMAR: Grammar = Grammar {
    switches: &["-e", "--exec", "--system"],
    values: &["-d", "--distribution", "-u", "--user", "--cd", "--shell-type", "--distribution-id"],
    attached: &["~"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GRAMMAR.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let distribution = parsed.last_of(&["-d", "--distribution"]).map_or("the default distribution", |name| name.text.as_str());
    launch.effects.push(Effect {
        kind: EffectKind::Elsewhere,
        name: "wsl".to_owned(),
        value: distribution.to_owned(),
        file: None,
        span: call.program.span,
    });
    // The disk inside is another one.
    let inside = Call { cwd: None, env: Vec::new(), ..call.clone() };
    if parsed.has("-e") || parsed.has("--exec") {
        return peel::words(LAUNCHER.id, "", &inside, parsed.operands, launch);
    }
    if parsed.operands.is_empty() {
        return peel::empty(LAUNCHER.id, call, launch);
    }
    let text = parsed.operands.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let string = Word::at(text, parsed.operands.first().and_then(|word| word.span));
    super::shell::string_of(LAUNCHER.id, &string, Dialect::Posix, &[], &inside, machine, launch)
}
