//! `cargo xtask eval-checks`: on how many real packages each check of names speaks: the figures in its page.
//!
//! - every row goes through the whole check, as one server of a home, with the title of its catalogue as key;
//! - a version is never told, as in most configs;
//! - what the pack learnt from the catalogues themselves is forgotten in a second run: how a server that appears
//!   tomorrow would fare.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use rayon::prelude::*;
use stockade_model::{
    ClientId, Component, Dependency, Ecosystem, Finding, Inventory, Launch, Os, Package, Persona, Pin, Role, Scope,
    Server, SourceFile, SourceId, Span, Spanned, State, Target, Transport,
};
use stockade_names::pack::names::{LISTED, PROTECTED};
use stockade_names::pack::{build, tables};
use stockade_names::{Engine, Match, Pack, Subject, Verdict};
use stockade_scan::names::Knowledge;
use stockade_scan::{Options, checks};

use crate::workspace;

/// The checks that look at names.
const CHECKS: &[&str] = &[
    "known-malware",
    "owner-contradiction",
    "catalogue-misbinding",
    "unclaimed-official-name",
    "cross-ecosystem-name",
    "squat",
    "deceptive-spec",
    "unknown-name",
    "look-alike-key",
];

/// Mechanisms of the engine that belong to other checks than `squat`.
const OTHERS: &[&str] = &[
    "unclaimed-official-name",
    "cross-ecosystem",
    "catalogue-misbinding",
    "scope-confusion",
    "owner-look-alike",
    "made-up-name",
    "command-name",
    "trust-lure",
    "alias-spec",
    "known-malware",
];

/// Arguments of `eval-checks`.
#[derive(Debug, clap::Args)]
pub(crate) struct EvalChecks {
    /// The folder of labelled data.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Print what each finding for everybody says.
    #[arg(long)]
    rows: bool,
}

#[derive(Clone)]
struct Row {
    key: String,
    package: Package,
}

impl EvalChecks {
    /// Measures and prints.
    pub(crate) fn run(&self) -> Result<()> {
        let root = workspace::root()?;
        let data = self.data.clone().unwrap_or_else(|| root.join("../shared/data"));
        let pack = Knowledge::of(stockade_pack::embedded()?);
        println!("pack {}", stockade_pack::embedded()?.version());
        let legit = legit(&data)?;
        let live: Vec<Row> = popular(|name| name.contains("mcp"))?;
        let well_known: Vec<Row> = popular(|name| !name.contains("mcp"))?;
        let repositories = repositories(&data)?;
        self.section("catalogued servers, as shipped", &legit, &pack);
        self.section("catalogued servers, the catalogues forgotten", &legit, &forgetful(&root)?);
        self.section("every MCP name of the popularity lists", &live, &pack);
        self.section("the other names of the popularity lists", &well_known, &pack);
        self.section("repositories of MCP servers", &repositories, &pack);
        self.dependencies(&[live, well_known].concat(), &pack)
    }

    /// The same names as dependencies of a project: what people wrote, and what a lock file lists.
    fn dependencies(&self, rows: &[Row], pack: &Knowledge) -> Result<()> {
        println!("\n== every name of the popularity lists as a plain dependency: {} packages", rows.len());
        for (title, is_direct) in [("written in a manifest", true), ("in a lock file", false)] {
            let inventory = project(rows, is_direct);
            let options = Options { knowledge: pack.clone(), ..Options::foreign(PathBuf::from("home"), Os::Linux) };
            let begun = Instant::now();
            let findings = checks::run_all(&inventory, &[], &options);
            let each = begun.elapsed().as_secs_f64() * 1e6 / rows.len() as f64;
            let of = |check: &str| findings.iter().filter(|finding| finding.check == check).count();
            let (squat, malware) = (of("squat"), of("known-malware"));
            println!("  {title:26} squat {squat}, known-malware {malware}; {each:.1} us a name, all cores");
            for finding in findings.iter().filter(|_| self.rows) {
                println!("    . {} {}: {}", finding.severity, finding.check, finding.message);
            }
        }
        let engine = Engine::new(stockade_pack::embedded()?);
        let alarms = rows.par_iter().filter(|row| {
            let Ok(subject) = Subject::new(row.package.ecosystem, &row.package.name) else { return false };
            let answer = engine.judge_as_new(&subject);
            let asked = |found: &Match| found.verdict == Verdict::Confirm && !OTHERS.contains(&found.mechanism);
            answer.matches.iter().any(asked)
        });
        println!("  {:26} squat {}: as if nobody had heard of them", "written, and unknown", alarms.count());
        Ok(())
    }

    fn section(&self, title: &str, rows: &[Row], pack: &Knowledge) {
        println!("\n== {title}: {} packages", rows.len());
        let findings = findings(rows, pack);
        println!("  {:26} {:>9} {:>9} {:>9} {:>14}", "", "regular", "pedantic", "auditor", "medium or worse");
        for check in CHECKS {
            let of = |persona: Persona| count(&findings, |f| f.check == *check && f.persona == persona);
            let worse = count(&findings, |f| f.check == *check && f.severity >= stockade_model::Severity::Medium);
            let (regular, pedantic, auditor) = (of(Persona::Regular), of(Persona::Pedantic), of(Persona::Auditor));
            println!("  {check:26} {regular:>9} {pedantic:>9} {auditor:>9} {worse:>14}");
        }
        for finding in findings.iter().filter(|f| self.rows && f.persona == Persona::Regular) {
            if CHECKS.contains(&finding.check) {
                println!("    . {} {}: {}", finding.severity, finding.check, finding.message);
            }
        }
    }
}

