//! Files of overrides and constraints: they narrow versions down, and can send uv to another place for any package.
//!
//! - `--overrides` and `--constraints` of the line, `UV_OVERRIDE` and `UV_CONSTRAINT` of the environment, and the
//!   constraints that a file of requirements names itself; measured with uv 0.13: an address in any of them wins over the
//!   registry, for the tool itself too;
//! - an override of the tool's own version wins over the version on the line;
//! - `[tool.uv]` tables of a project count for `uv run` there and are part of what the project is.

use stockade_model::{Launch, Opaque, Span, launch::OpaqueReason};

use super::requirement::{Requirement, Source};
use super::requirements_file;
use super::uv_options::values;
use crate::resolve::{Call, Machine, options::Parsed};

/// Options and the variable each of them hides; whether it replaces requirements of the line itself.
static LINES: &[(&[&str], &str, bool)] = &[
    (&["--overrides", "--override"], "UV_OVERRIDE", true),
    (&["-c", "--constraints", "--constraint"], "UV_CONSTRAINT", false),
];

/// Says where such a file changes what is fetched, or that nobody can look it up. `own` is the tool's package.
pub fn note(own: Option<&str>, parsed: &Parsed, call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    for (options, variable, replaces) in LINES {
        let given: Vec<(&str, Option<Span>)> =
            values(parsed, options).map(|word| (word.text.as_str(), word.span)).collect();
        let files = if given.is_empty() {
            let value = call.env(variable, false, machine).map_or("", |(_, value)| value);
            value.split_whitespace().map(|text| (text, call.program.span)).collect()
        } else {
            given
        };
        for (text, span) in files {
            if let Some(detail) = changes(text, own.filter(|_| *replaces), call, machine) {
                launch.opaque.push(Opaque { reason: OpaqueReason::Indirect, detail, span });
            }
        }
    }
}

fn changes(text: &str, own: Option<&str>, call: &Call, machine: &Machine<'_>) -> Option<String> {
    let Some(path) = machine.path(text, call.cwd.as_deref()) else {
        return Some(format!("`{text}` can take packages from elsewhere, and cannot be looked up"));
    };
    let found = match requirements_file::read(&path, machine) {
        Ok(found) => found,
        Err(detail) => return Some(detail),
    };
    elsewhere(text, &found).or_else(|| {
        found
            .iter()
            .find(|one| own.is_some() && one.normalised().as_deref() == own)
            .map(|_| format!("`{text}` overrides the version of `{}` itself", own.unwrap_or_default()))
    })
}

/// What a file of constraints says where it takes a package from an address or a folder.
pub fn elsewhere(file: &str, found: &[Requirement]) -> Option<String> {
    let one = found.iter().find(|one| !matches!(one.source, Source::Index(_)))?;
    let name = one.name.as_deref().unwrap_or("a package");
    Some(format!("`{file}` takes `{name}` from an address of its own instead of the registry"))
}
