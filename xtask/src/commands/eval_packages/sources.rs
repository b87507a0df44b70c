//! Where this machine's packages come from: its own configuration, and what its clients say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use stockade_model::Os;
use stockade_registry::settings::ask::Asker;
use stockade_scan::registries;
use stockade_scan::resolve::Machine;
use stockade_survey::{Sources, Trust};

/// Everybody but the services of advisories, which would be asked about packages that are known to be genuine.
pub(super) fn all() -> Result<Sources> {
    let env: BTreeMap<String, String> = std::env::vars().collect();
    let home = std::env::var_os("HOME").map(PathBuf::from).context("HOME is not set")?;
    let root = Path::new("/");
    let machine = Machine { os: Os::current(), home: &home, root: Some(root), live: true, env: &env, unread: None };
    let asker = Asker::new(env.clone(), home.clone(), Duration::from_secs(20));
    let pypi = registries::uv(&machine, None).into_iter().chain([registries::pip(&machine)]).collect();
    Ok(Sources {
        npm: Some(registries::npm(&machine, None)),
        pypi,
        asker: Some(asker),
        trust: Some(Trust::embedded()?),
        ..Sources::default()
    })
}
