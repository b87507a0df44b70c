//! Which processes an entry could explain, found by what both name instead of by comparing every pair.
//!
//! It may give too many, never too few: whether a pair fits is decided by the comparison itself.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use stockade_model::{Launch, Process, Server, Target};

use super::{files, words};

/// Processes by what they name.
pub(super) struct Index {
    /// Every word, for images.
    words: Vec<(String, usize)>,
    /// Program name and arguments.
    lines: HashMap<Vec<String>, Vec<usize>>,
    /// Packages that a word names: installed, with or without a version, as a command or by the stem of a file.
    names: HashMap<String, Vec<usize>>,
    /// Files by name.
    files: HashMap<String, Vec<usize>>,
    /// Files behind links.
    real: HashMap<PathBuf, Vec<usize>>,
}

impl Index {
    /// Over a snapshot; processes are named by their place in it.
    pub(super) fn of(processes: &[Process]) -> Self {
        let mut index = Self {
            words: Vec::new(),
            lines: HashMap::new(),
            names: HashMap::new(),
            files: HashMap::new(),
            real: HashMap::new(),
        };
        for (at, process) in processes.iter().enumerate() {
            if let Some((program, rest)) = process.argv.split_first() {
                index.lines.entry(line(program, rest.iter())).or_default().push(at);
            }
            for word in words(process) {
                named(&word.replace('\\', "/"), &mut |name| {
                    index.names.entry(name.to_owned()).or_default().push(at);
                });
                index.words.push((word.to_owned(), at));
            }
            for file in files(process) {
                if let Some(name) = file.file_name() {
                    index.files.entry(name.to_string_lossy().into_owned()).or_default().push(at);
                }
                if let Ok(real) = file.canonicalize() {
                    index.real.entry(real).or_default().push(at);
                }
            }
        }
        index
    }

    /// The processes that are worth comparing with an entry, in their order.
    pub(super) fn candidates(&self, server: &Server, launch: &Launch) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        if let Some(command) = &server.command {
            let line = line(&command.value, server.args.iter().map(|argument| &argument.value));
            found.extend(self.lines.get(&line).into_iter().flatten());
        }
        for component in &launch.components {
            match &component.target {
                Target::Package { package, entry } => {
                    let python = package.name.replace('-', "_");
                    for name in [Some(&package.name), Some(&python), entry.as_ref()].into_iter().flatten() {
                        found.extend(self.names.get(name).into_iter().flatten());
                    }
                }
                Target::Local { path, .. } | Target::Program { path: Some(path), .. } => self.by_path(path, &mut found),
                Target::Image { package, .. } => {
                    let starts = self.words.iter().filter(|(word, _)| word.starts_with(package.name.as_str()));
                    found.extend(starts.map(|(_, at)| *at));
                }
                _ => {}
            }
        }
        found
    }

    fn by_path(&self, path: &Path, found: &mut BTreeSet<usize>) {
        if let Some(name) = path.file_name() {
            found.extend(self.files.get(name.to_string_lossy().as_ref()).into_iter().flatten());
        }
        if let Ok(real) = path.canonicalize() {
            found.extend(self.real.get(&real).into_iter().flatten());
        }
    }
}

/// Program name and arguments, as one key.
fn line<'a>(program: &str, rest: impl Iterator<Item = &'a String>) -> Vec<String> {
    let name = Path::new(program).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    std::iter::once(name).chain(rest.cloned()).collect()
}

/// Every name of a package that a word could stand for.
fn named(word: &str, each: &mut impl FnMut(&str)) {
    each(word);
    for (at, _) in word.match_indices('@') {
        each(word.get(..at).unwrap_or(""));
    }
    for (at, bin) in word.match_indices("/bin/") {
        each(word.get(at + bin.len()..).unwrap_or(""));
    }
    for (at, modules) in word.match_indices("node_modules/") {
        let rest = word.get(at + modules.len()..).unwrap_or("");
        for (end, _) in rest.match_indices('/').take(2) {
            each(rest.get(..end).unwrap_or(""));
        }
    }
    if let Some((_, file)) = word.rsplit_once('/') {
        each(file.split('.').next().unwrap_or(file));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_what_the_comparison_looks_for() {
        for (word, name) in [
            ("mcp-server-git", "mcp-server-git"),
            ("@s/n@1.2.3", "@s/n"),
            ("n@latest", "n"),
            ("/h/.local/bin/mcp-server-git", "mcp-server-git"),
            ("/h/node_modules/.bin/n", "n"),
            ("/h/node_modules/@s/n/dist/index.js", "@s/n"),
            ("/h/node_modules/n/dist/index.js", "n"),
            ("/v/lib/mcp_server_time.py", "mcp_server_time"),
        ] {
            let mut found = Vec::new();
            named(word, &mut |name| found.push(name.to_owned()));
            assert!(found.iter().any(|found| found == name), "{word}: {found:?}");
        }
    }
}
