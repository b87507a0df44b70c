//! Sandboxes of Linux that are put in front of a command.

use stockade_model::Launch;

use super::{Launcher, prefix::Prefix};
use crate::resolve::{Call, Machine, options::Grammar, options::Parsed};

const NOTE: &str = "runs in a sandbox";

pub(super) const BWRAP: Launcher = Launcher {
    id: "bwrap",
    names: &["bwrap"],
    summary: "a command in a sandbox (bubblewrap)",
    resolve: |call, machine, launch| {
        // `--args` reads further options from a file descriptor; `--overlay` takes three words. Both are left out.
        let options = Grammar {
            switches: &[
                "--unshare-all",
                "--unshare-user",
                "--unshare-user-try",
                "--unshare-ipc",
                "--unshare-pid",
                "--unshare-net",
                "--unshare-uts",
                "--unshare-cgroup",
                "--unshare-cgroup-try",
                "--share-net",
                "--die-with-parent",
                "--new-session",
                "--clearenv",
                "--as-pid-1",
                "--disable-userns",
                "--assert-userns-disabled",
            ],
            values: &[
                "--chdir",
                "--dev",
                "--proc",
                "--tmpfs",
                "--mqueue",
                "--dir",
                "--hostname",
                "--uid",
                "--gid",
                "--unsetenv",
                "--lock-file",
                "--sync-fd",
                "--seccomp",
                "--add-seccomp-fd",
                "--exec-label",
                "--file-label",
                "--userns",
                "--userns2",
                "--pidns",
                "--block-fd",
                "--userns-block-fd",
                "--info-fd",
                "--json-status-fd",
                "--cap-add",
                "--cap-drop",
                "--perms",
                "--size",
                "--remount-ro",
                "--argv0",
                "--overlay-src",
                "--tmp-overlay",
                "--ro-overlay",
            ],
            pairs: &[
                "--bind",
                "--bind-try",
                "--dev-bind",
                "--dev-bind-try",
                "--ro-bind",
                "--ro-bind-try",
                "--bind-fd",
                "--ro-bind-fd",
                "--setenv",
                "--file",
                "--bind-data",
                "--ro-bind-data",
                "--symlink",
                "--chmod",
            ],
            ..Grammar::NONE
        };
        let mut moved = None;
        let machine = *machine;
        let outcome =
            Prefix { options, note: NOTE, ..Prefix::plain("bwrap") }
                .peel_with(call, launch, |parsed, inner| moved = inside(parsed, inner, &machine));
        launch.notes.extend(moved);
        outcome
    },
};

/// What the options change for the command; gives back a note where a path inside is another one outside.
fn inside(parsed: &Parsed, inner: &mut Call, machine: &Machine<'_>) -> Option<String> {
    let mut moved = None;
    for flag in &parsed.flags {
        match (flag.name, flag.values.as_slice()) {
            ("--clearenv", _) => inner.clear_env(machine),
            ("--unsetenv", [name]) => inner.unset(&name.text),
            ("--setenv", [name, value]) => inner.set(&name.text, &value.text, value.span),
            ("--chdir", [folder]) => inner.cwd = machine.path(&folder.text, inner.cwd.as_deref()),
            (name, [from, to])
                if name.contains("bind")
                    && !name.ends_with("fd")
                    && !name.ends_with("data")
                    && from.text.trim_end_matches('/') != to.text.trim_end_matches('/') =>
            {
                moved = Some(format!("inside the sandbox `{}` is the host's `{}`", to.text, from.text));
            }
            _ => {}
        }
    }
    moved
}

