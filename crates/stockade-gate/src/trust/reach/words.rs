//! Everything in a text that may be a path.
//!
//! Constraints:
//! - to the safe side: a word too many names a place that holds nothing of ours, a word too few one that does;
//! - the same text is cut in several ways, since nobody says which one its reader has: whole; at what stands between a
//!   name and its value or between two values; as a shell does; as JSON; as an address of a file;
//! - an address of another machine names nothing here, and is taken out before anything is cut;
//! - a lone `/` or `~` in a sentence is no path; in a script, or as a value of its own, it is.
//!
//! Limits: what a program works out for itself (a directory that it changes to, a name that it puts together or decodes)
//! is not seen.

use std::collections::BTreeMap;

/// How deep JSON in JSON is read.
const DEEPEST: usize = 4;

/// What separates a name from its value, and values from each other.
const BETWEEN: [char; 4] = ['=', ':', ',', ';'];

/// What ends a word of a shell besides white space, and cannot stand in a path that nobody quoted.
const OPERATORS: [char; 9] = ['|', '&', ';', '<', '>', '(', ')', '`', '\n'];

/// The words of a text. `script`: a shell reads it. `variables` are put in where they are named.
pub(super) fn of(text: &str, script: bool, variables: &BTreeMap<String, String>) -> Vec<String> {
    let mut words = Vec::new();
    add(text, script, variables, &mut words, DEEPEST);
    words.sort_unstable();
    words.dedup();
    words
}

fn add(text: &str, script: bool, variables: &BTreeMap<String, String>, words: &mut Vec<String>, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let trimmed = text.trim_start();
    if trimmed.starts_with(['{', '[', '"']) {
        // The last value of a name twice is not the only one that some reader takes; the cuts below find the others.
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(trimmed) {
            strings(&value, &mut |text| add(text, script, variables, words, depth));
        }
    }
    let expanded = expand(text, variables);
    let (local, files) = addresses(&expanded);
    words.extend(files);
    cut(&local, words);
    for word in shell(&local) {
        if word.chars().count() > 1 || script {
            cut(&word, words);
        }
        // A script in a script, or a list that was quoted as one word.
        if word.len() < local.len() && word.contains(char::is_whitespace) {
            add(&word, script, variables, words, depth);
        }
    }
    for part in local.split(['"', '\'']).filter(|part| part.chars().count() > 1) {
        cut(part, words);
    }
}

/// A text whole, and at every seam.
fn cut(text: &str, words: &mut Vec<String>) {
    let text = text.trim();
    for piece in [text].into_iter().chain(text.split(BETWEEN)) {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        words.push(piece.to_owned());
        // `-d/dir`, `-ddir`, `@/file`, `+/dir`, `{/dir}`.
        if let Some(rest) = piece.strip_prefix('-') {
            let mut rest = rest.chars();
            rest.next();
            words.push(rest.as_str().to_owned());
        }
        let bare = piece.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '~' | '.'));
        words.push(bare.to_owned());
        let marked = piece.starts_with(['-', '@', '+', '{', '[', '%']);
        let at = piece.find(['/', '~']).filter(|_| marked);
        words.extend(at.and_then(|at| piece.get(at..)).map(str::to_owned));
        words.extend(bare.strip_suffix(['}', ']', ')', '"', '\'']).map(str::to_owned));
    }
}

/// Every text in a value, the names of members too.
fn strings(value: &serde_json::Value, found: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => found(text),
        serde_json::Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                found(name);
                strings(value, found);
            }
        }
        _ => {}
    }
}

