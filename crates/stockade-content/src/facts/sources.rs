//! Which files of a package are code, and which of those say nothing.
//!
//! - by name first, by the first line where there is no ending;
//! - tests are left out because they hold made-up addresses and hosts; whoever hides code among them has to ask for the
//!   file, and then it is read (`read`).

use crate::archive::File;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    JavaScript,
    Python,
    /// Shell and batch files, read by their lines.
    Shell,
    /// Data that code may read: keys and texts are looked at.
    Json,
    /// Machine code, that of a made-up machine too: nobody reads it either.
    Native,
    /// Anything else.
    Other,
}

pub(super) fn of(file: &File) -> Source {
    if is_machine_code(&file.bytes)
        || [".node", ".pyc", ".pyo", ".wasm"].iter().any(|ending| file.path.ends_with(ending))
    {
        return Source::Native;
    }
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx") => {
            if [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| name.ends_with(ending)) {
                Source::Other
            } else {
                Source::JavaScript
            }
        }
        Some("py" | "pyw" | "pth") => Source::Python,
        Some("sh" | "bash" | "zsh" | "ps1" | "bat" | "cmd" | "gyp" | "gypi") => Source::Shell,
        // In a folder it is a file like any other, which code may read.
        Some("json") if !is_manifest(&file.path) => Source::Json,
        Some("json") => Source::Other,
        None => by_first_line(&file.bytes),
        Some(_) if file.bytes.starts_with(b"#!") => by_first_line(&file.bytes),
        Some(_) => Source::Other,
    }
}

/// Files whose addresses and hosts are about the package, not of it.
fn is_manifest(path: &str) -> bool {
    matches!(
        path,
        "package.json"
            | "package-lock.json"
            | "npm-shrinkwrap.json"
            | "tsconfig.json"
            | "composer.json"
            | "manifest.json"
            | "server.json"
            | "deno.json"
            | "jsr.json"
            | "direct_url.json"
            | "bower.json"
    )
}

fn by_first_line(bytes: &[u8]) -> Source {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let Some(line) = line.strip_prefix(b"#!") else { return Source::Other };
    let has = |word: &[u8]| memchr::memmem::find(line, word).is_some();
    if has(b"node") || has(b"deno") || has(b"bun") {
        Source::JavaScript
    } else if has(b"python") {
        Source::Python
    } else if has(b"sh") {
        Source::Shell
    } else {
        Source::Other
    }
}

/// ELF, PE, WebAssembly, Mach-O (thin in both orders, fat with few architectures, which Java's magic is not).
fn is_machine_code(bytes: &[u8]) -> bool {
    let fat = bytes.starts_with(b"\xca\xfe\xba\xbe")
        && bytes.get(4..7) == Some(&[0, 0, 0])
        && bytes.get(7).is_some_and(|count| *count < 20);
    let portable = bytes.starts_with(b"MZ") && bytes.len() > 64 && bytes.contains(&0);
    let magics: [&[u8]; 6] =
        [b"\x7fELF", b"\0asm", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"];
    fat || portable || magics.iter().any(|magic| bytes.starts_with(magic))
}

/// Whether a file that is no code by its name may be asked for without being code: style sheets and pictures are, by
/// whoever bundles them.
pub(super) fn is_asset(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(
        ending.as_deref(),
        Some(
            "css"
                | "scss"
                | "less"
                | "html"
                | "htm"
                | "md"
                | "txt"
                | "svg"
                | "png"
                | "jpg"
                | "jpeg"
                | "gif"
                | "webp"
                | "ico"
                | "woff"
                | "woff2"
                | "ttf"
                | "map"
                | "json"
                | "ts"
                | "mts"
                | "cts"
                | "vue"
                | "svelte"
                | "graphql"
                | "gql"
                | "proto"
                | "yaml"
                | "yml"
                | "toml"
                | "xml"
                | "sql"
                | "csv"
        )
    )
}

/// Whether a path is a test's.
pub(super) fn is_test(path: &str) -> bool {
    let mut parts: Vec<&str> = path.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    let folder = |part: &str| {
        matches!(part, "test" | "tests" | "__tests__" | "spec" | "specs" | "__mocks__" | "e2e" | "testdata")
    };
    let stem = name.to_ascii_lowercase();
    parts.into_iter().any(folder)
        || [".test.", ".spec.", ".stories.", ".e2e."].iter().any(|infix| stem.contains(infix))
        || (stem.starts_with("test_") && stem.ends_with(".py"))
        || stem.ends_with("_test.py")
        || stem == "conftest.py"
}

#[cfg(test)]
mod tests {
    use super::{Source, is_test, of};
    use crate::archive::File;

    fn file(path: &str, bytes: &[u8]) -> File {
        File { path: path.to_owned(), bytes: bytes.to_vec(), size: bytes.len() as u64, executable: false }
    }

    #[test]
    fn files_are_known_by_name_or_first_line() {
        for (path, bytes, expected) in [
            ("a.js", &b""[..], Source::JavaScript),
            ("a.d.ts", b"", Source::Other),
            ("bin/cli", b"#!/usr/bin/env node\n", Source::JavaScript),
            ("bin/cli", b"#!/usr/bin/env python3\n", Source::Python),
            ("build/x.node", b"", Source::Native),
            ("m.pyc", b"\xa7\r\r\n", Source::Native),
            ("lib.so", b"\x7fELF\x02", Source::Native),
            ("x.wasm", b"", Source::Native),
            ("data/x.bin", b"\0asm\x01\0\0\0", Source::Native),
            ("A.class", b"\xca\xfe\xba\xbe\x00\x00\x00\x37", Source::Other),
            ("package.json", b"{}", Source::Other),
            ("data/x.json", b"{}", Source::Json),
            ("data/manifest.json", b"{}", Source::Json),
            ("a.js.map", b"", Source::Other),
        ] {
            assert_eq!(of(&file(path, bytes)), expected, "{path}");
        }
    }

    #[test]
    fn tests_are_known_by_folder_and_name() {
        for path in ["test/a.js", "src/__tests__/a.js", "a.spec.js", "pkg/test_a.py", "conftest.py"] {
            assert!(is_test(path), "{path}");
        }
        for path in ["src/a.js", "latest/a.js", "testing.js", "contest.py"] {
            assert!(!is_test(path), "{path}");
        }
    }
}
