//! What a launch brings in, as questions to registries.

use stockade_assess::subject::LookAlike;
use stockade_assess::{Known, Subject};
use stockade_model::{Component, Ecosystem, Location, Package, Pin, RegistryOrigin, Target};
use stockade_names::answer::Answer;
use stockade_registry::Registry;
use stockade_registry::http::{Address, Proxies, Roots, Route};
use stockade_registry::settings::pypi::PythonClient;
use stockade_survey::{Ask, Sources, Target as Asked};

/// The question about a component; none where it is no package, or where something else runs instead. The error says why
/// it cannot be asked. `launcher` is the id of the one that starts it.
pub fn of(
    component: &Component,
    at: Location,
    launcher: Option<&str>,
    answer: Option<&Answer>,
    sources: &Sources,
) -> Result<Option<Ask>, String> {
    let Some(package) = component.package().filter(|_| component.shadow.is_none()) else { return Ok(None) };
    let asked = matches!(package.ecosystem, Ecosystem::Npm | Ecosystem::Pypi | Ecosystem::Oci);
    if !asked {
        return Ok(None);
    }
    let client = client(launcher);
    let ask = Ask::new(wanted(component, package), at).resembling(resembles(answer)).through_client(client);
    Ok(Some(ask.from_registry(registry(component, package.ecosystem, client, sources)?)))
}

/// The client of Python whose settings count: uv does not read pip's, nor pip uv's.
fn client(launcher: Option<&str>) -> Option<PythonClient> {
    match launcher? {
        "uv" | "uvx" => Some(PythonClient::Uv),
        "pip" | "pipx" => Some(PythonClient::Pip),
        _ => None,
    }
}

/// The package with what the line says of its version: a number, a tag, a range.
fn wanted(component: &Component, package: &Package) -> Package {
    let version = match (&component.pin, &component.target) {
        (_, Target::Image { digest: Some(digest), .. }) => Some(digest.clone()),
        (_, Target::Image { tag, .. }) => tag.clone(),
        (Pin::Exact(text) | Pin::Range(text) | Pin::Tag(text), _) => Some(text.clone()),
        _ => package.version.clone(),
    };
    Package { version, ..package.clone() }
}

/// Why a component that names a package is not asked about; none where it is, or names none. What is asked of such a
/// package is not met, since nothing of it is known.
pub fn unasked(component: &Component) -> Option<String> {
    let package = component.package()?;
    if component.shadow.is_some() {
        return Some("something else runs in its place".to_owned());
    }
    let asked = matches!(package.ecosystem, Ecosystem::Npm | Ecosystem::Pypi | Ecosystem::Oci);
    (!asked).then(|| format!("no registry of `{}` is asked", package.ecosystem.purl_type()))
}

/// The registry that the line itself names, asked as its client asks it: by this user's proxies and roots, and with the
/// account that they have there.
fn registry(
    component: &Component,
    ecosystem: Ecosystem,
    client: Option<PythonClient>,
    sources: &Sources,
) -> Result<Option<Registry>, String> {
    let own = |origin| matches!(origin, RegistryOrigin::Argument | RegistryOrigin::Environment);
    let Some(named) = component.registries.first().filter(|registry| own(registry.origin)) else { return Ok(None) };
    let Some(url) = &named.url else { return Ok(None) };
    let address = Address::parse(url).map_err(|error| format!("its registry cannot be asked: {error}"))?;
    let origin = "the launch line";
    let python = sources.pypi.iter().find(|settings| client.is_none_or(|client| settings.client == client));
    let found = match (ecosystem, &sources.npm, python) {
        (Ecosystem::Npm, Some(npm), _) => npm.at(address, origin),
        (Ecosystem::Pypi, _, Some(python)) => python.at(address, origin, sources.asker.as_ref()),
        _ => Ok(Registry::open(address, origin, Route::new(Proxies::default(), Roots::default()))),
    };
    found.map(Some).map_err(|error| format!("its registry cannot be asked: {error}"))
}

/// Better known packages that the name resembles.
fn resembles(answer: Option<&Answer>) -> Vec<LookAlike> {
    let mut found: Vec<LookAlike> = Vec::new();
    for target in answer.iter().flat_map(|answer| &answer.matches).filter_map(|found| found.target.as_ref()) {
        let package = Package::new(target.ecosystem, &target.name);
        if !found.iter().any(|known| known.package == package) {
            found.push(LookAlike { package, versions: Vec::new() });
        }
    }
    found
}

/// The package that a question is about.
pub fn package(ask: &Ask) -> Package {
    match &ask.what {
        Asked::Package(package) | Asked::Project(package) => package.clone(),
        Asked::Archive(archive) => Package::new(Ecosystem::Npm, &archive.name),
    }
}

/// What is judged where nothing was found out, for this reason.
pub fn unknown(ask: &Ask, why: &str) -> Subject {
    nothing_of(package(ask), ask.at.clone(), why)
}

/// The same of a package that was not asked about.
pub fn nothing_of(package: Package, at: Location, why: &str) -> Subject {
    let mut subject = Subject::new(package, at);
    subject.history = Known::unknown(why);
    subject.facts = Known::unknown(why);
    subject
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_of_python_has_settings_of_its_own() {
        assert_eq!((client(Some("uvx")), client(Some("uv"))), (Some(PythonClient::Uv), Some(PythonClient::Uv)));
        assert_eq!((client(Some("pipx")), client(Some("npx")), client(None)), (Some(PythonClient::Pip), None, None));
    }
}
