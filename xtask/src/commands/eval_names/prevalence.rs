//! What a question is worth where few names are bad: precision at a stated prevalence, from recall and false alarms as they
//! were measured in the same run. Precision among as many bad rows as good ones would flatter every rule.

use super::alarms::Alarms;
use super::malicious::Recall;
use super::report::{Report, Share};

/// One name in ten thousand, which a census of servers does not rule out, and one in a thousand.
const PREVALENCES: [(f64, &str); 2] = [(1e-4, "1e-4"), (1e-3, "1e-3")];

/// Prints the section.
pub(super) fn measure(recall: &Recall, catalogued: &Alarms, listed: &Alarms, report: &Report) {
    report.section("precision: of the names that lead to a question, how many are bad, if one in so many is");
    for (what, alarms) in [("catalogued servers", catalogued), ("MCP names of the lists", listed)] {
        for (rule, recall, alarms) in [
            ("ours, as shipped", recall.ours, alarms.asked),
            ("ours, as if new", recall.ours, alarms.as_new),
            ("one edit", recall.one_edit, alarms.one_edit),
            ("typomania", recall.typomania, alarms.typomania),
        ] {
            report.figure(&format!("{rule}, {what}"), &line(recall, alarms));
        }
    }
}

fn line(recall: Share, alarms: Share) -> String {
    let at = |(prevalence, name): (f64, &str)| match precision(recall.ratio(), alarms.ratio(), prevalence) {
        Some(precision) => format!("{:.2} % at {name}", 100.0 * precision),
        None => format!("asks about nothing at {name}"),
    };
    PREVALENCES.map(at).join(", ")
}

/// Bad names among those that are asked about; none where nothing is.
fn precision(recall: f64, false_alarms: f64, prevalence: f64) -> Option<f64> {
    let bad = recall * prevalence;
    let asked = bad + false_alarms * (1.0 - prevalence);
    (asked > 0.0).then(|| bad / asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_follows_the_prevalence() {
        // Of a million names a hundred are bad: 16 of them and 1,400 others are asked about.
        let precise = precision(0.16, 0.0014, 1e-4).unwrap();
        assert!((precise - 16.0 / (16.0 + 1399.86)).abs() < 1e-9, "{precise}");
        assert_eq!(precision(1.0, 0.5, 0.5), Some(2.0 / 3.0));
        assert_eq!(precision(0.5, 0.0, 1e-4), Some(1.0));
        assert_eq!(precision(0.0, 0.1, 1e-4), Some(0.0));
        assert_eq!(precision(0.0, 0.0, 1e-4), None);
        let shares = (Share { hits: 16, of: 100 }, Share { hits: 14, of: 10_000 });
        assert_eq!(line(shares.0, shares.1), "1.13 % at 1e-4, 10.27 % at 1e-3");
        assert_eq!(line(Share::default(), Share::default()), "asks about nothing at 1e-4, asks about nothing at 1e-3");
    }
}
