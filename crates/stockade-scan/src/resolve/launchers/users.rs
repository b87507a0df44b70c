//! Commands that run as another user, whose settings, environment and search path nobody here looks at.

use stockade_model::{Effect, Launch, launch::EffectKind, launch::OpaqueReason};

use super::{Launcher, prefix::Prefix, shells};
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel};

const NOTE: &str = "runs as another user";

pub(super) const SUDO: Launcher = Launcher {
    id: "sudo",
    names: &["sudo"],
    summary: "a command as another user",
    resolve: |call, machine, launch| {
        // `-e`, `-l`, `-K`, `-v`, `-V` start no command; `-R` changes the root, which nothing here can follow.
        let options = Grammar {
            switches: &[
                "-A",
                "--askpass",
                "-B",
                "--bell",
                "-b",
                "--background",
                "-E",
                "-H",
                "--set-home",
                "-i",
                "--login",
                "-k",
                "--reset-timestamp",
                "-N",
                "--no-update",
                "-n",
                "--non-interactive",
                "-P",
                "--preserve-groups",
                "-S",
                "--stdin",
                "-s",
                "--shell",
            ],
            values: &[
                "-a",
                "--auth-type",
                "-C",
                "--close-from",
                "-c",
                "--login-class",
                "-D",
                "--chdir",
                "-g",
                "--group",
                "-h",
                "--host",
                "-p",
                "--prompt",
                "-r",
                "--role",
                "-t",
                "--type",
                "-T",
                "--command-timeout",
                "-u",
                "--user",
            ],
            attached: &["--preserve-env"],
            ..Grammar::NONE
        };
        let parsed = match options.front(&call.args) {
            Ok(parsed) => parsed,
            Err(unknown) => return peel::unknown("sudo", &unknown, launch),
        };
        let shell = ["-i", "--login", "-s", "--shell"].iter().any(|name| parsed.has(name));
        let mut inner = call.clone();
        let mut words = parsed.operands.as_slice();
        while let Some((word, tail)) = words.split_first()
            && let Some((name, value)) = word.text.split_once('=')
        {
            inner.set(name, value, word.span);
            words = tail;
        }
        if let Some(word) = words.iter().find(|word| shell && word.text.contains('$')) {
            let detail = format!("`sudo` hands `{}` to a shell, which fills in the variable", word.text);
            return peel::opaque(OpaqueReason::Unexpanded, detail, word.span, launch);
        }
        if parsed.has("-i") || parsed.has("--login") {
            inner.cwd = None;
        }
        if let Some(folder) = parsed.last_of(&["-D", "--chdir"]) {
            inner.cwd = machine.path(&folder.text, call.cwd.as_deref());
        }
        inner.unset("PATH");
        let user = parsed.last_of(&["-u", "--user"]).map_or("root", |word| word.text.as_str());
        as_user("sudo", user, &inner, launch);
        peel::words("sudo", NOTE, &inner, words.to_vec(), launch)
    },
};

pub(super) const DOAS: Launcher = Launcher {
    id: "doas",
    names: &["doas"],
    summary: "a command as another user",
    resolve: |call, _, launch| {
        let options = Grammar { switches: &["-n"], values: &["-a", "-C", "-u"], ..Grammar::NONE };
        let user = options.front(&call.args).ok().and_then(|parsed| Some(parsed.last("-u")?.text.clone()));
        as_user("doas", user.as_deref().unwrap_or("root"), call, launch);
        Prefix { options, note: NOTE, ..Prefix::plain("doas") }.peel_with(call, launch, |_, inner| inner.unset("PATH"))
    },
};

pub(super) const SU: Launcher = Launcher {
    id: "su",
    names: &["su"],
    summary: "a command string for another user's shell",
    resolve: |call, machine, launch| su("su", call, machine, launch),
};

pub(super) const RUNUSER: Launcher = Launcher {
    id: "runuser",
    names: &["runuser"],
    summary: "a command or command string as another user",
    resolve: |call, machine, launch| su("runuser", call, machine, launch),
};

fn as_user(id: &str, user: &str, call: &Call, launch: &mut Launch) {
    launch.effects.push(Effect {
        kind: EffectKind::Elsewhere,
        name: id.to_owned(),
        value: user.to_owned(),
        file: None,
        span: call.program.span,
    });
}

/// Both take options wherever they stand.
const SU_OPTIONS: Grammar = Grammar {
    switches: &["-f", "--fast", "-l", "--login", "-m", "-p", "--preserve-environment", "-P", "--pty", "-T", "--no-pty"],
    values: &[
        "-c",
        "--command",
        "--session-command",
        "-g",
        "--group",
        "-G",
        "--supp-group",
        "-s",
        "--shell",
        "-u",
        "--user",
        "-w",
        "--whitelist-environment",
    ],
    ..Grammar::NONE
};

fn su(id: &'static str, call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match SU_OPTIONS.anywhere(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(id, &unknown, launch),
    };
    let mut inner = call.clone();
    inner.unset("PATH");
    if let Some(user) = parsed.last_of(&["-u", "--user"]) {
        if id == "su" {
            let unknown = crate::resolve::options::Unknown { word: user.clone() };
            return peel::unknown(id, &unknown, launch);
        }
        as_user(id, &user.text, call, launch);
        return peel::words(id, NOTE, &inner, parsed.operands, launch);
    }
    let (dash, operands) = match parsed.operands.as_slice() {
        [dash, tail @ ..] if dash.text == "-" => (true, tail),
        all => (false, all),
    };
    as_user(id, operands.first().map_or("root", |word| word.text.as_str()), call, launch);
    let Some(text) = parsed.last_of(&["-c", "--command", "--session-command"]).filter(|_| operands.len() < 2) else {
        let detail = format!("`{id}` starts a shell and hands it what is left");
        return peel::opaque(OpaqueReason::InlineCode, detail, call.program.span, launch);
    };
    if dash || parsed.has("-l") || parsed.has("--login") {
        inner.cwd = None;
    }
    match parsed.last_of(&["-s", "--shell"]) {
        Some(shell) => {
            let args = vec![Word::at("-c", text.span), text.clone()];
            peel::call(id, NOTE, Call { program: shell.clone(), args, ..inner })
        }
        None => shells::string(id, NOTE, text, &inner, machine, launch),
    }
}
