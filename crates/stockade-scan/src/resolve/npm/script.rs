//! `npm run NAME`: a line of the project's manifest, in a shell.

use stockade_model::{Launch, launch::OpaqueReason};

use super::local;
use super::options::Given;
use crate::document::Node;
use crate::resolve::{Call, Machine, Outcome, Word, bridges, peel};

/// Follows a script of the project's manifest; further operands are appended to it, quoted.
pub fn run(
    id: &'static str,
    name: &Word,
    rest: &[Word],
    given: &Given,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    let prefix = given.last("prefix").and_then(|path| machine.path(&path.text, call.cwd.as_deref()));
    let Some(folder) = prefix.or_else(|| call.cwd.as_deref().map(|cwd| local::prefix(cwd, machine))) else {
        let detail = format!("`{id}` runs the script `{}` of a project, and nobody says which", name.text);
        return peel::opaque(OpaqueReason::Indirect, detail, name.span, launch);
    };
    let manifest = local::manifest(&folder, machine);
    let script = |name: &str| {
        manifest.as_ref().and_then(|manifest| manifest.at(&["scripts", name])).and_then(Node::as_str).map(str::to_owned)
    };
    let Some(text) = script(&name.text) else {
        let detail = format!("`{}` has no script `{}`", folder.join("package.json").display(), name.text);
        return peel::opaque(OpaqueReason::Indirect, detail, name.span, launch);
    };
    for around in ["pre", "post"] {
        if script(&format!("{around}{}", name.text)).is_some() {
            launch.notes.push(format!("the script `{around}{}` runs too", name.text));
        }
    }
    let words: Vec<String> = rest.iter().map(|word| format!(" '{}'", word.text.replace('\'', "'\\''"))).collect();
    let string = Word::at(format!("{text}{}", words.concat()), name.span);
    let mut inner = bridges::shell_call(&string, call, machine);
    inner.cwd = Some(folder);
    peel::call(id, format!("the script `{}` of the project", name.text), inner)
}
