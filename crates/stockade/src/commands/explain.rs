//! `stockade explain`: the page of a check, made readable on a terminal.

use super::{Failure, close_to};
use crate::checks;
use crate::cli::Explain;
use crate::printer::Printer;

const TITLE: anstyle::Style = anstyle::Style::new().bold();
const CODE: anstyle::Style = anstyle::AnsiColor::Cyan.on_default();

/// Prints one page, or the list.
pub(super) fn run(args: &Explain, printer: &Printer) -> Result<u8, Failure> {
    let text = match &args.id {
        Some(id) => checks::find(id).as_ref().map(page).ok_or_else(|| unknown(id))?,
        None => list(),
    };
    printer.data(&text)?;
    Ok(0)
}

/// What to say about a check that does not exist.
pub(super) fn unknown(id: &str) -> Failure {
    let failure = Failure::new(format!("there is no check `{id}`"));
    let near = close_to(id, checks::all().map(|check| check.id));
    let failure = match near.as_slice() {
        [] => failure,
        near => failure.hint(format!(
            "did you mean {}?",
            near.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or ")
        )),
    };
    failure.hint("`stockade explain` lists all checks")
}

fn list() -> String {
    let width = checks::all().map(|check| check.id.len()).max().unwrap_or(0);
    checks::all()
        .map(|check| format!("{TITLE}{:width$}{TITLE:#}  {:8}  {}\n", check.id, check.severity, check.summary))
        .collect()
}

fn page(check: &checks::Check) -> String {
    format!(
        "{TITLE}{}{TITLE:#}: {}\nseverity {}, confidence {} unless the page says otherwise\n\n{}",
        check.id,
        check.summary,
        check.severity,
        check.confidence,
        markdown(check.page)
    )
}

/// Enough of Markdown for our own pages: headings, fenced code, code in a line.
fn markdown(text: &str) -> String {
    let mut out = String::new();
    let mut fenced = false;
    let mut lines = text.lines().skip_while(|line| line.trim().is_empty()).peekable();
    // The title repeats what stands above.
    if lines.next_if(|line| line.starts_with("# ")).is_some() {
        while lines.next_if(|line| line.trim().is_empty()).is_some() {}
    }
    for line in lines {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            out.push_str(&format!("    {CODE}{line}{CODE:#}\n"));
        } else if line.starts_with('#') {
            out.push_str(&format!("{TITLE}{}{TITLE:#}\n", line.trim_start_matches('#').trim()));
        } else {
            out.push_str(&inline(line));
            out.push('\n');
        }
    }
    out
}

fn inline(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    // An odd backtick is text.
    if parts.len().is_multiple_of(2) {
        return line.to_owned();
    }
    parts
        .iter()
        .enumerate()
        .map(|(at, part)| if at % 2 == 1 { format!("{CODE}{part}{CODE:#}") } else { (*part).to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_terminal_text() {
        let text = markdown("# unpinned\n\nUse `a` or `b`.\n\n## Why\n\n```json\n{ \"x\": 1 }\n```\n");
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain, "Use a or b.\n\nWhy\n\n    { \"x\": 1 }\n");
    }

    #[test]
    fn an_odd_backtick_is_text() {
        assert_eq!(inline("a ` b"), "a ` b");
    }
}
