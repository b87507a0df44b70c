//! Links of another machine's home: they mean files of that machine, never of this one.

use std::path::PathBuf;

use stockade_model::{ClientId, ProblemKind};

use super::Hunt;
use crate::resolve::Machine;

impl Hunt<'_> {
    /// The file to read for a path: itself, or for a link of a foreign home that names an absolute path, that path as
    /// readable from here. None where it leads out of what is scanned, which is noted.
    pub(super) fn within(&mut self, path: PathBuf, client: ClientId) -> Option<PathBuf> {
        // Most files are no links, and asking costs.
        let named = std::fs::read_link(&path).ok();
        if self.options.live || named.is_none() && self.real(&path) == path {
            return Some(path);
        }
        let named = named.filter(|target| target.is_absolute());
        let mapped = named.and_then(|target| Machine::of(self.options).path(target.to_str()?, None));
        let path = mapped.filter(|mapped| mapped.exists()).unwrap_or(path);
        let real = self.real(&path);
        let home_and_root = std::iter::once(&self.options.home).chain(&self.options.root);
        let folders: Vec<PathBuf> = home_and_root.chain(&self.options.projects).cloned().collect();
        let scanned = folders.iter().any(|folder| path.starts_with(folder));
        // What is no file at all is refused for what it is.
        if !scanned || !real.is_file() || folders.iter().any(|folder| real.starts_with(self.real(folder))) {
            return Some(path);
        }
        let message = format!("is a link to `{}`, which lies outside of what is scanned", real.display());
        self.problem(Some(client), ProblemKind::Unreadable, &path, message);
        None
    }
}
