//! One self-contained HTML page that people can mail round.
//!
//! Constraints:
//! - it loads nothing and runs nothing: no script, and a policy that allows its own style sheet (by its hash) alone;
//! - every text that comes from a config is made visible, then escaped by the template;
//! - it is well-formed XML too, so that a test can prove that nothing broke out of its element.
//!
//! Layout: `templates/report.html` is the page, [`page`] what it is filled with.

use askama::Template as _;

use super::{Output, RenderError, Style};
use crate::view::View;

mod page;

/// `--html`.
pub const OUTPUT: Output = Output { id: "html", render };

fn render(view: &View, style: &Style) -> Result<String, RenderError> {
    page::Page::of(view, style).render().map_err(|error| RenderError { output: "html", source: Box::new(error) })
}
