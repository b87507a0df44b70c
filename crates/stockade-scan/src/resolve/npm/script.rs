//! `npm run NAME`: the command line that a `package.json` holds under that name.

use std::path::Path;

use stockade_model::{Launch, Opaque, Wrapper, launch::OpaqueReason};

use super::manifest::Manifest;
use super::shell;
use crate::resolve::{Call, Machine, Outcome, Word, peel};

/// A script to run.
pub struct Script<'a> {
    /// The launcher's id.
    pub id: &'static str,
    /// Its name.
    pub name: &'a Word,
    /// Arguments behind it.
    pub args: &'a [Word],
    /// The folder whose manifest is read and that it runs in; none where nobody knows.
    pub folder: Option<&'a Path>,
    /// Whether `pre…` and `post…` run too.
    pub around: bool,
}

impl Script<'_> {
    /// Goes on with the script's own command.
    pub fn resolve(&self, call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
        let name = self.name.text.as_str();
        if self.name.has_placeholder() {
            return peel::unexpanded(self.id, self.name, launch);
        }
        let Some(folder) = self.folder else {
            let detail = format!("the script `{name}` stands in a `package.json` of a folder that nobody names");
            return peel::opaque(OpaqueReason::Indirect, detail, self.name.span, launch);
        };
        let Some(manifest) = Manifest::read(folder, machine) else {
            let detail = format!("the script `{name}` is not found: `{}` has no `package.json`", folder.display());
            return peel::opaque(OpaqueReason::Indirect, detail, self.name.span, launch);
        };
        let line = match manifest.script(name) {
            Some(line) => line.to_owned(),
            None if name == "start" && machine.is_file(&folder.join("server.js")) => {
                let args = [&Word::at(folder.join("server.js").display().to_string(), self.name.span)];
                let words = args.into_iter().chain(self.args).cloned().collect();
                let inner = Call { program: Word::at("node", self.name.span), args: words, ..call.clone() };
                return self.node(inner, folder, machine, launch);
            }
            None => {
                let detail = format!("`{}` has no script `{name}`", folder.join("package.json").display());
                return peel::opaque(OpaqueReason::Indirect, detail, self.name.span, launch);
            }
        };
        for around in ["pre", "post"].map(|part| format!("{part}{name}")) {
            if let Some(other) = manifest.script(&around).filter(|_| self.around) {
                let detail = format!("`{}` runs `{other}` of the script `{around}` too", self.id);
                launch.opaque.push(Opaque { reason: OpaqueReason::ShellSyntax, detail, span: self.name.span });
            }
        }
        let note = format!("runs the script `{name}` of `{}`", folder.join("package.json").display());
        let line = Word::at(format!("{line}{}", shell::quoted(self.args)), self.name.span);
        shell::peel(self.id, note, &line, Some(folder), call, machine, launch)
    }

    /// `node server.js`, npm's own script for `start`.
    fn node(&self, inner: Call, folder: &Path, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
        let note = format!("runs `server.js` of `{}`", folder.display());
        if crate::resolve::launchers::find("node").is_some() {
            return peel::call(self.id, note, Call { cwd: Some(folder.to_path_buf()), ..inner });
        }
        launch.wrappers.push(Wrapper { id: self.id, note });
        launch.components.push(super::parts::local(folder.join("server.js"), self.name, machine));
        Outcome::Done
    }
}
