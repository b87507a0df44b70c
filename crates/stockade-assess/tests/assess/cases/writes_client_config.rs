//! Cases of `writes-client-config`.

use crate::support::{Case, at, baseline, code, fact, first, mail, update, with_history};
use stockade_assess::facts::{Class, Fact, Sink};

pub(crate) fn cases() -> Vec<Case> {
    let config = || fact(Class::ClientConfig, "claude_desktop_config.json", 70);
    let write = || config().into_sink(Sink::Write).reading("writeFileSync(path, JSON.stringify(config))");
    let hook = fact(Class::GitHook, ".git/hooks/pre-commit", 80).into_sink(Sink::Write);
    let able = Fact::new(Class::Capability, "fs-write", "other.js", 3);
    let mut later = update("acme-mail", &[write()]);
    later.package.version = Some("1.1.0".to_owned());
    let mut always = mail();
    always.baseline = baseline("1.0.15", code(&[write()])).into();
    always.facts = code(&[write()]).into();
    let mut below = first("acme-mail", &[write()]);
    below.through = vec![crate::support::npm("server").at("1.0.0")];
    vec![
        Case::new(
            "at first sight: an installer may",
            &first("acme-mail", &[write()]),
            &["show/medium/medium `acme-mail@1.0.16` writes the config of an MCP client or the instructions of an agent"],
        ),
        Case::new(
            "since this version",
            &update("acme-mail", &[write()]),
            &[
                "hold/high/medium `acme-mail@1.0.16` writes the config of an MCP client or the instructions of an agent",
            ],
        ),
        Case::new(
            "beside a Git hook",
            &first("acme-mail", &[write(), hook.clone()]),
            &["hold/high/medium `acme-mail@1.0.16` writes the config of an MCP client or the instructions of an agent"],
        ),
        Case::new(
            "beside a Git hook, under a new name",
            &with_history(first("acme-mail", &[write(), hook.clone()]), |history| {
                history.created = at("2025-09-20T00:00:00Z").into();
                history.releases.drain(..2);
                history.releases[0].published = at("2025-09-21T00:00:00Z").into();
            }),
            &[
                "block/critical/high `acme-mail@1.0.16` writes the config of an MCP client or the instructions of an agent",
            ],
        ),
        Case::new(
            "beside a Git hook and a look-up",
            &first("acme-mail", &[write(), hook, fact(Class::DnsQuery, "dns.resolve", 90)]),
            &[
                "block/critical/high `acme-mail@1.0.16` writes the config of an MCP client or the instructions of an agent",
            ],
        ),
        Case::new(
            "as before",
            &always,
            &[
                "show/medium/medium `acme-mail@1.0.16` writes the config of an MCP client or the instructions of an agent",
            ],
        ),
        Case::new(
            "in a dependency",
            &below,
            &[
                "show/medium/medium `acme-mail@1.0.16` writes the config of an MCP client or the instructions of an agent",
            ],
        ),
        Case::new(
            "named where files are used",
            &first("acme-mail", &[config(), able.clone()]),
            &["show/low/low `acme-mail@1.0.16` names configs of MCP clients, and writes files"],
        ),
        Case::new(
            "named since this version, and written in another file or not at all",
            &update("acme-mail", &[config(), able]),
            &["hold/medium/low `acme-mail@1.0.16` names configs of MCP clients, and writes files"],
        ),
        Case::new(
            "since a version of another number",
            &later,
            &[
                "hold/high/medium `acme-mail@1.1.0` writes the config of an MCP client or the instructions of an agent",
            ],
        ),
        Case::new("nothing", &mail(), &[]),
    ]
}
