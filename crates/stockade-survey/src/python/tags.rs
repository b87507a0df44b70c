//! Which file of a release is installed: wheels by their tags (PEP 425, 600, 656), in the order that pip and uv have
//! (`packaging.tags`), else the source.
//!
//! Without an interpreter to ask, files for other systems and processors are ruled out, and no order is known.

use std::collections::HashMap;

use super::{Interpreter, Python};

/// Up to this version manylinux had names of their own.
const NAMED: [((u32, u32), &str); 3] = [((2, 17), "manylinux2014"), ((2, 12), "manylinux2010"), ((2, 5), "manylinux1")];
/// The first version of macOS with arm64, after which its numbers count up in the first place.
const BIG_SUR: u32 = 11;

/// What becomes of a wheel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// It is installed unless one of a lower number is there.
    Yes(usize),
    /// It may be: nobody can say.
    Maybe,
    /// It is not.
    No,
}

/// The tags of a machine, worked out once for all of its files.
#[derive(Clone, Debug)]
pub(crate) struct Tags {
    python: Python,
    /// The place of `cp312-cp312-manylinux_2_17_x86_64` in their order, the best first; none where no interpreter is known.
    order: Option<HashMap<String, usize>>,
}

impl Tags {
    /// Of a machine.
    pub(crate) fn of(python: &Python) -> Self {
        // Of PyPy and others the tags of compiled code depend on more than was asked for.
        let known = python.interpreter.as_ref().filter(|interpreter| interpreter.name == "cpython");
        let order =
            known.map(|interpreter| (0..).zip(cpython(interpreter, python)).map(|(at, tag)| (tag, at)).collect());
        Self { order, python: python.clone() }
    }

    /// Whether their order is known.
    pub(crate) const fn is_known(&self) -> bool {
        self.order.is_some()
    }

    /// What becomes of a wheel of this name.
    pub(crate) fn fit(&self, filename: &str) -> Fit {
        let Some((tags, platforms)) = tags(filename) else { return Fit::Maybe };
        match &self.order {
            Some(order) => tags.iter().filter_map(|tag| order.get(tag).copied()).min().map_or(Fit::No, Fit::Yes),
            None if platforms.iter().any(|platform| self.may_be(platform)) => Fit::Maybe,
            None => Fit::No,
        }
    }

    /// Whether a platform's name can be that of this machine.
    fn may_be(&self, platform: &str) -> bool {
        let machine = self.python.machine.to_ascii_lowercase();
        let own = |rest: &str| rest.ends_with(&machine) || (machine == "x86_64" && rest.ends_with("i686"));
        if platform == "any" {
            return true;
        }
        match self.python.platform.as_str() {
            "linux" => platform.contains("linux") && own(platform),
            "darwin" => platform.starts_with("macosx") && (own(platform) || platform.ends_with("universal2")),
            "win32" => platform.starts_with("win") && (own(platform) || platform == "win32"),
            // Nothing is known of other systems' names.
            _ => true,
        }
    }
}

/// Every tag of a name, and its platforms; none where it is not made after the rules.
fn tags(filename: &str) -> Option<(Vec<String>, Vec<&str>)> {
    let stem = filename.strip_suffix(".whl")?;
    let mut parts = stem.rsplitn(4, '-');
    let (platforms, abis, pythons) = (parts.next()?, parts.next()?, parts.next()?);
    parts.next()?;
    let mut all = Vec::new();
    for python in pythons.split('.') {
        for abi in abis.split('.') {
            all.extend(platforms.split('.').map(|platform| format!("{python}-{abi}-{platform}").to_ascii_lowercase()));
        }
    }
    Some((all, platforms.split('.').collect()))
}

/// `packaging.tags.sys_tags` of CPython.
fn cpython(interpreter: &Interpreter, python: &Python) -> Vec<String> {
    let (major, minor) = interpreter.numbers;
    let platforms = platforms(interpreter, python);
    let own = format!("cp{major}{minor}");
    let abi = if interpreter.is_free_threaded { format!("{own}t") } else { own.clone() };
    let mut all = Vec::new();
    let mut each = |python: &str, abi: &str| all.extend(platforms.iter().map(|at| format!("{python}-{abi}-{at}")));
    each(&own, &abi);
    let stable = major == 3 && !interpreter.is_free_threaded;
    if stable {
        each(&own, "abi3");
    }
    each(&own, "none");
    if stable {
        for earlier in (2..minor).rev() {
            each(&format!("cp3{earlier}"), "abi3");
        }
    }
    let mut generic = vec![format!("py{major}{minor}"), format!("py{major}")];
    generic.extend((0..minor).rev().map(|earlier| format!("py{major}{earlier}")));
    for python in &generic {
        each(python, "none");
    }
    all.push(format!("{own}-none-any"));
    all.extend(generic.iter().map(|python| format!("{python}-none-any")));
    all
}

/// The names of a machine, the best first.
fn platforms(interpreter: &Interpreter, python: &Python) -> Vec<String> {
    let machine = python.machine.to_ascii_lowercase();
    let machine = match (machine.as_str(), interpreter.is_wide) {
        // A process of 32 bits on a processor of 64.
        ("x86_64" | "amd64", false) => "i686".to_owned(),
        ("aarch64", false) => "armv8l".to_owned(),
        _ => machine,
    };
    match python.platform.as_str() {
        "linux" => linux(interpreter, &machine),
        "darwin" => macos(interpreter.macos.unwrap_or((BIG_SUR, 0)), &machine),
        "win32" => vec![match machine.as_str() {
            "i686" | "x86" => "win32".to_owned(),
            "x86_64" => "win_amd64".to_owned(),
            other => format!("win_{other}"),
        }],
        other => vec![format!("{other}_{machine}")],
    }
}

