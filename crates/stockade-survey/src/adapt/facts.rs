//! What a package's code does, as what is judged.
//!
//! Constraints:
//! - tests, type declarations and source maps were left out by whoever read the package;
//! - scripts of the manifest are the release's, and not told twice;
//! - files that could be read are told of as such, so that a later version that hides one is seen to;
//! - what is wrong with the archive itself is hidden code: readers of it see different things.

use std::collections::BTreeSet;

use stockade_assess::facts::collected::{self, Collected, Site};
use stockade_assess::facts::{Class, Fact, Facts};
use stockade_content as content;

/// All facts, and the ids of classes that nothing here judges.
pub fn facts(facts: &content::Facts, problems: &[content::Problem]) -> (Facts, BTreeSet<String>) {
    let mut all = Vec::new();
    for (class, values) in &facts.by_class {
        if *class == content::Class::InstallScript {
            continue;
        }
        all.extend(values.iter().map(|(value, sites)| collected(*class, value, sites)));
    }
    let readable = facts.files.iter().filter(|(_, reading)| **reading == content::Reading::Read);
    all.extend(readable.map(|(file, _)| Collected {
        class: "source".to_owned(),
        value: file.clone(),
        count: 1,
        sites: vec![Site { file: file.clone(), ..Site::default() }],
        ..Collected::default()
    }));
    let (facts, unknown) = collected::read(all);
    if problems.is_empty() {
        return (facts, unknown);
    }
    let hidden = problems.iter().map(|problem| {
        Fact::new(Class::Hidden, problem.kind.description(), problem.entry.clone(), 0).reading(problem.detail.clone())
    });
    (facts.iter().cloned().chain(hidden).collect(), unknown)
}

fn collected(class: content::Class, value: &str, sites: &content::Sites) -> Collected {
    let site = |site: &content::Site| Site { file: site.file.clone(), line: site.line, excerpt: site.excerpt.clone() };
    Collected {
        class: class.id().to_owned(),
        value: value.to_owned(),
        note: sites.first.iter().find_map(|site| site.note.clone()),
        count: sites.count,
        sites: sites.first.iter().map(site).collect(),
    }
}

#[cfg(test)]
mod tests {
    use stockade_assess::facts::Sink;
    use stockade_content::{Caps, File, Kind, Package};

    use super::*;

    #[test]
    fn every_class_that_is_collected_is_known_to_whoever_judges() {
        for class in content::Class::ALL {
            let (_, unknown) = collected::read([collected(*class, "x", &content::Sites::default())]);
            assert!(unknown.is_empty(), "`{}` is judged by nobody", class.id());
        }
    }

    #[test]
    fn what_says_nothing_is_left_out_and_what_is_wrong_with_the_archive_is_told() {
        let file = |path: &str, text: &str| File {
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
            size: text.len() as u64,
            executable: false,
        };
        let manifest = r#"{"name":"x","version":"1.0.0","scripts":{"postinstall":"node a.js"}}"#;
        let send = "export const a = { bcc: 'x@evil.example' };\n";
        let files = vec![
            file("package.json", manifest),
            file("a.js", "export const b = { bcc: 'own@evil.example' };\n"),
            file("test/a.test.js", send),
            file("a.d.ts", send),
            file("a.js.map", send),
        ];
        let problem = content::Problem {
            kind: content::ProblemKind::Traversal,
            entry: "../x".to_owned(),
            detail: "out of it".to_owned(),
        };
        let package = Package::of_files(Kind::NpmTarball, files, vec![problem], 0);
        let (facts, unknown) = facts(&content::Facts::of(&package, &Caps::default()), &package.problems);
        assert!(unknown.is_empty(), "{unknown:?}");
        let recipients: Vec<&str> = facts.of(Class::Recipient).map(|fact| fact.value.as_str()).collect();
        assert_eq!(recipients, ["own@evil.example"]);
        assert_eq!(facts.of(Class::InstallHook).count(), 0, "scripts are the release's");
        let hidden: Vec<&str> = facts.of(Class::Hidden).map(|fact| fact.value.as_str()).collect();
        assert_eq!(hidden, ["a name with `..` in it"]);
    }

    #[test]
    fn an_act_in_a_far_file_still_goes_where_that_file_leads() {
        let file = |number: usize| {
            // Each names the folder, and reads something; the last does both.
            let read = if number > 0 { "import fs from 'fs';\nfs.readFileSync('x.txt');\n" } else { "" };
            let key = if number == 0 || number == 9 { "const key = home + '/.ssh/id_rsa';\n" } else { "" };
            let text = format!("const home = process.env.HOME;\n{read}{key}");
            File { path: format!("f{number}.js"), size: text.len() as u64, bytes: text.into_bytes(), executable: false }
        };
        let package = Package::of_files(Kind::NpmTarball, (0..10).map(file).collect(), Vec::new(), 0);
        let (facts, _) = facts(&content::Facts::of(&package, &Caps::default()), &[]);
        let read: Vec<_> = facts.of(Class::SensitivePath).filter(|fact| fact.sink != Sink::None).collect();
        assert!(
            read.iter().any(|fact| fact.file == "f9.js"),
            "{:#?}",
            facts.of(Class::SensitivePath).collect::<Vec<_>>()
        );
    }
}
