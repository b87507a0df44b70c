//! With which status the program ends, and why.
//!
//! | status | meaning |
//! | --- | --- |
//! | 0 | clean |
//! | 1 | findings at or above `--fail-on`, or a difference from the baseline |
//! | 2 | wrong usage, or the tool itself failed |
//! | 3 | incomplete: something could not be read |
//!
//! 2 beats 1 beats 3. A finding with confidence `low` never fails a run.

use stockade_model::{Confidence, Finding, Problem, Severity};

/// What `--help` says about exit codes.
pub const HELP: &str = "\
Exit codes: 0 clean; 1 findings at or above --fail-on, or a difference from --baseline; 2 wrong usage or the tool failed;
3 incomplete, something could not be read. 2 beats 1 beats 3; the reason stands on stderr. A finding with confidence `low`
never fails a run. With --no-exit-codes 1 and 3 become 0.";

/// Usage or tool failure.
pub const FAILURE: u8 = 2;

/// The end of a run, with the reasons that led there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The status.
    pub code: u8,
    /// One line each, worst first.
    pub reasons: Vec<String>,
}

impl Verdict {
    /// Judges what a scan shows.
    pub fn of(findings: &[Finding], fail_on: Severity, differs: bool, problems: &[Problem]) -> Self {
        let failing = findings
            .iter()
            .filter(|finding| finding.severity >= fail_on && finding.confidence > Confidence::Low)
            .count();
        let incomplete = problems.iter().filter(|problem| problem.kind.is_incomplete()).count();
        let mut verdict = Self::default();
        if failing > 0 {
            verdict.add(1, format!("{} at or above `{fail_on}`", count(failing, "finding")));
        }
        if differs {
            verdict.add(1, "the configs differ from the baseline".to_owned());
        }
        if incomplete > 0 {
            verdict.add(3, format!("{} left something unread", count(incomplete, "problem")));
        }
        verdict
    }

    /// Adds a reason. Called with 2 before 1 before 3: the first code stands.
    pub(crate) fn add(&mut self, code: u8, reason: String) {
        if self.code == 0 {
            self.code = code;
        }
        self.reasons.push(reason);
    }
}

/// `1 finding`, `2 findings`.
pub fn count(number: usize, noun: &str) -> String {
    let consonant = |stem: &&str| !stem.ends_with(['a', 'e', 'o', 'u']);
    match (number, noun.strip_suffix('y').filter(consonant)) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use stockade_model::{Location, ProblemKind};

    use super::*;

    fn finding(severity: Severity, confidence: Confidence) -> Finding {
        Finding::builder("test", severity, confidence).at(Location::Path("x".into()), "", "message")
    }

    fn problem(kind: ProblemKind) -> Problem {
        Problem { kind, location: Location::Path("x".into()), client: None, message: String::new() }
    }

    #[test]
    fn findings_beat_problems_and_both_are_named() {
        let findings = [finding(Severity::High, Confidence::Medium)];
        let problems = [problem(ProblemKind::Syntax)];
        let verdict = Verdict::of(&findings, Severity::High, false, &problems);
        assert_eq!(verdict.code, 1);
        assert_eq!(verdict.reasons, ["1 finding at or above `high`", "1 problem left something unread"]);
        assert_eq!(Verdict::of(&findings, Severity::Critical, false, &problems).code, 3);
    }

    #[test]
    fn low_confidence_never_fails() {
        let findings = [finding(Severity::Critical, Confidence::Low)];
        assert_eq!(Verdict::of(&findings, Severity::Info, false, &[]), Verdict::default());
    }

    #[test]
    fn a_duplicate_key_is_no_gap_and_a_difference_fails() {
        assert_eq!(Verdict::of(&[], Severity::High, false, &[problem(ProblemKind::DuplicateKey)]).code, 0);
        assert_eq!(Verdict::of(&[], Severity::High, true, &[]).code, 1);
    }
}
