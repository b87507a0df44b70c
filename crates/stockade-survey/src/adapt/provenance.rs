//! Verified evidence, as what is judged.
//!
//! Constraints:
//! - the two crates order levels in opposite directions: they are translated one by one and never compared across;
//! - anything that contradicts makes the whole invalid, a signature of the registry's too;
//! - the registry's word alone is no provenance: it stands in the release's publisher.

use stockade_assess::{Identity, Known, Level, Provenance};
use stockade_provenance::{self as evidence, Check, Evidence, Problem, Unverifiable};

/// What the evidence proves.
pub fn provenance(evidence: &Evidence) -> Known<Provenance> {
    if evidence.is_invalid() {
        return Provenance::Invalid(contradictions(evidence)).into();
    }
    match &evidence.provenance {
        Check::Verified => match evidence.identity.as_ref().and_then(|who| identity(who, evidence.level)) {
            Some(identity) => Provenance::Verified(identity).into(),
            None => Known::unknown("the certificate is good, and names nobody who could be compared"),
        },
        Check::Unverifiable(Unverifiable::Absent) => Provenance::Missing.into(),
        Check::Unverifiable(why) => Known::unknown(why.to_string()),
        Check::Invalid(why) => Provenance::Invalid(why.to_string()).into(),
    }
}

/// The same level in the other order.
pub const fn level(level: evidence::Level) -> Level {
    match level {
        evidence::Level::A => Level::A,
        evidence::Level::B => Level::B,
        evidence::Level::C => Level::C,
        evidence::Level::D => Level::D,
    }
}

fn identity(who: &evidence::Identity, strength: evidence::Level) -> Option<Identity> {
    match who {
        evidence::Identity::Workload(build) => Some(Identity {
            level: level(strength),
            issuer: build.issuer.clone(),
            repository: build.repository.clone(),
            repository_id: build.repository_id.clone(),
            owner_id: build.owner_id.clone(),
            workflow: build.workflow.clone(),
            environment: build.environment.clone(),
        }),
        evidence::Identity::Account { issuer, email } => Some(Identity {
            level: level(strength),
            issuer: issuer.clone(),
            repository: email.clone(),
            repository_id: None,
            owner_id: None,
            workflow: None,
            environment: None,
        }),
        _ => None,
    }
}

/// Everything that contradicts, in words.
fn contradictions(evidence: &Evidence) -> String {
    let mut all: Vec<String> = Vec::new();
    let mut add = |text: String| {
        if !all.contains(&text) {
            all.push(text);
        }
    };
    if evidence.problems.contains(&Problem::Integrity) {
        add(Problem::Integrity.to_string());
    }
    if let Check::Invalid(why) = &evidence.registry_signature {
        add(format!("the registry's signature: {why}"));
    }
    for attestation in &evidence.attestations {
        if let Check::Invalid(why) = &attestation.check {
            add(why.to_string());
        }
    }
    if let Check::Invalid(why) = &evidence.provenance {
        add(why.to_string());
    }
    all.join("; ")
}

/// What somebody should look at and that makes nothing invalid, in words. What the manifest says of its repository is left
/// out: a check compares that.
pub fn remarks(evidence: &Evidence) -> Vec<String> {
    let other = |problem: &&Problem| !matches!(problem, Problem::Integrity | Problem::ManifestRepository { .. });
    evidence.problems.iter().filter(other).map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_the_same_letters_in_the_other_order() {
        use evidence::Level::{A, B, C, D};
        for (theirs, ours) in [(A, Level::A), (B, Level::B), (C, Level::C), (D, Level::D)] {
            assert_eq!(level(theirs), ours);
            assert_eq!(level(theirs).as_str(), theirs.to_string());
        }
        for (stronger, weaker) in [(A, B), (B, C), (C, D)] {
            assert!(stronger < weaker, "the verifier orders them so");
            assert!(level(stronger) > level(weaker), "and the checks so");
        }
    }
}
