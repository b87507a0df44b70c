//! `stockade scan`: settings, scan, baseline, filters, outputs, exit status.

use std::path::{Path, PathBuf};

use stockade_model::Os;
use stockade_scan::{Options, Report, checks};

use super::{Failure, Start, explain};
use crate::cli::{Global, Scan};
use crate::output::{self, Output, Style};
use crate::printer::{Printer, write_file};
use crate::settings::Settings;
use crate::view::{Facts, Filters, View};
use progress::Progress;

mod progress;

/// Stands for the standard output where a file could be named.
const STDOUT: &str = "-";

/// Runs the scan and prints it.
pub(super) fn run(args: &Scan, global: &Global, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let sinks = sinks(args, start)?;
    let options = options(args, start)?;
    let here: Vec<PathBuf> = start.cwd.iter().cloned().collect();
    let projects = if options.projects.is_empty() { &here } else { &options.projects };
    let settings = Settings::resolve(args, global, start, projects)?;
    let options = Options {
        recorded_projects: settings.recorded_projects.value,
        processes: options.live && settings.processes.value,
        ignores: settings.ignores.clone(),
        ..options
    };
    let filters = filters(args, &settings)?;

    let progress = Progress::start(printer);
    let mut report = stockade_scan::scan(&options, &|what| progress.say(what));
    progress.end();
    if args.no_ignores {
        restore(&mut report);
    }
    let view = View::new(report, &filters, None, facts(&options, start, &settings));

    let style = Style {
        width: Printer::width(start.env.get("COLUMNS").map(String::as_str)),
        quiet: global.quiet,
        verbose: global.verbose,
        time: time(start)?,
    };
    for sink in sinks {
        let text = (sink.output.render)(&view, &style).map_err(|error| Failure::new(super::with_causes(&error)))?;
        match sink.file {
            Some(file) => write_file(&file, &anstream::adapter::strip_str(&text).to_string())?,
            None => printer.data(&text)?,
        }
    }
    for reason in &view.verdict.reasons {
        printer.error(&format!("stockade: {reason}"));
    }
    Ok(if args.no_exit_codes { 0 } else { view.verdict.code })
}

/// Where one output goes; no file means stdout.
struct Sink {
    output: &'static Output,
    file: Option<PathBuf>,
}

/// Which outputs were asked for. At most one goes to stdout; if none does, the terminal report does.
fn sinks(args: &Scan, start: &Start) -> Result<Vec<Sink>, Failure> {
    let mut sinks = Vec::new();
    for output in output::ALL {
        let asked = match output.id {
            "json" => &args.json,
            "sarif" => &args.sarif,
            "cyclonedx" => &args.cyclonedx,
            _ => &args.html,
        };
        if let Some(file) = asked {
            let file = (file != Path::new(STDOUT)).then(|| start.absolute(file));
            sinks.push(Sink { output, file });
        }
    }
    let homeless: Vec<&str> = sinks.iter().filter(|sink| sink.file.is_none()).map(|sink| sink.output.id).collect();
    if homeless.len() > 1 {
        return Err(Failure::new(format!("{} cannot all go to one place", homeless.join(", ")))
            .hint(format!("give each a file of its own: --{}=FILE", homeless.last().unwrap_or(&"json"))));
    }
    if homeless.is_empty() {
        sinks.push(Sink { output: &output::TERMINAL, file: None });
    }
    if let Some(file) = &args.output {
        for sink in sinks.iter_mut().filter(|sink| sink.file.is_none()) {
            sink.file = (file != Path::new(STDOUT)).then(|| start.absolute(file));
        }
    }
    Ok(sinks)
}

fn options(args: &Scan, start: &Start) -> Result<Options, Failure> {
    let live = args.home.is_none();
    let home = match &args.home {
        Some(home) => directory(home, start, "the home")?,
        None => start.home.clone().ok_or_else(|| {
            Failure::new("the home directory of this user is unknown").hint("set HOME, or name it with `--home DIR`")
        })?,
    };
    let root = match &args.root {
        Some(root) => Some(directory(root, start, "the root")?),
        None => live.then(|| PathBuf::from(if cfg!(windows) { "C:\\" } else { "/" })),
    };
    let mut projects = Vec::new();
    for path in &args.paths {
        projects.push(directory(path, start, "the project")?);
    }
    if projects.is_empty() && live {
        projects.extend(start.cwd.clone());
    }
    Ok(Options {
        home,
        os: args.os.unwrap_or(Os::current()),
        root,
        live,
        env: if live { start.env.clone() } else { std::collections::BTreeMap::new() },
        projects,
        recorded_projects: true,
        processes: live,
        clients: args.client.clone(),
        ignores: Vec::new(),
        today: jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date(),
    })
}

fn directory(path: &Path, start: &Start, what: &str) -> Result<PathBuf, Failure> {
    let path = start.absolute(path);
    if path.is_dir() {
        return Ok(path);
    }
    let failure = Failure::new(format!("{what} `{}` is no directory", path.display()));
    Err(match path.parent() {
        Some(parent) if path.is_file() => failure.hint(format!("name the directory it is in: `{}`", parent.display())),
        _ => failure.hint("check the spelling; relative paths start at the working directory"),
    })
}

fn filters(args: &Scan, settings: &Settings) -> Result<Filters, Failure> {
    for id in args.check.iter().chain(&args.exclude_check) {
        if checks::find(id).is_none() {
            return Err(explain::unknown(id));
        }
    }
    let servers = Filters::servers(&args.server)
        .map_err(|error| Failure::new(format!("`--server` is no pattern: {}", super::with_causes(&error))))?;
    Ok(Filters {
        persona: settings.persona.value,
        min_confidence: Some(settings.min_confidence.value),
        servers,
        checks: args.check.clone(),
        exclude_checks: args.exclude_check.clone(),
    })
}

fn facts(options: &Options, start: &Start, settings: &Settings) -> Facts {
    Facts {
        home: options.home.clone(),
        os: options.os,
        root: options.root.clone(),
        live: options.live,
        projects: options.projects.clone(),
        cwd: start.cwd.clone(),
        fail_on: settings.fail_on.value,
        clients: options.clients.clone(),
    }
}

/// `--no-ignores`: what was covered stands again.
fn restore(report: &mut Report) {
    report.findings.extend(report.suppressed.drain(..).map(|suppressed| suppressed.finding));
    report.findings.sort_by_key(|finding| std::cmp::Reverse((finding.severity, finding.confidence)));
}

/// Now, or what `SOURCE_DATE_EPOCH` says, so that a report can be made twice.
fn time(start: &Start) -> Result<jiff::Timestamp, Failure> {
    match start.env.get("SOURCE_DATE_EPOCH").filter(|text| !text.is_empty()) {
        None => Ok(jiff::Timestamp::now()),
        Some(text) => text
            .parse()
            .ok()
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .ok_or_else(|| Failure::new(format!("SOURCE_DATE_EPOCH is `{text}`, which is no number of seconds"))),
    }
}
