//! Whether a reader waits for more or is busy with what it has.
//!
//! After the server's end this tells a pipe that is empty, but held open by a stranger, from a client that is slow to read.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What a reader is doing.
#[derive(Debug, Default)]
pub(super) struct Activity {
    waiting: AtomicBool,
    reads: AtomicU64,
}

impl Activity {
    /// How many times it has read.
    pub(super) fn count(&self) -> u64 {
        self.reads.load(Ordering::SeqCst)
    }

    /// How many times it has read, if it now waits to read more.
    pub(super) fn waits(&self) -> Option<u64> {
        let reads = self.count();
        self.waiting.load(Ordering::SeqCst).then_some(reads)
    }
}

/// A source whose reader is watched.
#[derive(Debug)]
pub(super) struct Watched<R> {
    source: R,
    activity: Arc<Activity>,
}

impl<R> Watched<R> {
    pub(super) const fn new(source: R, activity: Arc<Activity>) -> Self {
        Self { source, activity }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.activity.waiting.store(true, Ordering::SeqCst);
        let read = self.source.read(into);
        self.activity.waiting.store(false, Ordering::SeqCst);
        self.activity.reads.fetch_add(1, Ordering::SeqCst);
        read
    }
}
