//! `supergateway --sse URL`, `--streamableHttp URL`, or `--stdio "command"`, which it hands to a shell.

use stockade_model::{Ecosystem, Launch, Role, launch::OpaqueReason};

use super::{Bridge, remote, shell_call};
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel};

pub(super) const BRIDGE: Bridge = Bridge {
    id: "supergateway",
    packages: &[(Ecosystem::Npm, "supergateway")],
    names: &["supergateway"],
    role: Role::Bridge,
    summary: "another transport in front of a local command or a remote server",
    resolve,
};

/// As its option parser knows them; each camel-case name also answers in kebab-case.
const GRAMMAR: Grammar = Grammar {
    switches: &["--no-stateful", "--no-cors"],
    values: &[
        "--stdio",
        "--sse",
        "--streamableHttp",
        "--streamable-http",
        "--outputTransport",
        "--output-transport",
        "--port",
        "--baseUrl",
        "--base-url",
        "--ssePath",
        "--sse-path",
        "--messagePath",
        "--message-path",
        "--streamableHttpPath",
        "--streamable-http-path",
        "--logLevel",
        "--log-level",
        "--oauth2Bearer",
        "--oauth2-bearer",
        "--sessionTimeout",
        "--session-timeout",
        "--protocolVersion",
        "--protocol-version",
    ],
    many: &["--cors", "--header", "--healthEndpoint", "--health-endpoint"],
    attached: &["--stateful"],
    ..Grammar::NONE
};

fn resolve(args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GRAMMAR.anywhere(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(BRIDGE.id, &unknown, launch),
    };
    let inputs: Vec<_> = (parsed.flags.iter())
        .filter(|flag| matches!(flag.name, "--stdio" | "--sse" | "--streamableHttp" | "--streamable-http"))
        .filter_map(|flag| Some((flag.name, flag.values.first()?)))
        .collect();
    match inputs.as_slice() {
        [("--stdio", command)] => peel::call(BRIDGE.id, "", shell_call(command, call, machine)),
        [(_, url)] => remote(BRIDGE.id, url, launch),
        [] => peel::empty(BRIDGE.id, call, launch),
        _ => {
            let detail = "`supergateway` takes one of `--stdio`, `--sse` and `--streamableHttp`, and is given more";
            peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch)
        }
    }
}
