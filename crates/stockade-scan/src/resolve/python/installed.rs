//! What `uv tool install` has put on the disk: `uvx` runs that, as long as it meets the request (recorded from uv 0.13).
//!
//! It does not where the request names a version outside, `@latest`, further packages, other indexes than the ones in
//! the receipt, or `--isolated`.

use std::path::PathBuf;

use stockade_model::{Os, Pin, RegistryOrigin, Shadow, launch::Component};

use super::{specifier, venv};
use crate::resolve::{Call, Machine};

/// The folder that holds one folder for each tool.
fn folder(call: &Call, machine: &Machine<'_>) -> Option<PathBuf> {
    if let Some((_, text)) = call.env("UV_TOOL_DIR", false, machine).filter(|(_, text)| !text.is_empty()) {
        return machine.path(text, call.cwd.as_deref());
    }
    let data = call.env("XDG_DATA_HOME", false, machine).and_then(|(_, text)| machine.path(text, None));
    Some(match (machine.os, data) {
        (Os::Windows, _) => machine.home.join("AppData/Roaming/uv/tools"),
        (_, Some(data)) => data.join("uv/tools"),
        (_, None) => machine.home.join(".local/share/uv/tools"),
    })
}

/// The installed script that runs in place of what the component names.
///
/// # Errors
/// Why nobody can know what runs although one is installed.
pub fn shadow(
    component: &Component,
    command: &str,
    call: &Call,
    machine: &Machine<'_>,
) -> Result<Option<Shadow>, String> {
    let Some(package) = component.package() else { return Ok(None) };
    let Some(root) = folder(call, machine).map(|folder| folder.join(&package.name)) else { return Ok(None) };
    let Some(receipt) = machine.read(&root.join("uv-receipt.toml")) else { return Ok(None) };
    let name = &package.name;
    let Some(version) = venv::version_of(&root, name, machine) else {
        return Err(format!("uv has installed `{name}`, and its version cannot be read"));
    };
    let fits = match &component.pin {
        Pin::Nothing => Some(true),
        Pin::Exact(wanted) => specifier::holds(&format!("=={wanted}"), &version).or(Some(*wanted == version)),
        Pin::Range(range) => specifier::holds(range, &version),
        _ => Some(false),
    };
    let own = component
        .registries
        .iter()
        .filter(|registry| !matches!(registry.origin, RegistryOrigin::ClientDefault | RegistryOrigin::User));
    let same = own.filter_map(|registry| registry.url.as_deref()).all(|url| receipt.contains(url));
    match fits {
        Some(true) if same => {}
        None => {
            let detail = format!("uv has installed `{name}` {version}, which runs where it meets the request");
            return Err(detail);
        }
        _ => return Ok(None),
    }
    let Some((path, _)) = venv::script(&root, command, machine) else {
        return Err(format!("uv has installed `{name}` {version}, which has no program `{command}`"));
    };
    Ok(Some(Shadow { path, instead_of: package.clone() }))
}
