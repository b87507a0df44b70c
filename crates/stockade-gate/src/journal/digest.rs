//! Arguments as a digest that only this machine can make: equal calls look equal, and nobody guesses a short text from it.

use std::io;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use stockade_model::json::string_pieces;
use stockade_policy::message::Value;

use super::line::hex;
use crate::own_files;

/// The salt's file, beside the journal.
const FILE: &str = "salt";
const BYTES: usize = 32;

/// What is mixed in.
#[derive(Clone, Copy)]
pub(super) struct Salt([u8; BYTES]);

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(…)")
    }
}

impl Salt {
    /// Reads the salt, or makes one. Only for the holder of the lock.
    pub(super) fn load(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        match std::fs::read(&path) {
            Ok(bytes) => match bytes.try_into() {
                Ok(bytes) => Ok(Self(bytes)),
                Err(_) => {
                    let text = format!("`{}` is no salt of {BYTES} bytes: remove it to make a new one", path.display());
                    Err(io::Error::new(io::ErrorKind::InvalidData, text))
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let salt = own_files::random()?;
                own_files::replace(&path, &salt)?;
                Ok(Self(salt))
            }
            Err(error) => Err(error),
        }
    }

    /// The digest of a value, whatever the order of its keys.
    pub(super) fn digest(&self, value: &Value) -> String {
        let mut text = Text { hash: Sha256::new(), waiting: Vec::with_capacity(2 * BLOCK) };
        text.push(&self.0);
        text.canonical(value);
        text.hash.update(&text.waiting);
        hex(&text.hash.finalize())
    }
}

/// How much is hashed at a time; a longer piece is not copied before.
const BLOCK: usize = 512;

/// A text that is hashed as it is written, so that nobody has to keep it.
struct Text {
    hash: Sha256,
    waiting: Vec<u8>,
}

impl Text {
    fn push(&mut self, piece: &[u8]) {
        if piece.len() < BLOCK {
            self.waiting.extend_from_slice(piece);
        }
        if self.waiting.len() >= BLOCK || piece.len() >= BLOCK {
            self.hash.update(&self.waiting);
            self.waiting.clear();
        }
        if piece.len() >= BLOCK {
            self.hash.update(piece);
        }
    }

    /// Keys in the order of their bytes, numbers as they were written.
    fn canonical(&mut self, value: &Value) {
        match value {
            Value::Array(elements) => {
                self.push(b"[");
                for (place, element) in elements.iter().enumerate() {
                    if place > 0 {
                        self.push(b",");
                    }
                    self.canonical(element);
                }
                self.push(b"]");
            }
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_unstable_by(|left, right| left.0.cmp(&right.0));
                self.push(b"{");
                for (place, (key, value)) in members.into_iter().enumerate() {
                    if place > 0 {
                        self.push(b",");
                    }
                    string_pieces(key, |piece| self.push(piece));
                    self.push(b":");
                    self.canonical(value);
                }
                self.push(b"}");
            }
            Value::String(text) => string_pieces(text, |piece| self.push(piece)),
            scalar => {
                scalar.write(&mut self.waiting);
                self.push(b"");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        Value::from(&serde_json::from_str::<serde_json::Value>(text).unwrap())
    }

    #[test]
    fn order_of_keys_is_nothing_and_everything_else_is_something() {
        let (one, other) = (Salt([1; 32]), Salt([2; 32]));
        let digest = one.digest(&value(r#"{"b":[1,2],"a":{"y":"x","x":null}}"#));
        assert_eq!(digest, one.digest(&value(r#"{"a":{"x":null,"y":"x"},"b":[1,2]}"#)));
        assert_ne!(digest, one.digest(&value(r#"{"a":{"x":null,"y":"x"},"b":[2,1]}"#)));
        assert_ne!(digest, other.digest(&value(r#"{"b":[1,2],"a":{"y":"x","x":null}}"#)));
    }

    /// What a digest is of: a journal that is compared with another one must not depend on how it was hashed.
    #[test]
    fn it_is_the_hash_of_the_salt_and_the_text() {
        let long = |length: usize| format!("\"{}\"", "x\\n".repeat(length) + &"y".repeat(length));
        let texts: Vec<String> = [0, 1, 100, 511, 512, 513, 5000].map(long).into();
        let all = format!("[{},-1.5,true,null,{{}}]", texts.join(","));
        for text in texts.iter().chain([&all]) {
            let whole = [&[7; BYTES], text.as_bytes()].concat();
            assert_eq!(Salt([7; BYTES]).digest(&value(text)), hex(&Sha256::digest(&whole)), "{text}");
        }
    }

    #[test]
    fn the_salt_stays_and_a_spoilt_one_is_said() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let first = Salt::load(folder.path()).unwrap();
        assert_eq!(first.0, Salt::load(folder.path()).unwrap().0);
        let path = folder.path().join(FILE);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::write(&path, "short").unwrap();
        assert!(Salt::load(folder.path()).unwrap_err().to_string().contains("32 bytes"));
    }
}
