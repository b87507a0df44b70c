//! The pack that names are judged with and what its user added to it, opened when it is first needed.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use stockade_model::{Ecosystem, Location, Problem, ProblemKind};
use stockade_names::pack::malware::{Malware, Record};
use stockade_names::pack::osv;
use stockade_names::{Engine, Pack};

/// An opened pack, and advisories beside it.
#[derive(Clone, Debug)]
pub struct Opened {
    pack: Held,
    imported: Arc<[u8]>,
    note: Option<String>,
}

/// The program's own, which lives as long as it does, or one that was read into memory.
#[derive(Clone, Debug)]
enum Held {
    Static(&'static Pack),
    Shared(Arc<Pack>),
}

impl Opened {
    /// The same with the advisories that the user imported, lines of [`stockade_names::pack::malware`].
    #[must_use]
    pub fn with_imported(mut self, lines: Vec<u8>) -> Self {
        self.imported = lines.into();
        self
    }

    /// The same with what whoever reads the answers should know of it: that it is not the pack they took, and why.
    #[must_use]
    pub fn with_note(mut self, note: Option<String>) -> Self {
        self.note = note;
        self
    }
}

impl From<&'static Pack> for Opened {
    fn from(pack: &'static Pack) -> Self {
        Self { pack: Held::Static(pack), imported: Arc::from([]), note: None }
    }
}

impl From<Pack> for Opened {
    fn from(pack: Pack) -> Self {
        Self { pack: Held::Shared(Arc::new(pack)), imported: Arc::from([]), note: None }
    }
}

/// What names are judged with.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The pack.
    pub pack: &'a Pack,
    imported: &'a [u8],
}

impl<'a> Known<'a> {
    /// An engine that knows all of it.
    pub const fn engine(&self) -> Engine<'a> {
        Engine::new(self.pack).with_imported(self.imported)
    }

    /// What is known to be bad under a name: the pack's records and the imported ones, without those taken back.
    pub fn malware(&self, ecosystem: Ecosystem, name: &str) -> Vec<Record<'a>> {
        let mut records = self.pack.malware().of(ecosystem, name);
        records.extend(Malware::new(self.imported).of(ecosystem, name));
        let withdrawn: Vec<&str> =
            records.iter().filter(|record| record.class == osv::WITHDRAWN).map(|record| record.id).collect();
        records.retain(|record| record.id.is_empty() || !withdrawn.contains(&record.id));
        records
    }
}

/// A pack that was to be used and cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// The file, where it is one.
    pub path: Option<PathBuf>,
    /// What is wrong.
    pub reason: String,
}

type Outcome = Result<Opened, Unusable>;

struct Lazy {
    open: Box<dyn Fn() -> Outcome + Send + Sync>,
    opened: OnceLock<Outcome>,
}

/// What is known of names. A scan that meets no package never opens it.
#[derive(Clone, Default)]
pub struct Knowledge {
    lazy: Option<Arc<Lazy>>,
}

impl Knowledge {
    /// Nothing: names are not judged.
    pub const NONE: Self = Self { lazy: None };

    /// Whatever `open` gives, asked once at most.
    pub fn lazy(open: impl Fn() -> Result<Opened, Unusable> + Send + Sync + 'static) -> Self {
        Self { lazy: Some(Arc::new(Lazy { open: Box::new(open), opened: OnceLock::new() })) }
    }

    /// An opened pack.
    pub fn of(pack: impl Into<Opened>) -> Self {
        let pack = pack.into();
        Self::lazy(move || Ok(pack.clone()))
    }

    /// The pack; none where names are not to be judged.
    ///
    /// # Errors
    /// [`Unusable`] where there is one that cannot be used.
    pub fn pack(&self) -> Result<Option<&Pack>, &Unusable> {
        Ok(self.known()?.map(|known| known.pack))
    }

    /// The pack and what was added to it; none where names are not to be judged.
    ///
    /// # Errors
    /// [`Unusable`] where there is one that cannot be used.
    pub fn known(&self) -> Result<Option<Known<'_>>, &Unusable> {
        let Some(lazy) = self.lazy.as_deref() else { return Ok(None) };
        let opened = lazy.opened.get_or_init(|| (lazy.open)()).as_ref()?;
        let pack = match &opened.pack {
            Held::Static(pack) => pack,
            Held::Shared(pack) => pack.as_ref(),
        };
        Ok(Some(Known { pack, imported: &opened.imported }))
    }

    /// What to know of the pack that was used; none where it was not opened.
    pub fn note(&self) -> Option<&str> {
        self.lazy.as_deref()?.opened.get()?.as_ref().ok()?.note.as_deref()
    }

    /// Why names could not be judged: a scan that left them out is incomplete, and says so.
    pub fn problem(&self) -> Option<Problem> {
        let error = self.pack().err()?;
        Some(Problem {
            kind: ProblemKind::Knowledge,
            location: Location::Path(error.path.clone().unwrap_or_else(|| PathBuf::from("knowledge pack"))),
            client: None,
            message: format!("package names were not judged: {}", error.reason),
        })
    }
}

impl fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.lazy.as_deref().map(|lazy| lazy.opened.get()) {
            None => "none",
            Some(None) => "not opened",
            Some(Some(Ok(_))) => "opened",
            Some(Some(Err(_))) => "unusable",
        };
        f.debug_tuple("Knowledge").field(&state).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_pack_is_opened_once_and_a_bad_one_is_a_problem() {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let knowledge = Knowledge::lazy(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            Err(Unusable { path: None, reason: "it is cut off".into() })
        });
        assert_eq!((count.load(Ordering::SeqCst), format!("{knowledge:?}")), (0, "Knowledge(\"not opened\")".into()));
        assert!(knowledge.pack().is_err() && knowledge.clone().pack().is_err());
        assert_eq!(count.load(Ordering::SeqCst), 1);
        assert!(knowledge.problem().unwrap().message.ends_with("it is cut off"));
        assert!(Knowledge::NONE.problem().is_none() && Knowledge::NONE.pack().unwrap().is_none());
    }
}
