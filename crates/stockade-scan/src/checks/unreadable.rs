//! `unreadable`: what could not be read could hold anything.

use stockade_model::{Confidence, Finding, ProblemKind, Severity};

use super::{Check, Scene};

pub(super) const CHECK: Check = Check {
    id: "unreadable",
    summary: "a config could not be read, wholly or in part",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/unreadable.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for problem in &scene.inventory.problems {
        let help = match problem.kind {
            // Has a check of its own.
            ProblemKind::DuplicateKey => continue,
            ProblemKind::Unreadable => "give the scanning user the right to read it, or remove the link",
            ProblemKind::TooLarge => "no config is that large: look at what it is, and move it away",
            ProblemKind::NotRegular => "nothing but a file belongs here: remove it, it can hang programs that read it",
            ProblemKind::SymlinkLoop => "remove the links",
            ProblemKind::Encoding => "save the file as UTF-8",
            ProblemKind::Syntax | ProblemKind::TooDeep => "mend the file; the client may still read a part of it",
            ProblemKind::ChangedWhileRead => "scan again when nothing writes to it",
            ProblemKind::Entry => "mend the entry; the client may still read it in a way of its own",
            ProblemKind::Truncated => "scan the folder by itself",
            ProblemKind::Knowledge => {
                "take a good pack with `stockade pack update`, or go back on purpose with `stockade pack rollback`; records \
                 that were imported are read anew with `stockade pack import-osv --replace PATH`"
            }
            ProblemKind::Unasked => "see to it that the registry answers, and scan again",
        };
        // What nobody could be asked is not known, which alarms nobody by itself; the scan is incomplete all the same.
        let unasked = problem.kind == ProblemKind::Unasked;
        let severity = if unasked { Severity::Low } else { CHECK.severity };
        let builder = Finding::builder(CHECK.id, severity, CHECK.confidence)
            .client(problem.client)
            .evidence(format!("kind: {}", problem.kind.as_str()))
            .help(help);
        findings.push(builder.at(problem.location.clone(), "not read", problem.message.clone()));
    }
}
