//! The SARIF of `stockade check --sarif`: alarms as results with the spec as their logical place.

use std::collections::BTreeMap;

use serde_json::json;
use sha2::{Digest as _, Sha256};
use stockade_names::{mechanisms, repository};
use stockade_scan::allow_list;

use super::judge::{By, Part};
use super::look::{Look, weight};
use super::{BY_NAME, Checked, Item, by_name_alone, reason};
use crate::checks;
use crate::exit::Verdict;
use crate::output::sarif::log::{
    Configuration, Descriptor, Driver, Invocation, Location, Log, Logical, Notification, Outcome, Reference, Run, Text,
    Tool,
};
use crate::output::sarif::rules::{level, text};
use crate::output::sarif::{SCHEMA, plain};

/// The notification for a spec that could not be understood.
const WRONG: &str = "wrong-spec";
/// The notification for what nobody could judge.
const UNKNOWN: &str = "unknown";
/// The notification for what should have been looked at and could not be.
const INCOMPLETE: &str = "not-checked";
/// Rules that are no mechanism of the name engine.
const OTHERS: &[(&str, &str)] = &[
    ("known-malware", "a package that is known to be malicious"),
    (repository::OWNER_CONTRADICTION, "a repository or image carries a vendor's name under another owner"),
    (allow_list::UNLISTED, "what runs is on no list of approved servers"),
    (allow_list::DENIED, "somebody denied what runs"),
    (allow_list::PERHAPS_DENIED, "what runs may come to something that somebody denied"),
    ("opaque", "nobody can say what runs without running it"),
    ("no-such-package", "the registry has no such package: whoever registers the name decides what runs"),
];

/// Collects what a log holds, spec by spec.
#[derive(Default)]
pub(super) struct Collector {
    results: Vec<Outcome>,
    notifications: Vec<Notification>,
}

impl Collector {
    /// Takes one spec.
    pub(super) fn add(&mut self, item: &Item) {
        match &item.result {
            Err(wrong) => self.notify(WRONG, "error", item, &wrong.message),
            Ok(checked) => {
                for part in &checked.parts {
                    if part.is_unknown() {
                        self.notify(UNKNOWN, "warning", item, part.unjudged.as_deref().unwrap_or_default());
                    }
                    if reason(part) == BY_NAME {
                        let why = part.look.as_ref().and_then(|look| Some(look.error.as_ref()?.0.as_str()));
                        self.notify(BY_NAME, "note", item, why.unwrap_or_default());
                    }
                    if part.by != By::Package {
                        self.results.extend(result(item, checked, part));
                    }
                    let look = part.look.as_ref();
                    self.results.extend(look.iter().flat_map(|look| found(item, part, look)));
                    for step in
                        look.iter().filter(|look| look.is_incomplete()).flat_map(|l| l.assessment.not_possible())
                    {
                        self.notify(INCOMPLETE, "warning", item, &format!("{}: {}", step.what, step.detail));
                    }
                }
            }
        }
    }

    fn notify(&mut self, id: &str, level: &'static str, item: &Item, message: &str) {
        self.notifications.push(Notification {
            descriptor: Reference { id: id.to_owned() },
            level,
            message: text(&plain(message)),
            locations: vec![place(item)],
        });
    }

    /// The log.
    pub(super) fn log(
        self,
        verdict: &Verdict,
        lacking: usize,
        time: jiff::Timestamp,
        pack: &stockade_names::pack::PackId,
    ) -> Log {
        // An answer by the name alone is not clean.
        let unlooked = (lacking > 0).then(|| by_name_alone(lacking));
        let reasons = verdict.reasons.iter().cloned().chain(unlooked).collect::<Vec<_>>().join("; ");
        let properties = BTreeMap::from([("pack", json!({ "version": pack.version, "sha256": pack.digest }))]);
        let notification = |id: &str, what: &str| descriptor(id, what, None);
        Log {
            schema: SCHEMA,
            version: "2.1.0",
            runs: vec![Run {
                tool: Tool {
                    driver: Driver {
                        name: "stockade",
                        full_name: concat!("stockade ", env!("CARGO_PKG_VERSION")),
                        version: env!("CARGO_PKG_VERSION"),
                        semantic_version: env!("CARGO_PKG_VERSION"),
                        rules: rules(),
                        notifications: vec![
                            notification(WRONG, "a spec that could not be understood"),
                            notification(UNKNOWN, "something that nobody could judge"),
                            notification(INCOMPLETE, "something that could not be looked at"),
                            notification(
                                BY_NAME,
                                "a package of which nothing but the name was judged: nobody was asked",
                            ),
                        ],
                    },
                },
                invocations: vec![Invocation {
                    execution_successful: verdict.code < 2,
                    start_time_utc: time.to_string(),
                    exit_code: verdict.code,
                    exit_code_description: if reasons.is_empty() { "clean".to_owned() } else { reasons },
                    tool_execution_notifications: self.notifications,
                }],
                original_uri_base_ids: BTreeMap::new(),
                column_kind: "unicodeCodePoints",
                results: self.results,
                properties,
            }],
        }
    }
}

