//! The key of a registry, made at run time, and the digests it signs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// In front of the point of a P-256 key in a DER `SubjectPublicKeyInfo` (RFC 5480).
const SPKI: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// A P-256 key, as npm's registry has one, and what it has signed: a document must not change from one answer to the next.
#[derive(Clone, Debug)]
pub struct SigningKey(Arc<EcdsaKeyPair>, Arc<Mutex<BTreeMap<String, String>>>);

impl SigningKey {
    /// A new one.
    ///
    /// # Panics
    /// If there is no randomness.
    pub fn generate() -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("randomness");
        Self(Arc::new(key), Arc::default())
    }

    /// Its public half as npm writes it: base64 of DER.
    pub fn public(&self) -> String {
        STANDARD.encode([SPKI, self.0.public_key().as_ref()].concat())
    }

    /// Its id as npm writes it.
    pub fn id(&self) -> String {
        format!("SHA256:{}", STANDARD_NO_PAD.encode(digest::digest(&SHA256, self.public().as_bytes())))
    }

    /// A signature of a text, base64 of ASN.1; of the same text the same one.
    ///
    /// # Panics
    /// If there is no randomness.
    pub fn sign(&self, text: &str) -> String {
        let mut signed = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        let sign = || STANDARD.encode(self.0.sign(&SystemRandom::new(), text.as_bytes()).expect("randomness"));
        signed.entry(text.to_owned()).or_insert_with(sign).clone()
    }
}

pub(super) fn sha512_sri(bytes: &[u8]) -> String {
    format!("sha512-{}", STANDARD.encode(digest::digest(&SHA512, bytes)))
}

pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest::digest(&SHA256, bytes).as_ref())
}

pub(super) fn sha1_hex(bytes: &[u8]) -> String {
    hex(digest::digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `Authorization` of a name and a password.
pub(super) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}
