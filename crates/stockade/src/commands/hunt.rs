//! `stockade hunt`: the look-alikes of well-known names among a file of names, as many as a registry has.
//!
//! - batch by batch: all cores judge one, then its rows are written in the order of the input, so that the output is the
//!   same on every machine and memory does not grow;
//! - with `--resume` each checkpoint brings the rows to the disk first and says so after: whatever interrupts the run, the
//!   next one cuts the rows back to the checkpoint and goes on there, without losing or doubling one;
//! - no file is two things at once: what is written never takes the place of what is read.
//!
//! Layout: [`apart`] looks at the files first, [`input`] reads them, [`feed`] and [`follow`] a
//! registry's changes, [`sweep`] judges and filters, [`row`] and [`sink`] write, [`state`] is the checkpoint.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::Instant;

use stockade_model::{Confidence, Ecosystem, Severity, Verdict};
use stockade_names::engine::KNOWN_MALWARE;
use stockade_names::{Engine, Name, mechanisms};

use super::scan::progress::Progress;
use super::{Failure, Start, close_to};
use crate::cli::{Global, Hunt};
use crate::exit::{self, count};
use crate::knowledge::Knowledge;
use crate::printer::Printer;
use crate::settings::{Origin, Setting, first};
use follow::Followed;
use input::Input;
use row::Row;
use sink::{Format, Sink};
use state::{Counts, Identity, State};
use sweep::{Filters, Seen, sweep};

mod apart;
mod feed;
mod follow;
mod input;
pub mod row;
mod sink;
mod state;
mod sweep;

/// Stands for the standard streams where a file could be named.
const STANDARD: &str = "-";
/// More bad lines than these are only counted.
const MOST_COMPLAINTS: u64 = 20;

/// Runs the sweep and prints what it finds.
pub(super) fn run(args: &Hunt, global: &Global, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let filters = filters(args)?;
    let default = Setting { value: Severity::Medium, origin: Origin::Default };
    let fail_on = first(args.fail_on, "--fail-on", "STOCKADE_FAIL_ON", start, default)?.value;
    let knowledge = Knowledge::load(start)?;
    knowledge.tell(printer);
    let id = knowledge.id()?;
    let outputs = outputs(args, start)?;
    let resume = args.resume.as_ref().map(|path| start.absolute(path));
    apart::check(args.file.as_deref(), &outputs, resume.as_deref(), start)?;
    let asked = format!("{filters:?} {outputs:?} {fail_on}{}", if args.feed { " feed" } else { "" });
    let identity = Identity::of(&id.digest, knowledge.imported(), &asked);
    let earlier = match &resume {
        Some(path) => State::read(path, &identity)?,
        None => None,
    };
    let Begun { mut input, name, followed } = match &args.file {
        Some(file) => begin(file, earlier.as_ref(), start)?,
        None => follow::begin(args, earlier.as_ref(), global, start, printer)?,
    };
    let sinks = match &earlier {
        Some(state) => state.outputs.iter().map(Sink::reopen).collect::<Result<_, _>>()?,
        None => outputs.into_iter().map(|(format, path)| Sink::create(format, path)).collect::<Result<_, _>>()?,
    };
    let wanted = filters.numbers(knowledge.pack());
    let mut run = Run {
        printer,
        engine: knowledge.engine().looking_for(&wanted),
        filters,
        fail_on,
        sinks,
        counts: earlier.map(|state| state.counts).unwrap_or_default(),
        resume: resume.map(|path| (path, identity)),
        every: args.checkpoint.get(),
        followed,
    };
    run.go(&mut input, &name)?;
    let verdict = run.verdict();
    for reason in &verdict.reasons {
        printer.error(&format!("stockade: {reason}"));
    }
    Ok(if args.no_exit_codes { 0 } else { verdict.code })
}

/// One run of the command.
struct Run<'a> {
    printer: &'a Printer,
    engine: Engine<'a>,
    filters: Filters,
    fail_on: Severity,
    sinks: Vec<Sink>,
    counts: Counts,
    resume: Option<(PathBuf, Identity)>,
    every: u64,
    followed: Option<Followed>,
}

