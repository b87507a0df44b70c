//! Files that are no text documents: scripts and SQLite databases.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use stockade_model::{ClientId, Gap, ProblemKind, Secret, SourceFile, SourceId, Span, redact};

use super::Hunt;
use crate::discover::entry::Entries;
use crate::document::{self, Node, read};
use crate::resolve::shell;

/// A client's database may be larger than a config: it also holds histories.
const MAX_DATABASE_BYTES: u64 = 4 << 30;
/// Of a database's virtual machine, in instructions.
const STEP: i32 = 1000;
/// Steps that one look may take: a second or so, thousands of times what a client's table needs.
const MAX_STEPS: u32 = 20_000;
/// One value of a row.
const MAX_VALUE_BYTES: i32 = 32 << 20;

impl Hunt<'_> {
    /// A text without a tree. A script has no structure in which its secrets could be found for certain: known forms, and
    /// words behind a secret's name, are masked line by line before the reader sees it.
    pub(super) fn raw(
        &mut self,
        path: &Path,
        reader: fn(&str, &mut Entries<'_>),
        entries: &mut Entries<'_>,
    ) -> Option<(SourceId, Vec<Secret>)> {
        let raw = self.text(path, Some(entries.client_id()))?;
        let mut text = raw.text;
        let mut whole = Node::new(document::Value::Array(script_lines(&text)), Span::new(0, text.len()));
        let secrets = document::secrets::take_out(&mut whole, &mut text);
        reader(&text, entries);
        Some((self.add_source(SourceFile { path: path.to_path_buf(), real_path: raw.real_path, text }), secrets))
    }

    /// A database that holds servers.
    pub(super) fn sqlite(
        &mut self,
        path: &Path,
        reader: fn(&Connection, &mut Entries<'_>) -> rusqlite::Result<()>,
        entries: &mut Entries<'_>,
    ) -> Option<SourceId> {
        self.query(path, entries.client_id(), |connection| reader(connection, entries))?;
        let real_path = std::fs::canonicalize(path).ok().filter(|real| real != path);
        Some(self.add_source(SourceFile { path: path.to_path_buf(), real_path, text: String::new() }))
    }

    /// Asks a client's database something. Opened read-only and immutable: the scan must not create journals beside it
    /// or wait for its owner. What the owner has not yet written back from its journal is not seen, and said to be so.
    pub fn query<T>(
        &mut self,
        path: &Path,
        client: ClientId,
        ask: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Option<T> {
        // SQLite opens it by itself once more; this is only to see what it is.
        if let Err(error) = read::open_file(path, MAX_DATABASE_BYTES) {
            self.read_failed(path, &error, Some(client));
            return None;
        }
        let mut journal = path.as_os_str().to_owned();
        journal.push("-wal");
        if std::fs::metadata(&journal).is_ok_and(|journal| journal.len() > 0) {
            let what =
                "the newest changes of this database stand in its journal, which is not read while its owner may write";
            self.gap(Gap { client: Some(client), what: what.to_owned(), path: Some(path.to_path_buf()) });
        }
        match open(path).and_then(|connection| ask(&connection)) {
            Ok(answer) => Some(answer),
            Err(error) => {
                let message = format!("cannot read the database `{}`: {error}", path.display());
                self.problem(Some(client), ProblemKind::Syntax, path, message);
                None
            }
        }
    }
}

/// Each line of a script, lines that continue joined, followed by the words in it that a secret's name precedes
/// (`--env API_KEY value`).
fn script_lines(text: &str) -> Vec<Node> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        let continues = line.trim_end_matches(['\n', '\r']).ends_with('\\') && at < text.len();
        if continues {
            continue;
        }
        let span = Span::new(start, at);
        let line = text.get(start..at).unwrap_or("");
        start = at;
        found.push(Node::new(document::Value::String(line.to_owned()), span));
        let joined = line.replace("\\\r\n", "").replace("\\\n", "");
        let words = shell::words_only(&joined).unwrap_or_else(|| {
            joined.split_whitespace().map(|word| word.trim_matches(['"', '\'']).to_owned()).collect()
        });
        for (name, value) in words.iter().zip(words.iter().skip(1)) {
            let name = name.trim_start_matches('-');
            if redact::names_a_secret(name) {
                let node = Node::new(document::Value::String(value.clone()), span);
                let entry = document::Entry { key: name.to_owned(), key_span: span, node };
                found.push(Node::new(document::Value::Object(vec![entry]), span));
            }
        }
    }
    found
}

/// `immutable=1` needs a URI, in which `?`, `#` and `%` of the path are escaped.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let mut connection = open_immutable(path)?;
    // A view that stands in for a table can compute for ever, and a row can be as large as it likes.
    let mut left = MAX_STEPS;
    let spent = move || {
        left = left.saturating_sub(1);
        left == 0
    };
    connection.progress_handler(STEP, Some(spent))?;
    connection.set_limit(rusqlite::limits::Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)?;
    Ok(connection)
}

fn open_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23").replace('\\', "/");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{escaped}?mode=ro&immutable=1"), flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_scripts_are_masked_where_their_name_precedes_them() {
        let mut text = "mcp add a --env API_KEY abcdefgh --env MODE x\n\
                        mcp add b --header Authorization \"Bearer ijklmnop\" \\\n  --env PASSWORD \\\n qrstuvwx\n\
                        export API_TOKEN=yzabcdef\nmcp add c --env API_KEY $KEY\nmcp add \"d --env TOKEN ghijklmn\n"
            .to_owned();
        let before = text.len();
        let mut whole = Node::new(document::Value::Array(script_lines(&text)), Span::new(0, before));
        let secrets = document::secrets::take_out(&mut whole, &mut text);
        assert_eq!(text.len(), before);
        for secret in ["abcdefgh", "ijklmnop", "qrstuvwx", "yzabcdef", "ghijklmn"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        assert!(text.contains("MODE x") && text.contains("$KEY"), "{text}");
        assert!(secrets.len() >= 4, "{secrets:?}");
    }
}
