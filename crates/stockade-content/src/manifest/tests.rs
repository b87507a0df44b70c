//! Manifests as npm and PyPI have them, and broken ones.

use super::Manifest;
use crate::archive::{File, Kind};

fn manifest(kind: Kind, files: &[(&str, &str)]) -> Manifest {
    let files: Vec<File> = files
        .iter()
        .map(|(path, text)| File {
            path: (*path).to_owned(),
            bytes: text.as_bytes().to_vec(),
            size: text.len() as u64,
            executable: false,
        })
        .collect();
    Manifest::of(kind, &files)
}

fn events(manifest: &Manifest) -> Vec<&str> {
    manifest.install_scripts.iter().map(|script| script.event.as_str()).collect()
}

#[test]
fn what_npm_runs_at_install_is_told_from_what_it_does_not() {
    let scripts = r#"{"name": "@a/b", "version": "1.0.0", "bin": "cli.js", "repository": {"url": "git+https://x.example/a/b.git"},
        "scripts": {"preinstall": "a", "postinstall": "b", "prepare": "c", "test": "d"},
        "dependencies": {"x": "^1"}, "optionalDependencies": {"y": "2"}, "devDependencies": {"z": "3"}}"#;
    let found = manifest(Kind::NpmTarball, &[("package.json", scripts)]);
    assert_eq!(events(&found), ["preinstall", "postinstall"]);
    assert_eq!(found.scripts.len(), 4);
    assert_eq!(found.programs.get("b").map(String::as_str), Some("cli.js"));
    assert_eq!(found.dependencies.keys().map(String::as_str).collect::<Vec<_>>(), ["x", "y"]);
    assert_eq!(found.repository.as_deref(), Some("git+https://x.example/a/b.git"));
    assert_eq!(found.unread, Vec::<String>::new());
}

#[test]
fn a_binding_gyp_is_an_install_script_of_its_own() {
    let gyp = ("binding.gyp", "{}");
    for (json, expected) in [
        (r#"{"name": "x"}"#, &["binding.gyp"][..]),
        (r#"{"name": "x", "gypfile": false}"#, &[]),
        (r#"{"name": "x", "scripts": {"install": "node-pre-gyp"}}"#, &["install"]),
        (r#"{"name": "x", "scripts": {"postinstall": "x"}}"#, &["postinstall", "binding.gyp"]),
    ] {
        assert_eq!(events(&manifest(Kind::NpmTarball, &[("package.json", json), gyp])), expected, "{json}");
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    for text in ["", "{", "[]", "\"x\"", "{\"name\": }"] {
        assert_eq!(manifest(Kind::NpmTarball, &[("package.json", text)]).unread.len(), 1, "{text}");
    }
    assert_eq!(manifest(Kind::NpmTarball, &[]).unread, ["there is no `package.json`"]);
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(manifest(Kind::NpmTarball, &[("package.json", &deep)]).unread.len(), 1);
    assert_eq!(manifest(Kind::Sdist, &[("PKG-INFO", "Name: x\n"), ("pyproject.toml", "[")]).unread.len(), 1);
}

#[test]
fn metadata_of_a_wheel() {
    let metadata = "Metadata-Version: 2.1\nName: mcp-server-x\nVersion: 1.2\nProject-URL: Repository, https://x.example/y\n\
        Requires-Dist: httpx (>=0.27)\nRequires-Dist: Foo_Bar.baz>=1\nRequires-Dist: pytest; extra == \"dev\"\n\nName: other\n";
    let found = manifest(
        Kind::Wheel,
        &[
            ("x-1.2.dist-info/METADATA", metadata),
            ("x-1.2.dist-info/entry_points.txt", "[console_scripts]\nx = x.cli:main\n[other]\ny = z\n"),
            ("x.pth", "import os; os.system('x')\n"),
            ("plain.pth", "../src\n"),
            ("x-1.2.data/scripts/run.sh", ""),
            ("sub/sitecustomize.py", ""),
        ],
    );
    assert_eq!((found.name.as_deref(), found.version.as_deref()), (Some("mcp-server-x"), Some("1.2")));
    assert_eq!(found.repository.as_deref(), Some("https://x.example/y"));
    assert_eq!(found.dependencies.keys().map(String::as_str).collect::<Vec<_>>(), ["foo-bar-baz", "httpx"]);
    assert_eq!(found.programs.keys().map(String::as_str).collect::<Vec<_>>(), ["run.sh", "x"]);
    assert_eq!(found.startup, ["x.pth"]);
    assert_eq!(events(&found), Vec::<&str>::new());
}

#[test]
fn what_a_source_distribution_runs() {
    let project = "[build-system]\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n[project]\nname = \"x\"\nversion = \"1\"\n\
        dependencies = [\"httpx>=0.2\"]\n[project.scripts]\nx = \"x:main\"\n";
    let found =
        manifest(Kind::Sdist, &[("PKG-INFO", "Name: x\nVersion: 1\n"), ("pyproject.toml", project), ("setup.py", "")]);
    assert_eq!(events(&found), ["build-backend", "setup.py"]);
    assert_eq!(found.dependencies.keys().collect::<Vec<_>>(), ["httpx"]);
    assert_eq!(found.programs.get("x").map(String::as_str), Some("x:main"));
}
