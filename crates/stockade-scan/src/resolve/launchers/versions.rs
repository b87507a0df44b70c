//! Version and environment managers: the command is the same, the search path is another.

use stockade_model::{Launch, launch::OpaqueReason};

use super::{
    Launcher,
    prefix::{Prefix, Style},
    shells,
};
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel};

const NOTE: &str = "decides which version of a program is found";

pub(super) const MISE: Launcher =
    Launcher { id: "mise", names: &["mise", "rtx"], summary: "a command with the tools of mise", resolve: mise };

fn mise(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    const SWITCHES: &[&str] = &[
        "-q",
        "--quiet",
        "-v",
        "--verbose",
        "-y",
        "--yes",
        "--raw",
        "--silent",
        "--no-config",
        "--fresh-env",
        "--no-prepare",
        "--locked",
    ];
    const VALUES: &[&str] = &["-C", "--cd", "-c", "--command", "-E", "--env", "-j", "--jobs"];
    let globals = Grammar { switches: SWITCHES, values: VALUES, ..Grammar::NONE };
    let style = Style::Dashes(0, usize::MAX);
    let mise = Prefix { globals, verbs: &["exec", "x"], options: globals, style, note: NOTE, id: "mise" };
    let args = match mise.behind_verb(&call.args, launch) {
        Ok(args) => args,
        Err(outcome) => return outcome,
    };
    let front = call.args.get(..call.args.len() - args.len()).unwrap_or_default();
    let (Ok(parsed), Ok(before)) = (mise.parse(args), globals.anywhere(front)) else {
        return mise.peel(call, launch);
    };
    let mut there = call.clone();
    there.unset("PATH");
    if let Some(folder) = parsed.last_of(&["-C", "--cd"]).or_else(|| before.last_of(&["-C", "--cd"])) {
        there.cwd = machine.path(&folder.text, call.cwd.as_deref());
    }
    match (parsed.last_of(&["-c", "--command"]), parsed.before_dashes) {
        (Some(text), None) => shells::string("mise", NOTE, text, &there, machine, launch),
        _ => mise.finish(&parsed, &there, launch, |_, _| {}),
    }
}

pub(super) const ASDF: Launcher = Launcher {
    id: "asdf",
    names: &["asdf"],
    summary: "a command with the tools of asdf",
    resolve: |call, _, launch| {
        Prefix { verbs: &["exec"], note: NOTE, ..Prefix::plain("asdf") }
            .peel_with(call, launch, |_, inner| inner.unset("PATH"))
    },
};

pub(super) const NVM: Launcher =
    Launcher { id: "nvm", names: &["nvm", "nvm-exec"], summary: "a command with a version of Node", resolve: nvm };

/// `nvm exec [VERSION] command …`. `node` and `system` are versions as well as programs, so they tell nothing.
fn nvm(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut inner = call.clone();
    inner.unset("PATH");
    if call.program_name(machine.os) == "nvm-exec" {
        return peel::words("nvm", NOTE, &inner, call.args.clone(), launch);
    }
    let options = Grammar { switches: &["--silent"], attached: &["--lts"], ..Grammar::NONE };
    let nvm = Prefix { verbs: &["exec"], options, ..Prefix::plain("nvm") };
    let args = match nvm.behind_verb(&call.args, launch) {
        Ok(args) => args,
        Err(outcome) => return outcome,
    };
    let parsed = match nvm.parse(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("nvm", &unknown, launch),
    };
    let first = parsed.operands.first().map_or("", |word| word.text.as_str());
    let number = first.strip_prefix('v').unwrap_or(first).starts_with(|c: char| c.is_ascii_digit());
    let alias = first.starts_with("lts/") || matches!(first, "default" | "stable" | "current");
    if matches!(first, "node" | "system" | "iojs" | "unstable") && !parsed.has("--lts") {
        let detail = format!("`nvm` may take `{first}` for a version or for the command");
        return peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch);
    }
    let skip = usize::from(number || alias);
    peel::words("nvm", NOTE, &inner, parsed.operands.into_iter().skip(skip).collect(), launch)
}

