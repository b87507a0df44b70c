//! `uvx`, which is `uv tool run`: a command of a package, in an environment of its own.

use std::path::PathBuf;

use stockade_model::{
    Launch, Opaque, Role,
    launch::{EffectKind, OpaqueReason},
};

use super::requirement::{Form, parse, split_commas};
use super::uv_options::{TOOL_RUN, refusal};
use super::{
    Installer, Wanted, finish, indexes::Indexes, installed, overrides, requirements_file, settings, started_as, unknown,
};
use crate::resolve::{Call, Machine, Origin, Outcome, Word, launchers, options::Flag, options::Parsed, peel, script};

const ID: &str = "uvx";

/// Reads the words behind `uvx` or `uv tool run`; `global` are the options in front of the subcommand.
pub fn resolve(global: &[Flag], args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut parsed = match TOOL_RUN.front(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(ID, &unknown, launch),
    };
    parsed.flags.splice(0..0, global.iter().cloned());
    if let Some(detail) = refusal(&call.args, &parsed.flags) {
        unknown(detail, call.program.span, launch);
        return Outcome::Done;
    }
    let Some((command, rest)) = parsed.operands.split_first().filter(|_| !only_informs(&parsed)) else {
        return peel::empty(ID, call, launch);
    };
    let call = &enter_directory(&parsed, call, machine);
    let layers = match settings::layers(&parsed, None, call, machine) {
        Ok(layers) => layers,
        Err(detail) => return peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch),
    };
    let indexes = Indexes::of_uv(&parsed, &layers, call, machine);
    let installer = Installer { machine, base: call.cwd.clone(), indexes };
    let from = parsed.last("--from");
    let named = from.unwrap_or(command);
    if named.has_placeholder() {
        return peel::unexpanded(ID, named, launch);
    }
    note_interpreter(&parsed, call, launch);
    let additional = match additional(&parsed, call, machine) {
        Ok(additional) => additional,
        Err((detail, word)) => return peel::opaque(OpaqueReason::UnknownArgument, detail, word.span, launch),
    };
    let wanted = match parse(&named.text, Form::Tool) {
        _ if from.is_none() && is_interpreter(&command.text) => {
            return interpreter(&installer, additional, &parsed, call, launch);
        }
        _ if from.is_none() && is_script(&command.text) => {
            Err(format!("`uvx` refuses the script `{}`; `uv run` would run it", command.text))
        }
        Ok(requirement) => Ok(Wanted { requirement, span: named.span }),
        Err(detail) => Err(detail),
    };
    if let (Ok(wanted), true) = (&wanted, from.is_some() && is_interpreter(&command.text)) {
        let all = [vec![wanted.clone()], additional].concat();
        return interpreter(&installer, all, &parsed, call, launch);
    }
    let executable = wanted.as_ref().ok().and_then(|wanted| wanted.requirement.name.clone());
    let component = wanted.and_then(|wanted| installer.component(Role::Server, &wanted));
    let mut component = match component {
        Ok(component) => component,
        Err(detail) => return peel::opaque(OpaqueReason::UnknownArgument, detail, named.span, launch),
    };
    overrides::note(component.package().map(|package| package.name.as_str()), &parsed, call, machine, launch);
    if from.is_some() && launchers::is_of_the_system(&command.text, machine.os) {
        // The environment of the package stands in front of the `PATH`, and hardly ever holds a shell.
        component.role = Role::Additional;
        launch.components.push(component);
        installer.add_all(&additional, launch);
        let note = format!("starts `{}` with a package at hand", command.text);
        return peel::words(ID, note, call, parsed.operands.clone(), launch);
    }
    if from.is_some() {
        started_as(&mut component, &command.text);
    }
    // A requirement on the very package that runs only narrows it down.
    let own = component.package().map(|package| package.name.clone());
    let (same, additional): (Vec<_>, Vec<_>) =
        additional.into_iter().partition(|wanted| own.is_some() && wanted.requirement.normalised() == own);
    if let Some(narrow) = same.iter().find(|_| component.pin == stockade_model::Pin::Nothing)
        && let Ok(narrowed) = installer.component(Role::Server, narrow)
    {
        let (entry, claimed) = (command.text.clone(), component.claimed.clone());
        component = narrowed;
        if from.is_some() {
            started_as(&mut component, &entry);
            component.claimed = claimed;
        }
    }
    // Only an environment of its very own passes over what `uv tool install` has put there.
    if !parsed.has("--isolated") && additional.is_empty() {
        let command = from.map_or_else(|| executable.clone().unwrap_or_default(), |_| command.text.clone());
        match installed::shadow(&component, &command, call, machine) {
            Ok(shadow) => component.shadow = shadow,
            Err(detail) => launch.opaque.push(Opaque { reason: OpaqueReason::Indirect, detail, span: named.span }),
        }
    }
    let outcome = finish(component, rest, call, machine, launch);
    installer.add_all(&additional, launch);
    outcome
}

