//! `sse`, as libFuzzer runs it; on stable, its seeds and what is made of them.

#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| (stockade_fuzz::list::find("sse").run)(data));

#[cfg(not(fuzzing))]
fn main() {
    let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    stockade_fuzz::mutation::replay(&seeds, stockade_fuzz::list::find("sse"), 2_000);
}