pub(super) const VOLTA: Launcher = Launcher {
    id: "volta",
    names: &["volta"],
    summary: "a command with the tools of Volta",
    resolve: |call, _, launch| {
        let globals = Grammar { switches: &["--verbose", "--quiet"], ..Grammar::NONE };
        let options = Grammar {
            switches: &["--bundled-npm", "--no-pnpm", "--no-yarn", "--verbose", "--quiet"],
            values: &["--node", "--npm", "--pnpm", "--yarn", "--env"],
            ..Grammar::NONE
        };
        Prefix { globals, verbs: &["run"], options, note: NOTE, ..Prefix::plain("volta") }.peel_with(
            call,
            launch,
            |parsed, inner| {
                inner.unset("PATH");
                for word in parsed.flags.iter().filter(|flag| flag.name == "--env").filter_map(|f| f.values.first()) {
                    if let Some((name, value)) = word.text.split_once('=') {
                        inner.set(name, value, word.span);
                    }
                }
            },
        )
    },
};

pub(super) const FNM: Launcher =
    Launcher {
        id: "fnm",
        names: &["fnm"],
        summary: "a command with a version of Node",
        resolve: |call, _, launch| {
            const VALUES: &[&str] = &[
                "--arch",
                "--fnm-dir",
                "--log-level",
                "--multishell-path",
                "--node-dist-mirror",
                "--using",
                "--version-file-strategy",
            ];
            const SWITCHES: &[&str] = &["--using-file", "--corepack-enabled", "--resolve-engines"];
            let options = Grammar { switches: SWITCHES, values: VALUES, ..Grammar::NONE };
            Prefix { globals: options, verbs: &["exec"], options, style: Style::Front(0), note: NOTE, id: "fnm" }
                .peel_with(call, launch, |_, inner| inner.unset("PATH"))
        },
    };

pub(super) const DIRENV: Launcher = Launcher {
    id: "direnv",
    names: &["direnv"],
    summary: "a command in the environment of a folder",
    resolve: |call, _, launch| {
        Prefix {
            verbs: &["exec"],
            style: Style::Front(1),
            note: "a script `.envrc` that the user has allowed runs first",
            ..Prefix::plain("direnv")
        }
        .peel_with(call, launch, |_, inner| inner.unset("PATH"))
    },
};

pub(super) const NIX_SHELL: Launcher = Launcher {
    id: "nix-shell",
    names: &["nix-shell"],
    summary: "a command string in an environment that Nix builds",
    resolve: |call, _, launch| {
        // `-i` makes it the interpreter of a script.
        let options = Grammar {
            switches: &["-p", "--packages", "--pure", "--impure", "-Q", "--quiet", "-v", "--verbose", "--keep-going"],
            values: &[
                "--run",
                "--command",
                "-A",
                "--attr",
                "-I",
                "-E",
                "--expr",
                "--keep",
                "--exclude",
                "-j",
                "--max-jobs",
            ],
            pairs: &["--arg", "--argstr", "--option"],
            ..Grammar::NONE
        };
        let parsed = match options.anywhere(&call.args) {
            Ok(parsed) => parsed,
            Err(unknown) => return peel::unknown("nix-shell", &unknown, launch),
        };
        let Some(text) = parsed.last_of(&["--run", "--command"]) else {
            let detail = "`nix-shell` starts a shell that reads its standard input";
            return peel::opaque(OpaqueReason::InlineCode, detail, call.program.span, launch);
        };
        let args = vec![Word::at("-c", text.span), text.clone()];
        let mut inner = Call { program: Word::at("bash", text.span), args, ..call.clone() };
        inner.unset("PATH");
        peel::call("nix-shell", NOTE, inner)
    },
};
