//! The pack that names are judged with, opened when it is first needed.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use stockade_model::{Location, Problem, ProblemKind};
use stockade_names::Pack;

/// An opened pack: the program's own, or one that was read into memory.
#[derive(Clone, Debug)]
pub enum Opened {
    /// Lives as long as the program.
    Static(&'static Pack),
    /// Read from a file.
    Shared(Arc<Pack>),
}

impl From<&'static Pack> for Opened {
    fn from(pack: &'static Pack) -> Self {
        Self::Static(pack)
    }
}

impl From<Pack> for Opened {
    fn from(pack: Pack) -> Self {
        Self::Shared(Arc::new(pack))
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
        let Some(lazy) = self.lazy.as_deref() else { return Ok(None) };
        match lazy.opened.get_or_init(|| (lazy.open)()) {
            Ok(Opened::Static(pack)) => Ok(Some(pack)),
            Ok(Opened::Shared(pack)) => Ok(Some(pack)),
            Err(error) => Err(error),
        }
    }

    /// Why names could not be judged: a scan that left them out is incomplete, and says so.
    pub fn problem(&self) -> Option<Problem> {
        let error = self.pack().err()?;
        Some(Problem {
            kind: ProblemKind::Unreadable,
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
