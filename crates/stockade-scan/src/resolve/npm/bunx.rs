//! `bunx` and `bun x`: a command that is found around the working directory or on `PATH`, else a package.
//!
//! A name without a version is looked up as a command first, without its scope; the package is fetched into a folder of
//! its own, so that only the user's settings and the environment say from where.

use std::path::PathBuf;

use stockade_model::{Launch, RegistryOrigin, launch::OpaqueReason};

use super::dlx::Dlx;
use super::registry::{self, Candidate};
use super::spec::{self, Spec, Wanted};
use super::{config::Config, manifest, tree};
use crate::document::{self, Format};
use crate::resolve::launchers::program;
use crate::resolve::{Call, Machine, Origin, Outcome, Word, peel};

/// Reads the words behind `bunx`.
pub fn resolve(id: &'static str, words: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut package = None;
    let mut install = true;
    let mut rest = words;
    // Options that it does not know are passed over, whatever they would take.
    while let Some((word, tail)) = rest.split_first().filter(|(word, _)| word.text.starts_with('-')) {
        rest = tail;
        match word.text.as_str() {
            "--no-install" => install = false,
            "-p" | "--package" => match tail.split_first() {
                Some((value, tail)) if !value.text.is_empty() => {
                    package = Some(value.clone());
                    rest = tail;
                }
                _ => return peel::empty(id, call, launch),
            },
            text => {
                let value = text.strip_prefix("--package=").or_else(|| text.strip_prefix("-p="));
                package = value.map(|value| Word::at(value, word.span)).or(package);
            }
        }
    }
    let Some(command) = rest.first() else { return peel::empty(id, call, launch) };
    let mut args = rest.to_vec();
    // The compiler is what people mean by this name.
    if let Some(first) = args.first_mut().filter(|_| package.is_none())
        && let Some(version) = first.text.strip_prefix("tsc").filter(|rest| rest.is_empty() || rest.starts_with('@'))
    {
        first.text = format!("typescript{version}");
    }
    let named = package.as_ref().or(args.first()).unwrap_or(command);
    let instead = existing(named, package.is_some().then_some(command), call, machine);
    if !install && instead.is_none() {
        let detail =
            format!("`{id}` is told not to install what is missing: `{}` runs only from its cache", named.text);
        drop(peel::opaque(OpaqueReason::UnknownArgument, detail, named.span, launch));
    }
    let source = |name: &str| registry::first(&candidates(name, call, machine));
    Dlx { id, call, machine, packages: package.into_iter().collect(), args: &args, source: &source, instead }
        .resolve(launch)
}

/// The executable that is there already.
fn existing(named: &Word, command: Option<&Word>, call: &Call, machine: &Machine<'_>) -> Option<PathBuf> {
    let Ok(Spec::Registry { name, wanted: Wanted::Any, alias: None }) =
        spec::parse(&named.text, machine.os == stockade_model::Os::Windows)
    else {
        return None;
    };
    let bin = match command {
        Some(command) => command.text.clone(),
        None if name == "typescript" => "tsc".to_owned(),
        None => manifest::unscoped(&name).to_owned(),
    };
    let local = call.cwd.as_deref().and_then(|cwd| tree::executable(cwd, &bin, machine));
    local.map(|path| tree::real(&path)).or_else(|| program::lookup(&bin, call, machine))
}

/// Registries by strength: of the scope, the environment, the user's files.
fn candidates(name: &str, call: &Call, machine: &Machine<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let scope = name.strip_prefix('@').and_then(|name| name.split('/').next());
    let file = machine.home.join(".bunfig.toml");
    let settings = machine.read(&file).and_then(|text| document::parse(Format::Toml, &text).ok());
    let bunfig = |keys: &[&str]| {
        let node = settings.as_ref().and_then(|settings| settings.at(keys));
        let url = node.and_then(|node| node.as_str().or_else(|| node.get("url")?.as_str()));
        url.map(|url| Candidate { origin: RegistryOrigin::User, url: url.to_owned(), file: Some(file.clone()) })
    };
    let users = Config::load(&[], &Call { cwd: None, env: Vec::new(), ..call.clone() }, machine);
    let npmrc = |key: &str| {
        let found = users.get(key)?;
        Some(Candidate { origin: RegistryOrigin::User, url: found.value.to_owned(), file: found.file.map(Into::into) })
    };
    if let Some(scope) = scope {
        found.extend(
            bunfig(&["install", "scopes", scope]).or_else(|| bunfig(&["install", "scopes", &format!("@{scope}")])),
        );
        found.extend(npmrc(&format!("@{scope}:registry")));
    }
    for name in ["BUN_CONFIG_REGISTRY", "NPM_CONFIG_REGISTRY", "npm_config_registry"] {
        if let Some((origin, url)) = call.env(name, false, machine).filter(|(_, url)| url.starts_with("http")) {
            let entry = origin == Origin::Entry;
            let origin = if entry { RegistryOrigin::Environment } else { RegistryOrigin::User };
            found.push(Candidate { origin, url: url.to_owned(), file: None });
        }
    }
    found.extend(bunfig(&["install", "registry"]));
    found.extend(npmrc("registry"));
    found
}
