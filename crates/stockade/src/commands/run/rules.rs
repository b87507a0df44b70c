//! Which policy holds: the named file, else the one that comes with the program for this server, else `observe`.

use std::sync::Arc;

use stockade_gate::reload::PolicyFile;
use stockade_gate::trust::Distrust;
use stockade_policy::{Policy, shipped};

use crate::commands::policy::draw;
use crate::commands::{Failure, with_causes};
use crate::visible;

/// The policy in force, and where it comes from.
pub(super) struct Chosen {
    pub(super) policy: Arc<Policy>,
    /// For people.
    pub(super) said: String,
    /// The file and its text, where it is one that is watched.
    pub(super) file: Option<(PolicyFile, String)>,
}

/// The policy in this file.
pub(super) fn named(file: PolicyFile) -> Result<Chosen, Failure> {
    let text = file.read().map_err(|error| distrust(&error))?;
    let policy = parse(&file, &text)?;
    let said = format!("policy `{}`, sha256 {}", file.path.display(), policy.digest());
    Ok(Chosen { policy: Arc::new(policy), said, file: Some((file, text)) })
}

/// The policy that comes with the program.
pub(super) fn built_in(purl: Option<&str>) -> Result<Chosen, Failure> {
    let own = purl.and_then(shipped::of_package);
    let found = own.or_else(|| shipped::find(shipped::OBSERVE));
    let found = found.ok_or_else(|| Failure::new("no policy comes with this program"))?;
    let name = format!("{}.yaml", found.name);
    let policy = Policy::parse(&name, found.text).map_err(|problems| drawn(&name, found.text, &problems.list))?;
    let said = match (own, purl) {
        (Some(own), Some(purl)) => format!("no --policy: the policy `{}` that comes with the program for {purl}", own.name),
        _ => "no --policy, and none comes with the program for this server: `observe`, which lets every call through and writes it down".to_owned(),
    };
    Ok(Chosen { policy: Arc::new(policy), said, file: None })
}

/// A new text of a watched file.
pub(super) fn again(file: &PolicyFile, read: Result<String, Distrust>) -> Result<Policy, Failure> {
    let text = read.map_err(|error| distrust(&error))?;
    parse(file, &text)
}

fn parse(file: &PolicyFile, text: &str) -> Result<Policy, Failure> {
    let name = file.path.to_string_lossy();
    Policy::parse(&name, text).map_err(|problems| drawn(&visible::line(&name), text, &problems.list))
}

fn drawn(name: &str, text: &str, problems: &[stockade_policy::Problem]) -> Failure {
    Failure { message: draw::problems(name, text, problems), hints: Vec::new(), rendered: true }
}

fn distrust(error: &Distrust) -> Failure {
    Failure::new(with_causes(error)).hint(error.hint())
}
