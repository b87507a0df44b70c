//! `mcp run server.py` and `fastmcp run server.py`: the command lines of the Python SDKs, which load a server's file.

use stockade_model::{Ecosystem, Launch, Role, launch::OpaqueReason};

use super::{Bridge, remote};
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel, python};

pub(super) const BRIDGE: Bridge = Bridge {
    id: "mcp-run",
    packages: &[(Ecosystem::Pypi, "mcp"), (Ecosystem::Pypi, "fastmcp")],
    names: &["mcp", "fastmcp"],
    role: Role::Additional,
    summary: "the Python SDKs' own command, which loads a server from a file",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "--no-banner",
        "--reload",
        "--no-reload",
        "--stateless",
        "--skip-source",
        "--skip-env",
        "--with-editable-self",
    ],
    values: &[
        "-t",
        "--transport",
        "--host",
        "-p",
        "--port",
        "--path",
        "-l",
        "--log-level",
        "--python",
        "--reload-dir",
        "-e",
        "--with-editable",
        "--with",
        "--with-requirements",
        "--project",
        "-f",
        "--env-file",
        "-v",
        "--env-var",
    ],
    ..Grammar::NONE
};

fn resolve(args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let rest = match args.split_first() {
        Some((word, rest)) if matches!(word.text.as_str(), "run" | "dev") => rest,
        _ => return Outcome::NotMine,
    };
    let parsed = match GRAMMAR.anywhere(rest) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(BRIDGE.id, &unknown, launch),
    };
    if let Some(flag) = parsed.flags.iter().find(|flag| flag.name.starts_with("--with")) {
        let detail = format!("`{}` of the SDK's command installs further code", flag.name);
        peel::opaque(OpaqueReason::Indirect, detail, flag.values.first().and_then(|word| word.span), launch);
    }
    let Some(file) = parsed.operands.first() else { return peel::empty(BRIDGE.id, call, launch) };
    if file.text.contains("://") {
        return remote(BRIDGE.id, file, launch);
    }
    if file.has_placeholder() {
        return peel::unexpanded(BRIDGE.id, file, launch);
    }
    // `server.py:app` names an object in the file; a drive letter's colon is no such mark.
    let text = match file.text.rsplit_once(':') {
        Some((path, object)) if path.len() > 1 && !object.contains(['/', '\\']) => path,
        _ => file.text.as_str(),
    };
    if !text.ends_with(".py") {
        let detail = format!("`{text}` names a server whose definition is elsewhere");
        return peel::opaque(OpaqueReason::Indirect, detail, file.span, launch);
    }
    match machine.path(text, call.cwd.as_deref()) {
        Some(path) => launch.components.push(python::local(&path, machine, file.span)),
        None => {
            let target = stockade_model::Target::Local { path: text.into(), exists: None, belongs_to: None };
            let pin = stockade_model::Pin::NotApplicable;
            launch.components.push(stockade_model::Component::new(Role::Server, target, pin));
        }
    }
    Outcome::Done
}
