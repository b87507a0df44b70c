//! The argument grammars of all launchers, the splitters of shells, what stands for a package or an image.
//!
//! Only the public way in is used (`resolve_argv`, `resolve_call`): how launchers are put together is theirs.

use std::collections::BTreeMap;
use std::path::Path;

use stockade_model::{Launch, Os};
use stockade_scan::ignore;
use stockade_scan::resolve::{Call, MAX_WRAPPERS, Machine, Origin, Setting, Word, launchers, resolve_call};

/// Where an ignore may stand.
pub fn place(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Err(error) = ignore::check_place(&text) {
        assert!(!error.to_string().is_empty());
    }
}

/// Every launcher by its first name, then all its names.
fn programs() -> impl Iterator<Item = &'static str> {
    launchers::ALL.iter().flat_map(|launcher| launcher.names.iter().copied())
}

/// A launch line: the first byte chooses the system, the second the launcher, the rest is a word a line. A line that
/// begins with a blank is a setting of the environment.
pub fn argv(data: &[u8]) {
    let (Some(system), Some(program)) = (data.first(), data.get(1)) else { return };
    let text = String::from_utf8_lossy(data.get(2..).unwrap_or_default()).into_owned();
    let count = programs().count();
    let program = programs().nth(usize::from(*program) % count).unwrap_or("npx");
    let (settings, words): (Vec<&str>, Vec<&str>) = text.split('\n').partition(|line| line.starts_with(' '));
    let settings: Vec<(&str, &str)> = settings.iter().filter_map(|line| line.trim_start().split_once('=')).collect();
    check(program, &words, &settings, system_of(*system));
}

fn system_of(byte: u8) -> Os {
    [Os::Linux, Os::Macos, Os::Windows][usize::from(byte) % 3]
}

/// Resolves a line, twice, and holds the answer against what every answer must be.
pub fn check(program: &str, words: &[&str], settings: &[(&str, &str)], os: Os) -> Launch {
    let nothing = BTreeMap::new();
    let machine =
        Machine { os, home: Path::new("/nonexistent/home"), root: None, live: false, env: &nothing, unread: None };
    let resolve = || {
        let args = words.iter().map(|word| Word::plain(*word)).collect();
        let mut call = Call::new(Word::plain(program), args, Some("/nonexistent/home/project".into()));
        call.env = settings
            .iter()
            .map(|(name, value)| Setting {
                name: (*name).to_owned(),
                value: (*value).to_owned(),
                origin: Origin::Entry,
                span: None,
            })
            .collect();
        let mut launch = Launch::default();
        resolve_call(call, &machine, &mut launch);
        launch
    };
    let launch = resolve();
    assert_eq!(launch, resolve(), "two answers for one line");
    assert!(!launch.components.is_empty() || !launch.opaque.is_empty(), "{program} {words:?}: {launch:?} says nothing");
    assert!(launch.wrappers.len() <= 2 * (MAX_WRAPPERS + 2), "{} wrappers", launch.wrappers.len());
    for component in &launch.components {
        if let Some(package) = component.package() {
            assert!(!package.name.is_empty(), "{program} {words:?}: {component:?}");
            assert!(package.purl().starts_with("pkg:"), "{component:?}");
        }
    }
    launch
}

/// A string for a shell: the first byte chooses which.
pub fn shell(data: &[u8]) {
    let Some((first, text)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(text).into_owned();
    let (program, flag, os) = [
        ("sh", "-c", Os::Linux),
        ("bash", "-lc", Os::Macos),
        ("zsh", "-c", Os::Linux),
        ("cmd", "/c", Os::Windows),
        ("powershell", "-Command", Os::Windows),
        ("pwsh", "-c", Os::Linux),
        ("env", "-S", Os::Linux),
        ("wsl", "--", Os::Windows),
        ("ssh", "host.example", Os::Linux),
    ][usize::from(*first) % 9];
    check(program, &[flag, &text], &[], os);
    // As one string where a program's name is expected.
    check(&text, &[], &[], os);
}

/// A package, an image, a script, an address: the first byte chooses whose.
pub fn spec(data: &[u8]) {
    let Some((first, text)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(text).into_owned();
    let lines: &[&[&str]] = &[
        &["npx", "-y"],
        &["npx", "--package"],
        &["npm", "exec", "--"],
        &["pnpm", "dlx"],
        &["bunx"],
        &["uvx"],
        &["uvx", "--from"],
        &["uv", "run", "--with"],
        &["pipx", "run"],
        &["pipx", "run", "--spec"],
        &["docker", "run", "-i", "--rm"],
        &["docker", "run", "-v"],
        &["docker", "run", "--mount"],
        &["podman", "run"],
        &["deno", "run"],
        &["go", "run"],
        &["cargo", "run", "--package"],
        &["dnx"],
        &["nix", "run"],
        &["jbang"],
        &["node"],
        &["python", "-m"],
    ];
    let line = lines[usize::from(*first) % lines.len()];
    let mut words: Vec<&str> = line[1..].to_vec();
    words.push(&text);
    check(line[0], &words, &[], Os::Linux);
    words.push("other-mcp");
    check(line[0], &words, &[], Os::Linux);
}
