//! What is read from packages: archives, their manifests, their code.

use stockade_content::{Caps, Facts, File, Kind, Package};

/// Small caps, so that a bomb is one at a size that can be tried often.
fn caps() -> Caps {
    Caps {
        packed: 1 << 20,
        unpacked: 4 << 20,
        ratio: 50,
        ratio_from: 1 << 20,
        entries: 500,
        file: 1 << 20,
        source: 1 << 20,
        all_sources: 4 << 20,
        nesting: 500,
        ..Caps::default()
    }
}

fn check(facts: &Facts) {
    for (class, values) in &facts.by_class {
        assert!(!values.is_empty(), "{class:?} has no value");
        for (value, sites) in values {
            assert!(!value.is_empty(), "{class:?} has an empty value");
            assert!(
                sites.count as usize >= sites.first.len() && !sites.first.is_empty(),
                "{class:?} {value}: {sites:?}"
            );
            for site in &sites.first {
                assert!(site.line > 0 && site.column > 0, "{class:?} {value}: {site:?}");
                assert!(!site.excerpt.chars().any(char::is_control), "{class:?} {value}: {site:?}");
            }
        }
    }
    assert!(facts.tools.unread_count as usize >= facts.tools.unread.len(), "{:?}", facts.tools);
    for (name, tools) in &facts.tools.by_name {
        assert!(!name.trim().is_empty() && !tools.is_empty(), "{name:?}: {tools:?}");
        for tool in tools {
            let is_short = |told: &stockade_model::Told| told.text().is_none_or(|text| text.len() <= 16 << 10);
            assert!(tool.place.line > 0 && is_short(&tool.description) && is_short(&tool.input), "{name:?}: {tool:?}");
        }
    }
}

fn source(path: &str, data: &[u8]) {
    let file = File { path: path.to_owned(), bytes: data.to_vec(), size: data.len() as u64, executable: false };
    let package = Package::of_files(Kind::NpmTarball, vec![file], Vec::new(), 0);
    let facts = Facts::of(&package, &caps());
    check(&facts);
    assert_eq!(Facts::of(&package, &caps()), facts, "not the same answer when asked twice");
}

/// An archive; the first byte says of which kind.
pub fn package(data: &[u8]) {
    let Some((first, bytes)) = data.split_first() else { return };
    let kind = [Kind::NpmTarball, Kind::Wheel, Kind::Sdist][usize::from(*first) % 3];
    match Package::read(bytes, kind, &caps()) {
        Ok(package) => {
            assert!(package.unpacked <= caps().unpacked && package.files.len() <= caps().entries);
            for file in &package.files {
                assert!(!file.path.is_empty() && !file.path.starts_with('/'), "{:?}", file.path);
                assert!(file.path.split('/').all(|part| !matches!(part, "" | "." | "..")), "{:?}", file.path);
                assert!(file.bytes.len() as u64 <= file.size);
            }
            assert!(package.problems.iter().all(|problem| !problem.entry.chars().any(char::is_control)));
            check(&Facts::of(&package, &caps()));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// What a package says of itself; the first byte says in which file.
pub fn package_manifest(data: &[u8]) {
    const PLACES: &[(Kind, &str)] = &[
        (Kind::NpmTarball, "package.json"),
        (Kind::Wheel, "x-1.dist-info/METADATA"),
        (Kind::Wheel, "x-1.dist-info/entry_points.txt"),
        (Kind::Sdist, "pyproject.toml"),
        (Kind::Sdist, "PKG-INFO"),
        (Kind::Wheel, "x.pth"),
    ];
    let Some((first, text)) = data.split_first() else { return };
    let (kind, path) = PLACES[usize::from(*first) % PLACES.len()];
    let file = File { path: path.to_owned(), bytes: text.to_vec(), size: text.len() as u64, executable: false };
    let package = Package::of_files(kind, vec![file], Vec::new(), 0);
    assert!(package.manifest.install_scripts.iter().all(|script| !script.event.is_empty()));
    check(&Facts::of(&package, &caps()));
}

/// A JavaScript or TypeScript file.
pub fn javascript(data: &[u8]) {
    let Some((first, text)) = data.split_first() else { return };
    source(["a.js", "a.ts", "a.jsx", "a.mjs"][usize::from(*first) % 4], text);
}

/// A Python file.
pub fn python(data: &[u8]) {
    source("a.py", data);
}