/// How many servers: one that a check speaks about twice counts once.
fn count(findings: &[Finding], wanted: impl Fn(&Finding) -> bool) -> usize {
    findings.iter().filter(|f| wanted(f)).filter_map(|f| f.server.as_deref()).collect::<BTreeSet<_>>().len()
}

fn findings(rows: &[Row], pack: &Knowledge) -> Vec<Finding> {
    let mut inventory = Inventory::default();
    inventory.add_source(SourceFile { path: "mcp.json".into(), real_path: None, text: String::new() });
    inventory.servers = rows.iter().map(|row| server(&row.key)).collect();
    let launches: Vec<Launch> = rows.iter().map(|row| launch(&row.package)).collect();
    let options = Options { knowledge: pack.clone(), ..Options::foreign(PathBuf::from("home"), Os::Linux) };
    checks::run_all(&inventory, &launches, &options)
}

/// A project with one dependency a row.
fn project(rows: &[Row], is_direct: bool) -> Inventory {
    let mut inventory = Inventory::default();
    let file = SourceFile { path: "package.json".into(), real_path: None, text: String::new() };
    let source = inventory.add_source(file);
    let dependency = |row: &Row| Dependency {
        package: row.package.clone(),
        manifest: "package-json",
        is_direct,
        source,
        span: Span::default(),
        resolved: None,
    };
    inventory.dependencies = rows.iter().map(dependency).collect();
    inventory
}

fn server(key: &str) -> Server {
    Server {
        name: Spanned::new(key.to_owned(), Span::default()),
        client: ClientId("cursor"),
        shared_with: Vec::new(),
        scope: Scope::User,
        source: SourceId(0),
        span: Span::default(),
        transport: Transport::Stdio,
        command: None,
        args: Vec::new(),
        env: Vec::new(),
        env_file: None,
        cwd: None,
        url: None,
        headers: Vec::new(),
        state: State::Enabled,
        approvals: Vec::new(),
        code: Vec::new(),
        secrets: Vec::new(),
        base: None,
    }
}

fn launch(package: &Package) -> Launch {
    let package = package.clone();
    let target = match package.ecosystem {
        Ecosystem::Oci => Target::Image { package, digest: None, tag: None },
        Ecosystem::Github => Target::Git { url: format!("https://github.com/{}", package.name), reference: None },
        _ => Target::Package { package, entry: None },
    };
    Launch { components: vec![Component::new(Role::Server, target, Pin::Nothing)], ..Launch::default() }
}

/// Catalogued servers under the title that their catalogue gives them; each package once.
fn legit(data: &Path) -> Result<Vec<Row>> {
    let mut rows = BTreeMap::new();
    for line in lines(&data.join("legit-mcp.tsv"))?.iter().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [ecosystem, name, _, title, ..] = cells.as_slice() else { continue };
        let ecosystem = match *ecosystem {
            "npm" => Ecosystem::Npm,
            "pypi" => Ecosystem::Pypi,
            _ => Ecosystem::Oci,
        };
        let name = if ecosystem == Ecosystem::Oci { name.split(':').next().unwrap_or(name) } else { name };
        let key = if title.is_empty() { name } else { title };
        rows.entry((ecosystem, name.to_owned())).or_insert_with(|| key.to_owned());
    }
    Ok(rows.into_iter().map(|((ecosystem, name), key)| Row { key, package: Package::new(ecosystem, name) }).collect())
}

fn repositories(data: &Path) -> Result<Vec<Row>> {
    let text = lines(&data.join("legit-mcp-repos.tsv"))?;
    let names = text.iter().skip(1).filter_map(|line| line.split('\t').next()?.split_once("github.com/"));
    let rows = names.map(|(_, name)| Row { key: name.to_owned(), package: Package::new(Ecosystem::Github, name) });
    Ok(rows.collect())
}

fn popular(wanted: fn(&str) -> bool) -> Result<Vec<Row>> {
    let pack = stockade_pack::embedded()?;
    let records = pack.names().iter().filter(|record| record.ecosystem != Ecosystem::Oci && wanted(record.full));
    let listed = records.filter(|record| record.flags & LISTED != 0);
    Ok(listed.map(|r| Row { key: r.full.to_owned(), package: Package::new(r.ecosystem, r.full) }).collect())
}

/// The pack without what it learnt from catalogues: their names, and whose repository each is.
fn forgetful(root: &Path) -> Result<Knowledge> {
    let mut input = tables::read(&root.join("packs"))?;
    input.names.retain(|_, name| {
        name.repositories.clear();
        name.vouched.clear();
        name.flags &= PROTECTED | LISTED;
        name.flags != 0
    });
    let bytes = build::build(&input).map_err(|error| anyhow!("{error}"))?;
    Ok(Knowledge::of(Pack::open(bytes).context("the pack that was just built")?))
}

fn lines(path: &Path) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}
