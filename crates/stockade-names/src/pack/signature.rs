//! The seal of a pack: a minisign signature (Ed25519 over BLAKE2b) of its head, which has the sum of all the rest.
//!
//! - signatures of the older kind, that are over the text itself and not its hash, are refused, as minisign does unless told
//!   otherwise.

use minisign_verify::{PublicKey, Signature};

use super::{PackError, layout, sum};

/// Checks that one of the trusted keys (base64, one line of a minisign public key file) signed the pack, and that it holds what
/// was signed.
///
/// # Errors
/// [`PackError::Unsigned`], [`PackError::Signature`], or what is wrong with the file.
pub fn verify(bytes: &[u8], trusted: &[&str]) -> Result<(), PackError> {
    holds(bytes, None, trusted)
}

/// The same for whoever may have the sum of what it holds already.
pub(super) fn holds(bytes: &[u8], known: Option<sum::Sum>, trusted: &[&str]) -> Result<(), PackError> {
    let (directory, text) = layout::parts(bytes)?;
    let head = directory.signed_part(bytes);
    let signature = Signature::decode(text).map_err(|_| PackError::Signature)?;
    let good = trusted
        .iter()
        .filter_map(|key| PublicKey::from_base64(key).ok())
        .any(|key| key.verify(head, &signature, false).is_ok());
    if good { directory.check(bytes, known) } else { Err(PackError::Signature) }
}

/// Whether a text is a public key, so that one that nobody can read is not taken for one that signed nothing.
pub fn is_key(text: &str) -> bool {
    PublicKey::from_base64(text).is_ok()
}

/// The part to sign, for the tool that holds the secret key, once it has seen that the rest is what this part says.
///
/// # Errors
/// What is wrong with the file.
pub fn signed_part(bytes: &[u8]) -> Result<&[u8], PackError> {
    let directory = layout::Directory::read(bytes)?;
    directory.check(bytes, None)?;
    Ok(directory.signed_part(bytes))
}

/// The pack with this signature text in place of the one it may have.
///
/// # Errors
/// What is wrong with the file.
pub fn attach(bytes: &[u8], signature: &str) -> Result<Vec<u8>, PackError> {
    let mut out = layout::Directory::read(bytes)?.unsigned(bytes).to_vec();
    out.extend_from_slice(signature.as_bytes());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use minisign::KeyPair;

    use super::*;
    use crate::pack::build::{Input, build};

    #[test]
    fn a_seal_holds_where_minisign_says_so_and_nowhere_else() {
        let [own, other] = [(); 2].map(|()| KeyPair::generate_unencrypted_keypair().unwrap());
        let key = own.pk.to_base64();
        let bytes = build(&Input { version: 7, ..Input::default() }).unwrap();
        let part = signed_part(&bytes).unwrap();
        let seal =
            |pair: &KeyPair, part: &[u8]| minisign::sign(None, &pair.sk, part, Some("c"), None).unwrap().into_string();
        let good = seal(&own, part);
        let second = |text: &str| text.lines().nth(1).unwrap().to_owned();
        for (text, holds) in [
            (good.clone(), true),
            (seal(&other, part), false),
            (seal(&own, &part[..part.len() - 1]), false),
            (seal(&own, &bytes), false),
            (good.replace("trusted comment: c", "trusted comment: d"), false),
            (good.replace(&second(&good), &second(&good).replacen("RU", "RW", 1)), false),
            (good.replace(&second(&good), &second(&seal(&own, b"x"))), false),
            (good.lines().take(3).collect::<Vec<_>>().join("\n"), false),
            ("x".to_owned(), false),
        ] {
            let sealed = attach(&bytes, &text).unwrap();
            assert_eq!(verify(&sealed, &[key.as_str()]).is_ok(), holds, "{text}");
            // And as minisign itself has it.
            let theirs = minisign::SignatureBox::from_string(&text);
            let theirs = theirs
                .is_ok_and(|theirs| minisign::verify(&own.pk, &theirs, Cursor::new(part), true, false, false).is_ok());
            assert_eq!(theirs, holds, "{text}");
        }
        let sealed = attach(&bytes, &good).unwrap();
        assert_eq!(verify(&sealed, &[]), Err(PackError::Signature));
        assert!(verify(&sealed, &[other.pk.to_base64().as_str(), key.as_str()]).is_ok());
        assert_eq!(verify(&bytes, &[key.as_str()]), Err(PackError::Unsigned));
    }

    /// Only the head is signed: whatever stands behind it is what its sum is of.
    #[test]
    fn no_byte_of_a_sealed_pack_can_be_changed() {
        let own = KeyPair::generate_unencrypted_keypair().unwrap();
        let key = own.pk.to_base64();
        let bytes = build(&Input { version: 7, ..Input::default() }).unwrap();
        let seal = minisign::sign(None, &own.sk, signed_part(&bytes).unwrap(), None, None).unwrap().into_string();
        let sealed = attach(&bytes, &seal).unwrap();
        assert_eq!(verify(&sealed, &[key.as_str()]), Ok(()));
        for at in 0..bytes.len() {
            let mut other = sealed.clone();
            other[at] ^= 1;
            assert!(verify(&other, &[key.as_str()]).is_err(), "{at}");
            // Nor is one sealed by whoever does not look at what it holds.
            assert!(signed_part(&other).is_err() || at < layout::lengths(&sealed).unwrap().0, "{at}");
        }
        // One that makes its own sum needs another seal.
        let mut other = bytes.clone();
        *other.last_mut().unwrap() ^= 1;
        layout::sum_up(&mut other);
        assert_eq!(verify(&attach(&other, &seal).unwrap(), &[key.as_str()]), Err(PackError::Signature));
    }
}
