//! The seal of a pack: a minisign signature (Ed25519 over BLAKE2b) behind the signed part.
//!
//! - the hash is most of what a stored pack costs at each start, so that it is reckoned by a faster implementation than the one
//!   of the crate that verifies: it is handed the hash instead of the pack, under the signature of the same 64 bytes;
//! - signatures of the older kind, that are over the file itself, are refused, as minisign does unless told otherwise.

use minisign_verify::{PublicKey, Signature};

use super::{PackError, layout};

/// Checks that one of the trusted keys (base64, one line of a minisign public key file) signed the pack.
///
/// # Errors
/// [`PackError::Unsigned`], [`PackError::Signature`], or what is wrong with the file.
pub fn verify(bytes: &[u8], trusted: &[&str]) -> Result<(), PackError> {
    let (signed, text) = layout::parts(bytes)?;
    holds(text, blake2b_simd::blake2b(signed).as_array(), trusted)
}

/// The same for whoever has the hash of the signed part already.
pub(super) fn holds(text: &str, hash: &[u8; 64], trusted: &[&str]) -> Result<(), PackError> {
    let text = of_the_hash(text).ok_or(PackError::Signature)?;
    let signature = Signature::decode(&text).map_err(|_| PackError::Signature)?;
    let good = trusted
        .iter()
        .filter_map(|key| PublicKey::from_base64(key).ok())
        .any(|key| key.verify(hash, &signature, true).is_ok());
    if good { Ok(()) } else { Err(PackError::Signature) }
}

/// The signature of a text by its hash, as one of the hash itself: what is signed is the same, and only the name of the kind
/// differs, which stands in the first two bytes of the second line (`ED`, in base64 `RU`, and `Ed`, `RW`) and is not signed.
/// None where it is of another kind.
fn of_the_hash(text: &str) -> Option<String> {
    let (comment, rest) = text.split_once('\n')?;
    Some([comment, "\nRW", rest.strip_prefix("RU")?].concat())
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

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use minisign::KeyPair;

    use super::*;
    use crate::pack::build::{Input, build};

    /// What the crate says whose hash is not used.
    fn by_the_crate(bytes: &[u8], key: &str) -> bool {
        let (signed, text) = layout::parts(bytes).unwrap();
        let key = PublicKey::from_base64(key).unwrap();
        Signature::decode(text).is_ok_and(|signature| key.verify(signed, &signature, false).is_ok())
    }

    #[test]
    fn a_seal_holds_where_minisign_says_so_and_nowhere_else() {
        let [own, other] = [(); 2].map(|()| KeyPair::generate_unencrypted_keypair().unwrap());
        let key = own.pk.to_base64();
        let bytes = build(&Input { version: 7, ..Input::default() }).unwrap();
        let part = signed_part(&bytes).unwrap();
        let seal =
            |pair: &KeyPair, part: &[u8]| minisign::sign(None, &pair.sk, part, Some("c"), None).unwrap().into_string();
        let good = seal(&own, part);
        let hash = blake2b_simd::blake2b(part);
        let second = |text: &str| text.lines().nth(1).unwrap().to_owned();
        for (text, holds) in [
            (good.clone(), true),
            (seal(&other, part), false),
            (seal(&own, &part[..part.len() - 1]), false),
            // The hash's own signature is none of what it is the hash of: it is over the hash of the hash.
            (seal(&own, hash.as_bytes()), false),
            (good.replace("trusted comment: c", "trusted comment: d"), false),
            (good.replace(&second(&good), &second(&good).replacen("RU", "RW", 1)), false),
            (good.replace(&second(&good), &second(&seal(&own, b"x"))), false),
            (good.lines().take(3).collect::<Vec<_>>().join("\n"), false),
            ("x".to_owned(), false),
        ] {
            let sealed = attach(&bytes, &text).unwrap();
            assert_eq!(verify(&sealed, &[key.as_str()]).is_ok(), holds, "{text}");
            assert_eq!(by_the_crate(&sealed, &key), holds, "{text}");
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
}
