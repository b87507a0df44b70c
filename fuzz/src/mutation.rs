//! Inputs out of seeds, the same on every run: a poor man's fuzzer for where there is no better one.

use std::fs;
use std::path::Path;

use super::list::Target;

/// Pieces that parsers treat in a way of their own.
const WORDS: &[&[u8]] = &[
    b"\0",
    b"\n",
    b"\r\n",
    b"\\",
    b"\"",
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"=",
    b"#",
    b"<",
    b">",
    b"&",
    b"*",
    b"<<",
    b"$(",
    b"${",
    b"%",
    b"@",
    b"--",
    b"-",
    b"/*",
    b"---\n",
    b"\xef\xbb\xbf",
    b"\xc3\xa9",
    b"\xf0\x9f\xa6\x80",
    b"\xe2\x80\xae",
    b"\xff",
    b"\\u0000",
    b"&#x41;",
    b"1e999",
    b"npm:",
    b"file:",
    b"git+https://",
    b"mcp",
];

/// Xorshift: no security needed, only that the same seed gives the same numbers.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap_or(0) % limit.max(1)
    }
}

fn change(input: &mut Vec<u8>, others: &[Vec<u8>], numbers: &mut Numbers) {
    let at = numbers.below(input.len() + 1);
    let length = numbers.below(12).min(input.len() - at);
    match numbers.below(7) {
        0 if at < input.len() => input[at] ^= 1 << numbers.below(8),
        1 => drop(input.drain(at..at + length)),
        2 => {
            let piece = input[at..at + length].to_vec();
            let copies = numbers.below(40);
            (0..copies).for_each(|_| drop(input.splice(at..at, piece.iter().copied())));
        }
        3 => input.truncate(at),
        4 => {
            let other = &others[numbers.below(others.len())];
            let from = numbers.below(other.len() + 1);
            input.truncate(at);
            input.extend(&other[from..]);
        }
        _ => {
            let word = WORDS[numbers.below(WORDS.len())];
            drop(input.splice(at..at, word.iter().copied()));
        }
    }
    input.truncate(64 << 10);
}

/// The seeds of a target, by name.
///
/// # Panics
/// If there are none.
pub fn seeds(folder: &Path, target: Target) -> Vec<Vec<u8>> {
    let folder = folder.join(target.name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a folder that can be listed").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "`{}` has no seeds", target.name);
    paths.iter().map(|path| fs::read(path).expect("a seed that can be read")).collect()
}

/// Runs a target on its seeds, and on as many inputs made of them.
pub fn replay(folder: &Path, target: Target, rounds: usize) {
    let seeds = seeds(folder, target);
    seeds.iter().for_each(|seed| (target.run)(seed));
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for round in 0..rounds {
        let mut input = seeds[round % seeds.len()].clone();
        (0..=numbers.below(6)).for_each(|_| change(&mut input, &seeds, &mut numbers));
        let told = Told(&input);
        (target.run)(&input);
        std::mem::forget(told);
    }
}

/// Shows the input where the target panics on it.
struct Told<'a>(&'a [u8]);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        println!("the input was \"{}\"", self.0.escape_ascii());
    }
}
