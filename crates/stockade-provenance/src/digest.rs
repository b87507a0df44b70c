//! Digests of the file that was published, as registries write them.
//!
//! Computing them is the caller's: it streams the file once, and has them already.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A text that is no digest of the kind that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a {1} digest")]
pub struct DigestError(String, &'static str);

macro_rules! digest {
    ($name:ident, $length:literal, $text:literal, $meaning:literal) => {
        #[doc = $meaning]
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// The digest of these bytes' digest: no hashing is done.
            pub const fn new(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// Reads lower- or upper-case hex.
            pub fn from_hex(text: &str) -> Result<Self, DigestError> {
                let bytes = unhex(text).and_then(|bytes| bytes.try_into().ok());
                bytes.map(Self).ok_or_else(|| DigestError(crate::check::said(text), $text))
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8] {
                &self.0
            }

            /// Lower-case hex.
            pub fn to_hex(&self) -> String {
                self.0.iter().map(|byte| format!("{byte:02x}")).collect()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}:{}", $text, self.to_hex())
            }
        }
    };
}

digest!(Sha256, 32, "sha256", "SHA-256, by which PyPI and OCI know a file.");
digest!(Sha512, 64, "sha512", "SHA-512, by which npm knows a tarball.");

impl Sha512 {
    /// The SHA-512 of a subresource integrity text (`sha512-BASE64`, several separated by blanks, W3C SRI), which is what
    /// `dist.integrity` holds.
    pub fn from_integrity(text: &str) -> Result<Self, DigestError> {
        let all = text.split_ascii_whitespace().filter_map(|word| word.strip_prefix("sha512-"));
        let mut all = all.map(|word| word.split('?').next().unwrap_or(word));
        // A package has one digest; of two, each reader would take another.
        let encoded = all.next().filter(|first| all.all(|other| other == *first));
        let bytes = encoded.and_then(|encoded| STANDARD.decode(encoded).ok()).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| DigestError(crate::check::said(text), "sha512 integrity"))
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    let nibble = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(nibble(*high)? << 4 | nibble(*low)?),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_and_integrity_mean_the_same() {
        let hex = "ab".repeat(64);
        let digest = Sha512::from_hex(&hex.to_uppercase()).unwrap();
        assert_eq!(digest.to_hex(), hex);
        let integrity = format!("sha1-AAAA sha512-{}?x", STANDARD.encode(digest.as_bytes()));
        assert_eq!(Sha512::from_integrity(&integrity), Ok(digest));
        let other = format!("{integrity} sha512-{}", STANDARD.encode([7; 64]));
        assert!(Sha512::from_integrity(&other).is_err(), "two of them");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "ab", &"zz".repeat(32), &"ä".repeat(32), &"a".repeat(63), &"ab".repeat(33)] {
            assert!(Sha256::from_hex(text).is_err(), "{text}");
        }
        for text in ["", "sha1-AAAA", "sha512-", "sha512-AAAA", "sha512-*", "SHA512-AAAA"] {
            assert!(Sha512::from_integrity(text).is_err(), "{text}");
        }
    }
}
