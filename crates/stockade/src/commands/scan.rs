//! `stockade scan`: settings, scan, baseline, filters, outputs, exit status.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use stockade_model::Os;
use stockade_model::baseline::Baseline;
use stockade_scan::discover::clients;
use stockade_scan::names::{Knowledge, Opened, Unusable};
use stockade_scan::{Options, Report, baseline};

use super::{Failure, Start, explain};
use crate::checks;
use crate::cli::{Global, Scan};
use crate::exit::count;
use crate::output::{self, Output, Style};
use crate::packages::{self, Packages};
use crate::printer::{Printer, write_file};
use crate::settings::Settings;
use crate::view::{Compared, Facts, Filters, View};
use crate::visible::line;
use progress::Progress;

mod online;
pub(super) mod progress;

/// Stands for the standard output where a file could be named.
const STDOUT: &str = "-";

/// Runs the scan and prints it.
pub(super) fn run(args: &Scan, global: &Global, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let sinks = sinks(args, start)?;
    let options = options(args, start)?;
    let here: Vec<PathBuf> = start.cwd.iter().cloned().collect();
    let projects = if options.projects.is_empty() { &here } else { &options.projects };
    let settings = Settings::resolve(args, global, start, projects)?;
    settings.tell(printer);
    let options = Options {
        recorded_projects: settings.recorded_projects.value,
        processes: options.live && settings.processes.value,
        ignores: settings.ignores.clone(),
        allow_lists: settings.allow_lists.clone(),
        elsewhere: checks::of_packages(&settings.requirements),
        ..options
    };
    let filters = filters(args, &settings)?;
    known_clients(args)?;
    let baseline = args.baseline.as_ref().map(|path| start.absolute(path));
    // Read before the scan: a wrong file should not cost the wait, and may be the one that is written below.
    let known = baseline.as_deref().map(crate::baseline::read).transpose()?;

    let packages = match args.online {
        false => None,
        true => {
            packages::online(&settings, "`--online`")?;
            let progress = Progress::start(printer);
            let root = args.trusted_root.as_deref();
            let found = Packages::of(&settings, start, None, root, Arc::new(move |what| progress.say(what)))?;
            found.tell(printer);
            Some(found)
        }
    };
    let mut options = options;
    let progress = Progress::start(printer);
    let mut seen = stockade_scan::look(&options, &|what| progress.say(what));
    if let Some(packages) = &packages {
        progress.say("asking registries");
        let online = online::look(&seen, packages, &options.knowledge, &settings, options.today);
        options.elsewhere.whole = online.is_whole();
        options.elsewhere.told = online.told;
        options.elsewhere.found = Some(online.findings);
        seen.inventory.problems.extend(online.problems);
        seen.inventory.gaps.extend(online.gaps);
        printer.note(&format!("asked registries about {}", count(online.packages, "package")));
    }
    progress.say("checking");
    let mut report = seen.judge(&options);
    progress.end();
    if args.no_ignores {
        restore(&mut report);
    }
    let now = baseline::of(&report);
    let compared = baseline.zip(known).map(|(path, known)| compare(&mut report, path, &known));
    let view = View::new(report, &filters, compared, facts(&options, start, &settings));
    view.facts.note.iter().for_each(|note| printer.note(note));

    let style = Style {
        width: Printer::width(start.env.get("COLUMNS").map(String::as_str)),
        quiet: global.quiet,
        verbose: global.verbose,
        time: super::clock(start)?,
    };
    for sink in sinks {
        let text = (sink.output.render)(&view, &style).map_err(|error| Failure::new(super::with_causes(&error)))?;
        match sink.file {
            Some(file) => write_file(&file, &anstream::adapter::strip_str(&text).to_string())?,
            None => printer.data(&text)?,
        }
    }
    if let Some(path) = &args.write_baseline {
        let path = start.absolute(path);
        write_file(&path, &crate::baseline::text(&now)?)?;
        let (servers, findings) = (count(now.servers.len(), "server"), count(now.findings.len(), "finding"));
        printer.note(&format!("wrote the baseline `{}`: {servers}, {findings}", line(&path.to_string_lossy())));
    }
    for reason in &view.verdict.reasons {
        printer.error(&format!("stockade: {reason}"));
    }
    Ok(if args.no_exit_codes { 0 } else { view.verdict.code })
}

/// Takes the known findings out of the report.
fn compare(report: &mut Report, path: PathBuf, known: &Baseline) -> Compared {
    let all = report.findings.len();
    let difference = baseline::compare(report, known);
    Compared { path, difference, known: all - report.findings.len() }
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
        allow_lists: stockade_scan::allow_list::AllowLists::default(),
        knowledge: knowledge(start),
        today: super::today(),
        elsewhere: stockade_scan::elsewhere::Elsewhere::default(),
    })
}

/// The pack in use and the imported advisories, opened when the first package is met.
fn knowledge(start: &Start) -> Knowledge {
    let start = start.clone();
    Knowledge::lazy(move || match crate::knowledge::Knowledge::load(&start) {
        Ok(known) => {
            let note = known.note();
            let (pack, imported) = known.into_parts();
            let opened: Opened = match pack {
                Cow::Borrowed(pack) => pack.into(),
                Cow::Owned(pack) => pack.into(),
            };
            Ok(opened.with_imported(imported).with_note(note))
        }
        Err(failure) => Err(Unusable { path: None, reason: failure.message }),
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
    // Its silence would look like a clean answer.
    let of_packages = |id: &&String| checks::find(id).is_some_and(|check| check.of_packages);
    if let Some(id) = args.check.iter().find(of_packages).filter(|_| !args.online) {
        return Err(
            Failure::new(format!("`{id}` needs what a registry says, and this scan asks none")).hint("add `--online`")
        );
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

/// A mistyped client would look like a clean one.
fn known_clients(args: &Scan) -> Result<(), Failure> {
    let Some(id) = args.client.iter().find(|id| clients::find(id).is_none()) else { return Ok(()) };
    let known = || clients::ALL.iter().map(|client| client.id);
    let near = super::close_to(id, known());
    let hint = match near.first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", known().collect::<Vec<_>>().join(", ")),
    };
    Err(Failure::new(format!("there is no client `{id}`")).hint(hint))
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
        note: options.knowledge.note().map(str::to_owned),
    }
}

/// `--no-ignores`: what was covered stands again.
fn restore(report: &mut Report) {
    report.findings.extend(report.suppressed.drain(..).map(|suppressed| suppressed.finding));
    stockade_scan::checks::sort(&mut report.findings, &report.inventory);
}
