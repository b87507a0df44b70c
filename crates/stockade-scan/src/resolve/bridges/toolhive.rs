//! `thv run npx://package`, `uvx://package`, `go://module`, an image, or an address: ToolHive builds a container around it.

use stockade_model::{Ecosystem, Launch, Role, launch::OpaqueReason};

use super::{Bridge, GUARD, note_second_guard, remote, web_host};
use crate::resolve::elsewhere::{self, Place};
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel};

pub(super) const BRIDGE: Bridge = Bridge {
    id: "toolhive",
    packages: &[(Ecosystem::Golang, "github.com/stacklok/toolhive/cmd/thv")],
    names: &["thv"],
    role: Role::Bridge,
    summary: "a package, image or remote server that ToolHive runs in a container",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-f",
        "--foreground",
        "--debug",
        "--enable-audit",
        "--ignore-globally",
        "--isolate-network",
        "--no-client-config",
        "--otel-insecure",
        "--otel-enable-prometheus-metrics-path",
        "--otel-metrics-enabled",
        "--otel-tracing-enabled",
        "--print-resolved-overlays",
        "--trust-proxy-headers",
    ],
    values: &[
        "--audit-config",
        "--authz-config",
        "--ca-cert",
        "-e",
        "--env",
        "--env-file",
        "--env-file-dir",
        "--from-config",
        "--group",
        "--host",
        "--image-verification",
        "-l",
        "--label",
        "--name",
        "--otel-endpoint",
        "--otel-env-vars",
        "--otel-headers",
        "--otel-sampling-rate",
        "--otel-service-name",
        "--permission-profile",
        "--port",
        "--proxy-mode",
        "--proxy-port",
        "--secret",
        "--target-host",
        "--target-port",
        "--tools",
        "--tools-override",
        "--transport",
        "-v",
        "--volume",
    ],
    ..Grammar::NONE
};

fn resolve(args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let globals = Grammar { switches: &["--debug"], ..Grammar::NONE };
    let Ok(front) = globals.front(args) else { return Outcome::NotMine };
    let [verb, rest @ ..] = front.operands.as_slice() else { return Outcome::NotMine };
    if verb.text != "run" {
        return Outcome::NotMine;
    }
    let parsed = match GRAMMAR.anywhere(rest) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(BRIDGE.id, &unknown, launch),
    };
    if let Some(file) = parsed.last("--from-config") {
        let detail = format!("`thv` starts what the file `{}` names", file.text);
        return peel::opaque(OpaqueReason::Indirect, detail, file.span, launch);
    }
    let Some((what, behind)) = parsed.operands.split_first().filter(|_| parsed.before_dashes != Some(0)) else {
        return peel::empty(BRIDGE.id, call, launch);
    };
    if what.has_placeholder() {
        return peel::unexpanded(BRIDGE.id, what, launch);
    }
    note_second_guard(BRIDGE.id, launch);
    if web_host(&what.text).is_some() {
        return remote(BRIDGE.id, what, launch);
    }
    let (program, options, name): (_, &[&str], _) = match what.text.split_once("://") {
        Some(("npx", name)) => ("npx", &["-y"], name),
        Some(("uvx", name)) => ("uvx", &[], name),
        Some(("go", name)) if !name.starts_with(['.', '/']) => ("go", &["run"], name),
        None if is_image(&what.text) => ("docker", &["run", "-i", "--rm"], what.text.as_str()),
        _ => {
            let detail = format!("what `{}` is stands in ToolHive's registry or in a folder that it builds", what.text);
            return peel::opaque(OpaqueReason::RemoteChoice, detail, what.span, launch);
        }
    };
    let words = options.iter().copied().chain([name]).map(|text| Word::at(text, what.span));
    let inner = Call::new(Word::at(program, what.span), words.chain(behind.iter().cloned()).collect(), None);
    let place = Place { id: BRIDGE.id, note: GUARD, name: "a container", shares_home: false };
    elsewhere::resolve(place, inner, machine, launch)
}

/// A name of its registry has neither tag nor digest; one without them could be either.
fn is_image(text: &str) -> bool {
    let last = text.rsplit('/').next().unwrap_or(text);
    text.contains('/') && (last.contains(':') || last.contains("@sha256:"))
}
