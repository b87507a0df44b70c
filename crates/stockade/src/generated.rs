//! The files in the repository that are generated from this program: `cargo xtask generate` writes them, `--check`
//! compares them. The check pages in `docs/checks/` are written by hand; everything here is not.

use clap::ValueEnum as _;

mod manual;
mod reference;

/// Every generated file: its path from the top of the repository, and its content.
pub fn generated() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for shell in clap_complete::Shell::value_variants() {
        let name = match shell {
            clap_complete::Shell::Bash => "stockade.bash",
            clap_complete::Shell::Zsh => "_stockade",
            clap_complete::Shell::Fish => "stockade.fish",
            clap_complete::Shell::PowerShell => "_stockade.ps1",
            clap_complete::Shell::Elvish => "stockade.elv",
            _ => continue,
        };
        files.push((format!("packaging/completions/{name}"), crate::commands::completions::script(*shell)));
    }
    files.extend(manual::pages().into_iter().map(|(name, page)| (format!("packaging/man/{name}"), page)));
    files.push(("schema/scan-report.v1.json".to_owned(), crate::output::json::schema()));
    files.push(("schema/baseline.v1.json".to_owned(), baseline_schema()));
    files.push((
        "schema/stockade-toml.json".to_owned(),
        pretty(&schemars::schema_for!(crate::settings::file::shape::File)),
    ));
    files.push(("schema/check-report.v1.json".to_owned(), crate::commands::check::json::schema()));
    files.push(("schema/diff-report.v1.json".to_owned(), crate::commands::diff::json::schema()));
    files.push(("schema/hunt-row.v1.json".to_owned(), crate::commands::hunt::row::schema()));
    files.push(("schema/approvals.v1.json".to_owned(), crate::commands::approvals::json::schema()));
    let shown = schemars::schema_for!(crate::commands::config::shown::Shown);
    files.push(("schema/config-show.v1.json".to_owned(), pretty(&shown)));
    files.extend(crate::commands::policy::report::schemas());
    files.push(("docs/checks.md".to_owned(), reference::check_index()));
    files.push(("docs/clients.md".to_owned(), reference::client_reference()));
    files.push(("docs/launchers.md".to_owned(), reference::launcher_reference()));
    files
}

fn baseline_schema() -> String {
    pretty(&schemars::schema_for!(stockade_model::baseline::Baseline))
}

/// A schema as it stands in the repository.
pub(crate) fn pretty(schema: &schemars::Schema) -> String {
    serde_json::to_string_pretty(schema).map(|text| text + "\n").unwrap_or_default()
}
