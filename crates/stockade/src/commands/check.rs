//! `stockade check`: is this the package you mean? Specs in, one answer each, as soon as it is known.
//!
//! - a spec that cannot be understood is an error of its own, and the rest is still judged;
//! - a list on the standard input is answered line by line: memory does not grow with it, but for the alarms that SARIF
//!   keeps together;
//! - nothing is asked of any registry: the answer says which facts it lacks.
//!
//! Layout: [`spec`] reads a spec, [`source`] finds them, [`judge`] judges, [`text`] with [`beside`], [`json`] and
//! [`sarif`] say it.

use std::path::{Path, PathBuf};

use stockade_model::{Component, Confidence, Os, Severity, Target, Verdict};
use stockade_names::pack::PackId;

use super::{Failure, Start};
use crate::cli::{Check, Global, Scan};
use crate::exit::{self, count};
use crate::knowledge::Knowledge;
use crate::printer::{Printer, write_file};
use crate::settings::{Origin, Settings, find};
use crate::visible::short;
use judge::{Judge, Part};
use source::Asked;
use spec::{Kind, Surroundings, Wrong};

mod beside;
pub mod json;
mod judge;
mod sarif;
mod source;
mod spec;
mod text;

/// Stands for the standard streams where a spec or a file could be named.
const STANDARD: &str = "-";

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
        what(component)
    }
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
    let settings = Settings::resolve(&scan, global, start, &here)?;
    settings.tell(printer);
    let knowledge = Knowledge::load(start)?;
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
    let style = text::Style { quiet: global.quiet, verbose: global.verbose, settings: &user };
    let mut run = Run {
        printer,
        judge,
        style,
        output: Output::of(args, start),
        fail_on: fail_on(&settings),
        failing: 0,
        summary: json::Summary::default(),
    };
    run.begin(&id)?;
    for spec in &args.specs {
        if spec == STANDARD {
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
                run.answer(Asked { line: Some(line), ..asked })?;
            }
        } else {
            run.answer(source::argument(spec, &around))?;
        }
    }
    if !args.launch.is_empty() {
        run.answer(source::launch(&args.launch, &around))?;
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

/// One run of the command.
struct Run<'a> {
    printer: &'a Printer,
    judge: Judge<'a>,
    style: text::Style<'a>,
    output: Output,
    fail_on: Severity,
    failing: usize,
    summary: json::Summary,
}

