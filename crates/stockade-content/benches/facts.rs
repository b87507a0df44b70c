//! How fast facts are: `cargo bench -p stockade-content --bench facts -- [ARCHIVE]…`.
//!
//! Without an archive, a generated bundle of 13 MB, which is the bar (1.5 s on one core). Times are processor time of one
//! thread where the system tells it, for the machine may be shared; the median of five.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a benchmark prints, and may end with a panic")]

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use stockade_content::{Caps, Facts, File, Kind, Package};

/// The bar.
const BUNDLE_BYTES: usize = 13 << 20;

fn main() {
    let archives: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if archives.is_empty() {
        for (name, text) in [("readable", bundle(false)), ("one line", bundle(true))] {
            let size = text.len();
            let file = File {
                path: "dist/index.js".to_owned(),
                size: size as u64,
                bytes: text.into_bytes(),
                executable: false,
            };
            let package = Package::of_files(Kind::NpmTarball, vec![file], Vec::new(), 0);
            report(name, size, &package, Duration::ZERO);
        }
    }
    for path in archives {
        let bytes = std::fs::read(&path).expect("the archive that was named");
        let name = Path::new(&path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let kind = Kind::of_name(&name).expect("a name that ends in .tgz, .whl or .tar.gz");
        let started = Instant::now();
        match Package::read(&bytes, kind, &Caps::default()) {
            Ok(package) => {
                let reading = started.elapsed();
                let size = package.files.iter().map(|file| file.bytes.len()).sum();
                report(&name, size, &package, reading);
            }
            Err(error) => println!("{name}: {error}"),
        }
    }
}

fn report(name: &str, size: usize, package: &Package, reading: Duration) {
    let mut times: Vec<Duration> = Vec::new();
    let mut facts = Facts::default();
    for _ in 0..5 {
        let before = processor_time();
        let started = Instant::now();
        facts = Facts::of(package, &Caps::default());
        times.push(match (before, processor_time()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => started.elapsed(),
        });
    }
    times.sort();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let megabytes = size as f64 / f64::from(1 << 20);
    println!(
        "{name}: {megabytes:.1} MB, archive {:.0} ms, facts {:.0} ms, {:.1} MB/s, {} classes, {} files, peak {} MB",
        reading.as_secs_f64() * 1_000.0,
        median.as_secs_f64() * 1_000.0,
        megabytes / median.as_secs_f64(),
        facts.by_class.len(),
        facts.files.len(),
        peak_megabytes().unwrap_or(0),
    );
    for (class, values) in &facts.by_class {
        let shown: Vec<&str> = values.keys().map(String::as_str).take(8).collect();
        println!("    {:<20} {:>5}  {}", class.id(), values.len(), shown.join("  "));
    }
}

/// Processor time of the whole process, which has one busy thread.
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let own: u64 = stat.split(' ').next()?.parse().ok()?;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    // The main thread alone is exact; the others are counted in ticks of a hundredth of a second.
    Some(Duration::from_millis(ticks * 10).max(Duration::from_nanos(own)))
}

fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1_024)
}

/// Code of the sort that bundlers write.
fn bundle(one_line: bool) -> String {
    let mut text = String::with_capacity(BUNDLE_BYTES + 4_096);
    text.push_str("import * as import_fs from 'node:fs'; import { exec as run } from 'node:child_process';\n");
    let mut index = 0;
    while text.len() < BUNDLE_BYTES {
        index += 1;
        let _ = write!(
            text,
            "var m{index} = e{index}((t, n) => {{ 'use strict'; Object.defineProperty(n, '__esModule', {{ value: !0 }});\n\
             const a = r(\"{index}\"), o = `path/${{t}}/${{n.id}}`; class C{index} extends a.Base {{ constructor(s, c) {{ super(s);\n\
             this.name = s.name ?? 'default-{index}'; this.options = {{ url: 'https://api.host{index}.example/v1', to: c.to, retries: 3 + 4 * 2, tags: ['a', 'b', s] }}; }}\n\
             async send(f, p = {{}}) {{ if (!f || f.length === 0) throw new TypeError('value ' + f + ' of ' + this.name + ' is not set');\n\
             for (let i = 0; i < f.length; i++) {{ const u = f[i], d = await this.fetch(u.id, {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({{ id: u.id, n: i }}) }});\n\
             if (d.status >= 400 && d.status < 500) {{ p.errors = (p.errors || []).concat([d]); continue; }} this.emit('sent', u, d, (x) => x.map((y) => y * 2).filter(Boolean)); }}\n\
             return process.env.VALUE_{index} ? o : p; }} }} n.C{index} = C{index}; }});\n"
        );
    }
    if one_line { text.replace('\n', " ") } else { text }
}
