//! What `uv tool install` leaves on the disk, as far as anybody reads it: receipts, the names and versions of
//! distributions, and the scripts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;

/// Keeps those files as a line's own. `pyvenv.cfg` names this machine's Python, so it is kept empty.
pub(super) fn keep(
    folder: &Path,
    home: &Path,
    origins: [(&str, &str); 2],
    files: &mut BTreeMap<String, String>,
) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            keep(&path, home, origins, files)?;
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        let above = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let above = above.unwrap_or_default();
        let metadata = above.ends_with(".dist-info") && matches!(name.as_str(), "METADATA" | "entry_points.txt");
        let script = above == "bin" && kind.is_file() && !name.to_ascii_lowercase().starts_with("activate");
        let content = match name.as_str() {
            "pyvenv.cfg" => String::new(),
            "uv-receipt.toml" => fs::read_to_string(&path)?,
            _ if metadata => fs::read_to_string(&path)?,
            _ if script && !name.contains('.') && !name.starts_with("python") => "#!/bin/sh\n".to_owned(),
            _ => continue,
        };
        let below = path.strip_prefix(home)?.display().to_string();
        let content = content.replace(&home.display().to_string(), "{home}");
        files.insert(format!("{{home}}/{below}"), super::fill(&content, &origins));
    }
    Ok(())
}
