//! `stockade policy list`: the policies that come with the program.

use stockade_policy::{Policy, shipped};

use super::report;
use crate::cli::policy::List;
use crate::commands::Failure;
use crate::printer::Printer;

const TITLE: anstyle::Style = anstyle::Style::new().bold();

/// Prints them, by name.
pub(super) fn run(args: &List, printer: &Printer) -> Result<u8, Failure> {
    let described = shipped::ALL.iter().map(|policy| {
        let description =
            Policy::parse(policy.name, policy.text).ok().and_then(|policy| policy.description().map(str::to_owned));
        (policy, description.unwrap_or_default())
    });
    if args.json {
        let entry = |(policy, description): (&shipped::Shipped, String)| serde_json::json!({"name": policy.name, "description": description, "packages": policy.packages});
        let policies: Vec<_> = described.map(entry).collect();
        printer.data(&report::print(&serde_json::json!({"version": report::VERSION, "policies": policies})))?;
        return Ok(0);
    }
    let width = shipped::ALL.iter().map(|policy| policy.name.len()).max().unwrap_or(0);
    let lines: String = described
        .map(|(policy, description)| format!("{TITLE}{:width$}{TITLE:#}  {description}\n", policy.name))
        .collect();
    printer.data(&lines)?;
    Ok(0)
}
