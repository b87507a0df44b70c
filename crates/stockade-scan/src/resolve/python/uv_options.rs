//! The options of uv's commands, as `uv help` of 0.13 and its refusals show them, hidden ones included.
//!
//! clap refuses a value that begins with a dash and a second use of most options; a line that uv would refuse must not
//! be resolved as if it ran.

use crate::resolve::Word;
use crate::resolve::options::{Flag, Grammar, Parsed};

macro_rules! grammar {
    ($name:ident: $(#[$doc:meta])* switches [$($switch:literal),*], values [$($value:literal),*]) => {
        $(#[$doc])*
        pub const $name: Grammar = Grammar {
            switches: &[
                "-q", "--quiet", "-v", "--verbose", "--system-certs", "--no-system-certs", "--native-tls",
                "--no-native-tls", "--offline", "--no-offline", "--no-progress", "--no-config", "--preview",
                "--no-preview", "--no-color", "--managed-python", "--no-managed-python", "--no-python-downloads",
                "--allow-python-downloads", "-n", "--no-cache", "--no-cache-dir", "--show-settings", "-h", "--help",
                $($switch),*
            ],
            values: &[
                "--color", "--allow-insecure-host", "--trusted-host", "--directory", "--project", "--config-file",
                "--python-preference", "--python-fetch", "--preview-features", "--cache-dir",
                $($value),*
            ],
            ..Grammar::NONE
        };
    };
}

macro_rules! running {
    ($name:ident: $(#[$doc:meta])* switches [$($switch:literal),*], values [$($value:literal),*]) => {
        grammar!($name: $(#[$doc])*
            switches [
                "--isolated", "--no-env-file", "--no-index", "-U", "--upgrade", "--no-upgrade", "--reinstall",
                "--no-reinstall", "--force-reinstall", "--refresh", "--no-refresh", "--compile-bytecode",
                "--no-compile-bytecode", "--compile", "--no-compile", "--no-sources", "--no-build", "--build",
                "--no-binary", "--binary", "--no-build-isolation", "--build-isolation", "--require-build-hashes",
                "--no-require-build-hashes", "--pre", "--show-resolution", $($switch),*
            ],
            values [
                "-w", "--with", "--with-editable", "--with-requirements", "--env-file", "--python-platform", "--index",
                "--default-index", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--index-strategy",
                "--keyring-provider", "-P", "--upgrade-package", "--upgrade-group", "--resolution", "--prerelease",
                "--prerelease-package", "--fork-strategy", "--exclude-newer", "--exclude-newer-package",
                "--no-sources-package", "--reinstall-package", "--link-mode", "-C", "--config-setting",
                "--config-settings", "--config-settings-package", "--no-build-isolation-package", "--no-build-package",
                "--no-binary-package", "--refresh-package", "-p", "--python", $($value),*
            ]);
    };
}

grammar!(GLOBAL: /// Options in front of a subcommand.
    switches ["-V", "--version"], values []);

running!(TOOL_RUN: /// `uvx`, `uv tool run`.
switches ["-V", "--version", "--lfs"],
values [
    "--from", "-c", "--constraints", "--constraint", "-b", "--build-constraints", "--build-constraint",
    "--overrides", "--override", "--torch-backend", "--generate-shell-completion"
]);

running!(RUN: /// `uv run`.
switches [
    "--all-extras", "--no-all-extras", "--dev", "--no-dev", "--only-dev", "--no-default-groups", "--all-groups", "-m",
    "--module", "--editable", "--no-editable", "--exact", "--no-exact", "--inexact", "--active", "--no-active",
    "--no-sync", "--locked", "--no-locked", "--frozen", "--no-frozen", "-s", "--script", "--gui-script",
    "--all-packages", "--no-project"
],
values [
    "--extra", "--no-extra", "--group", "--no-group", "--only-group", "--package", "--no-editable-package",
    "--max-recursion-depth"
]);

/// Options that may be given more than once.
static REPEATABLE: &[&str] = &[
    "-q",
    "--quiet",
    "-v",
    "--verbose",
    "-w",
    "--with",
    "--with-editable",
    "--with-requirements",
    "--env-file",
    "--constraints",
    "--constraint",
    "-c",
    "-b",
    "--build-constraints",
    "--build-constraint",
    "--overrides",
    "--override",
    "--index",
    "--extra-index-url",
    "-f",
    "--find-links",
    "-P",
    "--upgrade-package",
    "--upgrade-group",
    "--prerelease-package",
    "--exclude-newer-package",
    "--no-sources-package",
    "--reinstall-package",
    "-C",
    "--config-setting",
    "--config-settings",
    "--config-settings-package",
    "--no-build-isolation-package",
    "--no-build-package",
    "--no-binary-package",
    "--refresh-package",
    "--allow-insecure-host",
    "--trusted-host",
    "--extra",
    "--no-extra",
    "--group",
    "--no-group",
    "--only-group",
    "--package",
    "--no-editable-package",
    "--preview-features",
];

static SHORT: &[(&str, &str)] = &[
    ("-i", "--index-url"),
    ("-p", "--python"),
    ("-n", "--no-cache"),
    ("-U", "--upgrade"),
    ("-m", "--module"),
    ("-s", "--script"),
];

/// Why uv would refuse options that its grammar knows; none where it would not.
pub fn refusal(args: &[Word], flags: &[Flag]) -> Option<String> {
    let long = |name| SHORT.iter().find(|(short, _)| *short == name).map_or(name, |(_, long)| *long);
    for (at, flag) in flags.iter().enumerate() {
        let dashed = flag.values.iter().find(|value| {
            value.text.len() > 1 && value.text.starts_with('-') && args.iter().any(|word| word.text == value.text)
        });
        if let Some(value) = dashed {
            return Some(format!("uv wants a value behind `{}`, and `{}` is an option", flag.name, value.text));
        }
        let again = flags.iter().skip(at + 1).any(|other| long(other.name) == long(flag.name));
        if again && !REPEATABLE.contains(&flag.name) {
            return Some(format!("uv refuses `{}` when it is given twice", flag.name));
        }
    }
    let any = |names: &[&str]| flags.iter().any(|flag| names.contains(&flag.name));
    (any(&["-q", "--quiet"]) && any(&["-v", "--verbose"])).then(|| "uv refuses `--quiet` with `--verbose`".to_owned())
}

/// Every value of these options, in order.
pub fn values<'p>(parsed: &'p Parsed, names: &'p [&str]) -> impl Iterator<Item = &'p Word> {
    parsed.flags.iter().filter(|flag| names.contains(&flag.name)).filter_map(|flag| flag.values.first())
}
