//! uv's configuration files: which of them are read, and in which order.
//!
//! - `uvx` reads the user's and the system's `uv.toml`, never a project's; `uv run` the nearest of the project too
//!   (recorded in `uvx.json`); pip's files are none of uv's business;
//! - `--config-file` replaces them all, `--no-config` leaves them all out;
//! - a file that is no TOML stops uv, so it stops resolution.

use std::path::{Path, PathBuf};

use stockade_model::{Os, RegistryOrigin};

use crate::document::{self, Format, Node};
use crate::resolve::{Call, Machine, Origin, options::Parsed};

/// One file that is read.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The table that holds uv's settings.
    pub node: Node,
    /// Who it belongs to.
    pub origin: RegistryOrigin,
    /// Where it is.
    pub file: PathBuf,
}

/// The layers that count for a call, the strongest first. `project`: where to look for a project's file.
///
/// # Errors
/// One line saying which file uv would stop at.
pub fn layers(
    parsed: &Parsed,
    project: Option<&Path>,
    call: &Call,
    machine: &Machine<'_>,
) -> Result<Vec<Layer>, String> {
    let by_env = |name: &str| call.env(name, false, machine).filter(|(_, value)| !value.is_empty());
    let of = |origin| if origin == Origin::Entry { RegistryOrigin::Environment } else { RegistryOrigin::User };
    let named = match parsed.last("--config-file") {
        Some(word) => Some((RegistryOrigin::Argument, word.text.as_str())),
        None => by_env("UV_CONFIG_FILE").map(|(origin, value)| (of(origin), value)),
    };
    if let Some((origin, text)) = named {
        let path = machine.path(text, call.cwd.as_deref()).ok_or_else(|| format!("`{text}` cannot be looked up"))?;
        let node = read(&path, machine)?.ok_or_else(|| format!("uv's configuration file `{text}` is not there"))?;
        return Ok(vec![Layer { node, origin, file: path }]);
    }
    let off = by_env("UV_NO_CONFIG").is_some_and(|(_, value)| !matches!(value, "0" | "false" | "no" | "off"));
    if parsed.has("--no-config") || off {
        return Ok(Vec::new());
    }
    let mut found: Vec<Layer> = project.map_or(Ok(None), |project| nearest(project, machine))?.into_iter().collect();
    let (origin, user) = match by_env("XDG_CONFIG_HOME").filter(|_| machine.os != Os::Windows) {
        Some((origin, value)) => (of(origin), machine.path(value, None)),
        None if machine.os == Os::Windows => (RegistryOrigin::User, Some(machine.home.join("AppData/Roaming"))),
        None => (RegistryOrigin::User, Some(machine.home.join(".config"))),
    };
    if let Some(file) = user.map(|folder| folder.join("uv/uv.toml"))
        && let Some(node) = read(&file, machine)?
    {
        found.push(Layer { node, origin, file });
    }
    for path in ["/etc/xdg/uv/uv.toml", "/etc/uv/uv.toml"] {
        if let Some(file) = machine.system(path).filter(|_| machine.os != Os::Windows)
            && let Some(node) = read(&file, machine)?
        {
            found.push(Layer { node, origin: RegistryOrigin::User, file });
            break;
        }
    }
    Ok(found)
}

/// The nearest `uv.toml`, or `pyproject.toml` with `[tool.uv]`; in one folder the former hides the latter.
fn nearest(from: &Path, machine: &Machine<'_>) -> Result<Option<Layer>, String> {
    for folder in machine.ancestors(from) {
        let file = folder.join("uv.toml");
        if let Some(node) = read(&file, machine)? {
            return Ok(Some(Layer { node, origin: origin_of(folder, machine), file }));
        }
        let file = folder.join("pyproject.toml");
        if let Some(node) = read(&file, machine)?.and_then(|node| node.at(&["tool", "uv"]).cloned()) {
            return Ok(Some(Layer { node, origin: origin_of(folder, machine), file }));
        }
    }
    Ok(None)
}

/// A file in the home itself is the user's own; anything below or beside it came with a project.
fn origin_of(folder: &Path, machine: &Machine<'_>) -> RegistryOrigin {
    if folder == machine.home { RegistryOrigin::User } else { RegistryOrigin::Project }
}

/// A TOML file; none where there is none.
///
/// # Errors
/// One line naming a file that is no TOML.
pub fn read(path: &Path, machine: &Machine<'_>) -> Result<Option<Node>, String> {
    if !machine.is_file(path) {
        return Ok(None);
    }
    let text = machine.read(path).ok_or_else(|| format!("`{}` cannot be read", path.display()))?;
    document::parse(Format::Toml, &text).map(Some).map_err(|error| format!("`{}`: {error}", path.display()))
}
