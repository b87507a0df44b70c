//! What the design asks for, and whether it is met.

use crate::memory::Used;
use crate::ping::Times;

/// Microseconds over `cat` at the median: without and with one rate limit.
const OVER: (f64, f64) = (15.0, 30.0);
/// Times `cat` at the 99th percentile.
const TAIL: f64 = 3.0;
/// Of `cat`'s throughput with 1 MB in one argument.
const SHARE: f64 = 1.0 / 3.0;
/// Milliseconds after the server's own first reply.
const FIRST: f64 = 5.0;
/// MiB over the bare binary with small messages, and how many times the largest message on top of it.
const MEMORY: (f64, f64) = (4.0, 4.0);
/// Microseconds at the 99th percentile of an operation on a store that four processes share.
const STORE: f64 = 1000.0;

/// The answers.
#[derive(Debug, Default)]
pub(crate) struct Bars {
    pub(crate) lines: Vec<String>,
    pub(crate) missed: bool,
}

impl Bars {
    pub(crate) fn latency(&mut self, name: &str, cat: &Times, gate: &Times, limit: bool) {
        let most = if limit { OVER.1 } else { OVER.0 };
        let (over, tail) = (gate.at(0.5) - cat.at(0.5), gate.at(0.99) / cat.at(0.99));
        let ratio = gate.at(0.5) / cat.at(0.5);
        self.bar(over <= most, &format!("{name}: p50 is cat + {over:.1} µs of {most} µs ({ratio:.2} × cat)"));
        if !limit {
            self.bar(tail <= TAIL, &format!("{name}: p99 is {tail:.2} × cat of {TAIL}"));
        }
    }

    pub(crate) fn throughput(&mut self, name: &str, cat: f64, gate: f64) {
        let share = gate / cat;
        self.bar(share >= SHARE, &format!("{name}: {share:.2} of cat's throughput with 1 MB, at least {SHARE:.2}"));
    }

    pub(crate) fn first(&mut self, name: &str, direct: f64, gate: f64) {
        let later = gate - direct;
        self.bar(later <= FIRST, &format!("{name}: first reply {later:.2} ms after the server's own, of {FIRST}"));
    }

    pub(crate) fn memory(&mut self, name: &str, small: Used, large: Used) {
        let most = MEMORY.0;
        let text = |used: Used| format!("{:.1} MiB over the bare binary ({:.1} with its pages)", used.own(), used.most);
        self.bar(small.own() <= most, &format!("{name}: {} of {most}", text(small)));
        let most = MEMORY.0 + MEMORY.1 * 10.0;
        self.bar(large.own() <= most, &format!("{name}: {} with 10 MB in flight of {most}", text(large)));
    }

    pub(crate) fn shared(&mut self, times: &Times) {
        let tail = times.at(0.99);
        self.bar(
            tail <= STORE,
            &format!(
                "four processes on one store: an operation takes {:.0} µs, p99 {tail:.0} µs of {STORE}",
                times.at(0.5)
            ),
        );
    }

    pub(crate) fn unmeasured(&mut self, name: &str) {
        self.bar(false, &format!("{name}: cannot be measured yet"));
    }

    fn bar(&mut self, met: bool, text: &str) {
        self.lines.push(format!("{:<8} {text}", if met { "met" } else { "NOT MET" }));
        self.missed |= !met;
    }
}
