//! Help, explanations and completions.

use stockade_testkit::FakeHome;

use crate::program;

#[test]
fn every_check_is_explained() {
    let home = FakeHome::new();
    let list = program(&home).args(["explain"]).run();
    assert_eq!(list.code, 0);
    assert_eq!(list.stdout.lines().count(), stockade::checks::count());
    for check in stockade::checks::all() {
        assert!(list.stdout.lines().any(|line| line.starts_with(check.id)), "{}", check.id);
        let page = program(&home).args(["explain", check.id]).run();
        assert_eq!(page.code, 0);
        assert!(page.stdout.starts_with(&format!("{}: ", check.id)) && page.stdout.contains("How to fix or accept it"));
        assert!(!page.stdout.contains("```") && !page.stdout.contains('\u{1b}'), "{}", page.stdout);
    }
}

#[test]
fn every_shell_has_completions() {
    let home = FakeHome::new();
    for (shell, sign) in [
        ("bash", "complete -F _stockade"),
        ("zsh", "#compdef stockade"),
        ("fish", "complete -c stockade"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[stockade]"),
    ] {
        let outcome = program(&home).args(["completions", shell]).run();
        assert_eq!(outcome.code, 0, "{shell}");
        assert!(outcome.stdout.contains(sign), "{shell} lacks `{sign}`");
        assert!(outcome.stdout.contains("write-baseline"), "{shell}");
        // Elvish and PowerShell complete no values.
        if ["bash", "zsh", "fish"].contains(&shell) {
            let lacking = stockade::checks::all().find(|check| !outcome.stdout.contains(check.id));
            assert!(lacking.is_none(), "{shell} lacks {lacking:?}");
        }
    }
}

#[test]
fn help_is_data_and_names_the_exit_codes() {
    let home = FakeHome::new();
    for args in [&["--help"][..], &["scan", "--help"], &["explain", "--help"], &["config", "show", "--help"]] {
        let outcome = program(&home).args(args).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{args:?}");
        assert!(outcome.stdout.contains("Usage:"), "{args:?}");
        assert!(!outcome.stdout.contains("generate"), "a hidden command is shown");
    }
    let help = program(&home).args(["scan", "--help"]).run().stdout;
    assert!(help.contains("Exit codes: 0 clean") && help.contains("Examples:"), "{help}");
    assert_eq!(program(&home).args(["--version"]).run().stdout, format!("stockade {}\n", env!("CARGO_PKG_VERSION")));
}

/// Each line of the examples is one that the program understands.
#[test]
fn the_examples_of_the_help_are_understood() {
    use clap::Parser as _;
    for (name, least) in [("scan", 6), ("check", 6), ("hunt", 4), ("approvals", 5), ("log", 5)] {
        let help = program(&FakeHome::new()).args([name, "--help"]).run().stdout;
        let start = format!("stockade {name} ");
        let examples = help.lines().skip_while(|line| !line.starts_with("Examples:")).map(str::trim);
        let lines: Vec<&str> = examples.filter(|line| line.starts_with(&start)).collect();
        assert!(lines.len() >= least, "{help}");
        for line in lines {
            let command = line.split("   ").next().unwrap().trim();
            let words = stockade_scan::resolve::shell::words_only(command).unwrap();
            let parsed = stockade::cli::Cli::try_parse_from(words);
            assert!(parsed.is_ok(), "{command}");
        }
    }
}

#[test]
fn a_page_is_coloured_only_where_asked() {
    let home = FakeHome::new();
    let coloured = |program: stockade_testkit::Program| program.run().stdout.contains('\u{1b}');
    let explain = || program(&home).args(["explain"]);
    assert!(!coloured(explain()));
    assert!(coloured(explain().env("CLICOLOR_FORCE", "1")));
    assert!(!coloured(explain().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").args(["--color", "never"])));
    assert!(coloured(explain().env("NO_COLOR", "1").args(["--color", "always"])));
}
