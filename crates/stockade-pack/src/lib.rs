//! The knowledge pack that the program carries, so that everything works offline from the first day.
//!
//! - it is compiled by the build from the tables of `packs/`, with no other input, and lies in the program's own bytes;
//! - it is trusted as the program is; packs from anywhere else need a signature (`stockade_names::pack::signature`);
//! - opening it reads its directory and small lists alone: the rest is read in place, page by page.

use std::sync::OnceLock;

use stockade_names::pack::PackId;
use stockade_names::{Pack, PackError};

/// Lies where the lines of the pack's tables are lines of the processor's cache.
#[repr(align(64))]
struct Aligned<T: ?Sized>(T);

static BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/stockade.pack")));

/// SHA-256 of the pack, lower-case hexadecimal: reckoned by the build, since hashing megabytes at each start is slow.
pub const DIGEST: &str = env!("STOCKADE_PACK_DIGEST");

/// Public keys (minisign) of those whose packs this program takes besides its own. Who holds the secret halves, and how a
/// key is replaced, stands in `docs/names.md`.
pub const PUBLISHERS: &[&str] = &[include_str!("../publishers/development-2026.pub").trim_ascii()];

/// The pack; opened once.
///
/// # Errors
/// [`PackError`] where the program's own bytes are damaged.
pub fn embedded() -> Result<&'static Pack, PackError> {
    static PACK: OnceLock<Result<Pack, PackError>> = OnceLock::new();
    PACK.get_or_init(|| Pack::open(&BYTES.0)).as_ref().map_err(Clone::clone)
}

/// Its version and digest, without hashing it.
///
/// # Errors
/// As [`embedded`].
pub fn id() -> Result<PackId, PackError> {
    Ok(PackId { version: embedded()?.version(), digest: DIGEST.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_told_the_right_digest() {
        assert_eq!(embedded().unwrap().id(), id().unwrap());
    }

    #[test]
    fn what_the_tables_say_is_found() {
        use stockade_names::{Engine, Subject, Verdict};
        let engine = Engine::new(embedded().unwrap());
        let verdict = |name| engine.judge(&Subject::new(stockade_names::Ecosystem::Npm, name).unwrap()).verdict;
        assert!(verdict("@modelcontextprotocol/server-filesystem") <= Verdict::Note);
        assert!(verdict("postmark-mcp") >= Verdict::Confirm);
        assert_eq!(verdict("mcp-server-fetch"), Verdict::Block);
    }

    /// Other names have the same few bits of a hash as these words, and are more popular.
    #[test]
    fn no_wrong_hit_takes_the_place_of_a_name() {
        use stockade_names::{Ecosystem, Engine, Subject};
        let engine = Engine::new(embedded().unwrap());
        let pairs = [("types-react-router-dom", "react"), ("core-ajv-schema-validator-mcp", "@types/validator")];
        for (name, inside) in pairs {
            let near = engine.nearest(&Subject::new(Ecosystem::Npm, name).unwrap(), 8);
            assert!(near.iter().any(|(record, _)| record.full == inside), "{name}: {near:?}");
        }
    }
}
