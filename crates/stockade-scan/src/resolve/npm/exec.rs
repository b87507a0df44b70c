//! `npm exec` and what calls it: which package or local file a command comes down to.
//!
//! In npm's order: the project's own executables, `node_modules/.bin` of the project and above, global executables, an
//! installed package of that name whose version will do, and only then the registry.

use std::path::{Path, PathBuf};

use stockade_model::{Component, Effect, Launch, Opaque, Role, launch::EffectKind, launch::OpaqueReason};

use super::config::Config;
use super::manifest::Manifest;
use super::spec::{self, Spec};
use super::{parts, registry, shell, tree};
use crate::resolve::launchers::{self, program};
use crate::resolve::{Call, Machine, Outcome, Word, bridges, peel};

/// Shells that do with a command string what npm expects.
static SHELLS: &[&str] = &["sh", "bash", "dash", "zsh", "ksh", "ash"];

/// What is to be run, with everything that decides how.
pub struct Exec<'a> {
    /// The launcher's id.
    pub id: &'static str,
    /// The line.
    pub call: &'a Call,
    /// The disk.
    pub machine: &'a Machine<'a>,
    /// The settings.
    pub config: &'a Config,
    /// The command and its arguments.
    pub args: Vec<Word>,
    /// Packages to install, where they are named apart from the command.
    pub packages: Vec<Word>,
    /// `npm init`: it looks for no global packages and takes a call string besides the command.
    pub init: bool,
    /// The member of a workspace that it runs for, else the project.
    pub folder: Option<PathBuf>,
}

/// A package to run or install.
struct Part {
    spec: Spec,
    word: Word,
    /// What npm finds installed in the project.
    installed: Option<tree::Installed>,
}