/// Variables as a shell puts them in: `$NAME` and `${NAME}`. What is not set stays.
fn expand(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let (braced, name_on) = after.strip_prefix('{').map_or((false, after), |inner| (true, inner));
        let length = name_on.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name_on.len());
        let (name, behind) = name_on.split_at(length);
        // `${NAME:-other}` ends at the brace; the other value is found by its seams.
        let behind = if braced { behind.strip_prefix('}').unwrap_or(behind) } else { behind };
        match variables.get(name) {
            Some(value) => {
                out.push_str(value);
                rest = behind;
            }
            None => {
                out.push('$');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The text without addresses, and the files that these name: `file:` with nobody or this machine in it, and any other
/// scheme with nobody in it (`sqlite:///db`).
fn addresses(text: &str) -> (String, Vec<String>) {
    let (mut local, mut files, mut rest) = (String::new(), Vec::new(), text);
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    while let Some((before, after)) = rest.split_once("://") {
        let scheme = before.rsplit(|c| !is_scheme(c)).next().unwrap_or(before);
        let end = after.find(|c: char| c.is_whitespace() || "\"'<>`,;|)}]".contains(c)).unwrap_or(after.len());
        let (address, behind) = after.split_at(end);
        local.push_str(before.strip_suffix(scheme).unwrap_or(before));
        let (host, path) = address.find('/').map_or((address, ""), |at| address.split_at(at));
        let is_here =
            host.is_empty() || matches!(host.to_ascii_lowercase().as_str(), "localhost" | "127.0.0.1" | "[::1]");
        if is_here && (host.is_empty() || scheme.to_ascii_lowercase().ends_with("file")) {
            let path = path.split(['?', '#']).next().unwrap_or(path);
            for path in [path.to_owned(), decoded(path)] {
                // `sqlite:///db` is a name from here, and `sqlite:////db` one from the top.
                files.push(path.trim_start_matches('/').to_owned());
                files.push(path);
            }
        }
        // What follows keeps its distance from what stood before.
        local.push(' ');
        rest = behind;
    }
    local.push_str(rest);
    (local, files)
}

/// With `%2F` and its like written out.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or(&[]);
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The words that a shell makes of a text: quotes and backslashes taken away. The command `.` is none: it reads a file, and
/// names no folder.
fn shell(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut is_command) = (Vec::new(), String::new(), None, true);
    let mut end = |word: &mut String, is_command: &mut bool| {
        let word = std::mem::take(word);
        if !word.is_empty() {
            if !(*is_command && word == ".") {
                words.push(word);
            }
            *is_command = false;
        }
    };
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None | Some('"'), '\\') => word.extend(characters.next()),
            (None, _) if character.is_whitespace() || OPERATORS.contains(&character) => {
                end(&mut word, &mut is_command);
                is_command |= OPERATORS.contains(&character) && !matches!(character, '<' | '>');
            }
            _ => word.push(character),
        }
    }
    end(&mut word, &mut is_command);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(text: &str, word: &str) -> bool {
        let variables = [("HOME", "/home/u"), ("DATA", "/srv/data")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        of(text, false, &variables).iter().any(|found| found == word)
    }

    #[test]
    fn paths_are_found_however_they_are_written() {
        for (text, path) in [
            ("/x", "/x"),
            ("--dir=/x", "/x"),
            ("-d/x", "/x"),
            ("-dx", "x"),
            ("-d~/x", "~/x"),
            ("-d=x/y", "x/y"),
            ("@/x", "/x"),
            ("/x:/data:ro", "/x"),
            ("type=bind,src=/x,dst=/data", "/x"),
            (r#"{"root":"/x"}"#, "/x"),
            (r#"{"roots":[{"a":"/x y"}]}"#, "/x y"),
            (r#"{"root":"\/x"}"#, "/x"),
            (r#"{"root":"\u002fx"}"#, "/x"),
            (r#"{"/x":true}"#, "/x"),
            (r#"{"root":"/first","root":"/x"}"#, "/first"),
            (r#"--config={"root":"/x"}"#, "/x"),
            (r#"{"command":"cd /x && serve"}"#, "/x"),
            ("{root: /x}", "/x"),
            ("['/x','/y']", "/x"),
            ("file:///x", "/x"),
            ("FILE://localhost/x", "/x"),
            ("file:/x", "/x"),
            ("file:///a%20b%2fc", "/a b/c"),
            ("--root=file:///x", "/x"),
            ("sqlite:////x/db", "//x/db"),
            ("sqlite:///x/db", "x/db"),
            ("cd /x && exec server", "/x"),
            ("cd '/x y'; server", "/x y"),
            (r#"sh -c "server --root '/x y'""#, "/x y"),
            (r"server /x\ y", "/x y"),
            ("server>/x", "/x"),
            ("cd $HOME/x", "/home/u/x"),
            ("cd ${HOME}/x", "/home/u/x"),
            ("cd \"$DATA\"", "/srv/data"),
            ("//x", "//x"),
        ] {
            assert!(has(text, path), "{text}: {:?}", of(text, false, &BTreeMap::new()));
        }
    }

    #[test]
    fn other_machines_and_sentences_are_no_paths() {
        for text in [
            "https://example.com/x",
            "--url=wss://example.com:1/x?a=/x",
            "see https://example.com/x, too",
            "file://server/x",
        ] {
            assert!(!has(text, "/x"), "{text}: {:?}", of(text, false, &BTreeMap::new()));
        }
        assert!(!has("separate with / or ~ please", "/") && !has("separate with / or ~ please", "~"));
        assert!(of("cd /", true, &BTreeMap::new()).iter().any(|word| word == "/"));
        assert!(has("/", "/") && has("--root=/", "/") && has("~", "~") && has("--root=~", "~"));
    }

    #[test]
    fn nothing_makes_it_fail() {
        for text in [
            "",
            "$",
            "${",
            "${HOME",
            "$HOME",
            "%",
            "file:///%",
            "file:///%zz%f",
            "'",
            "\\",
            "://",
            "a://",
            "\"",
            "{",
            "-",
            "é$é-ö/ü",
        ] {
            of(text, true, &BTreeMap::new());
        }
        of(&"[".repeat(100_000), true, &BTreeMap::new());
        of(&"\"a\\\" ".repeat(1000), true, &BTreeMap::new());
    }
}
