//! Whether two distribution file names are one: the index may serve a name in another spelling than the one that was signed.
//!
//! Project names are compared after PEP 503, tags of a wheel without their order (PEP 425 compressed tag sets); versions and
//! build tags as they stand.

use std::collections::BTreeSet;

use stockade_model::package::normalise_pypi;

/// Whether both names are of one distribution.
pub(super) fn same(this: &str, that: &str) -> bool {
    this == that || matches!((Parts::of(this), Parts::of(that)), (Some(this), Some(that)) if this == that)
}

#[derive(PartialEq, Eq)]
struct Parts<'a> {
    name: String,
    version: &'a str,
    build: Option<&'a str>,
    tags: [BTreeSet<&'a str>; 3],
    archive: Option<&'static str>,
}

impl<'a> Parts<'a> {
    fn of(name: &'a str) -> Option<Self> {
        if let Some(stem) = name.strip_suffix(".whl") {
            let parts: Vec<&str> = stem.split('-').collect();
            let (name, version, build, tags) = match parts.as_slice() {
                [name, version, python, abi, platform] => (name, version, None, [python, abi, platform]),
                [name, version, build, python, abi, platform] => (name, version, Some(*build), [python, abi, platform]),
                _ => return None,
            };
            let tags = tags.map(|tags| tags.split('.').collect());
            return Some(Self { name: normalise_pypi(name), version, build, tags, archive: None });
        }
        let (stem, archive) = [".tar.gz", ".zip"].iter().find_map(|end| Some((name.strip_suffix(end)?, *end)))?;
        let (name, version) = stem.rsplit_once('-')?;
        Some(Self {
            name: normalise_pypi(name),
            version,
            build: None,
            tags: Default::default(),
            archive: Some(archive),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn spellings_of_one_file() {
        assert!(same("a-1.0.tar.gz", "a-1.0.tar.gz"));
        assert!(same("My.Pkg-1.0.tar.gz", "my_pkg-1.0.tar.gz"));
        assert!(same(
            "a-1.0-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
            "a-1.0-cp310-cp310-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"
        ));
        assert!(same("odd", "odd"));
    }

    #[test]
    fn other_files() {
        for (this, that) in [
            ("a-1.0.tar.gz", "a-1.0.zip"),
            ("a-1.0.tar.gz", "a-1.1.tar.gz"),
            ("a-1.0.tar.gz", "b-1.0.tar.gz"),
            ("a-1.0-py3-none-any.whl", "a-1.0-1-py3-none-any.whl"),
            ("a-1.0-py3-none-any.whl", "a-1.0-py3-none-linux_x86_64.whl"),
            ("a-1.0-py3-none-any.whl", "a-1.0.tar.gz"),
            ("odd", "even"),
            ("a-1.0.egg", "A-1.0.egg"),
        ] {
            assert!(!same(this, that), "{this} {that}");
        }
    }
}
