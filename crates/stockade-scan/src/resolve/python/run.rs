//! `uv run`: a script, a module or a command, in the environment of a project, of `--with`, or of the script itself.

use std::path::{Path, PathBuf};

use stockade_model::{Component, Launch, Pin, Role, Target, launch::OpaqueReason, package::normalise_pypi};

use super::project::Project;
use super::requirement::{Form, Source, parse};
use super::settings::Layer;
use super::tool_run::{additional, enter_directory, has_any, note_interpreter, only_informs};
use super::uv_options::{RUN, refusal};
use super::{
    Installer, Wanted, finish, indexes::Indexes, overrides, requirements_file, settings, started_as, unknown, venv,
};
use crate::resolve::{Call, Machine, Outcome, Word, launchers, options::Flag, options::Parsed, peel};

const ID: &str = "uv";

/// Reads the words behind `uv run`; `global` are the options in front of it.
pub fn resolve(global: &[Flag], args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut parsed = match RUN.front(args) {
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
    if command.has_placeholder() {
        return peel::unexpanded(ID, command, launch);
    }
    let call = &enter_directory(&parsed, call, machine);
    let refuse =
        |detail, launch: &mut Launch| peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch);
    let (project, layers) = match surroundings(&parsed, call, machine) {
        Ok(found) => found,
        Err(detail) => return refuse(detail, launch),
    };
    if project.is_none() && parsed.has("--package") {
        return refuse("`--package` needs a project, and there is none".to_owned(), launch);
    }
    note_interpreter(&parsed, call, launch);
    overrides::note(None, &parsed, call, machine, launch);
    let additional = match additional(&parsed, call, machine) {
        Ok(additional) => additional,
        Err((detail, word)) => return peel::opaque(OpaqueReason::UnknownArgument, detail, word.span, launch),
    };
    let installer = |layers: &[Layer]| Installer {
        machine,
        base: call.cwd.clone(),
        indexes: Indexes::of_uv(&parsed, layers, call, machine),
    };
    let environment = Environment { installer: installer(&layers), additional, project, call };
    if has_any(&parsed, &["-m", "--module"]) {
        let words = [vec![Word::plain("-m")], parsed.operands.clone()].concat();
        let Environment { installer, additional, project, call } = &environment;
        return interpreter(ID, installer, additional.clone(), project.as_ref(), &words, call, launch);
    }
    if has_any(&parsed, &["-s", "--script", "--gui-script"]) || environment.is_script(&command.text) {
        return match script(&environment, command, layers, &installer, launch) {
            Ok(outcome) => outcome,
            Err(detail) => peel::opaque(OpaqueReason::UnknownArgument, detail, command.span, launch),
        };
    }
    environment.command(command, rest, launch)
}

/// The project that is found, and the settings that count.
fn surroundings(parsed: &Parsed, call: &Call, machine: &Machine<'_>) -> Result<(Option<Project>, Vec<Layer>), String> {
    let named = parsed.last("--project").map(|word| word.text.as_str());
    let named = named.or_else(|| call.env("UV_PROJECT", false, machine).map(|(_, value)| value));
    let start: Option<PathBuf> = match named {
        Some(text) => machine.path(text, call.cwd.as_deref()),
        None => call.cwd.clone(),
    };
    let layers = settings::layers(parsed, start.as_deref(), call, machine)?;
    let project = match &start {
        Some(start) if !parsed.has("--no-project") => Project::nearest(start, machine)?,
        _ => None,
    };
    Ok((project, layers))
}

/// What a command of `uv run` finds around it.
struct Environment<'a> {
    installer: Installer<'a>,
    additional: Vec<Wanted>,
    project: Option<Project>,
    call: &'a Call,
}

