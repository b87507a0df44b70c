//! The two hashes of a pack: the seal's and the digest's. Both read all of it, side by side, and while it is read from the disk:
//! one after the other they would be most of what a stored pack costs at each start.

use std::sync::mpsc;
use std::thread::{Builder, scope};

use sha2::{Digest as _, Sha256};

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hashes {
    /// BLAKE2b, which minisign signs.
    pub(super) seal: [u8; 64],
    /// SHA-256, lower-case hexadecimal.
    pub(super) digest: String,
}

impl Hashes {
    /// Of what `read` hands out, part by part, and what it gives in the end.
    pub(super) fn of<'a, T>(read: impl FnOnce(&mut dyn FnMut(&'a [u8])) -> T) -> (T, Option<Self>) {
        let (to_seal, of_seal) = mpsc::channel::<&'a [u8]>();
        let (to_digest, of_digest) = mpsc::channel::<&'a [u8]>();
        scope(|scope| {
            let seal = Builder::new().spawn_scoped(scope, move || {
                let mut state = blake2b_simd::State::new();
                of_seal.iter().for_each(|part| {
                    state.update(part);
                });
                *state.finalize().as_array()
            });
            let digest = Builder::new().spawn_scoped(scope, move || {
                let mut state = Sha256::new();
                of_digest.iter().for_each(|part| state.update(part));
                hexadecimal(&state.finalize())
            });
            // Nobody hears it where no thread could be started; then there are no hashes.
            let given = read(&mut |part| {
                _ = to_seal.send(part);
                _ = to_digest.send(part);
            });
            drop((to_seal, to_digest));
            let (seal, digest) = (seal.ok().and_then(|it| it.join().ok()), digest.ok().and_then(|it| it.join().ok()));
            (given, seal.zip(digest).map(|(seal, digest)| Self { seal, digest }))
        })
    }

    /// One after the other, where no thread can be started.
    pub(super) fn alone(bytes: &[u8]) -> Self {
        Self { seal: *blake2b_simd::blake2b(bytes).as_array(), digest: digest(bytes) }
    }
}

/// The second one alone.
pub(super) fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_whatever_parts_it_comes_it_has_the_same_hashes() {
        let bytes: Vec<u8> = (0..5_000_u32).map(|n| n as u8).collect();
        for length in [1, 63, 64, 128, 4_999, 5_000] {
            let (count, hashes) = Hashes::of(|each| bytes.chunks(length).map(each).count());
            assert_eq!((count, hashes), (5_000_usize.div_ceil(length), Some(Hashes::alone(&bytes))));
        }
        // The test vectors of RFC 7693, appendix A, and FIPS 180-2, appendix B.1.
        let hashes = Hashes::alone(b"abc");
        assert!(hashes.seal.starts_with(&[0xba, 0x80, 0xa5, 0x3f]) && hashes.digest.starts_with("ba7816bf"));
    }
}
