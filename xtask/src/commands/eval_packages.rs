//! `cargo xtask eval-packages`: what the checks say to real MCP servers and their last updates, with GuardDog beside them.
//!
//! - packages come through this machine's own registry configuration, into a cache below the target folder;
//! - every package that was looked at is a line of `results.jsonl` there: a run that was stopped goes on behind it;
//! - the time is now: what is younger than the hold waits, and is counted apart, for that is no false alarm;
//! - nothing here is run or installed; GuardDog reads the same archives.
//!
//! Layout: [`choose`] takes packages from the data, [`sources`] says where to ask, [`row`] is what is kept of an answer,
//! [`report`] prints, [`firings`] writes the page of all that fired, [`beside`] fetches archives, times the facts and runs GuardDog.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use stockade_model::{Ecosystem, Location, Package};
use stockade_survey::{Ask, Options, Survey};

use crate::workspace;
use row::Row;

mod beside;
mod choose;
mod firings;
mod report;
mod row;
mod sources;

/// Updates that are looked at of each package.
const UPDATES: usize = 4;
/// Packages that are asked about at a time.
const BATCH: usize = 6;

/// Arguments of `eval-packages`.
#[derive(Debug, clap::Args)]
pub(crate) struct EvalPackages {
    /// The folder of labelled data.
    #[arg(long)]
    data: Option<PathBuf>,
    /// How many packages of npm.
    #[arg(long, default_value_t = 100)]
    npm: usize,
    /// How many packages of PyPI.
    #[arg(long, default_value_t = 60)]
    pypi: usize,
    /// The program of GuardDog; without it the facts alone are timed.
    #[arg(long)]
    guarddog: Option<PathBuf>,
    /// Forget what was looked at before; what was fetched is kept.
    #[arg(long)]
    again: bool,
    /// Print what was looked at before, write `docs/assess-firings.md`, and look at nothing.
    #[arg(long)]
    report: bool,
}

impl EvalPackages {
    /// Measures and prints.
    pub(crate) fn run(&self) -> Result<()> {
        let root = workspace::root()?;
        let data = self.data.clone().unwrap_or_else(|| root.join("../shared/data"));
        let folder = workspace::target()?.join("eval-packages");
        fs::create_dir_all(&folder)?;
        let results = folder.join("results.jsonl");
        if self.again && results.exists() {
            fs::remove_file(&results)?;
        }
        let mut rows = row::read(&results)?;
        if !self.report {
            let options = Options { cache: Some(folder.join("cache")), depth: 0, ..Options::default() };
            let survey = Survey::new(sources::all()?, options)?;
            for (ecosystem, wanted) in [(Ecosystem::Npm, self.npm), (Ecosystem::Pypi, self.pypi)] {
                let names = choose::names(&data, ecosystem)?;
                look(&survey, ecosystem, &names, wanted, &mut rows, &results)?;
            }
            beside::measure(&rows, &folder, self.guarddog.as_deref())?;
        } else {
            let counted: Vec<&Row> = rows.iter().filter(|row| row.counts()).collect();
            let open = firings::write(&counted, &root.join("docs/assess-firings.md"))?;
            println!("docs/assess-firings.md: {open} rows are not judged");
        }
        report::print(&rows, &beside::read(&folder)?)
    }
}

/// Looks at packages in order until so many could be looked at.
fn look(
    survey: &Survey,
    ecosystem: Ecosystem,
    names: &[String],
    wanted: usize,
    rows: &mut Vec<Row>,
    results: &PathBuf,
) -> Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(results).context("results.jsonl")?;
    let done = |rows: &[Row]| rows.iter().filter(|row| row.ecosystem == ecosystem && row.counts()).count();
    let mut names = names.iter().filter(|name| !rows.iter().any(|row| row.is_of(ecosystem, name)));
    let mut open: Vec<&String> = Vec::new();
    let mut have = done(rows);
    let mut new: Vec<Row> = Vec::new();
    while have < wanted {
        open.clear();
        open.extend(names.by_ref().take(BATCH.min(wanted - have)));
        if open.is_empty() {
            break;
        }
        let packages: Vec<Package> = open.iter().map(|name| Package::new(ecosystem, name.as_str())).collect();
        for row in batch(survey, &packages) {
            writeln!(file, "{}", serde_json::to_string(&row)?)?;
            have += usize::from(row.counts());
            eprintln!("{have:>4} of {wanted}  {}", row.line());
            new.push(row);
        }
    }
    drop(names);
    rows.extend(new);
    Ok(())
}

/// The newest version of each, then the versions before it.
fn batch(survey: &Survey, packages: &[Package]) -> Vec<Row> {
    let ask = |package: Package| Ask::new(package, Location::Path(PathBuf::from("eval-packages")));
    let newest: Vec<Ask> = packages.iter().cloned().map(ask).collect();
    let mut rows = Vec::new();
    for (package, looked) in packages.iter().zip(survey.look_all(&newest)) {
        let looked = match looked {
            Ok(looked) => looked,
            Err(error) => {
                rows.push(Row::failed(package, &error.to_string()));
                continue;
            }
        };
        let mut row = Row::of(&looked);
        let earlier = choose::before(&looked, UPDATES);
        let asks: Vec<Ask> = earlier.iter().map(|version| ask(package.clone().at(version.as_str()))).collect();
        for (version, looked) in earlier.iter().zip(survey.look_all(&asks)) {
            match looked {
                Ok(looked) => row.versions.push(row::Version::of(&looked)),
                Err(error) => row.unread.push(format!("{version}: {error}")),
            }
        }
        rows.push(row);
    }
    rows
}
