//! One look-alike as a row: JSON Lines, CSV after RFC 4180, or a line for people.

use schemars::JsonSchema;
use serde::Serialize;
use stockade_model::{Confidence, Ecosystem, Verdict};
use stockade_names::answer::{Answer, Match};

use crate::visible::line;

/// The columns of the CSV, in order.
const COLUMNS: &[&str] = &[
    "line",
    "ecosystem",
    "name",
    "verdict",
    "decision",
    "confidence",
    "mechanism",
    "target_ecosystem",
    "target",
    "target_popularity",
    "target_owner",
    "closeness",
    "evidence",
    "counter_evidence",
    "pack_version",
];

/// A row of `stockade hunt --jsonl`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Row {
    /// The line of the input.
    pub(super) line: u64,
    /// Where the name lives.
    pub(super) ecosystem: Ecosystem,
    /// As its registry compares it.
    pub(super) name: String,
    /// `note`, `confirm` or `block`: of the whole answer.
    pub(super) verdict: String,
    pub(super) decision: Verdict,
    pub(super) confidence: Confidence,
    /// The mechanism that fits the filters and weighs most; `known-malware` is one.
    pub(super) mechanism: String,
    /// Absent where the mechanism has no target; with `--target` that of another mechanism which has.
    pub(super) target_ecosystem: Option<Ecosystem>,
    pub(super) target: Option<String>,
    /// npm: downloads a month. PyPI: rank.
    pub(super) target_popularity: Option<u64>,
    pub(super) target_owner: Option<String>,
    /// 0 to 1; only ranks.
    pub(super) closeness: f32,
    pub(super) evidence: Vec<String>,
    pub(super) counter_evidence: Vec<String>,
    /// The pack it was judged with.
    pub(super) pack_version: u64,
}

impl Row {
    /// A row about one match of an answer.
    pub(super) fn of(line: u64, ecosystem: Ecosystem, name: &str, answer: &Answer, found: &Match) -> Self {
        let target = found.target.as_ref();
        Self {
            line,
            ecosystem,
            name: name.to_owned(),
            verdict: found.verdict.as_str().to_owned(),
            decision: match found.verdict.decision() {
                "deny" => Verdict::Deny,
                "ask" => Verdict::Ask,
                _ => Verdict::Allow,
            },
            confidence: found.confidence,
            mechanism: found.mechanism.to_owned(),
            target_ecosystem: target.map(|target| target.ecosystem),
            target: target.map(|target| target.name.clone()),
            target_popularity: target.and_then(|target| target.popularity),
            target_owner: target.and_then(|target| target.owner.clone()),
            closeness: found.closeness,
            evidence: found.evidence.clone(),
            counter_evidence: found.counter_evidence.clone(),
            pack_version: answer.pack_version,
        }
    }

    /// One line of JSON.
    pub(super) fn json(&self) -> Result<String, serde_json::Error> {
        Ok(crate::visible::json(&serde_json::to_string(self)?).into_owned() + "\n")
    }

    /// One record of CSV.
    pub(super) fn csv(&self) -> String {
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        let fields = [
            self.line.to_string(),
            self.ecosystem.purl_type().to_owned(),
            self.name.clone(),
            self.verdict.clone(),
            self.decision.to_string(),
            self.confidence.to_string(),
            self.mechanism.clone(),
            self.target_ecosystem.map(|ecosystem| ecosystem.purl_type().to_owned()).unwrap_or_default(),
            optional(&self.target),
            self.target_popularity.map(|popularity| popularity.to_string()).unwrap_or_default(),
            optional(&self.target_owner),
            format!("{:.2}", self.closeness),
            self.evidence.join("; "),
            self.counter_evidence.join("; "),
            self.pack_version.to_string(),
        ];
        fields.iter().map(|text| field(text)).collect::<Vec<_>>().join(",") + "\r\n"
    }

    /// One line for people.
    pub(super) fn text(&self) -> String {
        let colour = match self.decision {
            Verdict::Deny => anstyle::AnsiColor::Red,
            Verdict::Ask => anstyle::AnsiColor::Yellow,
            Verdict::Allow => anstyle::AnsiColor::Cyan,
        };
        let colour = colour.on_default().bold();
        let target = match (&self.target, self.target_ecosystem) {
            (Some(target), Some(ecosystem)) => format!(" ~ {}:{target}", ecosystem.purl_type()),
            _ => String::new(),
        };
        let (name, ecosystem) = (line(&self.name), self.ecosystem.purl_type());
        format!("{colour}{:7}{colour:#} {ecosystem}:{name}{} [{}]\n", self.verdict, line(&target), self.mechanism)
    }
}

/// The first line of the CSV.
pub(super) fn header() -> String {
    COLUMNS.join(",") + "\r\n"
}

/// The JSON Schema of a row, as it stands in `schema/`.
pub fn schema() -> String {
    crate::generated::pretty(&schemars::schema_for!(Row))
}

fn field(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_has_a_field_for_each_column() {
        assert_eq!(field("plain"), "plain");
        assert_eq!(field("a \"b\", c"), "\"a \"\"b\"\", c\"");
        let row = Row {
            line: 7,
            ecosystem: Ecosystem::Npm,
            name: "x".into(),
            verdict: "confirm".into(),
            decision: Verdict::Ask,
            confidence: Confidence::Medium,
            mechanism: "omission".into(),
            target_ecosystem: None,
            target: None,
            target_popularity: None,
            target_owner: None,
            closeness: 0.9,
            evidence: vec!["one".into(), "two".into()],
            counter_evidence: Vec::new(),
            pack_version: 1,
        };
        assert_eq!(row.csv(), "7,npm,x,confirm,ask,medium,omission,,,,,0.90,one; two,,1\r\n");
        assert_eq!(header().trim_end().split(',').count(), row.csv().trim_end().split(',').count());
    }
}