impl Exec<'_> {
    /// Says what runs.
    pub fn resolve(mut self, launch: &mut Launch) -> Outcome {
        self.note_settings(launch);
        let call = self.config.get("call").filter(|found| !found.value.is_empty());
        let call = call.map(|found| Word::at(found.value, found.span.or(self.call.program.span)));
        if call.is_some() && !self.args.is_empty() && !self.init {
            let detail = format!("`{}` takes a command or `--call`, and is given both", self.id);
            return peel::opaque(OpaqueReason::UnknownArgument, detail, self.call.program.span, launch);
        }
        if call.is_none() && self.args.is_empty() {
            return self.interactive(launch);
        }
        if let Some(call) = &call {
            if self.packages.is_empty() && !self.init {
                return self.string(call, launch);
            }
            if self.init {
                // The package is installed, and what runs is the string with the command as its argument.
                self.packages = self.args.drain(..1).collect();
                let text = format!("{}{}", call.text, shell::quoted(&self.packages));
                self.additional(launch);
                return self.string(&Word::at(text, call.span), launch);
            }
            match shell::read(&call.text, self.call, self.machine) {
                Ok(simple) if simple.settings.is_empty() && simple.folder.is_none() => {
                    self.args = simple.words.into_iter().map(|text| Word::at(text, call.span)).collect();
                }
                _ => {
                    self.additional(launch);
                    let detail = format!("`{}` hands a shell `{}`", self.id, call.text);
                    return peel::opaque(OpaqueReason::ShellSyntax, detail, call.span, launch);
                }
            }
        }
        let Some(command) = self.args.first().cloned() else { return peel::empty(self.id, self.call, launch) };
        if let Some(word) = self.packages.iter().chain([&command]).find(|word| word.has_placeholder()) {
            return peel::unexpanded(self.id, word, launch);
        }
        if self.packages.is_empty() {
            if let Some(file) = self.executable(&command.text) {
                return self.run_file(&file, &command, launch);
            }
            return self.run_package(&command, launch);
        }
        self.run_from_packages(&command, launch)
    }

    fn interactive(&self, launch: &mut Launch) -> Outcome {
        self.additional(launch);
        let detail = format!("`{}` without a command starts a shell that runs whatever it is sent", self.id);
        peel::opaque(OpaqueReason::Empty, detail, self.call.program.span, launch)
    }

    fn string(&self, line: &Word, launch: &mut Launch) -> Outcome {
        if line.has_placeholder() && shell::read(&line.text, self.call, self.machine).is_ok() {
            return peel::unexpanded(self.id, line, launch);
        }
        shell::peel(
            self.id,
            "runs a shell string".to_owned(),
            line,
            self.call.cwd.as_deref(),
            self.call,
            self.machine,
            launch,
        )
    }

    /// The file that a command stands for without any package being looked up.
    fn executable(&self, command: &str) -> Option<PathBuf> {
        let own = if self.init { self.call.cwd.as_deref() } else { self.folder().or(self.root()) };
        let own = [own, self.root()].into_iter().flatten().find_map(|folder| {
            let manifest = Manifest::read(folder, self.machine)?;
            Some(folder.join(manifest.bin(command)?))
        });
        if own.is_some() {
            return own;
        }
        let local = self.folder().or(self.root()).and_then(|folder| tree::executable(folder, command, self.machine));
        let global = || {
            let prefix = self.global()?;
            let file = self.bins(prefix).join(command.trim_start_matches('/'));
            self.machine.is_file(&file).then_some(file)
        };
        let found = local.or_else(global)?;
        // It is started by the words of the line, so a path is looked up anew, from where the line starts.
        if command.contains('/') { self.machine.path(command, self.call.cwd.as_deref()) } else { Some(found) }
    }

    fn run_file(&self, file: &Path, command: &Word, launch: &mut Launch) -> Outcome {
        let file = tree::real(file);
        let meaning = spec::parse(&command.text, self.windows());
        if matches!(meaning, Ok(Spec::File(_))) {
            let detail = format!("npm starts `{}` as a program, which an archive is not", command.text);
            return peel::opaque(OpaqueReason::UnknownArgument, detail, command.span, launch);
        }
        let Ok(spec @ Spec::Registry { .. }) = meaning else {
            let component = self.through_shell(parts::local(file, command, self.machine), launch);
            launch.components.push(component);
            return Outcome::Done;
        };
        let component = self.component(&spec, command, &mut Vec::new());
        let component = parts::shadowed(component, file);
        self.finish(component, launch)
    }

    /// The command is the package.
    fn run_package(&self, command: &Word, launch: &mut Launch) -> Outcome {
        let part = match self.part(command) {
            Ok(part) => part,
            Err(why) => return peel::opaque(OpaqueReason::UnknownArgument, why, command.span, launch),
        };
        if matches!(part.spec, Spec::File(_) | Spec::Folder(_)) {
            return self.run_on_disk(&part, None, launch);
        }
        let component = self.component(&part.spec, command, &mut launch.opaque);
        if let Some(installed) = &part.installed {
            let bin = installed.manifest.default_bin().map(str::to_owned);
            return self.run_installed(component, bin.as_deref(), command, launch);
        }
        if let Some(file) = self.globally(&part.spec) {
            return self.finish(parts::shadowed(component, file), launch);
        }
        self.ask_first(command, launch);
        self.finish(component, launch)
    }

    /// The command comes from one of the packages that are named apart.
    fn run_from_packages(&self, command: &Word, launch: &mut Launch) -> Outcome {
        let mut all = Vec::new();
        for word in &self.packages {
            match self.part(word) {
                Ok(part) => all.push(part),
                Err(why) => return peel::opaque(OpaqueReason::UnknownArgument, why, word.span, launch),
            }
        }
        // Which of them holds the command only the registry knows; a package of that name is the likeliest.
        let named = |part: &Part| match &part.spec {
            Spec::Registry { name, .. } => super::manifest::unscoped(name) == command.text,
            _ => false,
        };
        let found = all.iter().position(named);
        if found.is_none() && launchers::is_of_the_system(&command.text, self.machine.os) {
            self.additional(launch);
            let note = format!("starts `{}` with packages at hand", command.text);
            return peel::words(self.id, note, self.call, self.args.clone(), launch);
        }
        let at = found.unwrap_or(0);
        if at >= all.len() {
            return peel::empty(self.id, self.call, launch);
        }
        let main = all.remove(at);
        if all.iter().chain([&main]).any(|part| part.installed.is_none()) {
            self.ask_first(&main.word, launch);
        }
        let outcome = if matches!(main.spec, Spec::File(_) | Spec::Folder(_)) {
            self.run_on_disk(&main, Some(command), launch)
        } else {
            let mut component = self.component(&main.spec, &main.word, &mut launch.opaque);
            parts::name_entry(&mut component, &command.text);
            match &main.installed {
                Some(_) if all.is_empty() => self.run_installed(component, Some(&command.text), &main.word, launch),
                _ => self.finish(component, launch),
            }
        };
        for part in &all {
            let mut component = self.component(&part.spec, &part.word, &mut launch.opaque);
            component.role = Role::Additional;
            launch.components.push(component);
        }
        outcome
    }

    fn run_installed(&self, component: Component, bin: Option<&str>, word: &Word, launch: &mut Launch) -> Outcome {
        let from = self.call.cwd.as_deref().or(self.root());
        let file = bin.zip(from).and_then(|(bin, from)| tree::executable(from, bin, self.machine));
        match file {
            Some(file) => self.finish(parts::shadowed(component, tree::real(&file)), launch),
            None => {
                launch.components.push(component);
                let detail = format!("`{}` is installed, but no link in `node_modules/.bin` leads to it", word.text);
                peel::opaque(OpaqueReason::Indirect, detail, word.span, launch)
            }
        }
    }

    fn run_on_disk(&self, part: &Part, command: Option<&Word>, launch: &mut Launch) -> Outcome {
        let bin = command.map(|word| word.text.as_str());
        match parts::on_disk(&part.spec, bin, self.root().or(self.call.cwd.as_deref()), self.machine) {
            Ok(target) => {
                let mut component = Component::new(Role::Server, target, part.spec.pin(None));
                component.span = part.word.span;
                self.finish(component, launch)
            }
            Err(why) => peel::opaque(OpaqueReason::Indirect, why, part.word.span, launch),
        }
    }

    /// Adds the component, and what is behind it where it is a bridge.
    fn finish(&self, component: Component, launch: &mut Launch) -> Outcome {
        let package = component.package().cloned();
        let component = self.through_shell(component, launch);
        let is_it = component.role == Role::Server;
        launch.components.push(component);
        let args = self.args.get(1..).unwrap_or_default();
        package
            .filter(|_| is_it)
            .and_then(|package| bridges::after_package(&package, args, self.call, self.machine, launch))
            .unwrap_or(Outcome::Done)
    }

    /// npm starts everything through a shell; one that is no shell runs in place of the package.
    fn through_shell(&self, mut component: Component, launch: &mut Launch) -> Component {
        let Some(found) = self.config.get("script-shell").filter(|found| !found.value.is_empty()) else {
            return component;
        };
        let name = Call::new(Word::plain(found.value), Vec::new(), None).program_name(self.machine.os);
        let usual =
            !found.value.contains('/') || found.value.starts_with("/bin/") || found.value.starts_with("/usr/bin/");
        if usual && (SHELLS.contains(&name.as_str()) || self.windows()) {
            return component;
        }
        let shell = Call { program: Word::at(found.value, found.span), ..self.call.clone() };
        program::resolve(&shell, self.machine, launch);
        component.role = Role::Additional;
        component
    }

    fn component(&self, spec: &Spec, word: &Word, opaque: &mut Vec<Opaque>) -> Component {
        let tag = self.config.get("tag").map(|found| found.value.to_owned());
        parts::component(spec, word, tag.as_deref(), &|name| registry::of(name, self.config), opaque)
    }

    /// The packages without a command to run.
    fn additional(&self, launch: &mut Launch) {
        for word in &self.packages {
            match spec::parse(&word.text, self.windows()) {
                Ok(spec) => {
                    let mut component = self.component(&spec, word, &mut launch.opaque);
                    component.role = Role::Additional;
                    launch.components.push(component);
                }
                Err(why) => drop(peel::opaque(OpaqueReason::UnknownArgument, why, word.span, launch)),
            }
        }
    }

    fn part(&self, word: &Word) -> Result<Part, String> {
        let spec = spec::parse(&word.text, self.windows())?;
        let installed = match (&spec, self.root()) {
            (Spec::Registry { name, wanted, alias: None }, Some(root)) => tree::find(root, name, wanted, self.machine),
            _ => None,
        };
        Ok(Part { spec, word: word.clone(), installed })
    }

    /// The executable of a global package of that name whose version will do.
    fn globally(&self, spec: &Spec) -> Option<PathBuf> {
        let Spec::Registry { name, wanted, alias: None } = spec else { return None };
        let prefix = self.global()?;
        let lib = if self.windows() { prefix.to_path_buf() } else { prefix.join("lib") };
        let installed = tree::find(&lib, name, wanted, self.machine)?;
        let file = self.bins(prefix).join(installed.manifest.default_bin()?);
        self.machine.is_file(&file).then(|| tree::real(&file))
    }

    /// Without leave npm installs nothing, and says so in place of running it.
    fn ask_first(&self, word: &Word, launch: &mut Launch) {
        if let Some(found) = self.config.get("yes").filter(|found| found.value == "false") {
            let detail = format!(
                "`{}` is told not to install what is missing: `{}` runs only from its cache",
                self.id, word.text
            );
            drop(peel::opaque(OpaqueReason::UnknownArgument, detail, found.span.or(word.span), launch));
        }
    }

    /// Settings of others than the user that bring in code.
    fn note_settings(&self, launch: &mut Launch) {
        let kinds = [
            ("node-options", "NODE_OPTIONS", EffectKind::InjectsCode),
            ("script-shell", "script-shell", EffectKind::Entrypoint),
            ("git", "git", EffectKind::Entrypoint),
            ("strict-ssl", "strict-ssl", EffectKind::InjectsCode),
        ];
        for (key, name, kind) in kinds {
            if let Some(found) = self.config.get(key).filter(|found| found.is_foreign() && !found.value.is_empty()) {
                let (value, _) = stockade_model::redact::redact(None, found.value);
                let file = found.file.map(Path::to_path_buf);
                launch.effects.push(Effect { kind, name: name.to_owned(), value, file, span: found.span });
            }
        }
        if let Some(file) = &self.config.lost {
            let detail = format!("npm reads its settings from `{file}`, which cannot be looked up");
            launch.opaque.push(Opaque { reason: OpaqueReason::Indirect, detail, span: self.call.program.span });
        }
        if let (true, Some(root)) = (self.config.prefix_given, self.root())
            && !self.machine.is_dir(root)
        {
            let detail = format!("npm refuses the prefix `{}`, which is no folder", root.display());
            launch.opaque.push(Opaque { reason: OpaqueReason::Indirect, detail, span: self.call.program.span });
        }
    }

    fn root(&self) -> Option<&Path> {
        self.config.project.as_ref().map(|project| project.root.as_path())
    }

    fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    fn global(&self) -> Option<&Path> {
        self.config.global_prefix.as_deref().filter(|_| !self.init && !self.config.prefix_given)
    }

    fn bins(&self, prefix: &Path) -> PathBuf {
        if self.windows() { prefix.to_path_buf() } else { prefix.join("bin") }
    }

    fn windows(&self) -> bool {
        self.machine.os == stockade_model::Os::Windows
    }
}
