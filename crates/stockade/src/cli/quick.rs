//! The arguments of the commands that clients wait for, without the definition of all the others.
//!
//! Constraints:
//! - a short way to what [`Cli`] gives, never another meaning: what it cannot read, help and errors are left to that;
//! - `run` is started before each server, and starts its warden beside it.

use std::ffi::OsString;

use clap::{Args as _, FromArgMatches as _, Parser as _};

use super::{Cli, Command, Global, Run, Warden};

impl Cli {
    /// Reads the arguments of this process, the program's name first.
    ///
    /// # Errors
    /// Where they are wrong, or ask for help or the version.
    pub fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        quick(arguments).map_or_else(|| Self::try_parse_from(arguments), Ok)
    }
}

fn quick(arguments: &[OsString]) -> Option<Cli> {
    let name = arguments.get(1)?.to_str()?;
    let own = clap::Command::new("").disable_help_flag(true);
    let own = match name {
        "run" => Run::augment_args(own),
        "warden" => Warden::augment_args(own),
        _ => return None,
    };
    let matches = Global::augment_args(own).try_get_matches_from(arguments.get(1..)?).ok()?;
    let command = match name {
        "run" => Command::Run(Run::from_arg_matches(&matches).ok()?),
        _ => Command::Warden(Warden::from_arg_matches(&matches).ok()?),
    };
    Some(Cli { global: Global::from_arg_matches(&matches).ok()?, command })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_the_whole_definition_reads() {
        let lines = [
            "run -- npx -y server",
            "run --policy a.yaml --name x --hold 5s --allow-sampling --prose note --store redis://h:1 -- uvx server --help",
            "run -q --color never --config s.toml -- x",
            "run -v --no-config -- x -v -- y",
            "run",
            "run --help",
            "run -h",
            "run --hold forever -- x",
            "run --policy",
            "run x",
            "run -q -v -- x",
            "warden",
            "warden 12",
            "warden --version",
            "scan",
            "--color never run -- x",
            "",
        ];
        for line in lines {
            let words: Vec<OsString> =
                std::iter::once("stockade").chain(line.split_whitespace()).map(Into::into).collect();
            let whole = Cli::try_parse_from(&words);
            match (quick(&words), &whole) {
                (Some(quick), Ok(whole)) => assert_eq!(format!("{quick:?}"), format!("{whole:?}"), "{line}"),
                (Some(quick), Err(error)) => panic!("{line}: {quick:?} where it is {error}"),
                (None, _) => {}
            }
            assert_eq!(format!("{:?}", Cli::read(&words).ok()), format!("{:?}", whole.ok()), "{line}");
        }
        assert!(quick(&["stockade", "run", "--", "x"].map(Into::into)).is_some());
        assert!(quick(&["stockade", "warden"].map(Into::into)).is_some());
    }
}
