//! What is known of names and malware: the program's own pack, a newer one that the user took, advisories they imported.
//!
//! - a store that cannot be used is a failure, never a silent step back to older knowledge: where a pack has a format that only
//!   former versions of the program read, the program's own is used, and every command says so;
//! - publishers besides the program's own come from `STOCKADE_PACK_KEYS` (minisign public keys, separated by blanks).

use std::borrow::Cow;
use std::path::PathBuf;

use stockade_names::pack::PackId;
use stockade_names::pack::signature;
use stockade_names::pack::store::{SetAside, Store, StoreError};
use stockade_names::{Engine, Pack};

use crate::commands::{Failure, Start, with_causes};
use crate::printer::Printer;

/// What to do about imported records that are damaged.
pub const ANEW: &str = "read them anew with `stockade pack import-osv --replace PATH`";

/// The pack in use and what was added to it.
#[derive(Debug)]
pub struct Knowledge {
    pack: Cow<'static, Pack>,
    imported: Vec<u8>,
    /// Where the pack came from; none for the program's own.
    pub file: Option<PathBuf>,
    /// Whether the user went back to it on purpose.
    pub rolled_back: bool,
    set_aside: Option<SetAside>,
}

impl Knowledge {
    /// Opens what this user has.
    pub fn load(start: &Start) -> Result<Self, Failure> {
        let own = own()?;
        let Some(folder) = folder(start) else {
            let (pack, imported) = (Cow::Borrowed(own), Vec::new());
            return Ok(Self { pack, imported, file: None, rolled_back: false, set_aside: None });
        };
        with_store(start, folder, |store| {
            let used = store.in_use(own).map_err(|error| broken(&error))?;
            let imported = store.imported().map_err(|error| broken(&error))?;
            let (file, rolled_back, set_aside) = (used.file, used.rolled_back, used.set_aside);
            Ok(Self { pack: used.pack, imported, file, rolled_back, set_aside })
        })
    }

    /// Why the pack is not the one that the user took.
    pub fn note(&self) -> Option<String> {
        let SetAside { file, format, highest } = self.set_aside.as_ref()?;
        let (file, own) = (crate::visible::line(&file.to_string_lossy()).into_owned(), self.pack.version());
        let older = if own < *highest {
            format!(", which is older than {highest}, the newest one taken")
        } else {
            String::new()
        };
        Some(format!(
            "`{file}` has format {format}, which this version of stockade no longer reads: its own pack {own} is used{older}; \
             `stockade pack update` takes a newer one"
        ))
    }

    /// Says that, where there is something to say.
    pub fn tell(&self, printer: &Printer) {
        self.note().iter().for_each(|note| printer.note(note));
    }

    /// The pack.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The pack and the imported records, for what outlives this.
    pub fn into_parts(self) -> (Cow<'static, Pack>, Vec<u8>) {
        (self.pack, self.imported)
    }

    /// The records that the user imported, lines of [`stockade_names::pack::malware`].
    pub fn imported(&self) -> &[u8] {
        &self.imported
    }

    /// An engine that knows all of it.
    pub fn engine(&self) -> Engine<'_> {
        Engine::new(&self.pack).with_imported(&self.imported)
    }

    /// Version and digest of the pack.
    pub fn id(&self) -> Result<PackId, Failure> {
        match self.file {
            Some(_) => Ok(self.pack.id()),
            None => stockade_pack::id().map_err(|error| Failure::new(with_causes(&error))),
        }
    }
}

/// The program's own pack.
pub fn own() -> Result<&'static Pack, Failure> {
    stockade_pack::embedded().map_err(|error| Failure::new(format!("the program's own pack: {error}")))
}

/// Does something with the store of this user.
pub fn with_store<T>(
    start: &Start,
    folder: PathBuf,
    work: impl FnOnce(&Store<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let own = start.env.get("STOCKADE_PACK_KEYS").map_or("", String::as_str);
    if let Some(bad) = own.split_whitespace().find(|key| !signature::is_key(key)) {
        let bad = crate::visible::short(bad, 80);
        return Err(Failure::new(format!(
            "`{bad}` in the environment variable STOCKADE_PACK_KEYS is no minisign public key"
        ))
        .hint("write the second line of each `.pub` file, with blanks between"));
    }
    let keys: Vec<&str> = stockade_pack::PUBLISHERS.iter().copied().chain(own.split_whitespace()).collect();
    work(&Store::new(folder, &keys))
}

/// Where packs are kept: the platform's folder for state. None where nobody says where the home is.
pub fn folder(start: &Start) -> Option<PathBuf> {
    crate::state::folder(start).map(|state| state.join("packs"))
}

fn broken(error: &StoreError) -> Failure {
    let failure = Failure::new(with_causes(error));
    match error {
        StoreError::Pack { .. } | StoreError::TooLarge(_) => failure
            .hint("take a good one with `stockade pack update`, or go back on purpose with `stockade pack rollback`"),
        StoreError::Records { .. } | StoreError::Changed(_) => failure.hint(ANEW),
        _ => failure,
    }
}
