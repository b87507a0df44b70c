//! Integrity values of lock files and digests of images as hashes. What is neither is left out, never guessed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::document::Hash;

/// Reads `sha512-<base64>` (several with blanks between them) and `sha256:<hex>`.
pub(super) fn of(text: &str) -> Vec<Hash> {
    text.split_ascii_whitespace().filter_map(one).collect()
}

fn one(text: &str) -> Option<Hash> {
    let at = text.find(['-', ':'])?;
    let (algorithm, value) = text.split_at_checked(at)?;
    let (alg, length) = match algorithm.to_ascii_lowercase().as_str() {
        "md5" => ("MD5", 16),
        "sha1" => ("SHA-1", 20),
        "sha256" => ("SHA-256", 32),
        "sha384" => ("SHA-384", 48),
        "sha512" => ("SHA-512", 64),
        _ => return None,
    };
    let content = match (value.strip_prefix('-'), value.strip_prefix(':')) {
        // Options may follow a question mark.
        (Some(encoded), _) => {
            let bytes = STANDARD.decode(encoded.split('?').next()?).ok()?;
            bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        }
        (_, Some(hex)) => hex.to_ascii_lowercase(),
        _ => return None,
    };
    let sound = content.len() == 2 * length && content.bytes().all(|byte| byte.is_ascii_hexdigit());
    sound.then_some(Hash { alg, content })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_give_the_same_hash() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let sri = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        assert_eq!(of(sri)[0].content, hex);
        assert_eq!(of(&format!("sha256:{hex}"))[0].content, hex);
        assert_eq!(of(&format!("{sri} {sri}?opt")).len(), 2);
    }

    #[test]
    fn anything_else_is_no_hash() {
        for text in ["", "sha256", "sha256-", "sha256:abc", "sha999-AAAA", "10/abc", "sha512-!!!"] {
            assert!(of(text).is_empty(), "{text}");
        }
    }
}
