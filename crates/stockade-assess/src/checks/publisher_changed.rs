//! `publisher-changed`: another account, or another repository, than published before.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::history::{History, Publisher, Release};
use crate::known::Known;
use crate::provenance::{Identity, place};
use crate::trust::{self, Reference};
use crate::version::Version;

pub(super) const CHECK: Check = Check {
    id: "publisher-changed",
    summary: "somebody else published this version than those before it",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/publisher-changed.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let (Some(history), Some(release)) = (scene.subject.history.known(), scene.release(&CHECK, said)) else { return };
    let Some(before) = trust::reference(scene.subject) else { return };
    let now = release.provenance.as_ref().map(|found| found.identity().cloned());
    match (&before.identity, &now) {
        (Known::Known(Some(old)), Known::Known(Some(new))) => identities(scene, &before, old, new, said),
        (Known::Known(None), Known::Known(Some(new))) => moved_to_evidence(scene, &before, release, new, said),
        // That evidence is missing now is said by `provenance-fell`; who uploaded it is compared all the same.
        _ => accounts(scene, history, &before, release, said),
    }
}

fn identities(scene: &Scene<'_>, before: &Reference, old: &Identity, new: &Identity, said: &mut Said) {
    let (version, because) = (&before.version, before.because);
    let was = |what: &str, old: &str| format!("{version} ({because}) {what} {old}");
    if !old.is_same_repository(new) {
        let same_owner = old.is_same_owner(new);
        let severity = if same_owner { Severity::Medium } else { Severity::High };
        let mut say = scene
            .weighed(&CHECK, Action::Hold, severity, Confidence::High)
            .evidence(format!("it was built from {}", new.repository))
            .evidence(was("was built from", &old.repository));
        if old.place() == new.place() {
            say = say.evidence("the name of the repository is the same, its number is not: it was registered anew");
        }
        if same_owner {
            say = say.counter("both repositories have the same owner");
        }
        let message = format!("`{}` was built from another repository than {version}", scene.subject.shown());
        let say = say.help("ask the project whether it moved").help(accept(&CHECK));
        said.alarms.push(say.say("built from another repository", message));
        return;
    }
    for (what, old, new) in
        [("workflow", &old.workflow, &new.workflow), ("environment", &old.environment, &new.environment)]
    {
        if let (Some(old), Some(new)) = (old, new)
            && old != new
        {
            let alarm = scene
                .weighed(&CHECK, Action::Show, Severity::Low, Confidence::High)
                .evidence(format!("the {what} is {new}"))
                .evidence(was(&format!("had the {what}"), old))
                .counter("the repository is the same")
                .help(accept(&CHECK))
                .say(
                    "published by another workflow",
                    format!("`{}` comes from another {what} than {version}", scene.subject.shown()),
                );
            said.alarms.push(alarm);
        }
    }
}

/// Evidence where there was none: good news, if it is the repository that the package always named.
fn moved_to_evidence(scene: &Scene<'_>, before: &Reference, release: &Release, new: &Identity, said: &mut Said) {
    let claimed = |release: &Release| release.repository.known().and_then(Option::as_deref).and_then(place);
    let earlier = scene.subject.history.known().and_then(|history| history.release(&before.version));
    let earlier = earlier.and_then(claimed);
    let known = earlier.is_some() && earlier == new.place();
    let shown = scene.subject.shown();
    let say = if known {
        scene
            .weighed(&CHECK, Action::Show, Severity::Info, Confidence::High)
            .counter("it is the repository that the package named before")
            .help("nothing has to be done")
    } else {
        let named = claimed(release).map_or_else(|| "no repository".to_owned(), |place| format!("`{place}`"));
        let earlier = earlier.map_or_else(|| "no repository".to_owned(), |place| format!("`{place}`"));
        scene
            .alarm(&CHECK, Action::Hold)
            .evidence(format!("{} named {earlier}, this version names {named}", before.version))
            .help("ask the project whether it moved")
            .help(accept(&CHECK))
    };
    let say = say.evidence(format!("it was built from {}; {} had no evidence", new.repository, before.version));
    said.alarms.push(
        say.say("published by a workflow now", format!("`{shown}` comes from a workflow, unlike {}", before.version)),
    );
}

fn accounts(scene: &Scene<'_>, history: &History, before: &Reference, release: &Release, said: &mut Said) {
    let publisher = match (&before.publisher, &release.publisher) {
        (Known::Known(old), Known::Known(new)) => (old, new),
        (Known::Unknown(why), _) | (_, Known::Unknown(why)) => {
            scene.gap(&CHECK, "who published", why.clone(), said);
            return;
        }
    };
    let (old, new) = publisher;
    if old.is_shared() || new.is_shared() || old.account == new.account {
        return;
    }
    // What nobody looked at since proves nothing: whoever took a package over may have published twice.
    let parse = |text: &str| Version::parse(history.package.ecosystem, text);
    let trusted = |release: &&Release| match (parse(&release.version), parse(&before.version)) {
        (Some(release), Some(before)) => release <= before,
        _ => false,
    };
    let by = |release: &&Release| release.publisher.known().is_some_and(|by| by.account == new.account);
    let known = history.releases.iter().filter(trusted).find(by);
    let owner = history.owners.known().is_some_and(|owners| owners.contains(&new.account));
    let mut say = match known {
        Some(_) => scene.weighed(&CHECK, Action::Show, Severity::Info, Confidence::High),
        None => scene.alarm(&CHECK, Action::Hold),
    };
    say = say
        .evidence(format!("it was published by `{}`", new.account))
        .evidence(format!("{} ({}) was published by `{}`", before.version, before.because, old.account));
    if let Some(release) = known {
        say = say.counter(format!("`{}` published {} before", new.account, release.version));
    }
    if owner {
        say = say.counter(format!("`{}` is one of the accounts that may publish it now", new.account));
    }
    if let Publisher { approver: Some(approver), .. } = new {
        say = say.counter(format!("`{approver}` approved the release"));
    }
    let message = format!(
        "`{}` was published by `{}`, {} by `{}`",
        scene.subject.shown(),
        new.account,
        before.version,
        old.account
    );
    said.alarms
        .push(say.help("ask the project who publishes for it").help(accept(&CHECK)).say("another publisher", message));
}
