//! The servers of the MCP Registry, taken as a whole by `stockade pack update --catalogue`: who publishes what, for runs
//! that cannot ask it.

use std::path::PathBuf;

use jiff::Timestamp;
use stockade_registry::mcp_registry::McpRegistry;
use stockade_registry::private_file;
use stockade_survey::{Catalogue, adapt};

use crate::commands::{Failure, Start, with_causes};
use crate::{knowledge, packages};

/// The registry has some tens of thousands of servers.
const MOST: u64 = 64 << 20;
/// The file beside the packs.
const FILE: &str = "catalogue.json";

fn path(start: &Start) -> Option<PathBuf> {
    knowledge::folder(start).map(|folder| folder.join(FILE))
}

/// What was taken before; none where nothing was.
///
/// # Errors
/// Why it cannot be read, and how to go on.
pub fn load(start: &Start) -> Result<Option<Catalogue>, String> {
    let Some(path) = path(start) else { return Ok(None) };
    let length = match std::fs::metadata(&path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot read `{}`: {error}", path.display())),
    };
    let again = "take it anew with `stockade pack update --catalogue`, or remove it";
    if length > MOST {
        return Err(format!("`{}` has {length} bytes, more than any catalogue: {again}", path.display()));
    }
    let bytes = std::fs::read(&path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let read = serde_json::from_slice(&bytes);
    read.map(Some).map_err(|error| format!("`{}` is damaged ({error}): {again}", path.display()))
}

/// Takes all of it. `service` is the setting that says where.
pub fn take(
    service: &crate::settings::packages::Service,
    client: &stockade_registry::http::Client,
    now: Timestamp,
    start: &Start,
) -> Result<usize, Failure> {
    let registry = packages::service(service, "registries.mcp-registry", start)?
        .ok_or_else(|| Failure::new("`registries.mcp-registry` is off").hint("set an address there"))?;
    let servers = McpRegistry::new(client, registry).servers(None, None).map_err(|error| packages::failed(&error))?;
    let catalogue = adapt::backlink::catalogue(&servers, now);
    let path = path(start).ok_or_else(|| Failure::new("there is no home directory to keep the catalogue in"))?;
    let text = serde_json::to_vec(&catalogue).map_err(|error| Failure::new(with_causes(&error)))?;
    private_file::write(&path, |file| {
        std::io::Write::write_all(file, &text)?;
        file.sync_all()
    })
    .map_err(|error| Failure::new(format!("cannot write `{}`: {error}", path.display())))?;
    Ok(catalogue.servers.len())
}
