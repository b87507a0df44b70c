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
    /// Whom to ask about packages.
    registries: Option<Registries>,
    /// How packages are judged.
    assess: Option<Assess>,
    /// Which servers are approved and which are denied.
    servers: Option<Servers>,
    /// What is asked of packages. Everything that covers a package has to be met.
    require: Option<Vec<Require>>,
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

/// Whom to ask about packages, besides the registries that the package clients have in their own configuration. The highest
/// of the organisation's and the user's settings that says something decides; a project's say nothing here.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
pub struct Registries {
    /// Whether nothing is dialled: what is not in the caches is not known.
    offline: Option<bool>,
    /// The address of the OSV service, which knows advisories, or `off`.
    osv: Option<String>,
    /// The address below which OSV's dumps lie (`npm/all.zip`), or `off`.
    osv_dumps: Option<String>,
    /// The address of the MCP Registry, or `off`.
    mcp_registry: Option<String>,
    /// The hosts that a registry may send on to: `files.example.com`.
    redirects: Option<Vec<String>>,
}

/// The numbers by which packages are judged. Of several files the stricter value wins.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
pub struct Assess {
    /// How long a new version waits: `48 hours`, `7 days`, `2 weeks`.
    hold: Option<String>,
    /// How long a name counts as new.
    new_name: Option<String>,
    /// How many releases in a short time make a burst.
    #[schemars(range(min = 2, max = 1000))]
    burst: Option<u32>,
    /// What a short time is.
    burst_window: Option<String>,
    /// From how many unrelated kinds of secrets on no package needs them all.
    #[schemars(range(min = 1, max = 1000))]
    secret_families: Option<u32>,
}

/// Something that is asked of packages.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
pub struct Require {
    /// Which packages: `pkg:npm/%40scope/*`. `*` stands for any text.
    #[schemars(regex(pattern = "^pkg:[A-Za-z]+/."))]
    purl: String,
    /// The weakest level of evidence that is enough: `A`, `B`, `C` or `D`.
    #[schemars(regex(pattern = "^[A-Da-d]$"))]
    provenance: Option<String>,
    /// Who has to publish: `npm:account`, `pypi:account`, `github:owner`, `github:owner/repository`, `gitlab:owner`.
    #[schemars(regex(pattern = "^(npm|pypi|github|gitlab):[^:* ]+$"))]
    publisher: Option<String>,
    /// How long a version has to have been there: `48 hours`, `7 days`, `2 weeks`.
    minimum_age: Option<String>,
    /// `false`: nothing may run at installation.
    install_scripts: Option<bool>,
    /// Packages of which it is not asked.
    except: Option<Vec<Except>>,
    /// Why it is asked.
    reason: Option<String>,
    /// The last day it is asked, as a date.
    expires: Option<String>,
}

/// Packages of which something is not asked.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
pub struct Except {
    /// Which, with a version or without.
    #[schemars(regex(pattern = "^pkg:[A-Za-z]+/."))]
    purl: String,
    /// Why.
    reason: String,
    /// The last day it holds, as a date.
    expires: Option<String>,
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