fn rules() -> Vec<Descriptor> {
    let of_names = mechanisms::ALL.iter().map(|mechanism| (mechanism.id, mechanism.summary));
    let of_packages = checks::all().filter(|check| check.of_packages).map(|check| (check.id, check.summary));
    let all = of_names.chain(OTHERS.iter().copied()).chain(of_packages);
    all.map(|(id, what)| descriptor(id, what, Some("warning"))).collect()
}

/// The number of a rule in [`rules`].
fn index_of(rule_id: &str) -> Option<usize> {
    let of_packages = checks::all().filter(|check| check.of_packages).map(|check| check.id);
    let ids = mechanisms::ALL.iter().map(|mechanism| mechanism.id).chain(OTHERS.iter().map(|(id, _)| *id));
    ids.chain(of_packages).position(|id| id == rule_id)
}

/// What checks of packages say of a part, accepted findings with their reason.
fn found<'a>(item: &'a Item, part: &'a Part, look: &'a Look) -> impl Iterator<Item = Outcome> + 'a {
    look.assessment.alarms.iter().map(move |found| {
        let mut message = format!("`{}`: {}", look.assessment.purl, found.message);
        for text in &found.evidence {
            message.push_str(&format!("; {text}"));
        }
        let (severity, confidence) = (found.severity, found.confidence);
        Outcome {
            rule_id: found.check,
            rule_index: index_of(found.check),
            level: level(weight(found).0),
            message: Text { text: plain(&message), markdown: None },
            locations: vec![place(item)],
            related_locations: Vec::new(),
            partial_fingerprints: BTreeMap::from([("stockadeCheck/v1", print(&[found.check, &message]))]),
            suppressions: Vec::new(),
            properties: BTreeMap::from([
                ("severity", json!(severity)),
                ("confidence", json!(confidence)),
                ("action", json!(found.action)),
                ("decision", json!(part.decision)),
                ("package", json!(look.assessment.purl)),
                ("evidence", json!(found.evidence)),
                ("counterEvidence", json!(found.counter_evidence)),
                ("lines", json!(found.lines)),
                ("acceptedBecause", json!(found.ignored)),
            ]),
        }
    })
}

fn print(parts: &[&str]) -> String {
    Sha256::digest(parts.join("\0")).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn descriptor(id: &str, what: &str, level: Option<&'static str>) -> Descriptor {
    Descriptor {
        id: id.to_owned(),
        short_description: text(what),
        full_description: None,
        help: None,
        default_configuration: level.map(|level| Configuration { level }),
        properties: BTreeMap::new(),
    }
}

fn place(item: &Item) -> Location {
    let logical = Logical { fully_qualified_name: plain(&item.text), kind: "package" };
    Location { logical_locations: vec![logical], ..Location::default() }
}

fn result(item: &Item, checked: &Checked, part: &Part) -> Option<Outcome> {
    let (severity, confidence) = part.alarm?;
    let rule_id = part.word();
    let what = checked.what(part);
    let target = part.resembles.as_ref().and_then(|found| found.target.as_ref());
    let mut message = match part.by {
        By::List => part.list.reason.clone(),
        By::Opaque => part.unjudged.clone().unwrap_or_default(),
        By::Absent => part.look.as_ref().and_then(|look| Some(look.error.as_ref()?.0.clone())).unwrap_or_default(),
        _ => match target {
            Some(target) => {
                format!("`{what}` could be mistaken for `{}:{}`", target.ecosystem.purl_type(), target.name)
            }
            None => format!("`{what}` is not to be trusted by its name"),
        },
    };
    let found = part
        .answer
        .iter()
        .flat_map(|answer| &answer.matches)
        .filter(|found| part.by == By::Name && found.mechanism == rule_id);
    let (evidence, against): (Vec<_>, Vec<_>) = found.map(|found| (&found.evidence, &found.counter_evidence)).unzip();
    let evidence: Vec<&String> = evidence.into_iter().flatten().collect();
    for text in &evidence {
        message.push_str(&format!("; {text}"));
    }
    Some(Outcome {
        rule_id,
        rule_index: index_of(rule_id),
        level: level(severity),
        message: Text { text: plain(&message), markdown: None },
        locations: vec![place(item)],
        related_locations: Vec::new(),
        partial_fingerprints: BTreeMap::from([("stockadeCheck/v1", print(&[rule_id, &what, &message]))]),
        suppressions: Vec::new(),
        properties: BTreeMap::from([
            ("severity", json!(severity)),
            ("confidence", json!(confidence)),
            ("decision", json!(part.decision)),
            ("package", json!(part.package().map(stockade_model::Package::purl))),
            ("evidence", json!(evidence)),
            ("counterEvidence", json!(against.into_iter().flatten().collect::<Vec<_>>())),
        ]),
    })
}