impl Run<'_> {
    fn go(&mut self, input: &mut Input<Box<dyn BufRead>>, name: &str) -> Result<(), Failure> {
        let (begun, before) = (Instant::now(), self.counts);
        let progress = Progress::start(self.printer);
        for sink in &mut self.sinks {
            sink.begin(self.printer)?;
        }
        let mut since = input.lines;
        let mut read = true;
        while read {
            let left = self.every - (input.lines - since).min(self.every - 1);
            let Some(batch) = input.batch(left).map_err(|error| unread(name, &error))? else { break };
            let seen = sweep(&self.engine, &self.filters, &batch);
            read = self.take(seen)?;
            if input.lines - since >= self.every {
                self.checkpoint(input)?;
                since = input.lines;
            }
            let done = self.counts.names - before.names;
            progress.say(&format!(
                "{} names, {} look-alikes, {}",
                self.counts.names,
                self.counts.rows,
                rate(done, begun)
            ));
        }
        self.checkpoint(input)?;
        progress.end();
        let done = self.counts.names - before.names;
        let seconds = begun.elapsed().as_secs_f64();
        let names = count(usize::try_from(done).unwrap_or(usize::MAX), "name");
        let rows = count(usize::try_from(self.counts.rows - before.rows).unwrap_or(usize::MAX), "look-alike");
        self.printer.note(&format!("{names} in {seconds:.1} s ({}): {rows}", rate(done, begun)));
        Ok(())
    }

    /// Writes the rows of a batch. False where nobody reads them any longer.
    fn take(&mut self, seen: Vec<(u64, Seen)>) -> Result<bool, Failure> {
        let mut rows: Vec<Box<Row>> = Vec::new();
        for (line, seen) in seen {
            match seen {
                Seen::Nothing => self.counts.names += 1,
                Seen::Row(row) => {
                    self.counts.names += 1;
                    self.counts.rows += 1;
                    let severity = match row.decision {
                        Verdict::Allow => Severity::Info,
                        Verdict::Ask => Severity::Medium,
                        Verdict::Deny => Severity::Critical,
                    };
                    self.counts.failing += u64::from(severity >= self.fail_on && row.confidence > Confidence::Low);
                    rows.push(row);
                }
                Seen::Wrong(why) => {
                    self.counts.wrong += 1;
                    if self.counts.wrong <= MOST_COMPLAINTS {
                        self.printer.error(&Failure::new(format!("line {line}: {why}")).text());
                    } else if self.counts.wrong == MOST_COMPLAINTS + 1 {
                        self.printer.error("more lines are no names; they are only counted");
                    }
                }
            }
        }
        let mut read = true;
        for sink in &mut self.sinks {
            read &= sink.rows(&rows, self.printer)?;
        }
        Ok(read)
    }

    /// First the rows, then the state that speaks of them.
    fn checkpoint(&mut self, input: &Input<Box<dyn BufRead>>) -> Result<(), Failure> {
        let mut written = Vec::new();
        for sink in &mut self.sinks {
            written.extend(sink.checkpoint()?);
        }
        let Some((path, identity)) = &self.resume else { return Ok(()) };
        let feed = self.followed.as_ref().map(Followed::state);
        State::new(identity, (input.lines, input.bytes, input.digest()), written, self.counts, feed).write(path)
    }

    fn verdict(&self) -> exit::Verdict {
        let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let mut verdict = exit::Verdict::default();
        if self.counts.failing > 0 {
            let found = count(number(self.counts.failing), "look-alike");
            verdict.add(1, format!("{found} at or above `{}`", self.fail_on));
        }
        if self.counts.wrong > 0 {
            let wrong = if self.counts.wrong == 1 { "is no name" } else { "are no names" };
            verdict.add(3, format!("{} {wrong}", count(number(self.counts.wrong), "line")));
        }
        verdict
    }
}

/// Names a second, in words.
fn rate(names: u64, since: Instant) -> String {
    let rate = names as f64 / since.elapsed().as_secs_f64().max(0.001);
    format!("{rate:.0} a second")
}

