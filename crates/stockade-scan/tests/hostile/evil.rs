//! The files themselves.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use stockade_model::ProblemKind;

/// A kind of bad file: how it is made, and what its problem may be called.
pub(crate) struct Evil {
    pub(crate) name: &'static str,
    pub(crate) make: fn(&Path),
    pub(crate) kinds: &'static [ProblemKind],
    /// Whether it is bad for every reader, or only for one that looks for a structure.
    pub(crate) for_any: bool,
}

pub(crate) const ALL: &[Evil] = &[
    Evil {
        name: "a million random bytes",
        make: |path| std::fs::write(path, random(1_000_000)).unwrap(),
        kinds: &[ProblemKind::Encoding, ProblemKind::Syntax],
        for_any: true,
    },
    Evil {
        name: "random characters",
        make: |path| std::fs::write(path, characters(50_000)).unwrap(),
        kinds: &[ProblemKind::Syntax, ProblemKind::TooDeep],
        for_any: false,
    },
    Evil {
        name: "broken UTF-8 in a good file",
        make: |path| std::fs::write(path, b"{\"mcpServers\": {\"a\xff\": {\"command\": \"x\"}}}").unwrap(),
        kinds: &[ProblemKind::Encoding, ProblemKind::Syntax],
        for_any: true,
    },
    Evil {
        name: "1 GiB",
        make: |path| File::create(path).unwrap().set_len(1 << 30).unwrap(),
        // A database of this size is no wonder; what makes it bad is that it is none.
        kinds: &[ProblemKind::TooLarge, ProblemKind::Syntax],
        for_any: true,
    },
    Evil {
        name: "10,000 levels",
        make: |path| std::fs::write(path, levels(path, 10_000)).unwrap(),
        kinds: &[ProblemKind::TooDeep, ProblemKind::Syntax],
        for_any: false,
    },
    Evil {
        name: "a FIFO",
        make: |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        kinds: &[ProblemKind::NotRegular],
        for_any: true,
    },
    Evil {
        name: "a device",
        make: |path| symlink("/dev/zero", path).unwrap(),
        kinds: &[ProblemKind::NotRegular],
        for_any: true,
    },
    Evil {
        name: "a directory",
        make: |path| std::fs::create_dir(path).unwrap(),
        kinds: &[ProblemKind::NotRegular],
        for_any: true,
    },
    Evil { name: "a socket", make: socket, kinds: &[ProblemKind::NotRegular], for_any: true },
    Evil {
        name: "a loop of links",
        make: |path| symlink(path, path).unwrap(),
        kinds: &[ProblemKind::SymlinkLoop],
        for_any: true,
    },
    Evil {
        name: "a link to nothing",
        make: |path| symlink("nowhere", path).unwrap(),
        kinds: &[ProblemKind::Unreadable],
        for_any: true,
    },
    Evil {
        name: "a file that fails when it is read",
        // Nothing is mapped at the address 0, not even for the superuser.
        make: |path| symlink("/proc/self/mem", path).unwrap(),
        kinds: &[ProblemKind::Unreadable, ProblemKind::Syntax],
        for_any: true,
    },
];

/// Socket addresses are shorter than some paths: made elsewhere, then moved.
fn socket(path: &Path) {
    let folder = tempfile::tempdir_in(path.ancestors().nth(3).unwrap()).unwrap();
    let made = folder.path().join("s");
    drop(std::os::unix::net::UnixListener::bind(&made).unwrap());
    std::fs::rename(&made, path).unwrap();
}

/// The same bytes on every run, at most a million.
pub(crate) fn random(count: usize) -> Vec<u8> {
    static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| stream(1_000_000));
    BYTES[..count].to_vec()
}

fn stream(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(count);
    bytes
}

/// The same characters on every run: what structure is made of, letters, and some from beyond ASCII.
pub(crate) fn characters(count: usize) -> String {
    static TEXT: LazyLock<Vec<char>> = LazyLock::new(|| text(1_000_000));
    TEXT[..count].iter().collect()
}

fn text(count: usize) -> Vec<char> {
    let alphabet: Vec<char> = "{}[]()<>\"'`:,;=#&*!|\\/-_ \n\t~%@?+.0123abcé\u{202e}\u{2028}字🦀".chars().collect();
    random(count).iter().map(|byte| alphabet[*byte as usize % alphabet.len()]).collect()
}

/// Nesting as the format has it that the file's name promises.
pub(crate) fn levels(path: &Path, count: usize) -> String {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| name.ends_with(suffix));
    if ends(&[".toml", "Pipfile"]) || (ends(&[".lock"]) && ["uv.lock", "poetry.lock"].contains(&name.as_str())) {
        format!("a = {}", "[".repeat(count))
    } else if ends(&[".xml"]) {
        "<a>".repeat(count)
    } else if ends(&[".md"]) {
        format!("---\n{}\n---\n", "[".repeat(count))
    } else {
        // JSON, and YAML as well.
        "{\"mcpServers\":".repeat(count)
    }
}

/// A zip archive with these members.
pub(crate) fn zip(path: &Path, members: &[(&str, &[u8])]) {
    let mut writer = zip::ZipWriter::new(File::create(path).unwrap());
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in members {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap();
}
