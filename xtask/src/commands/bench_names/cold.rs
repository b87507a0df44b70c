//! What an answer costs whoever has nothing running: the program from its start to its end, and the memory of an opened pack.
//!
//! - the program is asked as people ask it, offline, in a home of its own: with its own pack, with one of the same size that was
//!   taken, signed by a key of the moment, and with its own and as many imported records as a large dump of advisories has;
//! - memory is what the system says of a process of this task before and after it opened a pack and read all of it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use minisign::KeyPair;
use stockade_names::Pack;
use stockade_names::pack::store::Store;
use stockade_names::pack::{signature, tables};

use crate::{process, workspace};

/// Runs of each kind; the median counts.
const RUNS: usize = 30;

/// Records of malware that the last of [`answers`] is given with.
const RECORDS: usize = 200_000;

/// With what the program answers.
pub(super) const WITH: [&str; 3] = ["its own pack", "one that was taken", "200,000 imported records"];

/// From start to end, with each of [`WITH`].
pub(super) fn answers(program: &Path) -> Result<[Duration; WITH.len()]> {
    let folder = tempfile::tempdir()?;
    let key = KeyPair::generate_unencrypted_keypair()?;
    let asked = |home: &str| {
        let home = folder.path().join(home);
        std::fs::create_dir_all(&home)?;
        let mut command = Command::new(program);
        command.env_clear().env("HOME", &home).env("STOCKADE_PACK_KEYS", key.pk.to_base64()).current_dir(&home);
        Ok::<_, std::io::Error>(command)
    };
    let new = folder.path().join("new.pack");
    std::fs::write(&new, newer(&key)?)?;
    process::run_quietly(asked("stored")?.args(["pack", "update", "--from"]).arg(&new))?;
    let records = (0..RECORDS).map(|n| format!("npm\tevil-{n:06}\t*\tMAL-2026-{n}\tA\tmalicious\timported\n"));
    let imported = folder.path().join("imported/.local/state/stockade/packs");
    Store::new(imported, &[]).import(&records.collect::<String>())?;
    let mut times = [const { Vec::new() }; WITH.len()];
    // In turn, so that whatever else the machine does falls on all.
    for _ in 0..RUNS {
        for (home, times) in ["own", "stored", "imported"].into_iter().zip(&mut times) {
            let mut command = asked(home)?;
            command.args(["check", "--offline", "--no-exit-codes", "--json", "npm:lodahs"]);
            command.stdin(Stdio::null()).stderr(Stdio::null());
            let started = Instant::now();
            let output = command.output().with_context(|| format!("cannot start `{}`", program.display()))?;
            times.push(started.elapsed());
            if !output.status.success() {
                bail!("`{}` failed", program.display());
            }
        }
    }
    Ok(times.map(|mut times| {
        times.sort_unstable();
        times.get(RUNS / 2).copied().unwrap_or_default()
    }))
}

/// The pack of the tables with a later version, sealed.
fn newer(key: &KeyPair) -> Result<Vec<u8>> {
    let mut input = tables::read(&workspace::root()?.join("packs"))?;
    input.version = u64::MAX;
    let bytes = stockade_names::pack::build::build(&input)?;
    let seal = minisign::sign(None, &key.sk, signature::signed_part(&bytes)?, None, None)?;
    Ok(signature::attach(&bytes, &seal.into_string())?)
}

/// Bytes that an opened pack takes in memory, all of it read: the program's own, or one that was read from a file.
pub(super) fn resident() -> Result<[u64; 2]> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("a.pack");
    std::fs::write(&file, stockade_pack::embedded()?.bytes())?;
    let grown = |of: &str| {
        let mut command = Command::new(std::env::current_exe()?);
        let told = process::run_quietly(command.args(["bench-names", "--resident"]).arg(of))?;
        told.trim().parse::<u64>().with_context(|| format!("`{told}` is no number of bytes"))
    };
    Ok([grown("own")?, grown(&file.display().to_string())?])
}

/// The same in this process: the part that [`resident`] starts.
pub(super) fn opened(of: &Path) -> Result<u64> {
    let before = now()?;
    let read;
    let pack = if of == Path::new("own") {
        stockade_pack::embedded()?
    } else {
        read = Pack::open(std::fs::read(of)?)?;
        &read
    };
    pack.walk()?;
    std::hint::black_box(pack);
    Ok(now()?.saturating_sub(before))
}

/// Bytes of this process that are in memory.
fn now() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("only Linux says what is in memory")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("the system does not say it")?;
    let kib = line.split_whitespace().next().context("the system does not say how much")?;
    Ok(kib.parse::<u64>()? * 1024)
}
