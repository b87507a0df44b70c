//! `broad-mount`: the server sees more of the machine than its work needs.

use std::path::Path;

use stockade_model::{Confidence, Finding, Server, Severity, Span, launch::EffectKind};

use super::{Check, Scene, about, place};

pub(super) const CHECK: Check = Check {
    id: "broad-mount",
    summary: "a server is given the whole home, the whole disk or the container engine",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/broad-mount.md"),
    run,
};

/// Packages whose arguments are the folders they may touch.
const FOLDER_SERVERS: &[&str] = &["@modelcontextprotocol/server-filesystem", "mcp-server-filesystem"];

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, launch) in scene.servers() {
        for effect in launch.effects.iter().filter(|effect| effect.kind == EffectKind::Mount) {
            let read_only = effect.value.ends_with(":ro") || effect.value.contains("readonly");
            judge(scene, server, host_part(&effect.value), read_only, effect.span, findings);
        }
        let names = launch.components.iter().filter_map(|component| component.package());
        if names.into_iter().any(|package| FOLDER_SERVERS.contains(&package.name.as_str())) {
            for argument in &server.args {
                judge(scene, server, &argument.value, false, Some(argument.span), findings);
            }
        }
    }
}

fn judge(scene: &Scene<'_>, server: &Server, host: &str, read_only: bool, span: Option<Span>, findings: &mut Vec<Finding>) {
    let Some((usual, what)) = breadth(host, &scene.options.home) else { return };
    let severity = if read_only && usual == Severity::High { Severity::Medium } else { usual };
    let mut builder = about(&CHECK, severity, CHECK.confidence, server)
        .evidence(format!("`{host}` is {what}"))
        .help("give it the one folder it works on, read-only where it only reads");
    if read_only {
        builder = builder.counter_evidence("it cannot write there");
    }
    let message = format!("`{}` is given {what}", server.name.value);
    findings.push(builder.at(place(server, span), what, message));
}

/// `host:container[:mode]`, where the host part may begin with a drive letter.
fn host_part(mount: &str) -> &str {
    let letter = mount.starts_with(|c: char| c.is_ascii_alphabetic());
    let skip = if letter && mount.get(1..3).is_some_and(|head| head == ":\\" || head == ":/") { 2 } else { 0 };
    let end = mount.get(skip..).and_then(|rest| rest.find(':')).map_or(mount.len(), |at| at + skip);
    mount.get(..end).unwrap_or(mount)
}

fn breadth(host: &str, home: &Path) -> Option<(Severity, &'static str)> {
    let trimmed = if host.len() > 1 { host.trim_end_matches(['/', '\\']) } else { host };
    if trimmed.ends_with("docker.sock") || trimmed.ends_with("podman.sock") || trimmed.ends_with("containerd.sock") {
        return Some((Severity::Critical, "the container engine, which is the whole machine"));
    }
    let drive = trimmed.len() == 2 && trimmed.ends_with(':') && trimmed.starts_with(|c: char| c.is_ascii_alphabetic());
    if matches!(trimmed, "/" | "\\" | "/host" | "//") || drive {
        return Some((Severity::High, "the whole disk"));
    }
    let lower = trimmed.replace('\\', "/").to_ascii_lowercase();
    let is_home = Path::new(trimmed) == home
        || matches!(trimmed, "~" | "$HOME" | "${HOME}" | "${userHome}" | "${env:HOME}" | "%USERPROFILE%" | "${env:USERPROFILE}");
    let some_home = ["/home/", "/users/", "c:/users/"].iter().any(|prefix| {
        lower.strip_prefix(prefix).is_some_and(|name| !name.is_empty() && !name.contains('/'))
    });
    if is_home || some_home || matches!(lower.as_str(), "/home" | "/users" | "/root" | "c:/users") {
        return Some((Severity::High, "a whole home folder"));
    }
    if [".ssh", ".aws", ".gnupg", ".kube", ".docker", ".config/gcloud", ".azure"].iter().any(|name| lower.ends_with(name)) {
        return Some((Severity::High, "a folder of credentials"));
    }
    matches!(lower.as_str(), "/etc" | "/var" | "/var/run" | "/run" | "/usr" | "/opt" | "/proc" | "/sys" | "/dev" | "c:/windows")
        .then_some((Severity::Medium, "a folder of the system"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breadth_of_mounts() {
        let home = Path::new("/h/me");
        let severity = |host: &str| breadth(host_part(host), home).map(|(severity, _)| severity);
        assert_eq!(severity("/var/run/docker.sock:/x"), Some(Severity::Critical));
        for broad in ["/:/host", "C:\\:/c", "/h/me:/w", "/h/me/:/w:ro", "${HOME}:/w", "/home/bob:/w", "~/.ssh:/k", "C:\\Users\\Bob:/u"] {
            assert_eq!(severity(broad), Some(Severity::High), "{broad}");
        }
        assert_eq!(severity("/etc:/etc:ro"), Some(Severity::Medium));
        for narrow in ["/h/me/project:/w", "/home/bob/work:/w", "data:/data", "C:\\Users\\Bob\\work:/w", "/srv/x"] {
            assert_eq!(severity(narrow), None, "{narrow}");
        }
    }
}
