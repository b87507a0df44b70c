//! `dns-exfil`: names that are put together at run time are looked up, which carries data out past most firewalls.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene};
use crate::alarm::{Action, Said};
use crate::hostile::{self, Act};

pub(super) const CHECK: Check = Check {
    id: "dns-exfil",
    summary: "the package looks up names that it puts together, which carries data out",
    severity: Severity::High,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/dns-exfil.md"),
    run,
};

/// Words of names of packages whose work it is.
const TOOLS: &[&str] =
    &["dns", "whois", "network", "domain", "nmap", "ping", "osint", "recon", "email", "mail", "resolver"];

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    let name = &scene.subject.package.name;
    let done = Act::Dns.done(facts, name, scene.setting.limits.secret_families);
    if done.is_empty() {
        return;
    }
    let mut weight = hostile::weigh(*scene, Act::Dns, &done, facts);
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let mut words = words.filter(|word| TOOLS.iter().any(|tool| word.eq_ignore_ascii_case(tool)));
    if let (Some(word), Action::Hold) = (words.next(), weight.action) {
        weight.lower(Action::Show, Severity::Low, format!("its name says so: `{word}`"));
    }
    let message = format!("`{}` looks up names that it puts together", scene.subject.shown());
    said.alarms.push(hostile::say(*scene, &CHECK, &weight, &done, message));
}
