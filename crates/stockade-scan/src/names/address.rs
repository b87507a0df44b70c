//! Which name a part of a launch asks for: one reading for everybody who asks the name engine about parts.
//!
//! - an image is asked for by its path: the host says where it is fetched, and not whose it is;
//! - a Git address of the code host that has a package type of its own names a repository, which has an owner.

use stockade_model::{Ecosystem, Package, Target};

use crate::discover::manifests::image_path;

/// The package, image or repository that a part asks for; none for what has no name that anybody could judge.
pub fn named(target: &Target) -> Option<Package> {
    match target {
        Target::Package { package, .. } | Target::Image { package, .. } => Some(package.clone()),
        Target::Git { url, .. } => repository(url),
        _ => None,
    }
}

/// The name by which the engine knows a package.
pub fn asked_name(package: &Package) -> &str {
    match package.ecosystem {
        Ecosystem::Oci => image_path(&package.name),
        _ => &package.name,
    }
}

/// The repository of the code host whose addresses have a package type of their own.
pub fn repository(url: &str) -> Option<Package> {
    let (before, rest) = url.split_once("github.com")?;
    if !(before.is_empty() || before.ends_with("//") || before.ends_with('@')) {
        return None;
    }
    let path = rest.trim_start_matches([':', '/']);
    let path = path.split(['#', '?', '@']).next().unwrap_or(path);
    let mut parts = path.trim_end_matches('/').split('/');
    let (owner, name) = (parts.next()?, parts.next()?);
    let name = name.strip_suffix(".git").unwrap_or(name);
    (!owner.is_empty() && !name.is_empty()).then(|| Package::new(Ecosystem::Github, format!("{owner}/{name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_have_owners() {
        let name = |url: &str| repository(url).map(|package| package.name);
        assert_eq!(name("git+https://github.com/a/b.git@main").as_deref(), Some("a/b"));
        assert_eq!(name("git@github.com:a/b").as_deref(), Some("a/b"));
        assert_eq!((name("https://git.example/github.com/a/b"), name("https://github.com/a")), (None, None));
    }

    #[test]
    fn images_are_asked_for_by_their_path() {
        let image = |name: &str| asked_name(&Package::new(Ecosystem::Oci, name)).to_owned();
        assert_eq!((image("ghcr.io/a/b"), image("a/b")), ("a/b".to_owned(), "a/b".to_owned()));
    }
}
