//! What `pnpm dlx`, `yarn dlx` and `bunx` fetch and run: the command's own package, or packages that are named apart.

use std::path::{Path, PathBuf};

use stockade_model::{Component, Launch, Role, launch::OpaqueReason};

use super::parts::{self, Source};
use super::spec::{self, Spec};
use crate::resolve::{Call, Machine, Outcome, Word, bridges, launchers, peel};

/// A package to fetch and run.
pub struct Dlx<'a> {
    /// The launcher's id.
    pub id: &'static str,
    /// The line.
    pub call: &'a Call,
    /// The disk.
    pub machine: &'a Machine<'a>,
    /// Packages that are named apart from the command.
    pub packages: Vec<Word>,
    /// The command and its arguments.
    pub args: &'a [Word],
    /// Where packages come from.
    pub source: Source<'a>,
    /// A file that runs in place of the package.
    pub instead: Option<PathBuf>,
}

impl Dlx<'_> {
    /// Says what runs.
    pub fn resolve(mut self, launch: &mut Launch) -> Outcome {
        let Some(command) = self.args.first().cloned() else { return peel::empty(self.id, self.call, launch) };
        if let Some(word) = self.packages.iter().chain([&command]).find(|word| word.has_placeholder()) {
            return peel::unexpanded(self.id, word, launch);
        }
        let apart = !self.packages.is_empty();
        if !apart {
            self.packages.push(command.clone());
        }
        let windows = self.machine.os == stockade_model::Os::Windows;
        let mut all = Vec::new();
        for word in &self.packages {
            match spec::parse(&word.text, windows) {
                Ok(spec) => all.push((spec, word.clone())),
                Err(why) => return peel::opaque(OpaqueReason::UnknownArgument, why, word.span, launch),
            }
        }
        // Which of several packages holds the command only the registry knows; one of that name is the likeliest.
        let named = |(spec, _): &(Spec, Word)| match spec {
            Spec::Registry { name, .. } => super::manifest::unscoped(name) == command.text,
            _ => false,
        };
        let found = all.iter().position(named);
        let system = apart && found.is_none() && launchers::is_of_the_system(&command.text, self.machine.os);
        if system {
            for (spec, word) in &all {
                let mut component = parts::component(spec, word, None, self.source, &mut launch.opaque);
                component.role = Role::Additional;
                launch.components.push(component);
            }
            let note = format!("starts `{}` with packages at hand", command.text);
            return peel::words(self.id, note, self.call, self.args.to_vec(), launch);
        }
        let main = all.remove(found.unwrap_or(0));
        let outcome = self.run(&main.0, &main.1, apart.then_some(&command), launch);
        for (spec, word) in &all {
            let mut component = parts::component(spec, word, None, self.source, &mut launch.opaque);
            component.role = Role::Additional;
            launch.components.push(component);
        }
        outcome
    }

    fn run(&self, spec: &Spec, word: &Word, command: Option<&Word>, launch: &mut Launch) -> Outcome {
        if matches!(spec, Spec::File(_) | Spec::Folder(_)) {
            return self.on_disk(spec, word, command, self.call.cwd.as_deref(), launch);
        }
        let mut component = parts::component(spec, word, None, self.source, &mut launch.opaque);
        if let Some(command) = command {
            parts::name_entry(&mut component, &command.text);
        }
        if let Some(file) = &self.instead {
            component = match spec {
                Spec::Registry { .. } => parts::shadowed(component, file.clone()),
                _ => parts::local(file.clone(), word, self.machine),
            };
        }
        let package = component.package().cloned();
        launch.components.push(component);
        let args = self.args.get(1..).unwrap_or_default();
        package
            .and_then(|package| bridges::after_package(&package, args, self.call, self.machine, launch))
            .unwrap_or(Outcome::Done)
    }

    fn on_disk(
        &self,
        spec: &Spec,
        word: &Word,
        command: Option<&Word>,
        base: Option<&Path>,
        launch: &mut Launch,
    ) -> Outcome {
        match parts::on_disk(spec, command.map(|word| word.text.as_str()), base, self.machine) {
            Ok(target) => {
                let mut component = Component::new(Role::Server, target, spec.pin(None));
                component.span = word.span;
                launch.components.push(component);
                Outcome::Done
            }
            Err(why) => peel::opaque(OpaqueReason::Indirect, why, word.span, launch),
        }
    }
}
