//! SARIF 2.1.0, for code scanning (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/>).
//!
//! Constraints:
//! - files inside the scanned project are relative to `%SRCROOT%`, those of the home to `HOME`: a report can be read on
//!   another machine and compared with one of it;
//! - columns count Unicode code points, and the report says so;
//! - texts that come from configs are made visible, and cannot form links.
//!
//! Layout: [`log`] has the types, [`rules`] the checks, [`place`] the locations, [`results`] findings and notifications.

use std::collections::BTreeMap;

use super::{Output, RenderError, Style};
use crate::place::Places;
use crate::view::View;
use log::{ArtifactLocation, Driver, Invocation, Log, Run, Tool};
use place::Bases;

pub(crate) mod log;
mod place;
mod results;
pub(crate) mod rules;

/// `--sarif`.
pub(crate) const OUTPUT: Output = Output { id: "sarif", render };

/// Where the standard's schema lies.
pub(crate) const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

fn render(view: &View, style: &Style) -> Result<String, RenderError> {
    let places = Places::new(&view.report.inventory.sources);
    let bases = Bases::of(&view.facts);
    let page = Page { view, places: &places, bases: &bases };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: vec![page.run(style)] };
    super::json_text("sarif", &log)
}

/// What the parts of the log share.
struct Page<'a> {
    view: &'a View,
    places: &'a Places<'a>,
    bases: &'a Bases,
}

impl Page<'_> {
    fn run(&self, style: &Style) -> Run {
        let verdict = &self.view.verdict;
        let incomplete = self.view.problems().iter().any(|problem| problem.kind.is_incomplete());
        let reasons = verdict.reasons.join("; ");
        Run {
            tool: Tool {
                driver: Driver {
                    name: "stockade",
                    full_name: concat!("stockade ", env!("CARGO_PKG_VERSION")),
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules::all(),
                    notifications: rules::notifications(),
                },
            },
            invocations: vec![Invocation {
                execution_successful: !incomplete,
                start_time_utc: style.time.to_string(),
                exit_code: verdict.code,
                exit_code_description: if reasons.is_empty() { "clean".to_owned() } else { reasons },
                tool_execution_notifications: self.notifications(),
            }],
            original_uri_base_ids: self.bases.all().into_iter().collect::<BTreeMap<_, ArtifactLocation>>(),
            column_kind: "unicodeCodePoints",
            results: self.results(),
            properties: BTreeMap::new(),
        }
    }
}

/// One line that a reader of the format cannot take for a link (`[text](target)`).
pub(crate) fn plain(text: &str) -> String {
    crate::visible::line(text).replace("](", "] (")
}
