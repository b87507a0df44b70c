//! Fifty servers against a registry that answers each question after 200 ms: `cargo bench -p stockade-survey --bench fifty`.
//!
//! The bar, held with `-- --bars`: within 2 s and the processor time that this process took, and 300 MB. The registry is
//! another process. Nothing is cached: each server has a document, two archives, two attestations, advisories, a question to
//! the MCP Registry, and eight dependencies that all share.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a benchmark prints, and may end with a panic")]

#[allow(dead_code, reason = "the other benchmark uses the rest")]
mod served;

use std::time::{Duration, Instant};

use stockade_survey::{State, What};

const SERVERS: usize = 50;
const DELAY: Duration = Duration::from_millis(200);
const BAR: Duration = Duration::from_secs(2);
const MOST_MEMORY: u64 = 300;

fn main() {
    if served::serve_if_asked() {
        return;
    }
    let served = served::Served::start(DELAY, SERVERS);
    let survey = served.survey(served::options());
    let asks = served::asks(SERVERS);
    let (started, before) = (Instant::now(), served::processor_time());
    let all = survey.look_all(&asks);
    let wall = started.elapsed();
    let own = served::processor_time().zip(before).map(|(after, before)| after - before);
    for looked in &all {
        let looked = looked.as_ref().expect("an answer");
        for what in [What::Content, What::Comparison, What::Provenance, What::Signature, What::Advisories] {
            let state = &looked.step(what).expect("every step").state;
            assert!(matches!(state, State::Done(_)), "{what:?}: {state:?}");
        }
    }
    let memory = served::peak_memory();
    println!(
        "{SERVERS} servers, {} ms an answer: {:.2} s, of them {} of processor time; {} MB at most",
        DELAY.as_millis(),
        wall.as_secs_f64(),
        own.map_or("unknown".to_owned(), |own| format!("{:.2} s", own.as_secs_f64())),
        memory.map_or("unknown".to_owned(), |memory| memory.to_string()),
    );
    let late = wall > BAR + own.unwrap_or_default();
    let large = memory.is_some_and(|memory| memory > MOST_MEMORY);
    if served::bars() && (late || large) {
        println!("the bar is 2 s and the processor time, and {MOST_MEMORY} MB");
        drop(served);
        std::process::exit(1);
    }
}
