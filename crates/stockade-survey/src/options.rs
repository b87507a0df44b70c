//! How packages are looked at: limits, cache, time, progress.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use stockade_assess::Limits;
use stockade_content::Caps;
use stockade_model::Package;
use stockade_registry::http;

use crate::What;

/// Something happened to a package, for whoever shows progress.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// So many questions are to be answered before anything can be said; more may follow from their answers.
    Questions(usize),
    /// One of them is answered.
    Answered(What, &'a Package),
    /// A package was judged.
    Judged(&'a Package),
}

/// Hears what happens; called from several threads.
pub type Say = dyn Fn(Progress<'_>) + Send + Sync;

/// How it is done.
#[derive(Clone)]
pub struct Options {
    /// How questions are asked: time limits, retries, hosts that a redirect may lead to, offline, the clock, and how many
    /// side by side. The clock is that of the whole survey.
    pub http: http::Options,
    /// The folder that keeps answers, facts and times; none keeps nothing.
    pub cache: Option<PathBuf>,
    /// How much of an archive is read before it is given up.
    pub caps: Caps,
    /// The numbers that checks go by.
    pub limits: Limits,
    /// How many archives are read side by side.
    pub jobs: usize,
    /// How many bytes of archives and their files may be in memory at a time, as far as registries say their sizes. One
    /// that is larger is read alone.
    pub memory: u64,
    /// How many levels of dependencies are looked up where no lock file says what comes in; 0 looks up none.
    pub depth: usize,
    /// How many packages may come in with one that is asked about before the rest is left, and said to be.
    pub brought: usize,
    /// How long what comes in is looked up before the rest is left, and said to be.
    pub patience: Duration,
    /// Hears what happens.
    pub progress: Arc<Say>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            // A thread that waits costs next to nothing, and a registry answers fifty servers in the time of one.
            http: http::Options { threads: 96, ..http::Options::default() },
            cache: None,
            caps: Caps::default(),
            limits: Limits::default(),
            jobs: std::thread::available_parallelism().map_or(2, std::num::NonZero::get).min(8),
            memory: 96 << 20,
            depth: 32,
            brought: 1000,
            patience: Duration::from_secs(30),
            progress: Arc::new(|_| {}),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("http", &self.http)
            .field("cache", &self.cache)
            .field("jobs", &self.jobs)
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}
