//! `stockade diff`: what changed from one version of a package to another, on one screen.
//!
//! - the new version is judged as an update from the old one: what would hold or block it ends with status 1;
//! - what could not be compared is said, and ends with status 3: a difference that nobody looked for is not none;
//! - archives are compared without asking anybody about them.
//!
//! Layout: [`json`] is the report, [`tools`] its part about definitions of tools, [`words`] finds what changed of a text, and
//! [`text`] says it all to people.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use stockade_assess::checks;
use stockade_model::Location;
use stockade_survey::{Archive, Ask, SurveyError};

use super::scan::progress::Progress;
use super::{Failure, Start, check};
use crate::cli::{Diff, Global, Scan};
use crate::exit::{self, Verdict, count};
use crate::packages::report::{Assessment, Shown};
use crate::packages::{Packages, accept, asking};
use crate::printer::{Printer, write_file};
use crate::settings::Settings;

pub mod json;
mod text;
pub mod tools;
mod words;

/// Stands for the standard output where a file could be named.
const STANDARD: &str = "-";

/// Compares and prints.
pub(super) fn run(args: &Diff, global: &Global, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let here: Vec<PathBuf> = start.cwd.iter().cloned().collect();
    let mut settings = Settings::resolve(&Scan::default(), global, start, &here)?;
    settings.packages.without_network(args.lookup.offline);
    settings.tell(printer);
    let progress = Arc::new(Progress::start(printer));
    let hear = Arc::clone(&progress);
    let root = args.lookup.trusted_root.as_deref();
    let packages = Packages::of(&settings, start, start.cwd.as_deref(), root, Arc::new(move |what| hear.say(what)))?;
    packages.tell(printer);
    let (old, new) = (question(&args.old, start, &packages)?, question(&args.new, start, &packages)?);
    let compared = packages.survey.compare(&old, &new);
    progress.clear();
    let mut compared = compared.map_err(|error| failed(&error))?;

    let (today, setting) = (super::today(), &packages.setting);
    let unmet = settings.requirements.judge(&compared.looked.subject, start.cwd.as_deref(), setting, today);
    compared.looked.said.alarms.extend(unmet.into_iter().map(|unmet| unmet.alarm));
    compared.looked.said.sort();
    let ignored = |alarm: &stockade_assess::Alarm| accept::reason(alarm, &settings, today);
    let persona = settings.persona.value;
    let assessment = Assessment::of(&compared.looked, setting.now, persona, &ignored);
    let verdict = verdict(&assessment, &compared.diff, packages.offline);
    let document = json::Document::of(&compared, assessment, &verdict);
    match &args.json {
        None => printer.data(&text::screen(&document, global))?,
        Some(file) => {
            let text = document.text()?;
            if file == Path::new(STANDARD) { printer.data(&text)? } else { write_file(&start.absolute(file), &text)? }
        }
    }
    for reason in &verdict.reasons {
        printer.error(&format!("stockade: {reason}"));
    }
    Ok(if args.no_exit_codes && verdict.code != exit::FAILURE { 0 } else { verdict.code })
}

fn verdict(assessment: &Assessment, diff: &stockade_assess::diff::PackageDiff, offline: bool) -> Verdict {
    let mut verdict = Verdict::default();
    match assessment.action {
        Some(Shown::Block) => verdict.add(1, "the new version would be blocked".to_owned()),
        Some(Shown::Hold) => verdict.add(1, "the new version would be held".to_owned()),
        Some(Shown::Show) | None => {}
    }
    if !diff.unknown.is_empty() {
        verdict.add(3, format!("{} could not be compared", count(diff.unknown.len(), "thing")));
    }
    let steps = assessment.not_possible().count();
    if steps > 0 && !offline {
        verdict.add(3, format!("{} could not be looked at", count(steps, "thing")));
    }
    verdict
}

/// What one side names.
fn question(text: &str, start: &Start, packages: &Packages) -> Result<Ask, Failure> {
    let most = packages.survey.options().caps.packed;
    let path = start.absolute(Path::new(text));
    if !text.contains(':') && path.is_file() {
        let archive = Archive::open(&path, most).map_err(|error| failed(&error))?;
        return Ok(Ask::archive(archive, Location::Path(path)));
    }
    let component = check::package(text, start)?;
    let at = component.package().map_or_else(|| Location::Path(text.into()), checks::nowhere);
    let ask = asking::of(&component, at, None, None, packages.survey.sources()).map_err(Failure::new)?;
    ask.ok_or_else(|| {
        Failure::new(format!("`{text}` cannot be looked up"))
            .hint("name two versions of a package of npm or PyPI, or two archives")
    })
}

fn failed(error: &SurveyError) -> Failure {
    Failure::new(error.to_string()).hint(error.hint())
}
