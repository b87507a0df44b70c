//! The Python that packages would be installed for: what its files are called that it takes, and what markers mean there.
//!
//! - the interpreter is asked, as uv and pip ask theirs: uv's choice where uv is installed, else the first in `PATH`. It
//!   starts isolated (`-I`), so that neither the folder nor a variable puts other code in its place;
//! - it is asked once, and only where something depends on it: a release with several files, a marker;
//! - where nobody answers, the system and the processor of this program are known, and nothing else.
//!
//! Layout: [`tags`] ranks files (PEP 425), [`marker`] reads markers (PEP 508).

use serde::{Deserialize, Serialize};
use stockade_registry::settings::ask::Asker;

pub(crate) mod marker;
pub(crate) mod tags;

/// Prints one fact a line.
const ASK: &str = "\
import os, platform, struct, sys, sysconfig
libc = platform.libc_ver() if sys.platform.startswith('linux') else ('', '')
musl = 'musl' in (sysconfig.get_config_var('HOST_GNU_TYPE') or '') or libc[0] == 'musl'
print(sys.implementation.name)
print(platform.python_version())
print('t' if sysconfig.get_config_var('Py_GIL_DISABLED') else '')
print(os.name)
print(sys.platform)
print(platform.system())
print(platform.machine())
print(struct.calcsize('P') * 8)
print('musl' if musl else libc[0])
print(libc[1])
print(platform.mac_ver()[0])
";

/// What is known of the Python that would be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Python {
    /// The interpreter; none where nobody could be asked.
    pub(crate) interpreter: Option<Interpreter>,
    /// `os.name`: `posix`, `nt`.
    pub(crate) os: String,
    /// `sys.platform`: `linux`, `darwin`, `win32`.
    pub(crate) platform: String,
    /// `platform.system()`: `Linux`, `Darwin`, `Windows`.
    pub(crate) system: String,
    /// `platform.machine()`: `x86_64`, `arm64`.
    pub(crate) machine: String,
}

/// An interpreter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Interpreter {
    /// `cpython`, `pypy`.
    pub(crate) name: String,
    /// `3.12.4`.
    pub(crate) version: String,
    /// Its first two numbers.
    pub(crate) numbers: (u32, u32),
    /// Whether it runs without the lock of its own.
    pub(crate) is_free_threaded: bool,
    /// Whether it counts addresses in 64 bits.
    pub(crate) is_wide: bool,
    /// The C library of Linux and its version.
    pub(crate) libc: Option<(String, (u32, u32))>,
    /// The version of macOS.
    pub(crate) macos: Option<(u32, u32)>,
}

impl Python {
    /// The one that would be used, as far as somebody can say.
    pub(crate) fn ask(asker: Option<&Asker>) -> Self {
        let told = asker.and_then(|asker| read(&asker.python(ASK).ok()?));
        told.unwrap_or_else(Self::here)
    }

    /// What is known without asking.
    pub(crate) fn here() -> Self {
        let (os, platform, system) = match std::env::consts::OS {
            "windows" => ("nt", "win32", "Windows"),
            "macos" => ("posix", "darwin", "Darwin"),
            "linux" => ("posix", "linux", "Linux"),
            other => ("posix", other, other),
        };
        let machine = match (std::env::consts::OS, std::env::consts::ARCH) {
            ("macos", "aarch64") => "arm64",
            ("windows", "x86_64") => "AMD64",
            ("windows", "aarch64") => "ARM64",
            (_, arch) => arch,
        };
        let text = str::to_owned;
        Self { interpreter: None, os: text(os), platform: text(platform), system: text(system), machine: text(machine) }
    }

    /// What results depend on, for whoever keeps them.
    pub(crate) fn key(&self) -> String {
        format!("{self:?}")
    }
}

fn read(text: &str) -> Option<Python> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let [name, version, free, os, platform, system, machine, bits, libc, libc_version, macos] = *lines.as_slice()
    else {
        return None;
    };
    let libc = numbers(libc_version).or_else(|| (libc == "musl").then_some((1, 2))).map(|numbers| (libc, numbers));
    let interpreter = Interpreter {
        name: name.to_owned(),
        version: version.to_owned(),
        numbers: numbers(version)?,
        is_free_threaded: free == "t",
        is_wide: bits == "64",
        libc: libc.filter(|(name, _)| !name.is_empty()).map(|(name, numbers)| (name.to_owned(), numbers)),
        macos: numbers(macos),
    };
    Some(Python {
        interpreter: Some(interpreter),
        os: os.to_owned(),
        platform: platform.to_owned(),
        system: system.to_owned(),
        machine: machine.to_owned(),
    })
}

/// The first two numbers of a version.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.');
    let mut next = || {
        let part = parts.next()?;
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        part.get(..end)?.parse().ok()
    };
    Some((next()?, next().unwrap_or(0)))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// CPython of this version on Linux with glibc 2.36.
    pub(crate) fn linux(version: &str) -> Python {
        read(&format!("cpython\n{version}\n\nposix\nlinux\nLinux\nx86_64\n64\nglibc\n2.36\n\n")).unwrap()
    }

    #[test]
    fn what_the_interpreter_prints_is_read() {
        let python = linux("3.12.4rc1");
        let interpreter = python.interpreter.unwrap();
        assert_eq!((interpreter.numbers, interpreter.is_wide, interpreter.is_free_threaded), ((3, 12), true, false));
        assert_eq!(interpreter.libc, Some(("glibc".to_owned(), (2, 36))));
        let musl = read("cpython\n3.13.0\nt\nposix\nlinux\nLinux\nx86_64\n64\nmusl\n\n\n").unwrap();
        assert_eq!(musl.interpreter.unwrap().libc, Some(("musl".to_owned(), (1, 2))));
        for odd in ["", "cpython\n3.12\n", "cpython\nx\n\nposix\nlinux\nLinux\nx86_64\n64\nglibc\n2.36\n\n"] {
            assert_eq!(read(odd), None, "{odd}");
        }
        assert_eq!(Python::ask(None), Python::here());
    }
}
