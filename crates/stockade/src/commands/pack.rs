//! `stockade pack`: which pack is in use, what it knows of a name, and how it is renewed, taken back and added to.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use stockade_names::pack::store;
use stockade_names::{Ecosystem, Subject};

use super::{Failure, Start, with_causes};
use crate::cli::{Pack, PackCommand};
use crate::knowledge::{self, Knowledge};
use crate::printer::Printer;
use crate::visible;

mod advisories;

const TITLE: anstyle::Style = anstyle::Style::new().bold();

/// Runs one of the subcommands.
pub(super) fn run(args: &Pack, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    match &args.command {
        PackCommand::Show { name: None } => printer.data(&summary(&Knowledge::load(start)?)?)?,
        PackCommand::Show { name: Some(name) } => printer.data(&about(&Knowledge::load(start)?, name)?)?,
        PackCommand::Update { from } => update(from, start, printer)?,
        PackCommand::Rollback => {
            let own = knowledge::own()?;
            let used = knowledge::with_store(start, folder(start)?, |store| {
                store.roll_back(own).map_err(|error| failure(&error))
            })?;
            printer.data(&format!("pack {} is in use\n", used.pack.version()))?;
        }
        PackCommand::ImportOsv { path, replace } => {
            let path = start.absolute(path);
            let counts = knowledge::with_store(start, folder(start)?, |store| {
                advisories::import(&path, *replace, store, printer)
            })?;
            printer.data(&counts)?;
        }
    }
    Ok(0)
}

fn folder(start: &Start) -> Result<PathBuf, Failure> {
    knowledge::folder(start).ok_or_else(|| Failure::new("there is no home directory to keep packs in"))
}

fn failure(error: &dyn std::error::Error) -> Failure {
    Failure::new(with_causes(error))
}

fn update(from: &Path, start: &Start, printer: &Printer) -> Result<(), Failure> {
    if from.to_str().is_some_and(|text| text.contains("://")) {
        return Err(Failure::new(format!(
            "`{}` is an address; packs are read from files",
            visible::line(&from.to_string_lossy())
        ))
        .hint("fetch it with a tool of your choice and pipe it in: `... | stockade pack update --from -`"));
    }
    let (bytes, from) = if from == Path::new("-") {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(store::MOST_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| failure(&error))?;
        (bytes, PathBuf::from("the standard input"))
    } else {
        let path = start.absolute(from);
        let bytes = store::read_bounded(&path).map_err(|error| failure(&error))?;
        (bytes.ok_or_else(|| Failure::new(format!("there is no file `{}`", path.display())))?, path)
    };
    if bytes.len() as u64 > store::MOST_BYTES {
        return Err(Failure::new(format!("`{}` has more bytes than any pack", from.display())));
    }
    let own = knowledge::own()?;
    let id = knowledge::with_store(start, folder(start)?, |store| {
        store.take(bytes, &from, own).map_err(|error| failure(&error))
    })?;
    printer.data(&format!("pack {} is in use, sha256 {}\n", id.version, id.digest))?;
    Ok(())
}

fn summary(known: &Knowledge) -> Result<String, Failure> {
    let (id, pack) = (known.id()?, known.pack());
    let origin = match &known.file {
        Some(file) => file.display().to_string(),
        None => "the program's own".to_owned(),
    };
    let back = if known.rolled_back { ", gone back to on purpose" } else { "" };
    let lines = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
    Ok(format!(
        "{TITLE}pack {}{TITLE:#}  {origin}{back}\nsha256        {}\nnames         {}\nrepositories  {}\nmalware       {} records, {} imported\n",
        id.version,
        id.digest,
        pack.names().len(),
        pack.owners().len(),
        pack.malware().iter().count(),
        lines(known.imported()),
    ))
}

fn about(known: &Knowledge, text: &str) -> Result<String, Failure> {
    let subject = match text.split_once(':') {
        Some(("npm", name)) => Subject::new(Ecosystem::Npm, name),
        Some(("pypi", name)) => Subject::new(Ecosystem::Pypi, name),
        _ => {
            let text = visible::short(text, 80);
            return Err(Failure::new(format!("`{text}` does not say in which registry"))
                .hint(format!("write npm:{text} or pypi:{text}")));
        }
    };
    let subject = subject.map_err(|error| failure(&error))?;
    let answer = known.engine().judge(&subject);
    let name = visible::line(&subject.name.full).into_owned();
    let mut out = format!("{TITLE}{name}{TITLE:#}  {}\n", subject.name.ecosystem.purl_type());
    for line in &answer.known {
        out.push_str(&format!("  {}\n", visible::line(line)));
    }
    let records = known.pack().malware().of(subject.name.ecosystem, &subject.name.full);
    for record in records {
        let id = if record.id.is_empty() { String::new() } else { format!("{}: ", record.id) };
        let line =
            format!("  {id}versions {}, {}, grade {} ({})", record.versions, record.class, record.grade, record.source);
        out.push_str(&format!("{}\n", visible::line(&line)));
    }
    let near = known.engine().nearest(&subject, 3);
    if !near.is_empty() {
        out.push_str("  near it:\n");
    }
    for (record, mechanism) in near {
        out.push_str(&format!("    {}  {mechanism}\n", visible::line(record.full)));
    }
    out.push_str(&format!("  {TITLE}{}{TITLE:#}, judged with pack {}\n", answer.verdict.as_str(), answer.pack_version));
    Ok(out)
}
