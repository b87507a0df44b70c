//! `shell-launch`: a shell stands between the client and the server.

use stockade_model::{Confidence, Finding, Os, Severity};

use super::{Check, Scene, about, place};

pub(super) const CHECK: Check = Check {
    id: "shell-launch",
    summary: "a shell starts the server, so that quoting and start-up files decide what runs",
    severity: Severity::Low,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/shell-launch.md"),
    run,
};

/// Wrappers that are shells. Their ids are the launchers' ids.
static SHELLS: &[&str] = &["sh", "bash", "zsh", "dash", "ksh", "fish", "powershell", "pwsh", "cmd"];

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, launch) in scene.servers() {
        let Some(shell) = launch.wrappers.iter().find(|wrapper| SHELLS.contains(&wrapper.id)) else { continue };
        if !launch.opaque.is_empty() {
            // Said louder by `opaque-launch`.
            continue;
        }
        // npm's launchers are batch files on Windows, which only `cmd` can start: clients document this very line.
        let needed = shell.id == "cmd" && scene.options.os == Os::Windows;
        let severity = if needed { Severity::Info } else { CHECK.severity };
        let mut builder = about(&CHECK, severity, CHECK.confidence, server)
            .evidence(format!("`{}` reads the line before the server does", shell.id))
            .help("start the program directly: its path as `command`, its words as `args`");
        if needed {
            builder = builder
                .persona(stockade_model::Persona::Pedantic)
                .counter_evidence("on Windows the package clients are batch files that only `cmd` can start");
        }
        let span = server.command.as_ref().map(|command| command.span);
        let message = format!("`{}` is started through the shell `{}`", server.name.value, shell.id);
        findings.push(builder.at(place(server, span), "a shell", message));
    }
}
