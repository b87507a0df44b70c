//! `version-mimicry`: the first release carries the version of the package whose name it resembles.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::version::Version;

pub(super) const CHECK: Check = Check {
    id: "version-mimicry",
    summary: "the first release of the package has the version of a better known one with a like name",
    severity: Severity::High,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/version-mimicry.md"),
    run,
};

/// From this first number on nobody begins.
const HIGH: u64 = 9;

/// Whether everybody begins with such a version: 0.x, 1.0.
pub fn is_usual_beginning(version: &Version) -> bool {
    let [epoch, major, minor, _] = version.numbers();
    epoch == 0 && (major == 0 || (major, minor) == (1, 0))
}

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(history) = scene.history(&CHECK, said) else { return };
    let Some(first) = history.first() else {
        if !history.releases.is_empty() {
            scene.gap(&CHECK, "its first release", "the registry does not say when versions were published", said);
        }
        return;
    };
    let Some(version) = Version::parse(history.package.ecosystem, &first.version) else { return };
    let [epoch, major, minor, _] = version.numbers();
    let usual = is_usual_beginning(&version);
    let mimicked = scene.subject.resembles.iter().find_map(|other| {
        let same = |text: &&String| {
            Version::parse(other.package.ecosystem, text)
                .is_some_and(|other| other.numbers().get(..3) == Some(&[epoch, major, minor]))
        };
        Some((other, other.versions.iter().find(same)?))
    });
    let name = &scene.subject.package.name;
    let evidence = format!("its first release was {}", first.version);
    if let Some((other, their)) = mimicked.filter(|_| !usual) {
        let alarm = scene
            .alarm(&CHECK, Action::Hold)
            .evidence(evidence)
            .evidence(format!("`{}` has {their}", other.package.name))
            .help(format!("if `{}` is meant, write its name", other.package.name))
            .help(accept(&CHECK))
            .say(
                "begins with another's version",
                format!("`{name}` began with the version of `{}`", other.package.name),
            );
        said.alarms.push(alarm);
    } else if (HIGH..1900).contains(&major) && scene.is_new_name() {
        // Years are versions too.
        let alarm = scene
            .weighed(&CHECK, Action::Show, Severity::Low, Confidence::Low)
            .evidence(evidence)
            .evidence("a high first version wins over a private package of the same name")
            .help("if a package of your own registry is meant, tie its name to that registry")
            .help(accept(&CHECK))
            .say("begins with a high version", format!("`{name}` is new and began with version {}", first.version));
        said.alarms.push(alarm);
    }
}