pub(super) const FIREJAIL: Launcher = Launcher {
    id: "firejail",
    names: &["firejail"],
    summary: "a command in a sandbox (firejail)",
    resolve: |call, machine, launch| {
        // Values are always attached. `--join`, `--appimage` and the like start something else.
        let options = Grammar {
            attached: &[
                "--allow-debuggers",
                "--allusers",
                "--apparmor",
                "--bind",
                "--blacklist",
                "--caps",
                "--caps.drop",
                "--caps.keep",
                "--cgroup",
                "--cpu",
                "--dbus-system",
                "--dbus-system.talk",
                "--dbus-user",
                "--dbus-user.talk",
                "--debug",
                "--defaultgw",
                "--deterministic-exit-code",
                "--disable-mnt",
                "--dns",
                "--env",
                "--hostname",
                "--hosts-file",
                "--ignore",
                "--include",
                "--interface",
                "--ip",
                "--ip6",
                "--ipc-namespace",
                "--keep-dev-shm",
                "--keep-var-tmp",
                "--mac",
                "--machine-id",
                "--memory-deny-write-execute",
                "--mkdir",
                "--mkfile",
                "--mtu",
                "--name",
                "--net",
                "--netfilter",
                "--netmask",
                "--netns",
                "--nice",
                "--no3d",
                "--noautopulse",
                "--noblacklist",
                "--nodbus",
                "--nodvd",
                "--noexec",
                "--nogroups",
                "--noinput",
                "--nonewprivs",
                "--noprinters",
                "--noprofile",
                "--noroot",
                "--nosound",
                "--notv",
                "--nou2f",
                "--novideo",
                "--nowhitelist",
                "--overlay-tmpfs",
                "--private",
                "--private-bin",
                "--private-cache",
                "--private-cwd",
                "--private-dev",
                "--private-etc",
                "--private-lib",
                "--private-opt",
                "--private-srv",
                "--private-tmp",
                "--profile",
                "--protocol",
                "--quiet",
                "--read-only",
                "--read-write",
                "--restrict-namespaces",
                "--rlimit-as",
                "--rlimit-cpu",
                "--rlimit-fsize",
                "--rlimit-nofile",
                "--rlimit-nproc",
                "--rmenv",
                "--seccomp",
                "--seccomp.drop",
                "--seccomp.keep",
                "--shell",
                "--timeout",
                "--tmpfs",
                "--veth-name",
                "--whitelist",
                "--x11",
            ],
            ..Grammar::NONE
        };
        let machine = *machine;
        Prefix { options, note: NOTE, ..Prefix::plain("firejail") }.peel_with(call, launch, |parsed, inner| {
            for flag in &parsed.flags {
                let value = flag.values.first();
                match (flag.name, value.and_then(|word| word.text.split_once('='))) {
                    ("--env", Some((name, text))) => inner.set(name, text, value.and_then(|word| word.span)),
                    ("--rmenv", _) => inner.unset(value.map_or("", |word| word.text.as_str())),
                    ("--private-cwd", _) => {
                        inner.cwd = value.and_then(|word| machine.path(&word.text, None));
                    }
                    _ => {}
                }
            }
        })
    },
};

pub(super) const UNSHARE: Launcher =
    Launcher { id: "unshare", names: &["unshare"], summary: "a command in namespaces of its own", resolve: unshare };

fn unshare(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> crate::resolve::Outcome {
    // `-R` changes the root, which nothing here can follow.
    let options = Grammar {
        switches: &[
            "-m",
            "-u",
            "-i",
            "-n",
            "-p",
            "-U",
            "-C",
            "-T",
            "-f",
            "--fork",
            "-r",
            "--map-root-user",
            "-c",
            "--map-current-user",
            "--map-auto",
            "--keep-caps",
        ],
        values: &[
            "--map-user",
            "--map-group",
            "--map-users",
            "--map-groups",
            "--propagation",
            "--setgroups",
            "-w",
            "--wd",
            "-S",
            "--setuid",
            "-G",
            "--setgid",
            "--monotonic",
            "--boottime",
        ],
        attached: &[
            "--mount",
            "--uts",
            "--ipc",
            "--net",
            "--pid",
            "--user",
            "--cgroup",
            "--time",
            "--kill-child",
            "--mount-proc",
        ],
        ..Grammar::NONE
    };
    Prefix { options, note: NOTE, ..Prefix::plain("unshare") }.peel_with(call, launch, |parsed, inner| {
        if let Some(folder) = parsed.last_of(&["-w", "--wd"]) {
            inner.cwd = machine.path(&folder.text, call.cwd.as_deref());
        }
    })
}
