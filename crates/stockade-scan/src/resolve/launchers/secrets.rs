//! Programs that put secrets or settings into the environment of the command they start.
//!
//! What they put there stands in a vault or file of theirs and is not looked at.

use stockade_model::{Launch, launch::OpaqueReason};

use super::{
    Launcher,
    prefix::{Prefix, Style},
    shells,
};
use crate::resolve::{Call, Machine, Outcome, options::Grammar, peel};

const NOTE: &str = "adds variables to the environment";

pub(super) const OP: Launcher = Launcher {
    id: "op",
    names: &["op"],
    summary: "a command with secrets of 1Password",
    resolve: |call, _, launch| {
        let globals = Grammar {
            switches: &["--debug", "--iso-timestamps", "--no-color", "--cache"],
            values: &["--account", "--config", "--encoding", "--format", "--session"],
            attached: &[],
            ..Grammar::NONE
        };
        let options = Grammar {
            switches: &["--no-masking", "--debug", "--iso-timestamps", "--no-color", "--cache"],
            values: &[
                "--env-file",
                "--environment",
                "--environments",
                "--account",
                "--config",
                "--encoding",
                "--format",
                "--session",
            ],
            ..Grammar::NONE
        };
        let op =
            Prefix { globals, verbs: &["run"], options, style: Style::Mixed(0), note: NOTE, ..Prefix::plain("op") };
        op.peel(call, launch)
    },
};

pub(super) const DOPPLER: Launcher = Launcher {
    id: "doppler",
    names: &["doppler"],
    summary: "a command with secrets of Doppler",
    resolve: |call, machine, launch| {
        let options = Grammar {
            switches: &[
                "--debug",
                "--fallback-only",
                "--fallback-readonly",
                "--forward-signals",
                "--json",
                "--no-cache",
                "--no-check-version",
                "--no-exit-on-write-failure",
                "--no-fallback",
                "--no-read-env",
                "--no-timeout",
                "--no-verify-tls",
                "--print-config",
                "--silent",
                "--watch",
            ],
            values: &[
                "--api-host",
                "--attempts",
                "-c",
                "--config",
                "--command",
                "--config-dir",
                "--dashboard-host",
                "--dns-resolver-address",
                "--dns-resolver-proto",
                "--dns-resolver-timeout",
                "--fallback",
                "--mount",
                "--mount-format",
                "--mount-max-reads",
                "--mount-template",
                "--name-transformer",
                "--only-secrets",
                "--passphrase",
                "-p",
                "--project",
                "--scope",
                "--timeout",
                "-t",
                "--token",
            ],
            attached: &["--preserve-env"],
            ..Grammar::NONE
        };
        string_or_words(
            &Prefix { verbs: &["run"], globals: options, options, style: Style::Mixed(0), note: NOTE, id: "doppler" },
            &["--command"],
            call,
            machine,
            launch,
        )
    },
};

pub(super) const INFISICAL: Launcher = Launcher {
    id: "infisical",
    names: &["infisical"],
    summary: "a command with secrets of Infisical",
    resolve: |call, machine, launch| {
        let options = Grammar {
            values: &[
                "-c",
                "--command",
                "--domain",
                "-e",
                "--env",
                "-l",
                "--log-level",
                "--path",
                "--project-config-dir",
                "--projectId",
                "-t",
                "--tags",
                "--token",
                "--watch-interval",
            ],
            // Switches of its parser take a value where it is attached.
            attached: &[
                "--expand",
                "--include-imports",
                "--recursive",
                "--secret-overriding",
                "--silent",
                "--telemetry",
                "--watch",
                "-w",
            ],
            ..Grammar::NONE
        };
        string_or_words(
            &Prefix { verbs: &["run"], globals: options, options, style: Style::Mixed(0), note: NOTE, id: "infisical" },
            &["-c", "--command"],
            call,
            machine,
            launch,
        )
    },
};

/// A command as words, or as a string that a shell reads.
fn string_or_words(
    prefix: &Prefix,
    string: &[&str],
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    let args = match prefix.behind_verb(&call.args, launch) {
        Ok(args) => args,
        Err(outcome) => return outcome,
    };
    let parsed = match prefix.parse(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(prefix.id, &unknown, launch),
    };
    match (parsed.last_of(string), parsed.operands.is_empty()) {
        (Some(text), true) => shells::string(prefix.id, prefix.note, text, call, machine, launch),
        (Some(text), false) => {
            let detail = format!("`{}` is given a command string and a command", prefix.id);
            peel::opaque(OpaqueReason::UnknownArgument, detail, text.span, launch)
        }
        (None, _) => prefix.finish(&parsed, call, launch, |_, _| {}),
    }
}

pub(super) const DOTENV: Launcher = Launcher {
    id: "dotenv",
    names: &["dotenv"],
    summary: "a command with the variables of a file (dotenv-cli, python-dotenv)",
    resolve: dotenv,
};

