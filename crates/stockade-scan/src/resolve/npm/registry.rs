//! Which registry npm asks for a package: the one of its scope, the one of the scope that is set, else the main one.

use std::path::PathBuf;

use stockade_model::{Registry, RegistryOrigin, launch::OpaqueReason, redact};

use super::config::{Config, Found};
use crate::resolve::expand;

/// The registry of a package. The error says why npm cannot ask any.
pub fn of(name: &str, config: &Config) -> Result<Registry, (OpaqueReason, String)> {
    let keys = keys(name, config);
    let found = keys.iter().find_map(|key| config.get(key).filter(|found| !found.value.is_empty()));
    let own = keys.iter().find_map(|key| config.users_own(key).filter(|value| !value.is_empty()));
    let own = own.map(|url| redact::redact(None, url).0);
    let Some(Found { value, origin, file, .. }) = found else {
        // Without the user's own file npm is back at its default, which may not be what the user chose.
        let origin = config.redirected.filter(|_| own.is_some()).unwrap_or(RegistryOrigin::ClientDefault);
        return Ok(Registry { origin, url: None, file: None, users_own: own, additional: false });
    };
    checked(origin, value, file.map(Into::into), own)
}

/// A registry that some layer of a client's settings names.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who names it.
    pub origin: RegistryOrigin,
    /// Its address.
    pub url: String,
    /// In which file.
    pub file: Option<PathBuf>,
}

/// For clients with settings of their own: the first of several, the strongest first.
pub fn first(candidates: &[Candidate]) -> Result<Registry, (OpaqueReason, String)> {
    let own = candidates.iter().find(|candidate| candidate.origin == RegistryOrigin::User);
    let own = own.map(|candidate| redact::redact(None, &candidate.url).0);
    match candidates.first() {
        Some(Candidate { origin, url, file }) => checked(*origin, url, file.clone(), own),
        None => Ok(Registry::client_default()),
    }
}

fn checked(
    origin: RegistryOrigin,
    value: &str,
    file: Option<PathBuf>,
    users_own: Option<String>,
) -> Result<Registry, (OpaqueReason, String)> {
    if !is_address(value) {
        let place = file.as_deref().map(|file| format!(" in `{}`", file.display())).unwrap_or_default();
        let (value, _) = redact::redact(None, value);
        if expand::has_placeholder(&value) {
            return Err((
                OpaqueReason::Unexpanded,
                format!("the registry{place} is `{value}`, which is not filled in"),
            ));
        }
        return Err((OpaqueReason::UnknownArgument, format!("the registry{place} is `{value}`, which is no address")));
    }
    let (url, _) = redact::redact(None, value);
    Ok(Registry { origin, url: Some(url), file, users_own, additional: false })
}

/// The settings that are looked at, the strongest first.
fn keys(name: &str, config: &Config) -> Vec<String> {
    let own = name.strip_prefix('@').and_then(|name| name.split('/').next());
    let set = config.get("scope").map(|found| found.value.trim_start_matches('@')).filter(|scope| !scope.is_empty());
    let mut keys: Vec<String> = own.into_iter().chain(set).map(|scope| format!("@{scope}:registry")).collect();
    keys.push("registry".to_owned());
    keys
}

/// Whether there is a host that could be asked.
pub fn is_address(url: &str) -> bool {
    url.split_once("://").is_some_and(|(scheme, rest)| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or("");
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+') && !host.is_empty()
    }) && !expand::has_placeholder(url.split('/').nth(2).unwrap_or(""))
}
