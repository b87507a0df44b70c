//! Everything at once: calls, answers and notices of all sizes, as fast as the pipes take them, and nothing may be missing.
//!
//! Both sides know the plan, so each message is compared with what it must be.

use std::io::{BufRead as _, Write as _};
use std::path::Path as FilePath;
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::message;
use crate::path::{self, Path};

/// The smallest text and how many times larger the largest of the many is: evenly distributed by their logarithm, that is
/// 1.9 KB on average, and with what stands around them and the few large ones more than 2 GB for a million messages.
const SIZES: (f64, f64) = (50.0, 200.0);
/// How many are large, and how large.
const LARGE: (u64, usize) = (20, 10_000_000);

/// What is sent: for each two calls two answers and a notice, so five messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) calls: u64,
}

impl Plan {
    pub(crate) const fn new(messages: u64) -> Self {
        Self { calls: messages * 2 / 5 }
    }

    /// Bytes of the text of a call.
    pub(crate) fn call(self, id: u64) -> usize {
        // Every other large one is a call.
        let step = (self.calls / (LARGE.0 / 2)).max(1);
        if id % step == step / 3 { LARGE.1 } else { size(id * 3) }
    }

    /// Bytes of the text of its answer.
    pub(crate) fn answer(self, id: u64) -> usize {
        let step = (self.calls / (LARGE.0 / 2)).max(1);
        if id % step == step / 2 { LARGE.1 } else { size(id * 3 + 1) }
    }

    /// Bytes of the text of the notice before it, if there is one.
    pub(crate) fn notice(self, id: u64) -> Option<usize> {
        (id % 2 == 1).then(|| size(id * 3 + 2))
    }
}

/// A size out of a number: the same on both sides (the mixing function of SplitMix64).
fn size(number: u64) -> usize {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let share = ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64;
    (SIZES.0 * SIZES.1.powf(share)) as usize
}

/// Sends it all and checks it all.
pub(crate) fn soak(path: &Path, folder: &FilePath, messages: u64) -> Result<()> {
    let plan = Plan::new(messages);
    let (children, mut input, mut output) = path.start(folder, &[messages.to_string()])?.into_parts();
    let start = Instant::now();
    let sender = std::thread::spawn(move || -> Result<u64> {
        let mut bytes = 0;
        for id in 0..plan.calls {
            let line = message::call(id, plan.call(id));
            input.write_all(&line)?;
            bytes += line.len() as u64;
        }
        Ok(bytes)
    });
    let (mut line, mut bytes, mut count) = (Vec::new(), 0, 0_u64);
    for id in 0..plan.calls {
        let notice = plan.notice(id).map(|length| message::notice(id, length));
        for expected in notice.into_iter().chain([message::answer(id, plan.answer(id))]) {
            line.clear();
            output.read_until(b'\n', &mut line)?;
            ensure!(line == expected, "message {count} of the server, about call {id}, is not as it was sent");
            bytes += line.len() as u64;
            count += 1;
        }
    }
    let sent = sender.join().map_err(|_| anyhow::anyhow!("the sender failed"))??;
    ensure!(output.read_until(b'\n', &mut line)? == 0, "more messages than the server sent");
    path::wait(children)?;
    let seconds = start.elapsed().as_secs_f64();
    let all = (bytes + sent) as f64 / 1e9;
    println!("{:<22} {} messages, {all:.2} GB, in {seconds:.1} s, nothing lost", path.name(), plan.calls + count);
    Ok(())
}
