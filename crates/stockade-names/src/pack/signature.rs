//! The seal of a pack: a minisign signature (Ed25519 over BLAKE2b) behind the signed part.

use minisign_verify::{PublicKey, Signature};

use super::{PackError, layout};

/// Checks that one of the trusted keys (base64, one line of a minisign public key file) signed the pack.
///
/// # Errors
/// [`PackError::Unsigned`], [`PackError::Signature`], or what is wrong with the file.
pub fn verify(bytes: &[u8], trusted: &[&str]) -> Result<(), PackError> {
    let (signed, text) = layout::parts(bytes)?;
    let signature = Signature::decode(text).map_err(|_| PackError::Signature)?;
    let good = trusted
        .iter()
        .filter_map(|key| PublicKey::from_base64(key).ok())
        .any(|key| key.verify(signed, &signature, false).is_ok());
    if good { Ok(()) } else { Err(PackError::Signature) }
}

/// Whether a text is a public key, so that one that nobody can read is not taken for one that signed nothing.
pub fn is_key(text: &str) -> bool {
    PublicKey::from_base64(text).is_ok()
}

/// The part to sign, for the tool that holds the secret key.
///
/// # Errors
/// What is wrong with the file.
pub fn signed_part(bytes: &[u8]) -> Result<&[u8], PackError> {
    let directory = layout::Directory::read(bytes)?;
    Ok(directory.signed_part(bytes))
}

/// The pack with this signature text in place of the one it may have.
///
/// # Errors
/// What is wrong with the file.
pub fn attach(bytes: &[u8], signature: &str) -> Result<Vec<u8>, PackError> {
    let mut out = signed_part(bytes)?.to_vec();
    out.extend_from_slice(signature.as_bytes());
    Ok(out)
}
