//! One launch line with the files and environment it meets.

use serde_json::json;

use super::super::registry::REPORT;

/// A line to record. `{home}`, `{project}` and the two registries' addresses stand for the real ones.
pub(super) struct Line {
    /// Unique, kebab-case.
    pub(super) id: String,
    /// Program first.
    pub(super) argv: Vec<String>,
    /// Name to content, as the table test lays them out; `(archive NAME VERSION)` is packed for the client.
    pub(super) files: Vec<(String, String)>,
    /// What the entry sets.
    pub(super) env: Vec<(String, String)>,
    /// Where it starts; the project where none is given.
    pub(super) cwd: Option<String>,
}

/// A line whose words are separated by blanks.
pub(super) fn line(id: &str, words: &str) -> Line {
    let argv = words.split_whitespace().map(str::to_owned).collect();
    Line { id: id.to_owned(), argv, files: Vec::new(), env: Vec::new(), cwd: None }
}

impl Line {
    /// One more word, blanks and all.
    pub(super) fn word(mut self, word: &str) -> Self {
        self.argv.push(word.to_owned());
        self
    }

    /// A file.
    pub(super) fn file(mut self, name: &str, content: &str) -> Self {
        self.files.push((name.to_owned(), content.to_owned()));
        self
    }

    /// A variable of the entry.
    pub(super) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Another directory to start in; it is made where no file stands in it.
    pub(super) fn cwd(mut self, cwd: &str) -> Self {
        self.cwd = Some(cwd.to_owned());
        self
    }

    /// An executable that reports itself.
    pub(super) fn executable(self, name: &str) -> Self {
        self.file(name, REPORT)
    }

    /// A package installed below `folder` (which ends in `node_modules`), with one executable and its link.
    pub(super) fn installed(self, folder: &str, name: &str, version: &str, bin: &str) -> Self {
        let link = format!("-> ../{name}/cli.sh");
        self.unpacked(&format!("{folder}/{name}"), name, version, bin).file(&format!("{folder}/.bin/{bin}"), &link)
    }

    /// A package's folder without any link to its executable.
    pub(super) fn unpacked(self, folder: &str, name: &str, version: &str, bin: &str) -> Self {
        let manifest = json!({ "name": name, "version": version, "bin": { bin: "cli.sh" } });
        self.file(&format!("{folder}/package.json"), &manifest.to_string()).executable(&format!("{folder}/cli.sh"))
    }
}
