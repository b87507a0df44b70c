//! Programs that only start another one: `nice`, `timeout`, `sudo`, `doppler run --` and the like, one row each.
//!
//! Each row is the program's own option grammar; what stands behind the options (and behind as many operands as the
//! program takes for itself) is the command.

use stockade_model::{Effect, Launch, launch::EffectKind};

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::{Call, Machine, Origin, Outcome, Setting, peel};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "prefix",
    names: &[
        "nice", "ionice", "nohup", "setsid", "stdbuf", "time", "timeout", "gtimeout", "caffeinate", "exec", "command", "sudo",
        "doas", "chrt", "taskset", "unbuffer", "direnv", "op", "doppler", "infisical", "dotenv", "dotenvx", "aws-vault",
        "chamber", "envchain", "varlock", "mise", "rtx", "asdf", "volta", "fnm", "firejail", "bwrap", "proxychains",
        "proxychains4", "cross-env", "catchsegv", "tini", "dumb-init", "gosu", "su-exec", "xvfb-run", "arch",
    ],
    summary: "a program that only starts another one: nice, timeout, sudo, doppler run …",
    resolve,
};

/// One program.
struct Prefix {
    name: &'static str,
    /// Words that must come first (`run`, `exec`); any one of them.
    subcommand: &'static [&'static str],
    grammar: Grammar,
    /// Operands it takes for itself.
    takes: usize,
    /// What it changes.
    note: &'static str,
}

const fn prefix(name: &'static str, grammar: Grammar) -> Prefix {
    Prefix { name, subcommand: &[], grammar, takes: 0, note: "" }
}

const NONE: Grammar = Grammar::NONE;