fn filters(args: &Hunt) -> Result<Filters, Failure> {
    let known = || mechanisms::ALL.iter().map(|mechanism| mechanism.id).chain([KNOWN_MALWARE]);
    for id in &args.mechanism {
        if !known().any(|known| known == id) {
            let failure = Failure::new(format!("there is no mechanism `{id}`"));
            let near = close_to(id, known());
            return Err(match near.first() {
                Some(near) => failure.hint(format!("did you mean `{near}`?")),
                None => failure.hint(format!("known are {}", known().collect::<Vec<_>>().join(", "))),
            });
        }
    }
    let mut targets = Vec::new();
    for text in &args.target {
        let (ecosystem, name) = match text.split_once(':') {
            Some(("npm", name)) => (Some(Ecosystem::Npm), name),
            Some(("pypi", name)) => (Some(Ecosystem::Pypi), name),
            _ => (args.ecosystem.map(Into::into), text.as_str()),
        };
        let read = Name::parse(ecosystem.unwrap_or(Ecosystem::Npm), name);
        let read = read.map_err(|error| Failure::new(format!("`--target {text}`: {error}")))?;
        targets.push((ecosystem, read.full));
    }
    Ok(Filters {
        ecosystem: args.ecosystem.map(Into::into),
        least: args.verdict.into(),
        mechanisms: args.mechanism.clone(),
        targets,
    })
}

/// Which outputs were asked for. At most one goes to stdout; if none was asked for, lines for people do.
fn outputs(args: &Hunt, start: &Start) -> Result<Vec<(Format, Option<PathBuf>)>, Failure> {
    let asked = [(Format::Csv, &args.csv), (Format::Jsonl, &args.jsonl)];
    let mut outputs: Vec<(Format, Option<PathBuf>)> = asked
        .into_iter()
        .filter_map(|(format, path)| Some((format, path.as_ref()?)))
        .map(|(format, path)| (format, (path != Path::new(STANDARD)).then(|| start.absolute(path))))
        .collect();
    if outputs.is_empty() {
        outputs.push((Format::Text, None));
    }
    let to_stdout = outputs.iter().filter(|(_, path)| path.is_none()).count();
    if to_stdout > 1 || matches!(outputs.as_slice(), [(_, Some(one)), (_, Some(other))] if one == other) {
        return Err(
            Failure::new("csv and jsonl cannot both go to one place").hint("give each a file of its own: --csv=FILE")
        );
    }
    if args.resume.is_some() && to_stdout > 0 {
        return Err(Failure::new("what was printed cannot be gone on with")
            .hint("write the rows to a file: --csv=FILE or --jsonl=FILE"));
    }
    Ok(outputs)
}

/// Where names come from, at the place from which they are judged.
struct Begun {
    input: Input<Box<dyn BufRead>>,
    /// What people call it.
    name: String,
    /// Where it is a registry's feed.
    followed: Option<Followed>,
}

/// A file of names, behind what an earlier run has done.
fn begin(file: &Path, earlier: Option<&State>, start: &Start) -> Result<Begun, Failure> {
    let name =
        if file == Path::new(STANDARD) { "the standard input".to_owned() } else { format!("`{}`", file.display()) };
    let mut input = Input::new(open(file, start).map_err(|error| unread(&name, &error))?);
    if let Some(state) = earlier {
        let same = input.skip(state.lines, state.bytes, &state.sha256).map_err(|error| unread(&name, &error))?;
        if !same {
            return Err(Failure::new("the input is not the one that the interrupted run has read")
                .hint("give it the same names again, or remove the state to begin anew"));
        }
    }
    Ok(Begun { input, name, followed: None })
}

fn open(file: &Path, start: &Start) -> std::io::Result<Box<dyn BufRead>> {
    if file == Path::new(STANDARD) {
        return Ok(Box::new(std::io::BufReader::new(std::io::stdin())));
    }
    let opened = std::fs::File::open(start.absolute(file))?;
    Ok(Box::new(std::io::BufReader::with_capacity(256 << 10, opened)))
}

fn unread(name: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("could not read {name}: {error}"))
}
