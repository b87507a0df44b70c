//! `privileged-container`: the container is no fence.

use stockade_model::{Confidence, Finding, Severity, launch::EffectKind};

use super::{Check, Scene, about, place};

pub(super) const CHECK: Check = Check {
    id: "privileged-container",
    summary: "a container is started with rights that undo its isolation",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/privileged-container.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, launch) in scene.servers() {
        for effect in launch.effects.iter().filter(|effect| effect.kind == EffectKind::Privilege) {
            let (severity, why) = judge(&effect.value);
            let builder = about(&CHECK, severity, CHECK.confidence, server)
                .evidence(format!("`{}`: {why}", effect.value))
                .help("remove the flag; give the container the one device, port or capability it needs");
            let message = format!("the container of `{}` runs with `{}`: {why}", server.name.value, effect.value);
            findings.push(builder.at(place(server, effect.span), why, message));
        }
    }
}

fn judge(flag: &str) -> (Severity, &'static str) {
    let lower = flag.to_ascii_lowercase();
    let value = lower.split_once(['=', ' ']).map_or("", |(_, value)| value).trim();
    if lower.starts_with("--privileged") {
        return (Severity::High, "root in the container is root on the machine");
    }
    if lower.starts_with("--cap-add") {
        let strong = ["all", "sys_admin", "sys_ptrace", "sys_module", "dac_read_search", "sys_rawio", "bpf"];
        let name = value.trim_start_matches("cap_");
        return if strong.contains(&name) {
            (Severity::High, "the capability is enough to leave the container")
        } else {
            (Severity::Low, "an additional capability")
        };
    }
    if lower.starts_with("--security-opt") {
        let off = value.contains("unconfined") || value.contains("disable");
        return if off {
            (Severity::High, "a confinement is switched off")
        } else {
            (Severity::Info, "a security option")
        };
    }
    // A disk or the memory as a whole is root's.
    let whole = [
        "/dev/sd",
        "/dev/nvme",
        "/dev/vd",
        "/dev/xvd",
        "/dev/dm-",
        "/dev/mapper",
        "/dev/mem",
        "/dev/kmem",
        "/dev/port",
    ];
    if lower.starts_with("--device")
        && (whole.iter().any(|device| value.starts_with(device)) || value.starts_with("/dev:") || value == "/dev")
    {
        return (Severity::High, "a disk or the memory of the machine, read past every permission");
    }
    if lower.starts_with("--device") {
        return (Severity::Medium, "a device of the machine");
    }
    if value == "host" {
        return match lower.split(['=', ' ']).next() {
            Some("--pid") => (Severity::High, "it sees and can signal every process of the machine"),
            Some("--userns") => (Severity::Medium, "its users are the machine's users"),
            Some("--network" | "--net") => (Severity::Medium, "it reaches every service that listens on loopback"),
            _ => (Severity::Medium, "it shares a namespace with the machine"),
        };
    }
    (Severity::Low, "more than the default rights")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_by_what_they_open() {
        for (flag, severity) in [
            ("--privileged", Severity::High),
            ("--privileged=true", Severity::High),
            ("--cap-add=SYS_ADMIN", Severity::High),
            ("--cap-add CAP_SYS_ADMIN", Severity::High),
            ("--cap-add=NET_BIND_SERVICE", Severity::Low),
            ("--security-opt=seccomp=unconfined", Severity::High),
            ("--security-opt=no-new-privileges", Severity::Info),
            ("--pid=host", Severity::High),
            ("--device=/dev/sda", Severity::High),
            ("--device=/dev/mem:/dev/mem:r", Severity::High),
            ("--device=/dev/snd", Severity::Medium),
            ("--device=/dev/dri", Severity::Medium),
            ("--network=host", Severity::Medium),
            ("--network host", Severity::Medium),
        ] {
            assert_eq!(judge(flag).0, severity, "{flag}");
        }
    }
}
