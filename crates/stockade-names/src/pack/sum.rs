//! The sum of what a pack holds: SHA-256 over the SHA-256 of each part of it, so that parts are summed side by side, and while
//! the file is read. One hash over all of it would be most of what a stored pack costs at each start.

use std::sync::mpsc;
use std::thread::{Builder, scope};

use sha2::{Digest as _, Sha256};

/// SHA-256.
pub(super) type Sum = [u8; 32];
/// Bytes of a part, counted from the beginning of the file; the first one begins behind the head, the last one is shorter.
pub(super) const PART: usize = 1 << 20;
/// A third thread reads: more would wait for it.
const THREADS: usize = 2;

/// Of the parts that `read` hands out one by one, and what it gives in the end; no sum where no thread can be started.
pub(super) fn side_by_side<'a, T>(read: impl FnOnce(&mut dyn FnMut(&'a [u8])) -> T) -> (T, Option<Sum>) {
    scope(|scope| {
        let (senders, threads): (Vec<_>, Vec<_>) = (0..THREADS)
            .map(|_| {
                let (sender, parts) = mpsc::channel::<&'a [u8]>();
                let sums = move || parts.iter().map(of).collect::<Vec<_>>();
                (sender, Builder::new().spawn_scoped(scope, sums))
            })
            .unzip();
        let mut next = senders.iter().cycle();
        let given = read(&mut |part| {
            // Nobody hears it where no thread could be started.
            _ = next.next().map(|sender| sender.send(part));
        });
        drop(senders);
        let sums: Option<Vec<_>> = threads.into_iter().map(|thread| thread.ok()?.join().ok()).collect();
        (given, sums.map(|sums| of_parts(in_turn(sums))))
    })
}

/// Of a file whose head has so many bytes, one part after the other.
pub(super) fn alone(file: &[u8], head: usize) -> Sum {
    of_parts(file.chunks(PART).enumerate().map(|(at, part)| of(if at == 0 { behind(part, head) } else { part })))
}

/// What stands behind the head.
pub(super) fn behind(first: &[u8], head: usize) -> &[u8] {
    first.get(head..).unwrap_or(&[])
}

/// Of one text.
pub(super) fn of(text: &[u8]) -> Sum {
    Sha256::digest(text).into()
}

/// As lower-case hexadecimal digits.
pub(super) fn hexadecimal(sum: &Sum) -> String {
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn of_parts(sums: impl IntoIterator<Item = Sum>) -> Sum {
    sums.into_iter().fold(Sha256::new(), sha2::Digest::chain_update).finalize().into()
}

/// The first of each, the second of each, and so on: as they were handed out.
fn in_turn(of: Vec<Vec<Sum>>) -> impl Iterator<Item = Sum> {
    let most = of.iter().map(Vec::len).max().unwrap_or(0);
    (0..most).flat_map(move |at| of.iter().filter_map(|sums| sums.get(at).copied()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_by_side_or_alone_it_is_the_same() {
        let file: Vec<u8> = (0..PART * 3 + 17).map(|n| (n % 251) as u8).collect();
        for length in [0, 1, 40, PART - 1, PART, PART + 1, PART * 2, file.len()] {
            let file = &file[..length];
            let parts =
                || file.chunks(PART).enumerate().map(|(at, part)| if at == 0 { behind(part, 40) } else { part });
            let (count, sum) = side_by_side(|each| parts().map(each).count());
            assert_eq!((count, sum), (length.div_ceil(PART), Some(alone(file, 40))), "{length}");
        }
    }

    #[test]
    fn every_byte_behind_the_head_counts_and_so_does_its_place() {
        let file: Vec<u8> = (0..PART * 2 + 9).map(|n| (n % 251) as u8).collect();
        let sum = alone(&file, 40);
        for at in [0, 39, 40, PART - 1, PART, PART * 2 + 8] {
            let mut other = file.clone();
            other[at] ^= 1;
            assert_eq!(alone(&other, 40) == sum, at < 40, "{at}");
        }
        let (first, second) = file.split_at(PART);
        assert_ne!(alone(&[second, first].concat(), 40), sum);
        assert_ne!(alone(&file[..PART * 2 + 8], 40), sum);
    }

    /// FIPS 180-2, appendix B.1.
    #[test]
    fn digits_are_those_of_the_standard() {
        assert!(hexadecimal(&of(b"abc")).starts_with("ba7816bf8f01cfea"));
    }
}
