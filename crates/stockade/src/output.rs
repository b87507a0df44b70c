//! The outputs, one file each. An output turns a [`View`] into text; printing it is not its business.

use std::borrow::Cow;

use crate::view::View;

pub mod cyclonedx;
pub mod html;
pub mod json;
pub(crate) mod sarif;
mod terminal;
mod uri;
mod words;

/// One machine-readable or printable output, chosen by a flag of its name.
pub struct Output {
    /// The flag, without dashes.
    pub id: &'static str,
    /// The work.
    pub render: fn(&View, &Style) -> Result<String, RenderError>,
}

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// One line a finding.
    pub quiet: bool,
    /// Everything.
    pub verbose: bool,
    /// When the scan began, seconds since 1970; `SOURCE_DATE_EPOCH` where it is set.
    pub time: jiff::Timestamp,
}

/// An output could not be made.
#[derive(Debug, thiserror::Error)]
#[error("could not render the `{output}` report")]
pub struct RenderError {
    /// Which.
    pub output: &'static str,
    /// Why.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

macro_rules! outputs {
    ($($module:ident),* $(,)?) => {
        /// Every output that a flag chooses, in the order of the help text.
        pub static ALL: &[&Output] = &[$(&$module::OUTPUT),*];
    };
}

outputs! { json, sarif, cyclonedx, html }

/// What is printed where no flag chooses.
pub use terminal::OUTPUT as TERMINAL;

/// A document as JSON text that is safe to print.
pub(crate) fn json_text(output: &'static str, document: &impl serde::Serialize) -> Result<String, RenderError> {
    let mut text =
        serde_json::to_string_pretty(document).map_err(|error| RenderError { output, source: Box::new(error) })?;
    // A report can be large, and most of them hide nothing: only what has to change is copied.
    if let Cow::Owned(safe) = crate::visible::json(&text) {
        text = safe;
    }
    text.push('\n');
    Ok(text)
}
