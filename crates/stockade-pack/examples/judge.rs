//! The library in thirty lines: `cargo run -p stockade-pack --example judge -- npm:postmark-mcp pypi:requets`.

#![expect(clippy::print_stdout, reason = "an example that prints is the point")]

use std::error::Error;

use stockade_names::{Ecosystem, Engine, Subject};

fn main() -> Result<(), Box<dyn Error>> {
    let engine = Engine::new(stockade_pack::embedded()?);
    for argument in std::env::args().skip(1) {
        let subject = match argument.split_once(':') {
            Some(("pypi", name)) => Subject::new(Ecosystem::Pypi, name)?,
            Some(("npm", name)) => Subject::new(Ecosystem::Npm, name)?,
            _ => return Err(format!("`{argument}` is neither npm:name nor pypi:name").into()),
        };
        let answer = engine.judge(&subject);
        println!("{argument}: {} ({})", answer.verdict.as_str(), answer.known.join("; "));
        for found in &answer.matches {
            let target = found.target.as_ref().map_or("", |target| target.name.as_str());
            println!("  {} {} {target}", found.verdict.as_str(), found.mechanism);
            println!("    for: {}", found.evidence.join("; "));
            println!("    against: {}", found.counter_evidence.join("; "));
        }
    }
    Ok(())
}
