//! Walks a package's files and gathers their facts.
//!
//! Constraints:
//! - parsing happens on a thread of its own with a large stack, one file at a time; a parser's panic costs that file;
//! - the arena is emptied after each file, so memory follows the largest file and not the package;
//! - tests are read only if code that is no test, or the manifest, asks for them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use oxc_allocator::Allocator;

use super::sources::{self, Source};
use super::{Class, Facts, Found, Reading, Unread};
use super::{json, recognisers};
use crate::archive::{File, Kind};
use crate::caps::Caps;
use crate::event::Event;
use crate::package::Package;
use crate::{javascript, python};

/// Address space for the parsers' recursion; only what is used becomes memory.
const STACK_BYTES: usize = 512 << 20;
/// JSON beyond this is data that no one configures a server with: recipients are looked for in it, and nothing else.
const MAX_JSON: usize = 1 << 20;
/// An arena that grew beyond this is given back after its file.
const MAX_ARENA: usize = 64 << 20;

pub(super) fn facts(package: &Package, caps: &Caps) -> Facts {
    let read = || {
        let mut reader = Reader::new(package, caps);
        reader.run();
        reader.facts
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, read);
        let why = match thread {
            Ok(thread) => match thread.join() {
                Ok(facts) => return facts,
                Err(_) => "the reader gave up",
            },
            Err(_) => "there is no memory for a reader",
        };
        let mut facts = Facts::default();
        Found::new(&mut facts, "", "").add(Class::ParserFailed, "*", 0, Some(why));
        facts
    })
}

struct Reader<'p> {
    package: &'p Package,
    caps: &'p Caps,
    facts: Facts,
    arena: Allocator,
    read_bytes: usize,
    /// What files that were read ask for.
    asked: BTreeSet<String>,
    done: HashSet<usize>,
}

impl<'p> Reader<'p> {
    fn new(package: &'p Package, caps: &'p Caps) -> Self {
        Self {
            package,
            caps,
            facts: Facts::default(),
            arena: Allocator::new(),
            read_bytes: 0,
            asked: BTreeSet::new(),
            done: HashSet::new(),
        }
    }

