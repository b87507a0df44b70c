//! The names of npm's subcommands, which may be cut short.

use super::options::abbreviated;

/// Those that start something, each with what it is short for.
static STARTING: &[(&str, Command)] = &[
    ("exec", Command::Exec),
    ("x", Command::Exec),
    ("init", Command::Init),
    ("create", Command::Init),
    ("innit", Command::Init),
    ("run", Command::Run),
    ("run-script", Command::Run),
    ("rum", Command::Run),
    ("urn", Command::Run),
    ("start", Command::Lifecycle("start")),
    ("stop", Command::Lifecycle("stop")),
    ("restart", Command::Lifecycle("restart")),
    ("test", Command::Lifecycle("test")),
    ("tst", Command::Lifecycle("test")),
    ("t", Command::Lifecycle("test")),
];

/// The others: they matter only for which abbreviations are unique.
static OTHERS: &[&str] = &[
    "access",
    "adduser",
    "approve-scripts",
    "audit",
    "bugs",
    "cache",
    "ci",
    "completion",
    "config",
    "dedupe",
    "deny-scripts",
    "deprecate",
    "diff",
    "dist-tag",
    "docs",
    "doctor",
    "edit",
    "explain",
    "explore",
    "find-dupes",
    "fund",
    "get",
    "help",
    "help-search",
    "install",
    "install-ci-test",
    "install-scripts",
    "install-test",
    "link",
    "ll",
    "login",
    "logout",
    "ls",
    "org",
    "outdated",
    "owner",
    "pack",
    "ping",
    "pkg",
    "prefix",
    "profile",
    "prune",
    "publish",
    "query",
    "rebuild",
    "repo",
    "root",
    "sbom",
    "search",
    "set",
    "shrinkwrap",
    "stage",
    "star",
    "stars",
    "team",
    "token",
    "trust",
    "undeprecate",
    "uninstall",
    "unpublish",
    "unstar",
    "update",
    "version",
    "view",
    "whoami",
    "author",
    "home",
    "issues",
    "info",
    "show",
    "find",
    "add",
    "unlink",
    "remove",
    "rm",
    "r",
    "un",
    "rb",
    "list",
    "ln",
    "i",
    "it",
    "cit",
    "u",
    "up",
    "c",
    "s",
    "se",
    "ddp",
    "v",
    "clean-install",
    "clean-install-test",
    "why",
    "la",
    "verison",
    "ic",
    "in",
    "ins",
    "inst",
    "insta",
    "instal",
    "isnt",
    "isnta",
    "isntal",
    "isntall",
    "install-clean",
    "isntall-clean",
    "hlep",
    "dist-tags",
    "upgrade",
    "udpate",
    "sit",
    "ogr",
    "add-user",
];

/// A subcommand that starts something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `npm exec`.
    Exec,
    /// `npm init`, which runs `create-…`.
    Init,
    /// `npm run`.
    Run,
    /// `npm start` and its like: the script of that name.
    Lifecycle(&'static str),
}

/// The subcommand that a word names, exactly or as the only one that begins so; none for those that start nothing.
pub fn find(word: &str) -> Option<Command> {
    let names = STARTING.iter().map(|(name, _)| *name).chain(OTHERS.iter().copied());
    let name = abbreviated(word, names)?;
    STARTING.iter().find(|(known, _)| *known == name).map(|(_, command)| *command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_when_cut_short() {
        assert_eq!(find("exe"), Some(Command::Exec));
        assert_eq!(find("ex"), None);
        assert_eq!(find("cre"), Some(Command::Init));
        assert_eq!(find("run-"), Some(Command::Run));
        assert_eq!(find("sta"), None);
        assert_eq!(find("star"), None);
        assert_eq!(find("start"), Some(Command::Lifecycle("start")));
    }
}