/// An interpreter that is named by its path runs everything in place of one that uv finds or fetches.
pub fn note_interpreter(parsed: &Parsed, call: &Call, launch: &mut Launch) {
    let is_path = |text: &str| text.contains(['/', '\\']);
    if let Some(word) = parsed.last("-p").or_else(|| parsed.last("--python")).filter(|word| is_path(&word.text)) {
        script::effect(EffectKind::ProgramLookup, "--python", word, launch);
    } else if let Some(set) = call.env.iter().rfind(|set| set.origin == Origin::Entry && set.name == "UV_PYTHON")
        && is_path(&set.value)
    {
        script::effect(EffectKind::ProgramLookup, "UV_PYTHON", &Word::at(set.value.clone(), set.span), launch);
    }
}

/// Options that print something and run nothing.
pub fn only_informs(parsed: &Parsed) -> bool {
    let names = ["-h", "--help", "-V", "--version", "--show-settings", "--generate-shell-completion"];
    names.iter().any(|name| parsed.has(name))
}

/// `--directory` or its variable: where uv goes before anything else.
pub fn enter_directory(parsed: &Parsed, call: &Call, machine: &Machine<'_>) -> Call {
    let mut inside = call.clone();
    let named = parsed.last("--directory").map(|word| word.text.as_str());
    if let Some(text) = named.or_else(|| call.env("UV_WORKING_DIR", false, machine).map(|(_, value)| value)) {
        inside.cwd = machine.path(text, call.cwd.as_deref());
    }
    inside
}

/// Everything of `--with`, `--with-editable` and `--with-requirements`, or what is wrong with it and where.
pub fn additional(parsed: &Parsed, call: &Call, machine: &Machine<'_>) -> Result<Vec<Wanted>, (String, Word)> {
    let mut out = Vec::new();
    for flag in &parsed.flags {
        let Some(word) = flag.values.first() else { continue };
        let failed = |detail| (detail, word.clone());
        let kind = flag.name;
        if (kind == "-w" || kind.starts_with("--with")) && word.has_placeholder() {
            return Err(failed(format!("`{}` is filled in by the client alone", word.text)));
        }
        match kind {
            "-w" | "--with" => {
                for text in split_commas(&word.text) {
                    let requirement = parse(&text, Form::Plain).map_err(failed)?;
                    out.push(Wanted { requirement, span: word.span });
                }
            }
            "--with-editable" => {
                for text in split_commas(&word.text) {
                    let requirement = editable(&text).map_err(failed)?;
                    out.push(Wanted { requirement, span: word.span });
                }
            }
            "--with-requirements" => {
                for text in word.text.split(',').filter(|text| !text.is_empty()) {
                    let path: Option<PathBuf> = machine.path(text, call.cwd.as_deref());
                    let path = path.ok_or_else(|| failed(format!("`{text}` cannot be looked up")))?;
                    let found = requirements_file::read(&path, machine).map_err(failed)?;
                    out.extend(found.into_iter().map(|requirement| Wanted { requirement, span: word.span }));
                }
            }
            _ => {}
        }
    }
    Ok(out)
}

/// Editable means a folder, also where it looks like a name.
fn editable(text: &str) -> Result<super::Requirement, String> {
    let found = parse(text, Form::Plain);
    match found {
        Ok(found) if !matches!(found.source, super::Source::Index(_)) => Ok(found),
        _ => Ok(super::Requirement { name: None, source: super::Source::Path(text.to_owned()), marker: None }),
    }
}

/// `python`, `python3.12`, `python@3.12`: uvx starts the interpreter itself.
fn is_interpreter(command: &str) -> bool {
    let name = command.split('@').next().unwrap_or("");
    let version = name.strip_prefix("python").or_else(|| name.strip_prefix("pypy"));
    version.is_some_and(|version| version.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

fn is_script(command: &str) -> bool {
    let lower = command.to_ascii_lowercase();
    !lower.contains("://") && (lower.ends_with(".py") || lower.ends_with(".pyw"))
}

fn interpreter(
    installer: &Installer<'_>,
    additional: Vec<Wanted>,
    parsed: &Parsed,
    call: &Call,
    launch: &mut Launch,
) -> Outcome {
    let args = parsed.operands.get(1..).unwrap_or_default();
    super::run::interpreter(ID, installer, additional, None, args, call, launch)
}

/// Whether an option was given under any of its names.
pub fn has_any(parsed: &Parsed, names: &[&str]) -> bool {
    names.iter().any(|name| parsed.has(name))
}
