//! Work that is done once, however many ask for it at a time: the first does it, the others wait for it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What was worked out, by what it was worked out for.
pub(crate) struct Once<K, V>(Mutex<HashMap<K, Arc<OnceLock<V>>>>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq, V: Clone> Once<K, V> {
    /// What `work` says, or said before. `work` must not ask for the same again.
    pub(crate) fn get(&self, key: K, work: impl FnOnce() -> V) -> V {
        let cell = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
        cell.get_or_init(work).clone()
    }

    /// What was worked out already.
    pub(crate) fn known(&self, key: &K) -> Option<V> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(key).and_then(|cell| cell.get().cloned())
    }
}

impl<K, V> std::fmt::Debug for Once<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).len();
        f.debug_struct("Once").field("known", &known).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn the_same_is_worked_out_once() {
        let (once, worked) = (Once::default(), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for number in 0..8 {
                let (once, worked) = (&once, &worked);
                scope.spawn(move || {
                    let answer = once.get(number % 2, || {
                        worked.fetch_add(1, Ordering::Relaxed);
                        number % 2
                    });
                    assert_eq!(answer, number % 2);
                });
            }
        });
        assert_eq!(worked.into_inner(), 2);
        assert_eq!((once.known(&0), once.known(&2)), (Some(0), None));
    }
}