const TABLE: &[Prefix] = &[
    prefix("nice", Grammar { values: &["-n", "--adjustment"], ..NONE }),
    prefix("ionice", Grammar { values: &["-c", "--class", "-n", "--classdata"], switches: &["-t", "--ignore"], ..NONE }),
    prefix("nohup", NONE),
    prefix("setsid", Grammar { switches: &["-c", "--ctty", "-f", "--fork", "-w", "--wait"], ..NONE }),
    prefix("stdbuf", Grammar { values: &["-i", "--input", "-o", "--output", "-e", "--error"], ..NONE }),
    prefix("time", Grammar { switches: &["-p", "-v", "-a", "--append", "--verbose", "--portability"], values: &["-f", "--format", "-o", "--output"], ..NONE }),
    Prefix { takes: 1, ..prefix("timeout", Grammar { values: &["-k", "--kill-after", "-s", "--signal"], switches: &["--foreground", "--preserve-status", "-v", "--verbose", "-f", "-p"], ..NONE }) },
    Prefix { takes: 1, ..prefix("gtimeout", Grammar { values: &["-k", "--kill-after", "-s", "--signal"], switches: &["--foreground", "--preserve-status", "-v", "--verbose", "-f", "-p"], ..NONE }) },
    prefix("caffeinate", Grammar { switches: &["-d", "-i", "-m", "-s", "-u"], values: &["-t", "-w"], ..NONE }),
    prefix("exec", Grammar { switches: &["-c", "-l"], values: &["-a"], ..NONE }),
    prefix("command", Grammar { switches: &["-p"], ..NONE }),
    Prefix {
        note: "runs as another user",
        ..prefix("sudo", Grammar {
            switches: &["-A", "--askpass", "-b", "--background", "-B", "--bell", "-E", "-H", "--set-home", "-k", "--reset-timestamp", "-n", "--non-interactive", "-P", "--preserve-groups", "-S", "--stdin", "-N", "--no-update"],
            values: &["-u", "--user", "-g", "--group", "-p", "--prompt", "-C", "--close-from", "-D", "--chdir", "-h", "--host", "-R", "--chroot", "-r", "--role", "-t", "--type", "-T", "--command-timeout"],
            attached: &["--preserve-env"],
            ..NONE
        })
    },
    Prefix { note: "runs as another user", ..prefix("doas", Grammar { switches: &["-n", "-L"], values: &["-u", "-C", "-a"], ..NONE }) },
    Prefix { note: "runs as another user", takes: 1, ..prefix("gosu", NONE) },
    Prefix { note: "runs as another user", takes: 1, ..prefix("su-exec", NONE) },
    Prefix { takes: 1, ..prefix("chrt", Grammar { switches: &["-b", "-f", "-i", "-o", "-r", "-R"], values: &["-T", "-P", "-D"], ..NONE }) },
    Prefix { takes: 1, ..prefix("taskset", Grammar { switches: &["-a"], values: &["-c", "--cpu-list"], ..NONE }) },
    prefix("unbuffer", Grammar { switches: &["-p"], ..NONE }),
    Prefix { subcommand: &["exec"], takes: 1, note: "with the environment of a folder's `.envrc`, which is a script", ..prefix("direnv", NONE) },
    Prefix { subcommand: &["run"], note: "with secrets of 1Password", ..prefix("op", Grammar { switches: &["--no-masking", "--cache"], values: &["--env-file", "--environment", "--account"], ..NONE }) },
    Prefix { subcommand: &["run"], note: "with secrets of Doppler", ..prefix("doppler", Grammar { switches: &["--preserve-env", "--fallback-only", "--no-fallback", "--forward-signals", "--silent", "--no-cache"], values: &["-p", "--project", "-c", "--config", "-t", "--token", "--scope", "--fallback", "--passphrase", "--mount", "--mount-format", "--name-transformer", "--only-secrets"], ..NONE }) },
    Prefix { subcommand: &["run"], note: "with secrets of Infisical", ..prefix("infisical", Grammar { switches: &["--watch", "--silent", "--include-imports", "--expand", "--recursive"], values: &["-e", "--env", "--projectId", "--path", "--token", "--domain", "-t", "--tags"], ..NONE }) },
    prefix("dotenv", Grammar { switches: &["-o", "--override", "-q", "--quiet"], values: &["-e", "-f", "--file", "-v", "-c"], ..NONE }),
    Prefix { subcommand: &["run"], ..prefix("dotenvx", Grammar { switches: &["--overload", "-o", "--quiet", "-q", "--strict", "--verbose"], values: &["-f", "--env-file", "-e", "--env", "-fk", "--env-keys-file", "--convention"], ..NONE }) },
    Prefix { subcommand: &["exec"], takes: 1, note: "with credentials of AWS", ..prefix("aws-vault", Grammar { switches: &["-n", "--no-session", "--server", "-s", "--json", "-j", "--ecs-server", "--stdout", "--prompt"], values: &["-d", "--duration", "--region", "-t", "--mfa-token", "--backend"], ..NONE }) },
    Prefix { subcommand: &["exec"], takes: 1, note: "with secrets of a parameter store", ..prefix("chamber", Grammar { switches: &["--pristine", "--strict"], values: &["-b", "--backend", "-r", "--retries", "--strict-value"], ..NONE }) },
    Prefix { takes: 1, note: "with secrets of a keychain", ..prefix("envchain", NONE) },
    Prefix { subcommand: &["run"], ..prefix("varlock", Grammar { values: &["--path", "-p"], ..NONE }) },
    Prefix { subcommand: &["exec", "x"], ..prefix("mise", Grammar { values: &["-C", "--cd", "-E", "--env", "-j", "--jobs"], switches: &["-q", "-y", "--raw", "--fresh-env"], ..NONE }) },
    Prefix { subcommand: &["exec", "x"], ..prefix("rtx", Grammar { values: &["-C", "--cd", "-j", "--jobs"], switches: &["-q", "-y", "--raw"], ..NONE }) },
    Prefix { subcommand: &["exec"], ..prefix("asdf", NONE) },
    Prefix { subcommand: &["run"], ..prefix("volta", Grammar { values: &["--node", "--npm", "--pnpm", "--yarn", "--env"], switches: &["--bundled-npm", "--no-pnpm", "--no-yarn"], ..NONE }) },
    Prefix { subcommand: &["exec"], ..prefix("fnm", Grammar { values: &["--using", "--fnm-dir", "--log-level"], ..NONE }) },
    Prefix { note: "inside a sandbox", ..prefix("firejail", Grammar { switches: &["--quiet", "--noprofile", "--private", "--seccomp", "--caps", "--nonewprivs", "--noroot", "--nogroups"], attached: &["--profile", "--net", "--private", "--whitelist", "--blacklist", "--read-only"], ..NONE }) },
    Prefix { note: "inside a sandbox", ..prefix("bwrap", Grammar { switches: &["--unshare-all", "--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-user", "--share-net", "--die-with-parent", "--new-session", "--clearenv", "--as-pid-1"], values: &["--proc", "--dev", "--tmpfs", "--chdir", "--uid", "--gid", "--unsetenv", "--dir", "--hostname", "--seccomp"], pairs: &["--bind", "--ro-bind", "--dev-bind", "--symlink", "--setenv", "--bind-try", "--ro-bind-try", "--file"], ..NONE }) },
    prefix("proxychains", Grammar { switches: &["-q"], values: &["-f"], ..NONE }),
    prefix("proxychains4", Grammar { switches: &["-q"], values: &["-f"], ..NONE }),
    prefix("cross-env", NONE),
    prefix("catchsegv", NONE),
    prefix("tini", Grammar { switches: &["-s", "-g", "-v", "-w"], values: &["-p", "-e"], ..NONE }),
    prefix("dumb-init", Grammar { switches: &["-c", "-v", "--single-child", "--verbose"], values: &["-r", "--rewrite"], ..NONE }),
    prefix("xvfb-run", Grammar { switches: &["-a", "--auto-servernum", "-l", "--listen-tcp"], values: &["-e", "--error-file", "-f", "--auth-file", "-n", "--server-num", "-s", "--server-args", "-w", "--wait", "-p", "--xauth-protocol"], ..NONE }),
    prefix("arch", Grammar { switches: &["-x86_64", "-arm64", "-arm64e", "-i386"], ..NONE }),
];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let name = call.program_name(machine.os);
    let Some(prefix) = TABLE.iter().find(|prefix| prefix.name == name) else { return Outcome::NotMine };
    let mut args = call.args.as_slice();
    let mut folder = None;
    if !prefix.subcommand.is_empty() {
        // Options of the program itself may stand in front of its subcommand.
        let front = match prefix.grammar.front(args) {
            Ok(front) => front,
            Err(unknown) => return peel::unknown(prefix.name, &unknown, launch),
        };
        folder = front.last_of(&["-C", "--cd", "--directory", "--chdir"]).cloned();
        let Some(at) = args.len().checked_sub(front.operands.len()).filter(|at| *at < args.len()) else {
            return peel::empty(prefix.name, call, launch);
        };
        let named = args.get(at).is_some_and(|word| prefix.subcommand.contains(&word.text.as_str()));
        if !named {
            return Outcome::NotMine;
        }
        args = args.get(at + 1..).unwrap_or(&[]);
    }
    let mut parsed = match prefix.grammar.front(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(prefix.name, &unknown, launch),
    };
    let own = prefix.takes.min(parsed.operands.len());
    let mut words = parsed.operands.split_off(own);
    // `aws-vault exec profile -- cmd`, `mise x node@20 -- cmd`.
    if words.first().is_some_and(|word| word.text == "--") {
        words.remove(0);
    } else if let Some(dashes) = words.iter().position(|word| word.text == "--").filter(|_| matches!(name.as_str(), "mise" | "rtx")) {
        words.drain(..=dashes);
    }
    let mut inner = call.clone();
    for (name, value) in settings(&mut words, &name) {
        inner.env.push(Setting { name, value, origin: Origin::Entry, span: call.program.span });
    }
    let folder = folder.or_else(|| parsed.last_of(&["-D", "--chdir", "--cd", "--directory"]).cloned());
    if let Some(folder) = folder {
        inner.cwd = machine.path(&folder.text, call.cwd.as_deref());
    }
    if prefix.note == "runs as another user" {
        let user = parsed.last_of(&["-u", "--user"]).map_or("root", |user| user.text.as_str()).to_owned();
        launch.effects.push(Effect { kind: EffectKind::Elsewhere, name: prefix.name.to_owned(), value: user, file: None, span: call.program.span });
    }
    match inner.inner(words) {
        Some(inner) => peel::call(prefix.name, prefix.note, inner),
        None => peel::empty(prefix.name, call, launch),
    }
}

/// `sudo K=V cmd`, `cross-env K=V cmd`: assignments in front of the command.
fn settings(words: &mut Vec<crate::resolve::Word>, program: &str) -> Vec<(String, String)> {
    if !matches!(program, "sudo" | "cross-env") {
        return Vec::new();
    }
    let is_setting = |text: &str| {
        text.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    let count = words.iter().take_while(|word| is_setting(&word.text)).count();
    words
        .drain(..count)
        .filter_map(|word| word.text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())))
        .collect()
}