/// A script that uv reads itself, with the requirements it names.
fn script<'a>(
    environment: &Environment<'a>,
    command: &Word,
    mut layers: Vec<Layer>,
    installer: &impl Fn(&[Layer]) -> Installer<'a>,
    launch: &mut Launch,
) -> Result<Outcome, String> {
    let (machine, text) = (environment.installer.machine, command.text.as_str());
    if text == "-" {
        let target = Target::Inline { language: "python".to_owned() };
        launch.components.push(Component::new(Role::Server, target, Pin::NotApplicable));
        let detail = "the script comes from the client's standard input";
        return Ok(peel::opaque(OpaqueReason::InlineCode, detail, command.span, launch));
    }
    if text.contains("://") {
        let Source::Archive { url, .. } = parse(text, Form::Plain)?.source else {
            return Err(format!("`{text}` is no address of a script"));
        };
        let mut component = Component::new(Role::Server, Target::Archive { url }, Pin::Nothing);
        component.span = command.span;
        launch.components.push(component);
        environment.installer.add_all(&environment.additional, launch);
        return Ok(Outcome::Done);
    }
    let Some(path) = machine.path(text, environment.call.cwd.as_deref()) else {
        let target = Target::Local { path: text.into(), exists: None, belongs_to: None };
        launch.components.push(Component::new(Role::Server, target, Pin::NotApplicable));
        environment.installer.add_all(&environment.additional, launch);
        return Ok(Outcome::Done);
    };
    let path = if machine.is_dir(&path) { path.join("__main__.py") } else { path };
    if !machine.is_file(&path) {
        return Err(format!("the script `{text}` is not there"));
    }
    let metadata = match machine.read(&path) {
        Some(source) => requirements_file::script_metadata(&source)?,
        None => None,
    };
    launch.components.push(super::local(&path, machine, command.span));
    let mut all = Vec::new();
    if let Some(metadata) = metadata {
        if let Some(node) = metadata.at(&["tool", "uv"]) {
            let origin = stockade_model::RegistryOrigin::Project;
            layers.insert(0, Layer { node: node.clone(), origin, file: path });
        }
        let found = requirements_file::dependencies(&metadata)?;
        all.extend(found.into_iter().map(|requirement| Wanted { requirement, span: command.span }));
    }
    all.extend(environment.additional.iter().cloned());
    installer(&layers).add_all(&all, launch);
    Ok(Outcome::Done)
}

impl Environment<'_> {
    /// Whether uv runs it as a script without being told so.
    fn is_script(&self, text: &str) -> bool {
        let machine = self.installer.machine;
        let lower = text.to_ascii_lowercase();
        let path = machine.path(text, self.call.cwd.as_deref());
        let is = |test: &dyn Fn(&Path) -> bool| path.as_deref().is_some_and(test);
        text == "-"
            || lower.starts_with("http://")
            || lower.starts_with("https://")
            || lower.ends_with(".py")
            || lower.ends_with(".pyw")
            || is(&|path| machine.is_dir(path) && machine.is_file(&path.join("__main__.py")))
            || ((lower.ends_with(".pyz") || lower.ends_with(".zip")) && is(&|path| machine.is_file(path)))
    }

    /// A command: of a package that is installed here, of the project, of a virtual environment, or of the machine.
    fn command(&self, command: &Word, rest: &[Word], launch: &mut Launch) -> Outcome {
        let (machine, text) = (self.installer.machine, command.text.as_str());
        let name = Call::new(command.clone(), Vec::new(), None).program_name(machine.os);
        let python = name.strip_prefix("python").is_some_and(|v| v.chars().all(|c| c.is_ascii_digit() || c == '.'));
        if python && !text.contains('/') {
            let additional = self.additional.clone();
            return interpreter(ID, &self.installer, additional, self.project.as_ref(), rest, self.call, launch);
        }
        if let Some(outcome) = self.provided(text, command, rest, launch) {
            return outcome;
        }
        let path = self.project.as_ref().and_then(|project| venv::script(&project.root.join(".venv"), text, machine));
        if let Some((path, belongs_to)) = path {
            let target = Target::Local { path, exists: Some(true), belongs_to };
            let mut component = Component::new(Role::Server, target, Pin::NotApplicable);
            component.span = command.span;
            launch.components.push(component);
            self.installer.add_all(&self.additional, launch);
            return Outcome::Done;
        }
        let elsewhere = self.project.is_none() && self.additional.is_empty();
        if elsewhere || text.contains(['/', '\\']) || launchers::find(&name).is_some() {
            self.installer.add_all(&self.additional, launch);
            let words = [vec![command.clone()], rest.to_vec()].concat();
            return peel::words(ID, "", self.call, words, launch);
        }
        if let ([only], None) = (self.additional.as_slice(), &self.project) {
            return match self.installer.component(Role::Server, only) {
                Ok(mut component) => {
                    started_as(&mut component, text);
                    finish(component, rest, self.call, machine, launch)
                }
                Err(detail) => peel::opaque(OpaqueReason::UnknownArgument, detail, only.span, launch),
            };
        }
        self.installer.add_all(&self.additional, launch);
        let detail = format!("which of the installed packages provides `{text}` is not written down");
        peel::opaque(OpaqueReason::Indirect, detail, command.span, launch)
    }

    /// What provides a command or module of that name, where a requirement or the project has it.
    fn provided(&self, text: &str, command: &Word, rest: &[Word], launch: &mut Launch) -> Option<Outcome> {
        let index = provider(&self.additional, text, &self.installer);
        let machine = self.installer.machine;
        if let Some(index) = index {
            let mut others = self.additional.clone();
            let own = others.remove(index);
            let outcome = match self.installer.component(Role::Server, &own) {
                Ok(mut component) => {
                    started_as(&mut component, text);
                    finish(component, rest, self.call, machine, launch)
                }
                Err(detail) => peel::opaque(OpaqueReason::UnknownArgument, detail, own.span, launch),
            };
            self.installer.add_all(&others, launch);
            return Some(outcome);
        }
        let project = self.project.as_ref()?;
        if project.provides(text) {
            launch.components.push(tree(project, machine, Role::Server, command));
            self.installer.add_all(&self.additional, launch);
            return Some(Outcome::Done);
        }
        let (requirement, named) = match project.dependency(text, machine) {
            Ok(found) => found?,
            Err(detail) => return Some(peel::opaque(OpaqueReason::Indirect, detail, command.span, launch)),
        };
        let wanted = Wanted { requirement, span: command.span };
        let outcome = match self.installer.from_index(Role::Server, &wanted, named.as_deref()) {
            Ok(mut component) => {
                started_as(&mut component, text);
                finish(component, rest, self.call, machine, launch)
            }
            Err(detail) => peel::opaque(OpaqueReason::UnknownArgument, detail, command.span, launch),
        };
        launch.components.push(tree(project, machine, Role::Additional, command));
        self.installer.add_all(&self.additional, launch);
        Some(outcome)
    }
}

