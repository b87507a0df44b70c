//! The shape of a settings file, for the schema that editors use. A test keeps it equal to the reader.

use schemars::JsonSchema;
use stockade_model::{Confidence, Persona, Severity};
use stockade_scan::allow_list::Unlisted;

/// Settings of Stockade.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
pub struct File {
    /// How `stockade scan` judges.
    scan: Option<Scan>,
    /// Which servers are approved and which are denied.
    servers: Option<Servers>,
    /// Findings that are accepted.
    ignore: Option<Vec<Ignore>>,
}

/// How `stockade scan` judges. Of several files the stricter value wins.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
pub struct Scan {
    /// Lowest severity that fails the run.
    fail_on: Option<Severity>,
    /// Hide findings that are less sure.
    min_confidence: Option<Confidence>,
    /// Whose findings to show.
    persona: Option<Persona>,
    /// Whether to look at projects that clients have on record.
    recorded_projects: Option<bool>,
    /// Whether to compare with running processes.
    processes: Option<bool>,
}

/// Which servers are approved. Of several files the stricter wins: an approval has to stand in each that has approvals, a
/// denial in one.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
pub struct Servers {
    /// What becomes of a server that no entry approves. Without any approval in any file nothing is unlisted.
    unlisted: Option<Unlisted>,
    /// What is approved.
    allow: Option<Vec<Entry>>,
    /// What must not be started. A denial beats every approval.
    deny: Option<Vec<Entry>>,
}

/// A server that is approved or denied. Everything that an entry names has to hold.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
pub struct Entry {
    /// A package URL, with a version or without: `pkg:npm/%40scope/name@1.2.3`. `*` stands for all names of one owner.
    #[schemars(regex(pattern = "^pkg:[A-Za-z]+/."))]
    purl: Option<String>,
    /// A range of versions of the package: `>=1.2, <2`.
    versions: Option<String>,
    /// Who published the package, `registry:account`. Matches only where that is known.
    #[schemars(regex(pattern = "^[^:]+:[^:* ]+$"))]
    publisher: Option<String>,
    /// The registry that the package comes from: an address, a host, or `default` for the package client's own.
    registry: Option<String>,
    /// The host of a remote server: `mcp.example.com`, `mcp.example.com:8443`, `*.example.com`.
    host: Option<String>,
    /// The whole address of a remote server, repository or archive, without what stands behind `?`.
    url: Option<String>,
    /// A program or file of this machine; `/*` at the end stands for everything below a folder.
    path: Option<String>,
    /// Why.
    reason: Option<String>,
    /// The last day the entry holds, as a date.
    expires: Option<String>,
}

/// A finding that is accepted. One that covers nothing any more is a finding itself.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
pub struct Ignore {
    /// The check's id.
    check: String,
    /// A server's id, a pattern over ids or paths, or `path:line`. Everywhere where it is left out.
    place: Option<String>,
    /// Why it is accepted.
    reason: String,
    /// The last day it holds, as a date.
    expires: Option<String>,
}