fn linux(interpreter: &Interpreter, machine: &str) -> Vec<String> {
    let mut all = Vec::new();
    match &interpreter.libc {
        Some((name, (major, minor))) if name == "glibc" => {
            let oldest = if matches!(machine, "x86_64" | "i686") { 5 } else { 17 };
            for minor in (oldest..=*minor).rev() {
                all.push(format!("manylinux_{major}_{minor}_{machine}"));
                let named = NAMED.iter().find(|(version, _)| *version == (*major, minor));
                all.extend(named.map(|(_, name)| format!("{name}_{machine}")));
            }
        }
        Some((name, (major, minor))) if name == "musl" => {
            all.extend((0..=*minor).rev().map(|minor| format!("musllinux_{major}_{minor}_{machine}")));
        }
        _ => {}
    }
    all.push(format!("linux_{machine}"));
    all
}

fn macos((major, minor): (u32, u32), machine: &str) -> Vec<String> {
    let mut versions: Vec<(u32, u32)> = Vec::new();
    if major >= BIG_SUR {
        versions.extend((BIG_SUR..=major).rev().map(|major| (major, 0)));
    }
    let old = if major >= BIG_SUR { 16 } else { minor };
    versions.extend((4..=old).rev().map(|minor| (10, minor)));
    let mut all = Vec::new();
    for (major, minor) in versions {
        let both: &[&str] = match (machine, major >= BIG_SUR) {
            ("arm64", true) => &["arm64", "universal2"],
            // Before Big Sur there was no such processor; files for both kinds carry the old numbers.
            ("arm64", false) => &["universal2"],
            ("x86_64", _) => &["x86_64", "intel", "fat64", "fat32", "universal2", "universal"],
            (other, _) => &[other],
        };
        all.extend(both.iter().map(|machine| format!("macosx_{major}_{minor}_{machine}")));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::tests::linux as python;
    use super::*;

    /// In the order of `packaging.tags` 24: the first of these is what is installed.
    const BEST: [&str; 9] = [
        "a-1-cp312-cp312-manylinux_2_28_x86_64.whl",
        "a-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "a-1-cp312-cp312-linux_x86_64.whl",
        "a-1-cp312-abi3-manylinux1_x86_64.whl",
        "a-1-cp39-abi3-manylinux2010_x86_64.whl",
        "a-1-py3-none-manylinux_2_5_x86_64.whl",
        "a-1-cp312-none-any.whl",
        "a-1-py2.py3-none-any.whl",
        "a-1-py37-none-any.whl",
    ];

    #[test]
    fn files_are_ranked_as_pip_and_uv_rank_them() {
        let tags = Tags::of(&python("3.12.4"));
        let ranks: Vec<Fit> = BEST.iter().map(|name| tags.fit(name)).collect();
        assert!(ranks.is_sorted() && ranks.iter().all(|fit| matches!(fit, Fit::Yes(_))), "{ranks:?}");
        for other in [
            "a-1-cp311-cp311-manylinux_2_17_x86_64.whl",
            "a-1-cp312-cp312-manylinux_2_39_x86_64.whl",
            "a-1-cp312-cp312-manylinux_2_17_aarch64.whl",
            "a-1-cp312-cp312-musllinux_1_2_x86_64.whl",
            "a-1-cp312-cp312-macosx_11_0_arm64.whl",
            "a-1-cp313-abi3-manylinux_2_17_x86_64.whl",
            "a-1-py2-none-any.whl",
        ] {
            assert_eq!(tags.fit(other), Fit::No, "{other}");
        }
        assert!(matches!(tags.fit("a-1-2build-py3-none-any.whl"), Fit::Yes(_)), "a build number stands in between");
    }

    #[test]
    fn other_systems_have_their_own_names() {
        let of = |platform: &str, machine: &str, wide, macos| {
            let mut python = python("3.11.0");
            (python.platform, python.machine) = (platform.to_owned(), machine.to_owned());
            let interpreter = python.interpreter.as_mut().unwrap();
            (interpreter.is_wide, interpreter.macos) = (wide, macos);
            Tags::of(&python)
        };
        let fits = |tags: &Tags, platform: &str| tags.fit(&format!("a-1-cp311-cp311-{platform}.whl")) != Fit::No;
        let mac = of("darwin", "arm64", true, Some((14, 2)));
        assert!(
            fits(&mac, "macosx_11_0_arm64") && fits(&mac, "macosx_10_9_universal2") && fits(&mac, "macosx_14_0_arm64")
        );
        assert!(!fits(&mac, "macosx_10_9_x86_64") && !fits(&mac, "macosx_15_0_arm64"));
        let windows = of("win32", "AMD64", true, None);
        assert!(fits(&windows, "win_amd64") && !fits(&windows, "win32"));
        assert!(fits(&of("win32", "AMD64", false, None), "win32"));
    }

    #[test]
    fn without_an_interpreter_nothing_is_ranked_and_other_machines_are_ruled_out() {
        let mut unknown = python("3.12.0");
        unknown.interpreter = None;
        let tags = Tags::of(&unknown);
        for name in [
            "a-1-py3-none-any.whl",
            "a-1-cp39-cp39-manylinux_2_17_x86_64.whl",
            "a-1-cp313-cp313-musllinux_1_2_x86_64.whl",
        ] {
            assert_eq!(tags.fit(name), Fit::Maybe, "{name}");
        }
        for name in [
            "a-1-cp39-cp39-win_amd64.whl",
            "a-1-cp39-cp39-manylinux_2_17_aarch64.whl",
            "a-1-cp39-cp39-macosx_11_0_x86_64.whl",
        ] {
            assert_eq!(tags.fit(name), Fit::No, "{name}");
        }
        assert!(!tags.is_known());
    }
}
