//! What is installed beside an interpreter: modules and scripts, and the distributions they came with.
//!
//! Only file names and the metadata that installers write are read (`*.dist-info/METADATA`, `RECORD`,
//! `entry_points.txt`).

use std::path::{Path, PathBuf};

use stockade_model::{Ecosystem, Package};

use crate::resolve::Machine;

/// Distributions looked at in one folder; more than this is no environment.
const MAX_DISTRIBUTIONS: usize = 5_000;

/// A virtual environment by an interpreter or script inside it: the folder with `pyvenv.cfg`.
pub fn root_of(program: &Path, machine: &Machine<'_>) -> Option<PathBuf> {
    let root = program.parent()?.parent()?;
    machine.is_file(&root.join("pyvenv.cfg")).then(|| root.to_path_buf())
}

/// The folders of installed packages below a prefix.
fn site_packages(prefix: &Path) -> Vec<PathBuf> {
    let mut found = vec![prefix.join("Lib/site-packages"), prefix.join("lib/python3/dist-packages")];
    let entries = std::fs::read_dir(prefix.join("lib")).into_iter().flatten().flatten().take(MAX_DISTRIBUTIONS);
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("python3.")) {
        found.push(entry.path().join("site-packages"));
        found.push(entry.path().join("dist-packages"));
    }
    found.retain(|folder| folder.is_dir());
    found.sort();
    found
}

/// The file or folder of a module in one folder of the search path.
pub fn module_in_folder(module: &str, folder: Option<&Path>, machine: &Machine<'_>) -> Option<PathBuf> {
    let below: PathBuf = folder?.join(module.split('.').collect::<PathBuf>());
    let package = below.join("__main__.py");
    if machine.is_file(&package) {
        return Some(package);
    }
    let file = below.with_file_name(format!("{}.py", below.file_name()?.to_string_lossy()));
    machine.is_file(&file).then_some(file)
}

/// A module installed below a prefix, with its distribution.
pub fn module(prefix: &Path, module: &str, machine: &Machine<'_>) -> Option<(PathBuf, Option<Package>)> {
    let top = module.split('.').next()?;
    site_packages(prefix).iter().find_map(|site| {
        let path = module_in_folder(module, Some(site), machine)?;
        let lists = |info: &Path| {
            let record = machine.read(&info.join("RECORD"))?;
            let files = [format!("{top}/"), format!("{top}.py,")];
            record.lines().any(|line| files.iter().any(|file| line.starts_with(file.as_str()))).then_some(())
        };
        let owner = distributions(site).into_iter().find(|info| lists(info).is_some());
        Some((path, owner.and_then(|info| identity(&info, machine))))
    })
}

/// A script of a virtual environment, with the distribution whose entry point it is.
pub fn script(root: &Path, name: &str, machine: &Machine<'_>) -> Option<(PathBuf, Option<Package>)> {
    let files = [name.to_owned(), format!("{name}.exe")];
    let mut found =
        ["bin", "Scripts"].iter().flat_map(|folder| files.iter().map(move |file| root.join(folder).join(file)));
    let path = found.find(|path| machine.is_file(path))?;
    let owner = script_owner(root, name, machine);
    Some((path, owner))
}

/// The distribution of a script that lies in a virtual environment's folder of programs.
pub fn owner_of(path: &Path, machine: &Machine<'_>) -> Option<Package> {
    let root = root_of(path, machine)?;
    script_owner(&root, path.file_stem()?.to_str()?, machine)
        .or_else(|| script_owner(&root, path.file_name()?.to_str()?, machine))
}

fn script_owner(root: &Path, name: &str, machine: &Machine<'_>) -> Option<Package> {
    site_packages(root).iter().flat_map(|site| distributions(site)).find_map(|info| {
        let text = machine.read(&info.join("entry_points.txt"))?;
        let mut in_scripts = false;
        let has = text.lines().map(str::trim).any(|line| {
            if line.starts_with('[') {
                in_scripts = matches!(line, "[console_scripts]" | "[gui_scripts]");
            }
            in_scripts && line.split_once('=').is_some_and(|(key, _)| key.trim() == name)
        });
        if has { identity(&info, machine) } else { None }
    })
}

/// The version of a distribution that is installed below a prefix, by its normalised name.
pub fn version_of(root: &Path, name: &str, machine: &Machine<'_>) -> Option<String> {
    let found = site_packages(root).into_iter().flat_map(|site| distributions(&site));
    let mut packages = found.filter_map(|info| identity(&info, machine));
    packages.find(|package| package.name == name)?.version
}

fn distributions(site: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(site).into_iter().flatten().flatten().take(MAX_DISTRIBUTIONS);
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "dist-info"))
        .collect();
    found.sort();
    found
}

/// Name and version of a distribution.
fn identity(info: &Path, machine: &Machine<'_>) -> Option<Package> {
    let text = machine.read(&info.join("METADATA"))?;
    let header = |name: &str| {
        text.lines()
            .take_while(|line| !line.is_empty())
            .find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()))
    };
    Some(Package::new(Ecosystem::Pypi, header("Name:")?).at(header("Version:")?))
}
