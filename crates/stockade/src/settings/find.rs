//! Which settings files there are: the organisation's, the user's own, and those of the projects that are scanned.
//!
//! The organisation's counts always: no option and no variable of the environment leaves it out or names another.

use std::path::{Path, PathBuf};

use stockade_model::{Layer, Os};

use crate::cli::Global;
use crate::commands::{Failure, Start};

/// The name of a settings file.
pub const NAME: &str = "stockade.toml";

/// A file that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The file.
    pub path: PathBuf,
    /// The project it belongs to; none for the user's own settings and for `--config`.
    pub project: Option<PathBuf>,
    /// Whose settings it holds.
    pub layer: Layer,
}

/// Every file that counts: the organisation's, then the user's own, then those of projects.
pub fn files(global: &Global, start: &Start, projects: &[PathBuf]) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    // One that cannot be looked at is found too: reading it says why, where leaving it out would loosen everything.
    let exists = |path: &Path| !matches!(path.try_exists(), Ok(false));
    if let Some(path) = start.managed.clone().filter(|path| exists(path)) {
        found.push(Found { path, project: None, layer: Layer::Managed });
    }
    if global.no_config {
        return Ok(found);
    }
    let named =
        global.config.clone().or_else(|| start.env.get("STOCKADE_CONFIG").filter(|t| !t.is_empty()).map(PathBuf::from));
    if let Some(named) = named {
        let path = start.absolute(&named);
        if !path.is_file() {
            return Err(Failure::new(format!("the settings file `{}` does not exist", path.display())));
        }
        found.push(Found { path, project: None, layer: Layer::User });
        return Ok(found);
    }
    if let Some(path) =
        user_directory(start, Os::current()).map(|directory| directory.join(NAME)).filter(|p| p.exists())
    {
        found.push(Found { path, project: None, layer: Layer::User });
    }
    for project in projects {
        for found_here in of_project(project) {
            if !found.contains(&found_here) {
                found.push(found_here);
            }
        }
    }
    Ok(found)
}

/// Where an organisation puts its settings: where only an administrator writes. Fixed, since whoever may set a variable
/// could name an empty place otherwise.
pub fn managed_file(os: Os) -> PathBuf {
    let directory = match os {
        Os::Linux => "/etc",
        Os::Macos => "/Library/Application Support",
        Os::Windows => "C:\\ProgramData",
    };
    Path::new(directory).join("stockade").join(NAME)
}

/// The platform's directory for Stockade's settings.
pub fn user_directory(start: &Start, os: Os) -> Option<PathBuf> {
    let variable = |name: &str| start.env.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = match os {
        Os::Windows => variable("APPDATA")?,
        Os::Macos => {
            variable("XDG_CONFIG_HOME").or_else(|| Some(start.home.as_ref()?.join("Library/Application Support")))?
        }
        Os::Linux => variable("XDG_CONFIG_HOME").or_else(|| Some(start.home.as_ref()?.join(".config")))?,
    };
    Some(base.join("stockade"))
}

/// The settings of a project: its directory and the ancestors up to the top of the repository. Outside of a repository
/// only the directory itself counts, for nobody knows who owns the ones above (`/tmp`).
fn of_project(project: &Path) -> Vec<Found> {
    let top = project.ancestors().find(|directory| directory.join(".git").exists());
    let mut found = Vec::new();
    for directory in project.ancestors() {
        let path = directory.join(NAME);
        if path.exists() {
            found.push(Found { path, project: Some(directory.to_owned()), layer: Layer::Project });
        }
        if top.is_none_or(|top| top == directory) {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ancestors_count_up_to_the_top_of_the_repository() {
        let base = tempfile::tempdir().unwrap();
        let deep = base.path().join("repo/a/b");
        std::fs::create_dir_all(&deep).unwrap();
        for directory in ["", "repo", "repo/a/b"] {
            std::fs::write(base.path().join(directory).join(NAME), "").unwrap();
        }
        let projects = |found: Vec<Found>| found.into_iter().filter_map(|f| f.project).collect::<Vec<_>>();
        assert_eq!(projects(of_project(&deep)), std::slice::from_ref(&deep));
        std::fs::create_dir(base.path().join("repo/.git")).unwrap();
        assert_eq!(projects(of_project(&deep)), [deep.clone(), base.path().join("repo")]);
    }

    #[test]
    fn the_user_directory_follows_the_platform() {
        let start = Start {
            env: [("XDG_CONFIG_HOME".to_owned(), "/x".to_owned()), ("APPDATA".to_owned(), "/roaming".to_owned())]
                .into(),
            cwd: None,
            home: Some("/home/u".into()),
            managed: None,
        };
        assert_eq!(user_directory(&start, Os::Linux), Some("/x/stockade".into()));
        assert_eq!(user_directory(&start, Os::Windows), Some("/roaming/stockade".into()));
        let start = Start { env: std::collections::BTreeMap::new(), ..start };
        assert_eq!(user_directory(&start, Os::Linux), Some("/home/u/.config/stockade".into()));
        assert_eq!(user_directory(&start, Os::Macos), Some("/home/u/Library/Application Support/stockade".into()));
    }
}
