//! `stockade config show`: what is set, and by whom.

use super::{Failure, Start};
use crate::cli::{Config, ConfigCommand, Global, Scan};
use crate::printer::Printer;
use crate::settings::{Setting, Settings};
use crate::visible::line;

/// Prints every setting with its origin.
pub(super) fn run(args: &Config, global: &Global, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    match args.command {
        ConfigCommand::Show => {
            let projects: Vec<_> = start.cwd.iter().cloned().collect();
            let settings = Settings::resolve(&Scan::default(), global, start, &projects)?;
            printer.data(&show(&settings))?;
            Ok(0)
        }
    }
}

fn show(settings: &Settings) -> String {
    fn row<T: std::fmt::Display>(key: &str, setting: &Setting<T>) -> String {
        let value = setting.value.to_string();
        format!("scan.{key:<18} {value:<10} {}\n", line(&setting.origin.to_string()))
    }
    let mut out = row("fail-on", &settings.fail_on);
    out.push_str(&row("min-confidence", &settings.min_confidence));
    out.push_str(&row("persona", &settings.persona));
    out.push_str(&row("recorded-projects", &settings.recorded_projects));
    out.push_str(&row("processes", &settings.processes));
    for rule in &settings.ignores {
        let place = rule.place.as_deref().unwrap_or("everywhere");
        let until = rule.expires.map(|date| format!(" until {date}")).unwrap_or_default();
        out.push_str(&format!(
            "ignore {} at {}{until}: {}   {}\n",
            line(&rule.check),
            line(place),
            line(&rule.reason),
            line(&rule.origin.file.to_string_lossy())
        ));
    }
    out
}
