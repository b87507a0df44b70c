//! `mcp-proxy [options] [--] command args…` of npm: a web server in front of a local command.

use stockade_model::{Ecosystem, Launch, Role};

use super::Bridge;
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel};

pub(super) const BRIDGE: Bridge = Bridge {
    id: "mcp-proxy-npm",
    packages: &[(Ecosystem::Npm, "mcp-proxy")],
    names: &[],
    role: Role::Bridge,
    summary: "a web server in front of a local command (npm)",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &["--debug", "--stateless", "--tunnel", "--no-eventStore", "--no-modern", "--eventStore", "--modern"],
    values: &[
        "--apiKey",
        "--connectionTimeout",
        "--endpoint",
        "--eventStoreMaxEvents",
        "--gracefulShutdownTimeout",
        "--host",
        "--keepAliveTimeout",
        "--maxBodySize",
        "--port",
        "--requestTimeout",
        "--server",
        "--sessionIdleTimeout",
        "--sseEndpoint",
        "--sslCa",
        "--sslCert",
        "--sslKey",
        "--streamEndpoint",
        "--tunnelSubdomain",
        "--upstreamProtocol",
    ],
    ..Grammar::NONE
};

fn resolve(args: &[Word], call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    // `--shell` hands the words to a shell and is left out of the table. Options behind the command are its own only
    // behind `--`: the parser takes them out otherwise, or makes nobody knows what of those it does not know.
    match GRAMMAR.anywhere(args) {
        Ok(parsed) => {
            let skip = parsed.before_dashes.filter(|before| parsed.operands.len() > *before).unwrap_or(0);
            let words = parsed.operands.into_iter().skip(skip).collect();
            peel::words(BRIDGE.id, "", call, words, launch)
        }
        Err(unknown) => peel::unknown(BRIDGE.id, &unknown, launch),
    }
}