    fn run(&mut self) {
        self.manifest();
        let files: Vec<(usize, &'p File, Source)> =
            self.package.files.iter().enumerate().map(|(index, file)| (index, file, sources::of(file))).collect();
        let mut tests: BTreeMap<usize, (&'p File, Source)> = BTreeMap::new();
        for (index, file, source) in files {
            if source != Source::Other && sources::is_test(&file.path) {
                tests.insert(index, (file, source));
            } else {
                self.file(index, file, source);
            }
        }
        // What is asked for is code whatever it is called: Node takes an unknown ending for JavaScript.
        let mut others: BTreeMap<usize, &'p File> = BTreeMap::new();
        if self.package.kind == Kind::NpmTarball {
            let unread =
                |(index, file): (usize, &'p File)| (sources::of(file) == Source::Other).then_some((index, file));
            others.extend(self.package.files.iter().enumerate().filter_map(unread));
        }
        // A test that is asked for may ask for others.
        loop {
            let wanted: Vec<usize> =
                tests.iter().filter(|(_, (file, _))| self.is_asked(&file.path)).map(|(index, _)| *index).collect();
            let named: Vec<usize> =
                others.iter().filter(|(_, file)| self.is_named(&file.path)).map(|(index, _)| *index).collect();
            if wanted.is_empty() && named.is_empty() {
                break;
            }
            for index in named {
                if let Some(file) = others.remove(&index) {
                    let is_code = || javascript::is_code(&String::from_utf8_lossy(&file.bytes), self.caps, &self.arena);
                    if !sources::is_asset(&file.path) || (file.bytes.len() <= MAX_JSON && is_code()) {
                        self.file(index, file, Source::JavaScript);
                    }
                }
            }
            for index in wanted {
                if let Some((file, source)) = tests.remove(&index) {
                    self.file(index, file, source);
                }
            }
        }
        for (file, _) in tests.into_values() {
            self.facts.files.insert(file.path.clone(), Reading::Ignored);
        }
        self.yarn_token();
    }

    /// `.yarnrc.yml` is in every table of a project's files. Whether a token of it is asked for, any file that was read
    /// may say.
    fn yarn_token(&mut self) {
        const KEYS: [&str; 3] = ["npmAuthToken", "npmAuthIdent", "_authToken"];
        if self.facts.get(Class::SensitivePath, "yarnrc").is_none() {
            return;
        }
        let keys = KEYS.map(memchr::memmem::Finder::new);
        for (index, file) in self.package.files.iter().enumerate() {
            if self.done.contains(&index)
                && let Ok(text) = str::from_utf8(&file.bytes)
                && let Some(at) = keys.iter().find_map(|key| key.find(text.as_bytes()))
            {
                Found::new(&mut self.facts, &file.path, text).add(Class::SensitivePath, "yarnrc-token", at, None);
            }
        }
    }

    /// Whether anything that was read names this file as a module or a script.
    fn is_asked(&self, path: &str) -> bool {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let folder = stem.strip_suffix("/index").or_else(|| stem.strip_suffix("/__init__"));
        [Some(path), Some(stem), folder].into_iter().flatten().any(|name| self.is_named(name))
    }

    /// Whether anything that was read names this very path, or the end of it.
    fn is_named(&self, name: &str) -> bool {
        let mut tails = name.match_indices('/').filter_map(|(at, _)| name.get(at + 1..));
        self.asked.contains(name) || tails.any(|tail| self.asked.contains(tail))
    }

    fn manifest(&mut self) {
        let manifest = &self.package.manifest;
        let source =
            self.package.file("package.json").and_then(|file| str::from_utf8(&file.bytes).ok()).unwrap_or_default();
        let place = |text: &str| memchr::memmem::find(source.as_bytes(), text.as_bytes()).unwrap_or(0);
        let mut found = Found::new(&mut self.facts, "package.json", source);
        for script in &manifest.install_scripts {
            if script.file == "package.json" {
                let at = place(&format!("\"{}\"", script.event));
                found.add(Class::InstallScript, &format!("{}: {}", script.event, script.command), at, None);
                recognisers::see(&Event::Text { text: &script.command, key: Some(&script.event) }, at, &mut found);
            }
        }
        for (name, asked) in &manifest.dependencies {
            found.add(Class::Dependency, name, place(&format!("\"{name}\"")), Some(asked));
        }
        for (name, target) in &manifest.programs {
            found.add(Class::Program, name, place(&format!("\"{name}\"")), Some(target));
        }
        for script in manifest.install_scripts.iter().filter(|script| script.file != "package.json") {
            let mut found = Found::new(&mut self.facts, &script.file, "");
            found.add(Class::InstallScript, &format!("{}: {}", script.event, script.command), 0, None);
        }
        for file in &manifest.startup {
            Found::new(&mut self.facts, file, "").add(Class::StartupCode, file, 0, None);
        }
        for why in &manifest.unread {
            Found::new(&mut self.facts, "", "").add(Class::Unparsable, "manifest", 0, Some(why));
        }
        // Every word of a script that could name a file: `node test/setup.js`.
        let words = manifest.install_scripts.iter().flat_map(|script| script.command.split([' ', '"', '\'', ';', '&']));
        let entries = manifest.entries.iter().map(String::as_str);
        self.asked.extend(words.chain(entries).map(|path| normalise("", path)).filter(|path| !path.is_empty()));
    }

    fn file(&mut self, index: usize, file: &'p File, source: Source) {
        if source == Source::Other || !self.done.insert(index) {
            return;
        }
        if source == Source::Native {
            Found::new(&mut self.facts, &file.path, "").add(Class::NativeBinary, &file.path, 0, None);
            return;
        }
        self.read_bytes = self.read_bytes.saturating_add(file.bytes.len());
        if !file.is_whole() || file.bytes.len() > self.caps.source || self.read_bytes > self.caps.all_sources {
            let why = format!("{} bytes", file.size);
            Found::new(&mut self.facts, &file.path, "").add(Class::TooLarge, &file.path, 0, Some(&why));
            self.facts.files.insert(file.path.clone(), Reading::Unread);
            return;
        }
        // Whole files are checked faster than a search for the first bad byte goes.
        let text = str::from_utf8(&file.bytes).map_or_else(|_| String::from_utf8_lossy(&file.bytes), Cow::Borrowed);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut found = Found::new(&mut self.facts, &file.path, text);
        let arena = &self.arena;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let outcome = match source {
                Source::JavaScript => javascript::read(text, self.caps, arena, &mut found),
                Source::Python => python::read(text, self.caps, &mut found),
                Source::Shell => {
                    lines(text, &mut found);
                    Ok(())
                }
                Source::Json if text.len() > MAX_JSON => {
                    json::recipients(text, &mut found);
                    let why = format!("{} bytes", text.len());
                    found.add(Class::LargeData, &file.path, 0, Some(&why));
                    Ok(())
                }
                Source::Json => {
                    json::read(text, &mut found);
                    Ok(())
                }
                Source::Native | Source::Other => Ok(()),
            };
            recognisers::places::finish(&mut found);
            outcome
        }))
        .unwrap_or(Err(Unread::Failed));
        hidden(text, &mut found);
        let imports = std::mem::take(&mut found.imports);
        let code = matches!(source, Source::JavaScript | Source::Python);
        let reading = match outcome {
            Err(unread) => {
                let (class, why) = unread.said();
                found.add(class, &file.path, 0, Some(why));
                Reading::Unread
            }
            Ok(()) if code && is_minified(text) => {
                found.add(Class::Minified, &file.path, 0, None);
                Reading::Minified
            }
            Ok(()) => Reading::Read,
        };
        if code {
            self.facts.files.insert(file.path.clone(), reading);
        }
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for module in imports {
            let path = if source == Source::Python { python_path(folder, &module) } else { normalise(folder, &module) };
            self.asked.insert(path);
        }
        if self.arena.capacity() > MAX_ARENA {
            self.arena = Allocator::new();
        } else {
            self.arena.reset();
        }
    }
}

