//! `mcp-proxy URL` and `mcp-proxy [options] [--] command args…` of PyPI.

use stockade_model::{Ecosystem, Launch, Role, launch::OpaqueReason};

use super::{Bridge, remote};
use crate::resolve::{
    Call, MAX_WRAPPERS, Machine, Origin, Outcome, Setting, Word, options::Grammar, peel, resolve_call, shell,
};

pub(super) const BRIDGE: Bridge = Bridge {
    id: "mcp-proxy",
    packages: &[(Ecosystem::Pypi, "mcp-proxy")],
    names: &["mcp-proxy"],
    role: Role::Bridge,
    summary: "stdio in front of a remote server, or a web server in front of local commands (PyPI)",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "--digest",
        "--no-verify-ssl",
        "--pass-environment",
        "--no-pass-environment",
        "--debug",
        "--no-debug",
        "--stateless",
        "--no-stateless",
    ],
    values: &[
        "--transport",
        "--client-id",
        "--client-secret",
        "--token-url",
        "--username",
        "--password",
        "--cwd",
        "--log-level",
        "--named-server-config",
        "--port",
        "--host",
        "--sse-port",
        "--sse-host",
        "--expose-header",
    ],
    pairs: &["-H", "--headers", "-e", "--env", "--named-server"],
    maybe: &["--verify-ssl"],
    many: &["--allow-origin"],
    attached: &[],
};

fn resolve(args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GRAMMAR.anywhere(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(BRIDGE.id, &unknown, launch),
    };
    if parsed.interrupted {
        let detail = "`mcp-proxy` refuses options between the words of its command";
        return peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch);
    }
    if let Some(first) = parsed.operands.first().filter(|word| is_web(&word.text)) {
        return remote(BRIDGE.id, first, launch);
    }
    if let Some(file) = parsed.last("--named-server-config") {
        let detail = format!("`mcp-proxy` starts what the file `{}` names", file.text);
        peel::opaque(OpaqueReason::Indirect, detail, file.span, launch);
    } else {
        for command in parsed.flags.iter().filter(|flag| flag.name == "--named-server").filter_map(|f| f.values.get(1))
        {
            named(command, call, machine, launch);
        }
    }
    let mut inner = match call.inner(parsed.operands.clone()) {
        Some(inner) => inner,
        None if parsed.has("--named-server") || parsed.has("--named-server-config") => return Outcome::Done,
        None => return peel::empty(BRIDGE.id, call, launch),
    };
    if let Some(cwd) = parsed.last("--cwd") {
        inner.cwd = machine.path(&cwd.text, call.cwd.as_deref());
    }
    for flag in parsed.flags.iter().filter(|flag| matches!(flag.name, "-e" | "--env")) {
        if let [name, value] = flag.values.as_slice() {
            inner.env.push(Setting {
                name: name.text.clone(),
                value: value.text.clone(),
                origin: Origin::Entry,
                span: value.span,
            });
        }
    }
    peel::call(BRIDGE.id, "", inner)
}

fn is_web(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// One of several servers: `--named-server NAME "command"`, split without any evaluation.
fn named(command: &Word, call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    let Some(words) = shell::words_only(&command.text) else {
        let detail = format!("`mcp-proxy` cannot split `{}` into words", command.text);
        peel::opaque(OpaqueReason::UnknownArgument, detail, command.span, launch);
        return;
    };
    if launch.wrappers.len() >= MAX_WRAPPERS {
        peel::opaque(OpaqueReason::TooDeep, "commands are nested too deep", command.span, launch);
        return;
    }
    match call.inner(words.into_iter().map(|word| Word::at(word, command.span)).collect()) {
        Some(inner) => {
            launch.wrappers.push(stockade_model::Wrapper { id: BRIDGE.id, note: String::new() });
            resolve_call(inner, machine, launch);
        }
        None => drop(peel::empty(BRIDGE.id, call, launch)),
    }
}
