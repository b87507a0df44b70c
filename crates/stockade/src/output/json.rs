//! The JSON report. Its types are its own, apart from the model: the model may change, version 1 of this only grows.
//!
//! Layout: [`document`] is the whole, [`place`] where things stand, [`server`] and [`launch`] what was found,
//! [`finding`] what checks say, [`summary`] the counts and the end of the run.

use super::{Output, RenderError, Style};
use crate::place::Places;
use crate::view::View;

pub mod document;
pub mod finding;
pub mod launch;
pub mod place;
pub mod server;
pub mod summary;

pub use document::Document;

/// Version of the schema.
pub const SCHEMA_VERSION: u32 = 1;

/// `--json`.
pub const OUTPUT: Output = Output { id: "json", render };

fn render(view: &View, _style: &Style) -> Result<String, RenderError> {
    super::json_text("json", &Document::of(view, &Places::new(&view.report.inventory.sources)))
}

/// The JSON Schema of the report, as it stands in `schema/`.
pub fn schema() -> String {
    crate::generated::pretty(&schemars::schema_for!(Document))
}
