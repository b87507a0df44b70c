//! `stockade policy test`: the tests that stand in a policy.

use stockade_model::location::position;
use stockade_policy::resolver::Lexical;

use super::{Machine, Source, report};
use crate::cli::policy::Files;
use crate::commands::{Failure, Start, clock};
use crate::exit::count;
use crate::printer::Printer;
use crate::visible::line;

/// 1 where a test fails.
pub(super) fn run(args: &Files, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let machine: Lexical = Machine::of(start, None).lexical;
    let now = clock(start)?;
    let mut tests = Vec::new();
    for path in &args.files {
        let source = Source::read(path, start)?;
        let policy = source.policy()?;
        for outcome in policy.check(&machine, now) {
            tests.push(report::Test {
                file: source.name.clone(),
                line: position(&source.text, outcome.test.span.start).line,
                name: outcome.test.name.clone(),
                tool: outcome.test.tool.clone(),
                passed: outcome.differences.is_empty(),
                verdict: outcome.judgement.verdict,
                rule: outcome.judgement.rule.clone(),
                differences: outcome.differences,
            });
        }
    }
    let failed = tests.iter().filter(|test| !test.passed).count();
    let all = tests.len();
    if args.json {
        printer.data(&report::print(&report::Tests { version: report::VERSION, tests }))?;
        return Ok(u8::from(failed > 0));
    }
    for test in tests.iter().filter(|test| !test.passed) {
        let name = test.name.as_deref().unwrap_or(&test.tool);
        let why = test.differences.join("; ");
        printer.data(&format!("{}:{}: {}: {}\n", line(&test.file), test.line, line(name), line(&why)))?;
    }
    let failures = if failed == 0 { "all passed".to_owned() } else { format!("{failed} failed") };
    printer.data(&format!("{}, {failures}\n", count(all, "test")))?;
    if all == 0 {
        printer.note("a policy has its tests under `tests:`");
    }
    Ok(u8::from(failed > 0))
}
