//! How much may be in memory, and how much may compute, at a time.
//!
//! - weights are what registries say of sizes, which is a guess: the caps of reading hold whatever they say;
//! - what weighs more than all there is goes alone.

use std::sync::{Condvar, Mutex, PoisonError};

/// Lets through as much as there is room for.
#[derive(Debug)]
pub(crate) struct Gate {
    room: u64,
    taken: Mutex<u64>,
    freed: Condvar,
}

/// Room that is given back when this is dropped.
#[derive(Debug)]
pub(crate) struct Pass<'g> {
    gate: &'g Gate,
    weight: u64,
}

impl Gate {
    pub(crate) fn new(room: u64) -> Self {
        Self { room: room.max(1), taken: Mutex::new(0), freed: Condvar::new() }
    }

    /// Waits until there is room.
    pub(crate) fn enter(&self, weight: u64) -> Pass<'_> {
        let weight = weight.clamp(1, self.room);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken + weight > self.room {
            taken = self.freed.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
        *taken += weight;
        drop(taken);
        Pass { gate: self, weight }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut taken = self.gate.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_sub(self.weight);
        drop(taken);
        self.gate.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn never_more_than_there_is_room_for_goes_through() {
        let (gate, inside) = (Gate::new(10), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for weight in [1, 3, 4, 9, 10, 700, 2, 5] {
                let (gate, inside) = (&gate, &inside);
                scope.spawn(move || {
                    for _ in 0..50 {
                        let pass = gate.enter(weight);
                        assert!(inside.fetch_add(pass.weight, Ordering::SeqCst) + pass.weight <= 10);
                        inside.fetch_sub(pass.weight, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(*gate.taken.lock().unwrap(), 0);
    }
}