/// A path below a folder, without `.` and `..`.
fn normalise(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('.') { folder.split('/').collect() } else { Vec::new() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

/// `.a.b` and `a.b` as a path.
fn python_path(folder: &str, module: &str) -> String {
    let level = module.bytes().take_while(|byte| *byte == b'.').count();
    let name = module.trim_start_matches('.').replace('.', "/");
    if level == 0 {
        return name;
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    parts.truncate(parts.len().saturating_sub(level - 1));
    let base = parts.join("/");
    if base.is_empty() { name } else { format!("{base}/{name}") }
}

/// A script's lines, each a text.
fn lines(text: &str, found: &mut Found<'_>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() && !trimmed.starts_with('#') && trimmed.len() <= 8_192 {
            recognisers::see(&Event::Text { text: trimmed, key: None }, at, found);
        }
        at += line.len();
    }
}

/// Characters that are not seen, comments included: that is where they hide.
fn hidden(text: &str, found: &mut Found<'_>) {
    if text.is_ascii() {
        return;
    }
    let mut run = 0_usize;
    let mut start = 0;
    for (at, char) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        // Between two quotes an embedding is data of a library that lays out text. An override or an isolate is not left
        // out there: it would turn around what follows up to the end of the line.
        let quoted = || {
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let behind = text.get(at + char.len_utf8()..).and_then(|text| text.chars().next());
            before == behind && matches!(before, Some('"' | '\'' | '`'))
        };
        let embeds = matches!(char, '\u{202a}'..='\u{202c}');
        if matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') && !(embeds && quoted()) {
            found.add(Class::HiddenCharacter, &format!("bidi {}", char.escape_unicode()), at, None);
        }
        if super::found::is_unseen(char) {
            if run == 0 {
                start = at;
            }
            run += 1;
            continue;
        }
        // One joiner or selector is a part of an emoji or of a script that needs it; a row of them is a text.
        if run >= 8 {
            found.add(Class::HiddenCharacter, &format!("a row of {run}"), start, None);
        }
        run = 0;
    }
}

/// Long lines, or the names that an obfuscator gives.
fn is_minified(text: &str) -> bool {
    if text.len() < 2_000 {
        return memchr::memmem::find_iter(text.as_bytes(), b"_0x").take(20).count() == 20;
    }
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1;
    let long = text.len() / lines > 400 && has_few_spaces(text.as_bytes());
    long || is_mostly_packed(text) || memchr::memmem::find_iter(text.as_bytes(), b"_0x").take(40).count() == 40
}

/// Sentences that somebody put into one long literal have a space behind every word; code by a minifier has few, and
/// many brackets.
fn has_few_spaces(text: &[u8]) -> bool {
    memchr::memchr_iter(b' ', text).count() < text.len() / 10
}

/// Whether most of a text is minified, in a few long lines among many short ones: a bundle with a license and a few
/// sources that somebody wrote. What is data has hardly a bracket.
fn is_mostly_packed(text: &str) -> bool {
    let is_packed = |line: &&[u8]| {
        let brackets = || memchr::memchr_iter(b'(', line).count();
        line.len() > 500 && has_few_spaces(line) && brackets() > line.len() / 100
    };
    let packed: usize = text.as_bytes().split(|byte| *byte == b'\n').filter(is_packed).map(<[u8]>::len).sum();
    packed > text.len() / 2
}
