//! No line of words makes any launcher of the family panic, hang, or say nothing at all.

use std::collections::BTreeMap;

use proptest::prelude::*;
use stockade_model::Os;

use crate::resolve::{Machine, resolve_argv};

/// Words that mean something somewhere, so that random lines get past the first option.
static WORDS: &[&str] = &[
    "-y",
    "-p",
    "-c",
    "-n",
    "-yp",
    "--",
    "---",
    "-",
    "",
    "--package",
    "--package=",
    "--package=a@b",
    "--call",
    "--yes=",
    "--no-",
    "--no-yes",
    "--registry",
    "--prefix",
    "--userconfig",
    "exec",
    "x",
    "create",
    "init",
    "run",
    "start",
    "dlx",
    "a",
    "@s",
    "@s/a",
    "a@",
    "a@npm:b",
    "a@npm:",
    "npm:",
    "o/r",
    "o/r#",
    "github:",
    "gist:x",
    "git+ssh://",
    "git@h.x:y",
    "https://",
    "https://h.example/a.tgz",
    "file:",
    "file:///",
    "./a",
    "../..",
    "~/a",
    "a.tgz",
    "*",
    "a@1.x || >",
    "é@ü",
    "${X}",
    "a b",
    "'",
    "\"",
    "$(x)",
    "--config.=",
    "--config.a=b",
    "--cwd",
    "-C",
    "--inspect=",
    "-e",
];

proptest! {
    #[test]
    fn every_line_gets_an_answer(
        program in prop::sample::select(vec!["npx", "npm", "pnpm", "pnpx", "yarn", "bun", "bunx"]),
        words in prop::collection::vec(prop_oneof![
            4 => prop::sample::select(WORDS).prop_map(str::to_owned),
            1 => "\\PC{0,12}",
        ], 0..7),
        windows in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let env = BTreeMap::new();
        let os = if windows { Os::Windows } else { Os::Linux };
        let machine = Machine { os, home: folder.path(), root: None, live: false, env: &env, unread: None };
        let argv: Vec<String> = std::iter::once(program.to_owned()).chain(words).collect();
        for cwd in [None, Some(folder.path().to_path_buf())] {
            let launch = resolve_argv(&argv, cwd, &machine);
            prop_assert!(!launch.components.is_empty() || !launch.opaque.is_empty(), "{argv:?}");
        }
    }
}
