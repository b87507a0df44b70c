//! One finding with the source it points at, drawn as compilers do.
//!
//! The source comes as an [`excerpt`], in which columns have moved: the place in front is given, not computed.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use stockade_model::{Finding, Location, Severity};

use super::{DIM, Page, colour};
use crate::excerpt::{excerpt, without_empty_names};
use crate::visible::{line, lines};

/// `path:line:column: severity[check]: message`, for `--quiet`.
pub(super) fn one_line(page: &Page<'_>, finding: &Finding) -> String {
    let colour = colour(finding.severity);
    format!(
        "{}: {colour}{}{colour:#}[{}]: {} {DIM}(confidence {}){DIM:#}\n",
        page.place(&finding.primary),
        finding.severity,
        finding.check,
        line(&finding.message),
        finding.confidence,
    )
}

/// The finding; `ignored` is the reason of the ignore that covers it.
pub(super) fn render(page: &Page<'_>, finding: &Finding, ignored: Option<&str>) -> String {
    let level = match finding.severity {
        Severity::Critical | Severity::High => Level::ERROR,
        Severity::Medium => Level::WARNING,
        Severity::Low => Level::INFO,
        Severity::Info => Level::NOTE,
    };
    let name = if ignored.is_some() { "ignored" } else { finding.severity.as_str() };
    let mut group = Group::with_title(level.with_name(name).primary_title(line(&finding.message)).id(finding.check));
    group = element(group, page, &finding.primary, &finding.label, AnnotationKind::Primary);
    for (location, label) in &finding.related {
        group = element(group, page, location, label, AnnotationKind::Context);
    }
    let about: Vec<String> = [
        Some(format!("confidence {}", finding.confidence)),
        finding.server.as_deref().map(|id| format!("server {}", line(id))),
        finding.package.as_deref().map(|purl| line(purl).into_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    group = group.element(Level::NOTE.message(about.join(", ")));
    if let Some(real) = page.places.real_path(&finding.primary) {
        group = group.element(Level::NOTE.message(format!("the file is a link to {}", page.paths.path(real))));
    }
    for text in &finding.evidence {
        group = group.element(Level::NOTE.with_name("for").message(line(text)));
    }
    for text in &finding.counter_evidence {
        group = group.element(Level::NOTE.with_name("against").message(line(text)));
    }
    for help in &finding.help {
        let text = match &help.replacement {
            // Several lines are to be copied as they stand.
            Some(replacement) if replacement.contains('\n') => {
                format!("{}:\n{}", line(&help.text), lines(replacement.trim_end()))
            }
            Some(replacement) => format!("{}: `{}`", line(&help.text), line(replacement)),
            None => line(&help.text).into_owned(),
        };
        group = group.element(Level::HELP.message(text));
    }
    if let Some(reason) = ignored {
        group = group.element(Level::NOTE.with_name("ignored").message(line(reason)));
    }
    let text = Renderer::styled().term_width(page.style.width).render(&[group]);
    without_empty_names(&text).trim_end().to_owned() + "\n"
}

fn element<'a>(group: Group<'a>, page: &Page<'_>, location: &Location, label: &str, kind: AnnotationKind) -> Group<'a> {
    let place = |text: String| Origin::path(text);
    let Some((file, span, at)) = page.places.span(location) else {
        let group = group.element(place(page.place(location)));
        return if label.is_empty() {
            group
        } else {
            group.element(Level::NOTE.no_name().message(line(label).into_owned()))
        };
    };
    let origin = place(page.paths.path(&file.path)).line(at.line).char_column(at.column);
    let Some(cut) = excerpt(&file.text, span) else { return group.element(origin) };
    let mut annotation = kind.span(cut.span);
    if !label.is_empty() {
        annotation = annotation.label(line(label).into_owned());
    }
    group.element(origin).element(Snippet::source(cut.text).line_start(at.line).annotation(annotation))
}
