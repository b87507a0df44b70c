//! Which settings files there are: the user's own, and those of the projects that are scanned.

use std::path::{Path, PathBuf};

use stockade_model::Os;

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
}

/// Every file that counts, the user's own first.
pub fn files(global: &Global, start: &Start, projects: &[PathBuf]) -> Result<Vec<Found>, Failure> {
    if global.no_config {
        return Ok(Vec::new());
    }
    let named =
        global.config.clone().or_else(|| start.env.get("STOCKADE_CONFIG").filter(|t| !t.is_empty()).map(PathBuf::from));
    if let Some(named) = named {
        let path = start.absolute(&named);
        if !path.is_file() {
            return Err(Failure::new(format!("the settings file `{}` does not exist", path.display())));
        }
        return Ok(vec![Found { path, project: None }]);
    }
    let mut found = Vec::new();
    if let Some(path) =
        user_directory(start, Os::current()).map(|directory| directory.join(NAME)).filter(|p| p.exists())
    {
        found.push(Found { path, project: None });
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
            found.push(Found { path, project: Some(directory.to_owned()) });
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
        };
        assert_eq!(user_directory(&start, Os::Linux), Some("/x/stockade".into()));
        assert_eq!(user_directory(&start, Os::Windows), Some("/roaming/stockade".into()));
        let start = Start { env: std::collections::BTreeMap::new(), ..start };
        assert_eq!(user_directory(&start, Os::Linux), Some("/home/u/.config/stockade".into()));
        assert_eq!(user_directory(&start, Os::Macos), Some("/home/u/Library/Application Support/stockade".into()));
    }
}
