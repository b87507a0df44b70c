//! The files in the repository that are generated from this program: `cargo xtask generate` writes them, `--check`
//! compares them.

use clap::CommandFactory as _;
use clap::ValueEnum as _;

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
    files.push(("packaging/man/stockade.1".to_owned(), manual()));
    files.push(("schema/scan-report.v1.json".to_owned(), crate::output::json::schema()));
    files.push(("schema/baseline.v1.json".to_owned(), baseline_schema()));
    files
}

fn manual() -> String {
    let mut page = Vec::new();
    let command = crate::cli::Cli::command();
    // Writing to memory does not fail; were it to, the check would show an empty page.
    let _ = clap_mangen::Man::new(command).render(&mut page);
    String::from_utf8(page).unwrap_or_default()
}

fn baseline_schema() -> String {
    pretty(&schemars::schema_for!(stockade_model::baseline::Baseline))
}

/// A schema as it stands in the repository.
pub(crate) fn pretty(schema: &schemars::Schema) -> String {
    serde_json::to_string_pretty(schema).map(|text| text + "\n").unwrap_or_default()
}