/// The requirement that has a command's or module's name, or the folder of a project that provides it.
fn provider(additional: &[Wanted], name: &str, installer: &Installer<'_>) -> Option<usize> {
    let wanted = normalise_pypi(name);
    additional.iter().position(|one| match (&one.requirement.source, one.requirement.normalised()) {
        (_, Some(own)) => own == wanted,
        (Source::Path(text), None) => installer
            .machine
            .path(text, installer.base.as_deref())
            .and_then(|path| Project::nearest(&path, installer.machine).ok().flatten())
            .is_some_and(|project| project.provides(name)),
        // One address alone: there is nothing else that could provide it.
        (Source::Git { .. } | Source::Archive { .. }, None) => additional.len() == 1,
        (Source::Index(_), None) => false,
    })
}

fn tree(project: &Project, machine: &Machine<'_>, role: Role, word: &Word) -> Component {
    let target = Target::Local {
        path: project.root.clone(),
        exists: Some(machine.is_dir(&project.root)),
        belongs_to: project.package(),
    };
    let mut component = Component::new(role, target, Pin::NotApplicable);
    component.span = word.span;
    component
}

/// The interpreter of an environment: `-m name` may name one of its packages, everything else is Python's own affair.
pub fn interpreter(
    id: &'static str,
    installer: &Installer<'_>,
    additional: Vec<Wanted>,
    project: Option<&Project>,
    args: &[Word],
    call: &Call,
    launch: &mut Launch,
) -> Outcome {
    let environment = Environment { installer: installer.clone(), additional, project: project.cloned(), call };
    if let [flag, module, rest @ ..] = args
        && flag.text == "-m"
        && !module.has_placeholder()
        && let Some(name) = module.text.split('.').next()
        && venv::module_in_folder(name, call.cwd.as_deref(), installer.machine).is_none()
        && let Some(outcome) = environment.provided(name, module, rest, launch)
    {
        return outcome;
    }
    installer.add_all(&environment.additional, launch);
    let mut inner = call.clone();
    // The project's own environment is the one whose packages are met.
    let own = project.map(|project| project.root.join(".venv/bin/python"));
    let program = own.filter(|path| installer.machine.is_file(path)).map(|path| path.display().to_string());
    inner.program = Word::at(program.unwrap_or_else(|| "python".to_owned()), call.program.span);
    inner.args = args.to_vec();
    peel::call(id, "", inner)
}