impl Run<'_> {
    fn begin(&mut self, id: &PackId) -> Result<(), Failure> {
        let tool = json::Tool { name: "stockade".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
        let pack = json::Pack { version: id.version, sha256: id.digest.clone() };
        let head = format!(
            "{{\"schema_version\":{},\"tool\":{},\"pack\":{},\"specs\":[",
            json::SCHEMA_VERSION,
            json::compact(&tool).map_err(|error| failed(&error))?,
            json::compact(&pack).map_err(|error| failed(&error))?
        );
        self.json(&head)
    }

    fn json(&mut self, text: &str) -> Result<(), Failure> {
        match &mut self.output {
            Output::Json(None, _) => Ok(self.printer.data(text)?),
            Output::Json(Some(_), all) => {
                all.push_str(text);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn answer(&mut self, asked: Asked) -> Result<(), Failure> {
        let result = asked.meaning.map(|meaning| {
            let parts = self.judge.judge(&meaning);
            let launch = meaning.launch;
            let via = launch.wrappers.iter().map(|wrapper| wrapper.id).chain(launch.launcher).map(str::to_owned);
            Checked { kind: meaning.kind, via: via.collect(), notes: meaning.notes, parts }
        });
        let item = Item { text: asked.text, line: asked.line, result };
        self.count(&item);
        if let Err(wrong) = &item.result {
            self.complain(&item, wrong);
        }
        match (&mut self.output, &item.result) {
            (Output::Text, Ok(checked)) => self.printer.data(&text::item(&item, checked, &self.style))?,
            (Output::Text, Err(_)) => {}
            (Output::Sarif(_, collector), _) => collector.add(&item),
            (Output::Json(..), _) => {
                let comma = if self.summary.specs > 1 { ",\n" } else { "\n" };
                let spec = json::compact(&json::Spec::of(&item)).map_err(|error| failed(&error))?;
                self.json(&format!("{comma}{spec}"))?;
            }
        }
        Ok(())
    }

    fn count(&mut self, item: &Item) {
        let summary = &mut self.summary;
        summary.specs += 1;
        let Ok(checked) = &item.result else {
            summary.wrong += 1;
            return;
        };
        let unknown = checked.parts.iter().any(Part::is_unknown);
        match checked.decision() {
            Verdict::Allow if unknown => {}
            Verdict::Allow => summary.allowed += 1,
            Verdict::Ask => summary.to_ask += 1,
            Verdict::Deny => summary.denied += 1,
        }
        summary.unknown += usize::from(unknown);
        let fails = |part: &Part| {
            part.alarm.is_some_and(|(severity, confidence)| severity >= self.fail_on && confidence > Confidence::Low)
        };
        self.failing += checked.parts.iter().filter(|part| fails(part)).count();
    }

    fn complain(&self, item: &Item, wrong: &Wrong) {
        let place = item.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let spec = if item.text.is_empty() { String::new() } else { format!("`{}`: ", short(&item.text, 80)) };
        let mut failure = Failure::new(format!("{place}{spec}{}", wrong.message));
        if let Some(hint) = &wrong.hint {
            failure = failure.hint(hint.clone());
        }
        self.printer.error(&failure.text());
    }

    fn verdict(&self) -> exit::Verdict {
        let summary = &self.summary;
        let mut verdict = exit::Verdict::default();
        if summary.specs == 0 {
            verdict.add(exit::FAILURE, "the standard input names nothing to check".to_owned());
        }
        if summary.wrong > 0 {
            verdict.add(exit::FAILURE, format!("{} could not be understood", count(summary.wrong, "spec")));
        }
        if self.failing > 0 {
            verdict.add(1, format!("{} at or above `{}`", count(self.failing, "finding"), self.fail_on));
        }
        if summary.unknown > 0 {
            verdict.add(3, format!("{} with a part that nobody could judge", count(summary.unknown, "spec")));
        }
        verdict
    }

    fn end(mut self, id: &PackId, verdict: &exit::Verdict, start: &Start) -> Result<(), Failure> {
        let closing = json::Exit { code: verdict.code, reasons: verdict.reasons.clone() };
        let (summary, closing) = (
            json::compact(&self.summary).map_err(|error| failed(&error))?,
            json::compact(&closing).map_err(|error| failed(&error))?,
        );
        self.json(&format!("\n],\"summary\":{summary},\"exit\":{closing}}}\n"))?;
        match self.output {
            Output::Text if self.style.quiet => {}
            Output::Text => {
                let summary = self.summary;
                let told = summary.denied + summary.to_ask + summary.allowed + summary.wrong;
                let rest = summary.specs.saturating_sub(told);
                let parts = [
                    (summary.denied, "denied"),
                    (summary.to_ask, "to ask about"),
                    (summary.allowed, "allowed"),
                    (rest, "unknown"),
                    (summary.wrong, "not understood"),
                ];
                let parts = parts.iter().filter(|(number, _)| *number > 0);
                let parts = parts.map(|(number, what)| format!("{number} {what}")).collect::<Vec<_>>().join(", ");
                let pack = format!("pack {} sha256:{}", id.version, id.digest);
                self.printer.data(&format!("{}: {parts}; {pack}\n", count(summary.specs, "spec")))?;
            }
            Output::Json(Some(file), all) => write_file(&file, &all)?,
            Output::Json(None, _) => {}
            Output::Sarif(file, collector) => {
                let log = collector.log(verdict, super::clock(start)?, id);
                let text = crate::output::json_text("sarif", &log)
                    .map_err(|error| Failure::new(super::with_causes(&error)))?;
                match file {
                    Some(file) => write_file(&file, &text)?,
                    None => self.printer.data(&text)?,
                }
            }
        }
        Ok(())
    }
}

fn failed(error: &serde_json::Error) -> Failure {
    Failure::new(format!("could not write JSON: {error}"))
}
