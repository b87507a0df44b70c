//! The lines of `npx`, `npm exec` and `npm init`, and what npm did with each.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use super::registry::Registry;
use super::table::{self, Disk, Line, Recorded, Truth};
use crate::{tools, workspace};

mod lines;

/// What stands for the two registries in files, arguments and the written table.
const MAIN: &str = "https://registry.example/";
const ATTACKER: &str = "https://attacker.registry.example/";

/// Records them all, two at a time: npm spends its time waiting.
pub(super) fn record() -> Result<()> {
    let tools = tools::install(&workspace::test_tools()?)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().context("no threads")?;
    let recorded: Result<Vec<Recorded>> =
        pool.install(|| lines::LINES.par_iter().map(|line| one(line, &tools)).collect());
    table::write("npx.json", &recorded?)
}

fn one(line: &Line, tools: &tools::ToolList) -> Result<Recorded> {
    let (main, attacker) = (Registry::start()?, Registry::start()?);
    // The attacker's address holds the other one: longest first.
    let disk = Disk::new(line, &[(ATTACKER, attacker.url.clone()), (MAIN, main.url.clone())])?;
    let words = line.words();
    let (program, args) = words.split_first().context("an empty line")?;
    let mut npm = Command::new(&tools.node);
    match program.as_str() {
        "npx" => npm.arg(&tools.npx_cli),
        "npm" => npm.arg(&tools.npm_cli),
        other => bail!("`{other}` is no client of npm"),
    };
    let node = tools.node.parent().context("node has no folder")?;
    let path = format!("{}:{}:/usr/bin:/bin", disk.programs()?.display(), node.display());
    npm.args(args.iter().map(|word| disk.fill(word)));
    npm.env_clear().env("HOME", disk.home()).env("PATH", path).env("STOCKADE_RECORD", disk.record()).env("CI", "1");
    // Switches off what has nothing to do with the question; the registry is the user's own unless the line says otherwise.
    for (name, value) in [("audit", "false"), ("fund", "false"), ("update_notifier", "false"), ("fetch_retries", "0")] {
        npm.env(format!("npm_config_{name}"), value);
    }
    for (name, value) in line.env {
        npm.env(name, disk.fill(value));
    }
    if !line.files.iter().any(|(name, _)| *name == "{home}/.npmrc")
        && !line.env.iter().any(|(name, _)| name.contains("registry"))
    {
        std::fs::write(disk.home().join(".npmrc"), format!("registry={}\n", main.url))?;
    }
    npm.current_dir(line.cwd.map_or_else(|| disk.project(), |cwd| disk.fill(cwd).into()));
    let output = npm.stdin(Stdio::null()).output().context("cannot start npm")?;
    let truth = truth(&disk, &main, &attacker);
    if truth.kind == "error" {
        let text = String::from_utf8_lossy(&output.stderr);
        eprintln!("{}: refused: {}", line.id, text.lines().find(|line| line.contains("error")).unwrap_or(""));
    }
    Ok(table::recorded(line, truth))
}

/// From what ran and what was asked for.
fn truth(disk: &Disk, main: &Registry, attacker: &Registry) -> Truth {
    let (asked_main, asked_attacker) = (main.take_asked(), attacker.take_asked());
    let ran = disk.ran();
    let text =
        |value: &serde_json::Value, key: &str| value.get(key).and_then(|value| value.as_str()).map(str::to_owned);
    if let Some(url) = ran.iter().find_map(|event| text(event, "git")) {
        return Truth { kind: "git", url: Some(disk.mask(&url)), ..Truth::default() };
    }
    if ran.iter().any(|event| event.get("shell").is_some()) {
        return Truth { kind: "shell", ..Truth::default() };
    }
    let Some(event) = ran.first() else { return fetched_only(&asked_main, &asked_attacker) };
    let file = text(event, "file").unwrap_or_default();
    let in_cache = file.contains("/_npx/");
    if !in_cache {
        return Truth { kind: "local-file", path: Some(disk.mask(&file)), ..Truth::default() };
    }
    let archive = |asked: &[String]| asked.iter().find(|path| path.starts_with("/files/")).cloned();
    if let Some((base, path)) =
        archive(&asked_main).map(|path| (MAIN, path)).or_else(|| archive(&asked_attacker).map(|path| (ATTACKER, path)))
    {
        return Truth { kind: "url", url: Some(format!("{}{path}", base.trim_end_matches('/'))), ..Truth::default() };
    }
    let name = text(event, "name").unwrap_or_default();
    let tarballs = |asked: &[String]| -> Vec<String> {
        asked
            .iter()
            .filter_map(|path| path.trim_start_matches('/').split_once("/-/"))
            .map(|(name, _)| name.to_owned())
            .collect()
    };
    let (from_main, from_attacker) = (tarballs(&asked_main), tarballs(&asked_attacker));
    let registry = if from_attacker.contains(&name) { "attacker" } else { "main" };
    let mut also: Vec<String> = from_main.into_iter().chain(from_attacker).filter(|other| *other != name).collect();
    also.sort();
    also.dedup();
    Truth {
        kind: "package",
        ecosystem: Some("npm"),
        version: text(event, "version"),
        name: Some(name),
        also: Some(also),
        registry: Some(registry),
        ..Truth::default()
    }
}

/// Nothing ran, since the package has no such command or the registry no such version; what was asked for is the answer.
fn fetched_only(main: &[String], attacker: &[String]) -> Truth {
    let page = |asked: &[String]| {
        asked
            .iter()
            .map(|path| path.trim_start_matches('/'))
            .find(|path| !path.contains("/-/") && !path.is_empty())
            .map(str::to_owned)
    };
    match page(main).map(|name| (name, "main")).or_else(|| page(attacker).map(|name| (name, "attacker"))) {
        Some((name, registry)) => Truth {
            kind: "package",
            ecosystem: Some("npm"),
            name: Some(name),
            registry: Some(registry),
            ..Truth::default()
        },
        None => Truth { kind: "error", ..Truth::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::lines::LINES;

    #[test]
    fn ids_are_unique_and_there_are_many() {
        let mut ids: Vec<&str> = LINES.iter().map(|line| line.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), LINES.len());
        assert!(LINES.len() >= 130, "{}", LINES.len());
        assert!(!LINES.iter().any(|line| std::path::Path::new(line.argv).is_absolute()));
    }
}
