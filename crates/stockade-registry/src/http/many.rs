//! Asks many questions side by side.
//!
//! A thread waits for its answer and costs next to nothing meanwhile; what bounds the number is politeness and open sockets.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The answers to all questions, in their order; at most `threads` are asked at a time.
pub fn many<T: Sync, R: Send>(threads: usize, items: &[T], ask: impl Fn(&T) -> R + Sync) -> Vec<R> {
    // One question needs nobody beside whoever asks it.
    if items.len() < 2 {
        return items.iter().map(ask).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, items.len().max(1)) {
            scope.spawn(|| {
                while let Some((place, item)) = {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    items.get(place).map(|item| (place, item))
                } {
                    let answer = ask(item);
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((place, answer));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, answer)| answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_in_the_order_of_the_questions() {
        let items: Vec<u32> = (0..100).collect();
        assert_eq!(many(7, &items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert!(many(4, &[] as &[u32], |item| *item).is_empty());
    }
}
