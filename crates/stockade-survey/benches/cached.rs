//! One package that was looked at before: `cargo bench -p stockade-survey --bench cached`.
//!
//! The bar, held with `-- --bars`: 60 ms, with a survey that remembers nothing but what its cache has. Online the registry
//! answers at once; offline it is not asked.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a benchmark prints, and may end with a panic")]

#[allow(dead_code, reason = "the other benchmark uses the rest")]
mod served;

use std::path::Path;
use std::time::{Duration, Instant};

use stockade_survey::{Ask, What};

const ROUNDS: usize = 51;
const BAR: Duration = Duration::from_millis(60);

fn main() {
    if served::serve_if_asked() {
        return;
    }
    let served = served::Served::start(Duration::ZERO, 1);
    let folder = tempfile::tempdir().expect("a folder");
    let asks = served::asks(1);
    let ask = asks.first().expect("one question");
    let first = look(&served, folder.path(), false, ask);
    println!("first time, nothing kept     {:7.1} ms", first.as_secs_f64() * 1000.0);
    let mut missed = false;
    for (name, offline) in [("kept, the registry asked", false), ("kept, offline", true)] {
        let mut times: Vec<Duration> = (0..ROUNDS).map(|_| look(&served, folder.path(), offline, ask)).collect();
        times.sort_unstable();
        let median = times.get(ROUNDS / 2).copied().unwrap_or_default();
        println!("{name:28} {:7.1} ms", median.as_secs_f64() * 1000.0);
        missed |= median > BAR;
    }
    if served::bars() && missed {
        println!("the bar is {} ms", BAR.as_millis());
        drop(served);
        std::process::exit(1);
    }
}

fn look(served: &served::Served, cache: &Path, offline: bool, ask: &Ask) -> Duration {
    let mut options = served::options();
    options.cache = Some(cache.to_owned());
    options.http.offline = offline;
    let started = Instant::now();
    let looked = served.survey(options).look(ask).expect("an answer");
    let taken = started.elapsed();
    assert!(looked.step(What::Content).expect("every step").state.is_done());
    taken
}
