//! `stockade check`: is this the package you mean? Specs in, one answer each, as soon as it is known.
//!
//! - a spec that cannot be understood is an error of its own, and the rest is still judged;
//! - a list on the standard input is answered line by line: memory does not grow with it, but for the alarms that SARIF
//!   keeps together;
//! - registries are asked unless the run is kept offline; either way the answer says which facts it lacks.
//!
//! Layout: [`spec`] reads a spec, [`source`] finds them, [`judge`] judges, [`look`] asks registries, [`run`] answers one
//! after the other, [`text`] with [`beside`], [`json`] and [`sarif`] say it.

use std::path::{Path, PathBuf};

use stockade_model::{Component, Os, Severity, Target, Verdict};

use super::scan::progress::Progress;
use super::{Failure, Start};
use crate::cli::{Check, Global, Scan};
use crate::exit;
use crate::knowledge::Knowledge;
use crate::packages::Packages;
use crate::printer::Printer;
use crate::settings::{Origin, Settings, find};
use judge::{Judge, Part};
use look::Looker;
use run::Run;
use source::Asked;
use spec::{Kind, Surroundings, Wrong};

mod beside;
pub mod json;
mod judge;
mod look;
mod run;
mod sarif;
mod source;
mod spec;
mod text;

/// Stands for the standard streams where a spec or a file could be named.
const STANDARD: &str = "-";

/// What is said of a part that nothing speaks against.
const GOOD: [&str; 2] = ["clean", "note"];
/// The same where nobody was asked.
const BY_NAME: &str = "by-name-alone";

/// One spec and what became of it.
struct Item {
    text: String,
    line: Option<u64>,
    result: Result<Checked, Wrong>,
}

/// A spec that was understood and judged.
struct Checked {
    kind: Kind,
    via: Vec<String>,
    notes: Vec<String>,
    parts: Vec<Part>,
}

impl Checked {
    fn decision(&self) -> Verdict {
        self.parts.iter().map(|part| part.decision).max().unwrap_or(Verdict::Ask)
    }

    /// A part in the words in which it would be asked for.
    fn what(&self, part: &Part) -> String {
        let Some(component) = &part.component else { return "something that nobody can know".to_owned() };
        let taken = part.look.as_ref().filter(|look| look.error.is_none());
        match (taken, component.package()) {
            (Some(look), Some(package)) => {
                format!("{}:{}@{}", package.ecosystem.purl_type(), package.name, look.assessment.version)
            }
            _ => what(component),
        }
    }
}

/// What decided about a part, in one word. One of which nothing but the name is known is not clean.
fn reason(part: &Part) -> &'static str {
    let unlooked = part.look.as_ref().is_some_and(|look| !look.online && look.error.is_some());
    if unlooked && GOOD.contains(&part.word()) { BY_NAME } else { part.word() }
}

/// That nobody was asked about so many packages.
fn by_name_alone(lacking: usize) -> String {
    format!("offline: {} judged by name alone", exit::count(lacking, "package"))
}

fn what(component: &Component) -> String {
    match &component.target {
        Target::Package { package, .. } | Target::Image { package, .. } => {
            let version = package.version.as_ref().map(|version| format!("@{version}")).unwrap_or_default();
            format!("{}:{}{version}", package.ecosystem.purl_type(), package.name)
        }
        Target::Local { path, .. } => path.display().to_string(),
        Target::Program { name, .. } => name.clone(),
        Target::Git { url, .. } | Target::Archive { url } | Target::Remote { url } => url.clone(),
        Target::Inline { language } => format!("source text ({language})"),
        Target::Builtin { name } => format!("part of the client ({name})"),
    }
}

