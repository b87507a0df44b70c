//! `pipx run [options] app args…`: a command of a package, in an environment of its own.

use stockade_model::{Launch, Role, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::python::run_verb;
use crate::resolve::options::Grammar;
use crate::resolve::python::requirement::{Form, parse};
use crate::resolve::python::{self, Installer, Wanted, finish, pip, requirements_file, started_as};
use crate::resolve::{Call, Machine, Outcome, Word, peel, shell};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "pipx", names: &["pipx"], summary: "a command of a Python package, by pipx", resolve };

const FRONT: Grammar = Grammar { switches: &["-q", "--quiet", "-v", "--verbose", "--global"], ..Grammar::NONE };

const RUN: Grammar = Grammar {
    switches: &[
        "-q",
        "--quiet",
        "-v",
        "--verbose",
        "--no-cache",
        "--path",
        "--pypackages",
        "--system-site-packages",
        "-e",
        "--editable",
        "--fetch-missing-python",
        "--no-path-check",
    ],
    values: &["--spec", "--with", "--python", "--pip-args", "-i", "--index-url", "--backend"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let (_, parsed) = match run_verb::parse(LAUNCHER.id, [&FRONT, &RUN], call, launch) {
        Ok(both) => both,
        Err(outcome) => return outcome,
    };
    let Some((app, rest)) = parsed.operands.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    let spec = parsed.last("--spec");
    let named = spec.unwrap_or(app);
    if named.has_placeholder() {
        return peel::unexpanded(LAUNCHER.id, named, launch);
    }
    let options = match pip_options(&parsed) {
        Ok(options) => options,
        Err(word) => {
            let detail = format!("`--pip-args` is given `{}`, which is no plain list of words", word.text);
            return peel::opaque(OpaqueReason::UnknownArgument, detail, word.span, launch);
        }
    };
    let installer = Installer { machine, base: call.cwd.clone(), indexes: pip::indexes(&options, call, machine) };
    if spec.is_none()
        && let Some(outcome) = script(app, &installer, call, machine, launch)
    {
        return outcome;
    }
    let wanted = parse(&named.text, Form::Plain).map(|requirement| Wanted { requirement, span: named.span });
    let mut component = match wanted.and_then(|wanted| installer.component(Role::Server, &wanted)) {
        Ok(component) => component,
        Err(detail) => return peel::opaque(OpaqueReason::UnknownArgument, detail, named.span, launch),
    };
    if spec.is_some() {
        started_as(&mut component, &app.text);
    }
    let outcome = finish(component, rest, call, machine, launch);
    for word in parsed.flags.iter().filter(|flag| flag.name == "--with").filter_map(|flag| flag.values.first()) {
        match parse(&word.text, Form::Plain) {
            Ok(requirement) => installer.add_all(&[Wanted { requirement, span: word.span }], launch),
            Err(detail) => python::unknown(detail, word.span, launch),
        }
    }
    outcome
}

/// The words that reach pip: of `--pip-args`, and `--index-url`.
fn pip_options(parsed: &crate::resolve::options::Parsed) -> Result<Vec<String>, &Word> {
    let mut out = Vec::new();
    for flag in &parsed.flags {
        let Some(word) = flag.values.first() else { continue };
        match flag.name {
            "--pip-args" => match shell::words_only(&word.text) {
                Some(words) => out.extend(words),
                None => return Err(word),
            },
            "-i" | "--index-url" => out.extend(["--index-url".to_owned(), word.text.clone()]),
            _ => {}
        }
    }
    Ok(out)
}

/// A script on disk or at an address: pipx runs it, with the requirements it names.
fn script(
    app: &Word,
    installer: &Installer<'_>,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Option<Outcome> {
    if app.text.contains("://") && app.text.split('?').next()?.ends_with(".py") {
        let (url, _) = stockade_model::redact::redact(None, &app.text);
        let target = stockade_model::Target::Archive { url };
        let mut component = stockade_model::Component::new(Role::Server, target, stockade_model::Pin::Nothing);
        component.span = app.span;
        launch.components.push(component);
        return Some(Outcome::Done);
    }
    let path = machine.path(&app.text, call.cwd.as_deref()).filter(|path| machine.is_file(path))?;
    launch.components.push(python::local(&path, machine, app.span));
    let metadata = machine.read(&path).map_or(Ok(None), |text| requirements_file::script_metadata(&text));
    let found = metadata.and_then(|node| node.map_or(Ok(Vec::new()), |node| requirements_file::dependencies(&node)));
    match found {
        Ok(found) => {
            let all: Vec<Wanted> =
                found.into_iter().map(|requirement| Wanted { requirement, span: app.span }).collect();
            installer.add_all(&all, launch);
        }
        Err(detail) => python::unknown(detail, app.span, launch),
    }
    Some(Outcome::Done)
}