/// Two programs have this name. That of npm wants `-e FILE … [--] command`, that of Python `-f FILE run command`.
fn dotenv(call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let python = Grammar { values: &["-f", "--file", "-q", "--quote", "-e", "--export"], ..Grammar::NONE };
    let run = Grammar { switches: &["--override", "--no-override"], ..Grammar::NONE };
    if let Ok(parsed) = python.front(&call.args)
        && parsed.before_dashes.is_none()
        && parsed.operands.first().is_some_and(|word| word.text == "run")
    {
        let rest = parsed.operands.get(1..).unwrap_or_default();
        return match run.front(rest) {
            Ok(parsed) => peel::words("dotenv", NOTE, call, parsed.operands, launch),
            Err(unknown) => peel::unknown("dotenv", &unknown, launch),
        };
    }
    let npm = Grammar {
        switches: &["-o", "--override", "--quiet", "--no-expand", "--debug"],
        values: &["-e", "-v"],
        // A lone `-c` takes the word behind it where that is no option.
        maybe: &["-c"],
        ..Grammar::NONE
    };
    Prefix { options: npm, style: Style::Mixed(0), note: NOTE, ..Prefix::plain("dotenv") }.peel_with(
        call,
        launch,
        |parsed, inner| {
            for word in parsed.flags.iter().filter(|flag| flag.name == "-v").filter_map(|flag| flag.values.first()) {
                if let Some((name, value)) = word.text.split_once('=') {
                    inner.set(name, value, word.span);
                }
            }
        },
    )
}

pub(super) const DOTENVX: Launcher = Launcher {
    id: "dotenvx",
    names: &["dotenvx"],
    summary: "a command with the variables of a file (dotenvx)",
    resolve: |call, _, launch| {
        let globals = Grammar {
            switches: &["-d", "--debug", "-q", "--quiet", "-v", "--verbose"],
            values: &["-l", "--log-level"],
            ..Grammar::NONE
        };
        let options = Grammar {
            switches: &[
                "-o",
                "--overload",
                "--strict",
                "--ops-off",
                "-d",
                "--debug",
                "-q",
                "--quiet",
                "-v",
                "--verbose",
            ],
            values: &["--convention", "-l", "--log-level", "-fk", "--env-keys-file"],
            many: &["-e", "--env", "-f", "--env-file", "-fv", "--env-vault-file", "--ignore"],
            ..Grammar::NONE
        };
        let style = Style::Dashes(0, 0);
        Prefix { globals, verbs: &["run"], options, style, note: NOTE, ..Prefix::plain("dotenvx") }.peel_with(
            call,
            launch,
            |parsed, inner| {
                let env = parsed.flags.iter().filter(|flag| matches!(flag.name, "-e" | "--env"));
                for word in env.flat_map(|flag| &flag.values) {
                    if let Some((name, value)) = word.text.split_once('=') {
                        inner.set(name, value, word.span);
                    }
                }
            },
        )
    },
};

pub(super) const AWS_VAULT: Launcher = Launcher {
    id: "aws-vault",
    names: &["aws-vault"],
    summary: "a command with credentials for AWS",
    resolve: |call, _, launch| {
        const SWITCHES: &[&str] =
            &["--debug", "--ec2-server", "--ecs-server", "--lazy", "-n", "--no-session", "-s", "--server", "--stdout"];
        const VALUES: &[&str] = &[
            "--backend",
            "-d",
            "--duration",
            "--file-dir",
            "--keychain",
            "--kwallet-app",
            "--kwallet-folder",
            "--libsecret-collection",
            "-t",
            "--mfa-token",
            "--pass-cmd",
            "--pass-dir",
            "--pass-prefix",
            "--prompt",
            "--region",
            "--secret-service",
        ];
        let options = Grammar { switches: SWITCHES, values: VALUES, ..Grammar::NONE };
        Prefix { globals: options, verbs: &["exec"], options, style: Style::Mixed(1), note: NOTE, id: "aws-vault" }
            .peel(call, launch)
    },
};

pub(super) const CHAMBER: Launcher = Launcher {
    id: "chamber",
    names: &["chamber"],
    summary: "a command with secrets of Chamber",
    resolve: |call, _, launch| {
        let options = Grammar {
            switches: &["--pristine", "--strict", "-v", "--verbose"],
            values: &[
                "-b",
                "--backend",
                "--backend-s3-bucket",
                "--kms-key-alias",
                "--min-throttle-delay",
                "-r",
                "--retries",
                "--retry-mode",
                "--strict-value",
            ],
            ..Grammar::NONE
        };
        let style = Style::Dashes(1, usize::MAX);
        Prefix { globals: options, verbs: &["exec"], options, style, note: NOTE, id: "chamber" }.peel(call, launch)
    },
};

pub(super) const ENVCHAIN: Launcher = Launcher {
    id: "envchain",
    names: &["envchain"],
    summary: "a command with variables of the keychain",
    resolve: |call, _, launch| {
        Prefix { style: Style::Front(1), note: NOTE, ..Prefix::plain("envchain") }.peel(call, launch)
    },
};

pub(super) const VARLOCK: Launcher = Launcher {
    id: "varlock",
    names: &["varlock"],
    summary: "a command with checked variables",
    resolve: |call, _, launch| {
        let options = Grammar {
            switches: &["--no-redact-stdout", "--redact-stdout", "-w", "--watch"],
            values: &["-p", "--path", "--env"],
            ..Grammar::NONE
        };
        let style = Style::Dashes(0, 0);
        Prefix { verbs: &["run"], options, style, note: NOTE, ..Prefix::plain("varlock") }.peel(call, launch)
    },
};
