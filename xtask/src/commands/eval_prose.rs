//! `cargo xtask eval-prose FOLDER`: on how many tools of real servers each rule about hidden instructions fires: the figures
//! in `docs/prose.md`.
//!
//! - the folder holds one JSON file a server: `server`, `instructions`, `tools`, `prompts`, `resources`, as listed;
//! - the tools of all other servers in the folder stand for those of a client that has them all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::Value;
use stockade_policy::message;
use stockade_policy::prose::{self, Hit};

/// Arguments of `eval-prose`.
#[derive(Debug, clap::Args)]
pub(crate) struct EvalProse {
    /// The folder of listings.
    folder: PathBuf,
    /// Print each hit.
    #[arg(long)]
    rows: bool,
}

#[derive(Default)]
struct Count {
    tools: usize,
    servers: BTreeSet<String>,
    elsewhere: usize,
}

struct Listing {
    server: String,
    value: Value,
}

impl Listing {
    fn items(&self, key: &str) -> &[Value] {
        self.value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.items("tools").iter().filter_map(|tool| tool.get("name")?.as_str())
    }
}

impl EvalProse {
    /// Counts and prints.
    pub(crate) fn run(&self) -> Result<()> {
        let listings = self.listings()?;
        let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
        let (mut tools, mut alarming, mut bytes) = (0, 0, 0);
        let start = Instant::now();
        for listing in &listings {
            let own: Vec<&str> = listing.names().collect();
            let others: Vec<&str> =
                listings.iter().filter(|other| other.server != listing.server).flat_map(Listing::names).collect();
            let context = prose::Context { own: &own, others: &others };
            let mut report = |hits: &[Hit], what: &str, is_tool: bool| {
                let rules: BTreeSet<&str> = hits.iter().map(|hit| hit.rule).collect();
                for rule in rules {
                    let count = counts.entry(rule).or_default();
                    count.servers.insert(listing.server.clone());
                    if is_tool { count.tools += 1 } else { count.elsewhere += 1 }
                }
                alarming += usize::from(is_tool && hits.iter().any(Hit::is_alarming));
                for hit in hits.iter().filter(|_| self.rows) {
                    println!("{}\t{}\t{what}\t{}\t{}", hit.rule, listing.server, hit.pointer, hit.excerpt);
                }
            };
            for tool in listing.items("tools") {
                tools += 1;
                bytes += tool.to_string().len();
                let name = tool.get("name").and_then(Value::as_str).unwrap_or("?");
                report(&prose::object(&message::Value::from(tool), context), name, true);
            }
            for item in ["prompts", "resources"].iter().flat_map(|key| listing.items(key)) {
                report(&prose::object(&message::Value::from(item), context), "prompt or resource", false);
            }
            if let Some(text) = listing.value.get("instructions").and_then(Value::as_str) {
                report(&prose::text(text, context), "instructions", false);
            }
        }
        println!(
            "{} servers, {tools} tools of {bytes} bytes, read in {:.1?}; {alarming} tools alarming",
            listings.len(),
            start.elapsed()
        );
        println!("{:26} {:>6} {:>8} {:>10}", "", "tools", "servers", "elsewhere");
        for rule in prose::rules::ALL {
            let (tools, servers, elsewhere) =
                counts.get(rule.id).map_or((0, 0, 0), |c| (c.tools, c.servers.len(), c.elsewhere));
            println!("{:26} {tools:>6} {servers:>8} {elsewhere:>10}", rule.id);
        }
        Ok(())
    }

    fn listings(&self) -> Result<Vec<Listing>> {
        let mut listings = Vec::new();
        for entry in
            std::fs::read_dir(&self.folder).with_context(|| format!("cannot read `{}`", self.folder.display()))?
        {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
            let value: Value =
                serde_json::from_str(&text).with_context(|| format!("`{}` is no JSON", path.display()))?;
            let server = value.get("server").and_then(Value::as_str).unwrap_or("?").to_owned();
            listings.push(Listing { server, value });
        }
        listings.sort_by(|a, b| a.server.cmp(&b.server));
        Ok(listings)
    }
}
