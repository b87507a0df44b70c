//! The server: answers each call at once, with little; or, for the endurance run, with as much as it was told to expect.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::message;
use crate::soak::Plan;

/// The first argument of a benchmark that is a server. The second is the number of messages of an endurance run.
pub(crate) const ROLE: &str = "server";

/// The server's file: this program, where no project is around it, as servers are installed.
pub(crate) fn program(folder: &Path) -> Result<PathBuf> {
    let place = folder.join("bin");
    let file = place.join("server");
    if !file.exists() {
        std::fs::create_dir_all(&place)?;
        let own = std::env::current_exe().context("where is this program?")?;
        std::fs::copy(own, &file)?;
    }
    Ok(file)
}

pub(crate) fn serve() -> Result<()> {
    let plan = std::env::args().nth(2).map(|number| number.parse().map(Plan::new)).transpose()?;
    let mut input = BufReader::with_capacity(64 << 10, std::io::stdin().lock());
    let mut output = std::io::stdout().lock();
    let (mut line, mut seen) = (Vec::new(), 0);
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        match (message::id(&line), &plan) {
            (Some(id), None) => output.write_all(&message::answer(id, 2))?,
            (Some(id), Some(plan)) => {
                ensure!(id == seen, "call {id} where {seen} was next");
                ensure!(line == message::call(id, plan.call(id)), "call {id} is not as it was sent");
                seen += 1;
                if let Some(length) = plan.notice(id) {
                    output.write_all(&message::notice(id, length))?;
                }
                output.write_all(&message::answer(id, plan.answer(id)))?;
            }
            (None, _) => other(&line, &mut output)?,
        }
        output.flush()?;
    }
    let expected = plan.map_or(0, |plan| plan.calls);
    ensure!(seen == expected, "{seen} calls of {expected}");
    Ok(())
}

/// What clients and gates ask besides calls.
fn other(line: &[u8], output: &mut impl std::io::Write) -> Result<()> {
    let request: serde_json::Value = serde_json::from_slice(line).context("no message")?;
    let Some(id) = request.get("id") else { return Ok(()) };
    let result = match request["method"].as_str() {
        Some("initialize") => serde_json::json!({
            "protocolVersion": "2025-11-25",
            "capabilities": { "tools": {}, "logging": {} },
            "serverInfo": { "name": "bench", "version": "1" },
        }),
        Some("tools/list") => serde_json::json!({
            "tools": [{ "name": "echo", "description": "Echoes", "inputSchema": { "type": "object" } }],
        }),
        _ => serde_json::json!({}),
    };
    writeln!(output, "{}", serde_json::json!({ "jsonrpc": "2.0", "id": id, "result": result }))?;
    Ok(())
}
