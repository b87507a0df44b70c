//! How far a sweep has come: a small file, replaced in one step, from which an interrupted run goes on.
//!
//! It holds where the input and each output stood, with digests, and what the run was asked for: a run that would answer
//! otherwise (another pack, other advisories, filters or input) is refused, since its rows would be a mixture.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::input::hex;
use super::sink::Written;
use crate::commands::Failure;
use crate::printer::write_file;

/// Of the file.
const VERSION: u32 = 2;

/// A checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    version: u32,
    /// Digest of the pack.
    pub(super) pack: String,
    /// Digest of the imported advisories.
    pub(super) advisories: String,
    /// Digest of the filters.
    pub(super) asked: String,
    /// Lines behind us.
    pub(super) lines: u64,
    /// Bytes behind us.
    pub(super) bytes: u64,
    /// Their digest.
    pub(super) sha256: String,
    pub(super) outputs: Vec<Written>,
    pub(super) counts: Counts,
    /// Where the names come from a registry's feed: how far that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) feed: Option<Place>,
}

/// A place in a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// The registry; its sequences mean nothing to another one.
    pub(super) registry: String,
    /// The sequence behind which to go on.
    pub(super) since: String,
}

/// What every version of a state has.
#[derive(Deserialize)]
struct Numbered {
    version: u32,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    /// Names that were judged.
    pub(super) names: u64,
    /// Rows that were written.
    pub(super) rows: u64,
    /// Those of them that fail the run.
    pub(super) failing: u64,
    /// Lines that are no names.
    pub(super) wrong: u64,
}

/// What a run was asked for, so that another one can be told apart.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) pack: String,
    pub(super) advisories: String,
    pub(super) asked: String,
}

impl Identity {
    /// Of a pack, the advisories beside it, and everything else that decides which rows there are.
    pub(super) fn of(pack: &str, advisories: &[u8], asked: &str) -> Self {
        let digest = |bytes: &[u8]| hex(Sha256::new_with_prefix(bytes));
        Self { pack: pack.to_owned(), advisories: digest(advisories), asked: digest(asked.as_bytes()) }
    }
}

impl State {
    pub(super) fn new(
        identity: &Identity,
        (lines, bytes, sha256): (u64, u64, String),
        outputs: Vec<Written>,
        counts: Counts,
        feed: Option<Place>,
    ) -> Self {
        let Identity { pack, advisories, asked } = identity.clone();
        Self { version: VERSION, pack, advisories, asked, lines, bytes, sha256, outputs, counts, feed }
    }

    /// The checkpoint in a file; none where there is no such file.
    pub(super) fn read(path: &Path, identity: &Identity) -> Result<Option<Self>, Failure> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::new(format!("could not read the state `{}`: {error}", path.display()))),
        };
        let refuse = |why: &str| {
            Failure::new(format!("cannot go on from `{}`: {why}", path.display()))
                .hint("remove it to begin anew, or name another one")
        };
        let no_state = |error: serde_json::Error| refuse(&format!("it is no state: {error}"));
        // The number first: a state of another version need not have these fields.
        let Numbered { version } = serde_json::from_str(&text).map_err(no_state)?;
        if version != VERSION {
            return Err(refuse(&format!(
                "it is a state of version {version}, and this program writes and reads version {VERSION}"
            )));
        }
        let state: Self = serde_json::from_str(&text).map_err(no_state)?;
        if state.pack != identity.pack {
            return Err(refuse("it was begun with another knowledge pack, which may have answered otherwise"));
        }
        if state.advisories != identity.advisories {
            return Err(refuse("advisories were imported since it was begun, so that names may be judged otherwise"));
        }
        if state.asked != identity.asked {
            return Err(refuse("it was begun with other filters or outputs"));
        }
        Ok(Some(state))
    }

    /// Replaces the file in one step.
    pub(super) fn write(&self, path: &Path) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::new(format!("could not write the state: {error}")))?;
        Ok(write_file(path, &(text + "\n"))?)
    }
}
