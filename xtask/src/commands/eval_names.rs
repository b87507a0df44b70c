//! `cargo xtask eval-names`: prints every figure of the name engine, with the pack that it was measured with.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use stockade_model::Ecosystem;
use stockade_names::engine::{self, Engine};
use stockade_names::{Pack, Subject, Verdict};

use crate::workspace;

/// Arguments of `eval-names`.
#[derive(Debug, clap::Args)]
pub(crate) struct EvalNames {
    /// The folder of labelled data.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Print each row that was missed or asked about.
    #[arg(long)]
    rows: bool,
}

impl EvalNames {
    /// Measures and prints.
    pub(crate) fn run(&self) -> Result<()> {
        let data = match &self.data {
            Some(data) => data.clone(),
            None => workspace::root()?.join("../shared/data"),
        };
        let pack = stockade_pack::embedded()?;
        let id = stockade_pack::id()?;
        println!("pack {} sha256 {}", id.version, id.digest);
        self.pairs(&data, pack)?;
        self.malicious(&data, pack)?;
        self.legit(&data, pack)?;
        self.live(pack)?;
        Ok(())
    }

    fn pairs(&self, data: &Path, pack: &Pack) -> Result<()> {
        let text = std::fs::read_to_string(data.join("confusion-pairs.tsv")).context("no confusion pairs")?;
        let mut by_relation: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut by_campaign: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let (mut held, mut first3, mut all) = (0, 0, 0);
        let mut by_relation_retrieval: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [adversarial, target, ecosystem, relation, campaign, _] = cells.as_slice() else { continue };
            let ecosystem = match *ecosystem {
                "npm" => Some(Ecosystem::Npm),
                "pypi" => Some(Ecosystem::Pypi),
                _ => None,
            };
            let normal = |text: &str| match ecosystem {
                Some(Ecosystem::Pypi) => stockade_model::package::normalise_pypi(text),
                _ => text.to_lowercase(),
            };
            let seen = engine::likeness(&normal(adversarial), &normal(target), pack).is_some()
                // What PyPI folds is the same name to it: nothing to confuse, and nothing missed.
                || normal(adversarial) == normal(target);
            count(&mut by_relation, relation, seen);
            let Some(ecosystem) = ecosystem else { continue };
            all += 1;
            count(&mut by_campaign, campaign, seen);
            if !seen && self.rows {
                println!("  missed pair: {adversarial} {target} ({relation})");
            }
            if engine::record(pack, ecosystem, &normal(target)).is_some()
                && let Ok(subject) = Subject::new(ecosystem, adversarial)
                && subject.name.full != normal(target)
            {
                held += 1;
                let near = Engine::new(pack).nearest(&subject, 3);
                let hit = near.iter().any(|(record, _)| record.full == normal(target));
                count(&mut by_relation_retrieval, relation, hit);
                first3 += usize::from(hit);
                if !hit && self.rows {
                    let near: Vec<_> = near.iter().map(|(record, id)| format!("{} ({id})", record.full)).collect();
                    println!("  not retrieved: {adversarial} -> {target} ({relation}); instead {}", near.join(", "));
                }
            }
        }
        println!("pairs, target known, by relation (all ecosystems):");
        for (relation, (seen, of)) in &by_relation {
            println!("  {relation:16} {}", share(*seen, *of));
        }
        let macro_average: f64 =
            by_campaign.values().map(|(seen, of)| *seen as f64 / *of as f64).sum::<f64>() / by_campaign.len() as f64;
        println!(
            "npm and PyPI rows, macro-averaged over {} campaigns: {:.1} %",
            by_campaign.len(),
            macro_average * 100.0
        );
        println!("retrieval: coverage {}, among the first three {}", share(held, all), share(first3, held));
        for (relation, (seen, of)) in &by_relation_retrieval {
            println!("  {relation:16} {}", share(*seen, *of));
        }
        Ok(())
    }

    fn malicious(&self, data: &Path, pack: &Pack) -> Result<()> {
        let text = std::fs::read_to_string(data.join("malicious-mcp.tsv")).context("no malicious names")?;
        let engine = Engine::new(pack);
        let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut asked, mut noted, mut of, mut blocked, mut bare) = (0, 0, 0, 0, 0);
        let mut silent = Vec::new();
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let (Some(ecosystem), Some(name), Some(class)) = (cells.first(), cells.get(1), cells.get(4)) else {
                continue;
            };
            let ecosystem = match *ecosystem {
                "npm" => Ecosystem::Npm,
                "pypi" => Ecosystem::Pypi,
                _ => continue,
            };
            let Ok(subject) = Subject::new(ecosystem, name) else { continue };
            if class.starts_with("compromised") || class.starts_with("VULNERABLE") {
                let answer = engine.judge(&subject);
                if answer.verdict >= Verdict::Confirm {
                    bare += 1;
                    println!("  compromised package flagged by its bare name: {name}");
                }
                continue;
            }
            of += 1;
            let answer = engine.without_blocklist().judge(&subject);
            match answer.verdict {
                Verdict::Confirm | Verdict::Block => {
                    asked += 1;
                    if let Some(found) = answer.matches.first() {
                        *by_rule.entry(found.mechanism).or_default() += 1;
                        if self.rows {
                            let target = found.target.as_ref().map_or("", |target| target.name.as_str());
                            println!("  asked: {name} ({} {target})", found.mechanism);
                        }
                    }
                }
                Verdict::Note => {
                    noted += 1;
                    let said: Vec<_> = answer
                        .matches
                        .iter()
                        .map(|found| {
                            format!(
                                "{}{}",
                                found.mechanism,
                                found.target.as_ref().map_or(String::new(), |target| format!("={}", target.name))
                            )
                        })
                        .collect();
                    silent.push(format!("{name} (noted: {})", said.join(" ")));
                }
                Verdict::Clean => silent.push(format!("{name} (nothing)")),
            }
            blocked += usize::from(engine.judge(&subject).verdict >= Verdict::Confirm);
        }
        println!("malicious rows without blocklist: {} asked about, {noted} noted", share(asked, of));
        for (rule, count) in &by_rule {
            println!("  {rule:24} {count}");
        }
        println!("  with blocklist {}, compromised packages flagged by bare name {bare}", share(blocked, of));
        if self.rows {
            for line in silent {
                println!("  not asked: {line}");
            }
        }
        Ok(())
    }

    fn legit(&self, data: &Path, pack: &Pack) -> Result<()> {
        let text = std::fs::read_to_string(data.join("legit-mcp.tsv")).context("no legitimate names")?;
        let rows: Vec<(Ecosystem, &str)> = text
            .lines()
            .skip(1)
            .filter_map(|line| {
                let mut cells = line.split('\t');
                let ecosystem = match cells.next()? {
                    "npm" => Ecosystem::Npm,
                    "pypi" => Ecosystem::Pypi,
                    _ => return None,
                };
                Some((ecosystem, cells.next()?))
            })
            .collect();
        self.alarms("catalogued, as shipped", &rows, pack, false);
        self.alarms("catalogued, as if new", &rows, pack, true);
        Ok(())
    }

    fn live(&self, pack: &Pack) -> Result<()> {
        let names: Vec<(Ecosystem, String)> = pack
            .names()
            .iter()
            .filter(|record| record.full.contains("mcp"))
            .map(|record| (record.ecosystem, record.full.to_owned()))
            .collect();
        let rows: Vec<(Ecosystem, &str)> = names.iter().map(|(ecosystem, name)| (*ecosystem, name.as_str())).collect();
        self.alarms("every MCP name of the lists, as shipped", &rows, pack, false);
        self.alarms("every MCP name of the lists, as if new", &rows, pack, true);
        Ok(())
    }

    fn alarms(&self, what: &str, rows: &[(Ecosystem, &str)], pack: &Pack, as_new: bool) {
        let engine = Engine::new(pack).without_blocklist();
        let unique: HashSet<_> = rows.iter().collect();
        let mut answers: Vec<_> = unique
            .par_iter()
            .filter_map(|(ecosystem, name)| {
                let subject = Subject::new(*ecosystem, name).ok()?;
                let answer = if as_new { engine.judge_as_new(&subject) } else { engine.judge(&subject) };
                Some((*ecosystem, *name, answer))
            })
            .collect();
        answers.sort_by_key(|(ecosystem, name, _)| (*ecosystem, *name));
        let denied = answers.iter().filter(|(_, _, answer)| answer.verdict == Verdict::Block).count();
        let asked: Vec<_> = answers.iter().filter(|(_, _, answer)| answer.verdict == Verdict::Confirm).collect();
        println!("{what}: {} names, {denied} denied, {} to confirm", answers.len(), share(asked.len(), answers.len()));
        let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
        for (ecosystem, name, answer) in &asked {
            let Some(found) = answer.matches.first() else { continue };
            *by_rule.entry(found.mechanism).or_default() += 1;
            if self.rows {
                let target = found.target.as_ref().map_or("", |target| target.name.as_str());
                println!(
                    "  asked: {}:{name} ({} {target}) {:?}",
                    ecosystem.purl_type(),
                    found.mechanism,
                    found.counter_evidence
                );
            }
        }
        println!("  {by_rule:?}");
    }
}

fn count(counts: &mut BTreeMap<String, (usize, usize)>, key: &str, hit: bool) {
    let entry = counts.entry(key.to_owned()).or_default();
    entry.0 += usize::from(hit);
    entry.1 += 1;
}

fn share(part: usize, whole: usize) -> String {
    format!("{part}/{whole} ({:.1} %)", 100.0 * part as f64 / whole.max(1) as f64)
}
