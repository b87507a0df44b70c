//! What is wrong with a file that people write or keep for Stockade, drawn at its line like a compiler's error.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use stockade_model::{SourceFile, Span};

use crate::commands::Failure;
use crate::visible::line;

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// One line.
    pub message: String,
    /// What stands under the place; may be empty.
    pub label: String,
    /// The place, in bytes.
    pub span: Range<usize>,
}

/// All complaints about one file as one failure.
pub fn render(path: &Path, text: &str, complaints: &[Complaint]) -> Failure {
    let file = SourceFile { path: path.to_owned(), real_path: None, text: text.to_owned() };
    let mut groups = Vec::new();
    for complaint in complaints {
        let span = Span::new(complaint.span.start, complaint.span.end);
        let at = file.position(span.start);
        let title = Level::ERROR.primary_title(line(&complaint.message));
        let origin = Origin::path(line(&path.to_string_lossy()).into_owned());
        let mut group = title.element(origin.line(at.line).char_column(at.column));
        if let Some(cut) = crate::excerpt::excerpt(text, span) {
            let mut annotation = AnnotationKind::Primary.span(cut.span);
            if !complaint.label.is_empty() {
                annotation = annotation.label(line(&complaint.label).into_owned());
            }
            group = group.element(Snippet::source(cut.text).line_start(at.line).annotation(annotation));
        }
        groups.push(group);
    }
    let message = crate::excerpt::without_empty_names(&Renderer::styled().render(&groups));
    Failure { message, hints: Vec::new(), rendered: true }
}
