//! Folders that an editor of the VS Code family has had open: `workspaceStorage/*/workspace.json`.
//!
//! Constraints:
//! - only `file:` addresses without a host are folders of this disk; the others (SSH, WSL, containers) are counted as a gap;
//! - a multi-folder workspace stands for its own folder, where its servers are looked for, and for every folder it lists.

use std::path::Path;

use stockade_model::Gap;

use super::Hunt;
use super::clients::Client;
use crate::document::{Format, Node};
use crate::resolve::Machine;

/// Adds the folders that an editor's storage leads to, given its folder of user data, for example `{ud:Code}`.
pub fn add_recorded(hunt: &mut Hunt<'_>, client: &Client, data: &str) {
    let mut elsewhere = 0_usize;
    let template = format!("{data}/User/workspaceStorage/*/workspace.json");
    for (_, document) in hunt.documents(&template, Format::Json, client) {
        for key in ["folder", "workspace", "configuration"] {
            match document.node.get(key).and_then(Node::as_str) {
                None => {}
                Some(address) if !address.starts_with("file:///") => elsewhere += 1,
                Some(address) if key == "folder" => hunt.add_recorded_project(address),
                Some(address) => add_workspace(hunt, client, address),
            }
        }
    }
    if elsewhere > 0 {
        let what = format!("{elsewhere} recorded workspaces are on other hosts or in containers: scan them there");
        hunt.gap(Gap { client: Some(client.client_id()), what, path: None });
    }
}

/// The folder of a `.code-workspace` file and the folders that it lists.
fn add_workspace(hunt: &mut Hunt<'_>, client: &Client, address: &str) {
    let Some(file) = hunt.recorded_path(address) else { return };
    let Some(home) = file.parent().map(Path::to_path_buf) else { return };
    // Workspaces without a name lie in the editor's own data, which is no project.
    if file.extension().is_some_and(|end| end == "code-workspace") {
        hunt.add_project(home.clone());
    }
    let Some(document) = hunt.document(&file, Format::Json, Some(client.client_id())) else { return };
    for folder in document.node.get("folders").map(Node::items).unwrap_or_default() {
        if let Some(address) = folder.get("uri").and_then(Node::as_str) {
            hunt.add_recorded_project(address);
        }
        let path = folder.get("path").and_then(Node::as_str);
        if let Some(path) = path.and_then(|path| Machine::of(hunt.options).path(path, Some(&home))) {
            hunt.add_project(path);
        }
    }
}
