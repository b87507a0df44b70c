//! One run of the command: specs are judged, looked up side by side, and answered in their order.

use std::sync::Arc;

use stockade_model::{Confidence, Severity, Verdict};
use stockade_names::pack::PackId;

use super::judge::{By, Judge, Part};
use super::look::{Look, Looker, weight};
use super::source::Asked;
use super::spec::{Meaning, Wrong};
use super::{Checked, Item, Output, json, text};
use crate::commands::scan::progress::Progress;
use crate::commands::{Failure, Start, clock, with_causes};
use crate::exit::{self, count};
use crate::packages::report::{Found, Shown};
use crate::printer::{Printer, write_file};
use crate::visible::short;

/// One run of the command.
pub(super) struct Run<'a> {
    pub(super) printer: &'a Printer,
    pub(super) progress: Arc<Progress>,
    pub(super) judge: Judge<'a>,
    pub(super) looker: Looker<'a>,
    pub(super) style: text::Style<'a>,
    pub(super) output: Output,
    pub(super) fail_on: Severity,
    /// Whether somebody set it for this run: then what is shown counts by its severity, too.
    pub(super) strict: bool,
    pub(super) failing: usize,
    pub(super) summary: json::Summary,
}

impl Run<'_> {
    pub(super) fn begin(&mut self, id: &PackId, note: Option<String>) -> Result<(), Failure> {
        let tool = json::Tool { name: "stockade".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
        let pack = json::Pack { version: id.version, sha256: id.digest.clone(), note };
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

    /// Answers specs in their order; what they bring in is looked up side by side.
    pub(super) fn answer_all(&mut self, asked: Vec<Asked>) -> Result<(), Failure> {
        let mut judged: Vec<(Asked, Vec<Part>)> = Vec::with_capacity(asked.len());
        for asked in asked {
            let parts = asked.meaning.as_ref().map_or_else(|_| Vec::new(), |meaning| self.judge.judge(meaning));
            judged.push((asked, parts));
        }
        let understood = judged.iter_mut().filter_map(|(asked, parts)| Some((asked.meaning.as_ref().ok()?, parts)));
        let mut understood: Vec<(&Meaning, &mut Vec<Part>)> = understood.collect();
        self.looker.add(&mut understood);
        let progress = Arc::clone(&self.progress);
        progress.suspend(|| judged.into_iter().try_for_each(|(asked, parts)| self.answer(asked, parts)))
    }

    fn answer(&mut self, asked: Asked, parts: Vec<Part>) -> Result<(), Failure> {
        let result = asked.meaning.map(|meaning| {
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
        let looks = || checked.parts.iter().filter_map(|part| part.look.as_ref());
        summary.lacking += looks().filter(|look| !look.online && look.error.is_some()).count();
        summary.incomplete += usize::from(looks().any(Look::is_incomplete));
        let fails = |(severity, confidence)| severity >= self.fail_on && confidence > Confidence::Low;
        // What a package's own alarms decided is counted with them.
        let by_name = checked.parts.iter().filter(|part| part.by != By::Package).filter_map(|part| part.alarm);
        // What is shown goes on: a package that is allowed fails no run, unless somebody asked for that.
        let counts = |found: &&Found| self.strict || found.action > Shown::Show;
        let of_packages = looks().flat_map(Look::standing).filter(counts).map(weight);
        self.failing += by_name.chain(of_packages).filter(|alarm| fails(*alarm)).count();
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

    pub(super) fn verdict(&self) -> exit::Verdict {
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
        if summary.incomplete > 0 {
            let specs = count(summary.incomplete, "spec");
            verdict.add(3, format!("{specs} of which not everything could be looked at"));
        }
        verdict
    }

    pub(super) fn end(mut self, id: &PackId, verdict: &exit::Verdict, start: &Start) -> Result<(), Failure> {
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
                let log = collector.log(verdict, self.summary.lacking, clock(start)?, id);
                let text =
                    crate::output::json_text("sarif", &log).map_err(|error| Failure::new(with_causes(&error)))?;
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
