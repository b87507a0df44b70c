//! Digests of artifacts: what a registry promises (npm's SRI, PyPI's and OCI's hex), and what really came.
//!
//! - only SHA-256, SHA-384 and SHA-512 are a promise; SHA-1, which packages from before 2017 have alone, is said to be weak;
//! - of several digests the strongest that is known counts, as the SRI specification asks (W3C, section 3.3.4).

use std::fmt;

use aws_lc_rs::digest::{self, Context};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A hash function, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// SHA-1. Proves that a download is whole, not that nobody chose its content.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Algorithm {
    /// Its name in SRI and OCI.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512].into_iter().find(|known| known.name() == name)
    }

    fn of(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

/// One digest.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Digest {
    /// By which function.
    pub algorithm: Algorithm,
    bytes: Vec<u8>,
}

impl Digest {
    /// Of bytes that are here.
    pub fn of(algorithm: Algorithm, bytes: &[u8]) -> Self {
        Self { algorithm, bytes: digest::digest(algorithm.of(), bytes).as_ref().to_vec() }
    }

    /// From hex as registries write it; none where it is no digest of this function.
    pub fn from_hex(algorithm: Algorithm, text: &str) -> Option<Self> {
        let nibble = |byte: u8| char::from(byte).to_digit(16);
        let pairs = text.as_bytes().chunks(2);
        let bytes: Option<Vec<u8>> = pairs
            .map(|pair| match pair {
                [high, low] => u8::try_from(nibble(*high)? * 16 + nibble(*low)?).ok(),
                _ => None,
            })
            .collect();
        Self::new(algorithm, bytes?)
    }

    fn new(algorithm: Algorithm, bytes: Vec<u8>) -> Option<Self> {
        (bytes.len() == algorithm.of().output_len()).then_some(Self { algorithm, bytes })
    }

    /// The strongest that is named, where an index names digests by their function (PEP 503, 658 and 691 allow any function).
    pub fn strongest<'t>(of: impl Fn(&str) -> Option<&'t str>) -> Option<Self> {
        let known = [Algorithm::Sha512, Algorithm::Sha384, Algorithm::Sha256];
        known.into_iter().find_map(|by| Self::from_hex(by, of(by.name())?))
    }

    /// The strongest digest of an SRI text (`sha512-… sha1-…`); none where there is none that is known, or where there are
    /// two of them.
    pub fn from_sri(text: &str) -> Option<Self> {
        let one = |word: &str| {
            let (name, rest) = word.split_once('-')?;
            let value = rest.split('?').next().unwrap_or(rest);
            Self::new(Algorithm::parse(name)?, STANDARD.decode(value).ok()?)
        };
        let all: Vec<Self> = text.split_ascii_whitespace().filter_map(one).collect();
        let strongest = all.iter().max_by_key(|digest| digest.algorithm)?;
        let same = |other: &&Self| other.algorithm == strongest.algorithm;
        all.iter().filter(same).all(|other| other == strongest).then(|| strongest.clone())
    }

    /// An OCI digest (`sha256:…`), lower case as its specification asks.
    pub fn from_oci(text: &str) -> Option<Self> {
        let (name, hex) = text.split_once(':')?;
        let algorithm = Algorithm::parse(name).filter(|algorithm| *algorithm >= Algorithm::Sha256)?;
        Self::from_hex(algorithm, hex).filter(|_| !hex.bytes().any(|byte| byte.is_ascii_uppercase()))
    }

    /// As hex.
    pub fn hex(&self) -> String {
        use fmt::Write as _;
        self.bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// As SRI.
    pub fn sri(&self) -> String {
        format!("{}-{}", self.algorithm.name(), STANDARD.encode(&self.bytes))
    }

    /// As OCI writes it.
    pub fn oci(&self) -> String {
        format!("{}:{}", self.algorithm.name(), self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.oci())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.oci())
    }
}

/// Hashes what comes in pieces.
pub struct Hasher(Algorithm, Context);

impl Hasher {
    /// Nothing yet.
    pub fn new(algorithm: Algorithm) -> Self {
        Self(algorithm, Context::new(algorithm.of()))
    }

    /// One piece more.
    pub fn update(&mut self, bytes: &[u8]) {
        self.1.update(bytes);
    }

    /// Of everything.
    pub fn finish(self) -> Digest {
        Digest { algorithm: self.0, bytes: self.1.finish().as_ref().to_vec() }
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hasher").field(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_digest_counts() {
        let strong = Digest::of(Algorithm::Sha512, b"abc");
        let text = format!("{} {}?opt unknown-xyz", Digest::of(Algorithm::Sha1, b"abc").sri(), strong.sri());
        assert_eq!(Digest::from_sri(&text).unwrap(), strong);
        assert_eq!(Digest::from_sri("sha512-YWJj"), None);
        let other = Digest::of(Algorithm::Sha512, b"other");
        assert_eq!(Digest::from_sri(&format!("{text} {}", other.sri())), None, "two of the strongest");
        assert_eq!(Digest::from_sri("md5-kAFQmDzST7DWlj99KOF/cg=="), None);
    }

    #[test]
    fn hex_is_whole_or_nothing() {
        let digest = Digest::of(Algorithm::Sha256, b"abc");
        assert_eq!(digest.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(Digest::from_oci(&digest.oci()).unwrap(), digest);
        for text in ["sha256:ba78", "sha256:", "sha1:a9993e364706816aba3e25717850c26c9cd0d89d", "ba7816bf"] {
            assert_eq!(Digest::from_oci(text), None, "{text}");
        }
        assert_eq!(Digest::from_oci(&digest.oci().to_uppercase()), None);
        let mut hasher = Hasher::new(Algorithm::Sha256);
        hasher.update(b"a");
        hasher.update(b"bc");
        assert_eq!(hasher.finish(), digest);
    }

    #[test]
    fn the_strongest_that_is_named_counts() {
        let (weak, strong) = (Digest::of(Algorithm::Sha256, b"abc"), Digest::of(Algorithm::Sha512, b"abc"));
        let (weak_text, strong_text) = (weak.hex(), strong.hex());
        let both = |by: &str| match by {
            "sha256" => Some(weak_text.as_str()),
            "sha512" => Some(strong_text.as_str()),
            _ => None,
        };
        assert_eq!(Digest::strongest(both), Some(strong));
        assert_eq!(Digest::strongest(|by| both(by).filter(|_| by == "sha256")).as_ref(), Some(&weak));
        // What is no digest of its function is none, and another that is named counts.
        assert_eq!(Digest::strongest(|by| if by == "sha512" { Some("00") } else { both(by) }), Some(weak));
        assert_eq!(Digest::strongest(|by| (by == "md5").then_some("00")), None);
    }
}
