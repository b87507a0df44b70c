//! The registry's signature: ECDSA P-256 over `NAME@VERSION:INTEGRITY`.
//!
//! A window is held against the time of publication, which is the registry's word too: it stops an old key that leaked from
//! signing new releases, as long as the registry itself is honest.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Release;
use crate::check::{Check, Invalid, Refusal, Unverifiable, said};
use crate::document::at_most;
use crate::door;
use crate::keys::{Key, Window};

/// Signatures of a release: one, or two while a key is replaced.
const MAX_SIGNATURES: usize = 16;

/// Every signature by a known key must hold, and one at least.
pub(super) fn check(release: &Release<'_>) -> Check {
    match checked(release) {
        Ok(()) => Check::Verified,
        Err(refusal) => refusal.into(),
    }
}

fn checked(release: &Release<'_>) -> Result<(), Refusal> {
    at_most("signatures", release.signatures.len(), MAX_SIGNATURES)?;
    if release.signatures.is_empty() {
        return Err(Unverifiable::NotServed("the registry's document has no signatures".into()).into());
    }
    let Some(integrity) = release.integrity else { return Err(Unverifiable::NoIntegrity.into()) };
    let Some(keys) = release.keys.filter(|keys| !keys.is_empty()) else { return Err(Unverifiable::NoKeys.into()) };
    let message = format!("{}@{}:{integrity}", release.name, release.version);
    let mut outcome = Err(Unverifiable::NoKeys);
    for signature in release.signatures {
        let Some(key) = keys.get(signature.key) else {
            outcome = outcome.or(Err(Unverifiable::UnknownKey(said(signature.key))));
            continue;
        };
        let bytes = STANDARD.decode(signature.signature);
        let Ok(bytes) = bytes else { return Err(Invalid::Signature("it is not base64".into()).into()) };
        if !door::p256_holds(&key.bytes, message.as_bytes(), &bytes) {
            return Err(Invalid::Signature(format!("it is not `{}`'s over this release", said(&key.id))).into());
        }
        match window(key, release.published) {
            Ok(()) => outcome = Ok(()),
            Err(Refusal::Unverifiable(why)) => outcome = outcome.or(Err(why)),
            Err(invalid) => return Err(invalid),
        }
    }
    outcome.map_err(Into::into)
}

/// Whether the key was in use then.
pub(super) fn window(key: &Key, at: Option<jiff::Timestamp>) -> Result<(), Refusal> {
    match (key.at(at), at) {
        (Window::Inside, _) => Ok(()),
        (Window::Outside, Some(at)) => Err(Invalid::KeyWindow { key: said(&key.id), at: at.to_string() }.into()),
        (Window::Outside | Window::Unknown, _) => Err(Unverifiable::NoPublishTime(said(&key.id)).into()),
    }
}
