//! Problems of a policy, drawn at their lines like a compiler's.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use stockade_model::Span;
use stockade_model::location::position;
use stockade_policy::{Grade, Problem};

use crate::excerpt::{excerpt, without_empty_names};
use crate::visible::line;

/// All problems of one file.
pub fn problems(name: &str, text: &str, problems: &[Problem]) -> String {
    let mut groups = Vec::new();
    for problem in problems {
        let level = if problem.grade == Grade::Error { Level::ERROR } else { Level::WARNING };
        let at = position(text, problem.span.start);
        let origin = Origin::path(line(name).into_owned());
        let title = level.primary_title(line(&problem.message)).id(problem.code);
        let mut group = title.element(origin.line(at.line).char_column(at.column));
        group = group.elements(snippet(text, problem.span, AnnotationKind::Primary, ""));
        if let Some((span, label)) = problem.related.as_deref() {
            group = group.elements(snippet(text, *span, AnnotationKind::Context, label));
        }
        if let Some(hint) = &problem.hint {
            group = group.element(Level::HELP.message(line(hint).into_owned()));
        }
        groups.push(group);
    }
    without_empty_names(&Renderer::styled().render(&groups))
}

fn snippet(
    text: &str,
    span: Span,
    kind: AnnotationKind,
    label: &str,
) -> Option<Snippet<'static, annotate_snippets::Annotation<'static>>> {
    let cut = excerpt(text, span)?;
    let mut annotation = kind.span(cut.span);
    if !label.is_empty() {
        annotation = annotation.label(line(label).into_owned());
    }
    Some(Snippet::source(cut.text).line_start(position(text, span.start).line).annotation(annotation))
}