/// Runs the check and prints it.
pub(super) fn run(args: &Check, global: &Global, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    if args.specs.iter().filter(|spec| *spec == STANDARD).count() > 1 {
        return Err(Failure::new("the standard input can be read once: give `-` once"));
    }
    let here: Vec<PathBuf> = start.cwd.iter().cloned().collect();
    let scan = Scan { fail_on: args.fail_on, ..Scan::default() };
    let mut settings = Settings::resolve(&scan, global, start, &here)?;
    settings.packages.without_network(args.lookup.offline);
    settings.tell(printer);
    let knowledge = Knowledge::load(start)?;
    knowledge.tell(printer);
    let id = knowledge.id()?;
    let judge = Judge {
        engine: knowledge.engine(),
        lists: &settings.allow_lists,
        at: start.cwd.as_deref(),
        today: super::today(),
    };
    let around = Surroundings {
        env: &start.env,
        cwd: start.cwd.as_deref(),
        home: start.home.as_deref(),
        ecosystem: args.ecosystem.map(Into::into),
    };
    let user = find::user_directory(start, Os::current()).map(|directory| directory.join(find::NAME));
    let user = user.map_or_else(|| find::NAME.to_owned(), |path| path.display().to_string());
    let offline = settings.packages.offline.value;
    let style = text::Style { quiet: global.quiet, verbose: global.verbose, settings: &user, offline };
    let progress = std::sync::Arc::new(Progress::start(printer));
    let hear = std::sync::Arc::clone(&progress);
    let root = args.lookup.trusted_root.as_deref();
    let packages =
        Packages::of(&settings, start, start.cwd.as_deref(), root, std::sync::Arc::new(move |what| hear.say(what)))?;
    let looker =
        Looker { judge, packages: &packages, settings: &settings, at: start.cwd.as_deref(), today: super::today() };
    packages.tell(printer);
    let mut run = Run {
        printer,
        progress: std::sync::Arc::clone(&progress),
        judge,
        looker,
        style,
        output: Output::of(args, start),
        fail_on: fail_on(&settings),
        strict: matches!(settings.fail_on.origin, Origin::Argument(_) | Origin::Environment(_)),
        failing: 0,
        summary: json::Summary::default(),
    };
    run.begin(&id, knowledge.note())?;
    // What was typed is looked up side by side; a list is answered line by line.
    let mut typed = Vec::new();
    for spec in &args.specs {
        if spec != STANDARD {
            typed.push(source::argument(spec, &around));
            continue;
        }
        run.answer_all(std::mem::take(&mut typed))?;
        let mut input = std::io::BufReader::new(std::io::stdin().lock());
        let mut number = 0;
        loop {
            let next = source::next_line(&mut input, &mut number);
            let next = next.map_err(|error| Failure::new(format!("could not read the standard input: {error}")))?;
            let Some((line, text)) = next else { break };
            let asked = match text {
                Ok(text) => source::argument(&text, &around),
                Err(wrong) => Asked { text: String::new(), line: None, meaning: Err(wrong) },
            };
            run.answer_all(vec![Asked { line: Some(line), ..asked }])?;
        }
    }
    if !args.launch.is_empty() {
        typed.push(source::launch(&args.launch, &around));
    }
    run.answer_all(typed)?;
    progress.clear();
    let lacking = run.summary.lacking;
    // An answer by the name alone looks like any other.
    if offline && lacking > 0 {
        printer.note(&format!("{}; `--verbose` says why", by_name_alone(lacking)));
    }
    let verdict = run.verdict();
    run.end(&id, &verdict, start)?;
    for reason in &verdict.reasons {
        printer.error(&format!("stockade: {reason}"));
    }
    Ok(if args.no_exit_codes && verdict.code != exit::FAILURE { 0 } else { verdict.code })
}

/// An argument or the environment decide; the files can only be stricter than `medium`, which is what is asked about.
fn fail_on(settings: &Settings) -> Severity {
    match settings.fail_on.origin {
        Origin::Argument(_) | Origin::Environment(_) => settings.fail_on.value,
        Origin::Default => Severity::Medium,
        Origin::File(..) => settings.fail_on.value.min(Severity::Medium),
    }
}

/// Where and how answers go.
enum Output {
    Text,
    Json(Option<PathBuf>, String),
    Sarif(Option<PathBuf>, sarif::Collector),
}

impl Output {
    fn of(args: &Check, start: &Start) -> Self {
        let file = |path: &PathBuf| (path != Path::new(STANDARD)).then(|| start.absolute(path));
        match (&args.json, &args.sarif) {
            (Some(path), _) => Self::Json(file(path), String::new()),
            (_, Some(path)) => Self::Sarif(file(path), sarif::Collector::default()),
            _ => Self::Text,
        }
    }
}

/// The one package that a spec names, for commands that take no launch lines.
pub(super) fn package(text: &str, start: &Start) -> Result<Component, Failure> {
    let around =
        Surroundings { env: &start.env, cwd: start.cwd.as_deref(), home: start.home.as_deref(), ecosystem: None };
    let shown = crate::visible::short(text, 80);
    let meaning = spec::read(text, &around).map_err(|wrong| {
        let failure = Failure::new(format!("`{shown}`: {}", wrong.message));
        wrong.hint.into_iter().fold(failure, Failure::hint)
    })?;
    if meaning.kind == Kind::Launch {
        return Err(Failure::new(format!("`{shown}` names a launch line, and a package is asked for"))
            .hint("write `npm:NAME@VERSION` or `pypi:NAME==VERSION`"));
    }
    let mut components = meaning.launch.components;
    match (components.pop(), components.is_empty()) {
        (Some(component), true) => Ok(component),
        _ => Err(Failure::new(format!("`{shown}` may be of npm or of pypi"))
            .hint(format!("write `npm:{shown}` or `pypi:{shown}`"))),
    }
}
