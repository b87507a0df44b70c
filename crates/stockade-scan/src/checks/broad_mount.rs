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
static FOLDER_SERVERS: &[&str] = &["@modelcontextprotocol/server-filesystem", "mcp-server-filesystem"];

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

fn judge(
    scene: &Scene<'_>,
    server: &Server,
    host: &str,
    read_only: bool,
    span: Option<Span>,
    findings: &mut Vec<Finding>,
) {
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
    let cleaned = clean(host);
    let trimmed = cleaned.as_str();
    if trimmed.ends_with("docker.sock") || trimmed.ends_with("podman.sock") || trimmed.ends_with("containerd.sock") {
        return Some((Severity::Critical, "the container engine, which is the whole machine"));
    }
    // The folders with every engine's socket in them.
    if matches!(trimmed, "/run" | "/var/run" | "/run/docker" | "/run/podman" | "/run/containerd") {
        return Some((Severity::Critical, "the container engine, which is the whole machine"));
    }
    if trimmed == "/" || trimmed == "/host" || is_drive(trimmed) {
        return Some((Severity::High, "the whole disk"));
    }
    let lower = trimmed.replace('\\', "/").to_ascii_lowercase();
    let is_home = trimmed.starts_with('/') && home.starts_with(trimmed)
        || matches!(
            trimmed,
            "~" | "$HOME" | "${HOME}" | "${userHome}" | "${env:HOME}" | "%USERPROFILE%" | "${env:USERPROFILE}"
        );
    let some_home = ["/home/", "/users/", "c:/users/", "/c/users/", "/mnt/c/users/"]
        .iter()
        .any(|prefix| lower.strip_prefix(prefix).is_some_and(|name| !name.is_empty() && !name.contains('/')));
    if is_home || some_home || matches!(lower.as_str(), "/home" | "/users" | "/root" | "c:/users") {
        return Some((Severity::High, "a whole home folder"));
    }
    if [".ssh", ".aws", ".gnupg", ".kube", ".docker", ".config/gcloud", ".azure"]
        .iter()
        .any(|name| lower.ends_with(name))
    {
        return Some((Severity::High, "a folder of credentials"));
    }
    // Whoever writes there is root: `core_pattern`, `ld.so.preload`, `cron.d`, the disks themselves.
    if matches!(
        lower.as_str(),
        "/etc" | "/proc" | "/sys" | "/dev" | "/boot" | "/var" | "/var/lib/docker" | "/usr" | "/bin" | "/sbin" | "/lib"
    ) {
        return Some((Severity::High, "a folder of the system"));
    }
    matches!(lower.as_str(), "/opt" | "c:/windows").then_some((Severity::Medium, "a folder of the system"))
}

/// The path without `.`, `..`, doubled and closing slashes, so that no spelling of a folder is another folder.
fn clean(host: &str) -> String {
    let unix = host.replace('\\', "/");
    let rooted = unix.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in unix.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if rooted => {}
            other => parts.push(other),
        }
    }
    format!("{}{}", if rooted { "/" } else { "" }, parts.join("/"))
}

/// `C:`, and what Git for Windows, WSL and Docker Desktop call it.
fn is_drive(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let letter = |text: &str| text.len() == 1 && text.starts_with(|c: char| c.is_ascii_alphabetic());
    lower.strip_suffix(':').is_some_and(letter)
        || ["/", "/mnt/", "/host_mnt/", "/run/desktop/mnt/host/"]
            .iter()
            .any(|at| lower.strip_prefix(at).is_some_and(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breadth_of_mounts() {
        let home = Path::new("/h/me");
        let severity = |host: &str| breadth(host_part(host), home).map(|(severity, _)| severity);
        assert_eq!(severity("/var/run/docker.sock:/x"), Some(Severity::Critical));
        for broad in [
            "/:/host",
            "C:\\:/c",
            "/h/me:/w",
            "/h/me/:/w:ro",
            "${HOME}:/w",
            "/home/bob:/w",
            "~/.ssh:/k",
            "C:\\Users\\Bob:/u",
        ] {
            assert_eq!(severity(broad), Some(Severity::High), "{broad}");
        }
        for spelled in [
            "//:/h",
            "/./:/h",
            "/home/..:/h",
            "/srv/../../:/h",
            "/h:/h",
            "//c/:/h",
            "/mnt/c:/h",
            "D:/:/h",
            "/etc:/etc",
            "/proc/:/p",
        ] {
            assert_eq!(severity(spelled), Some(Severity::High), "{spelled}");
        }
        assert_eq!(severity("/var/run/:/x"), Some(Severity::Critical));
        for narrow in ["/h/me/project:/w", "/home/bob/work:/w", "data:/data", "C:\\Users\\Bob\\work:/w", "/srv/x"] {
            assert_eq!(severity(narrow), None, "{narrow}");
        }
    }
}
