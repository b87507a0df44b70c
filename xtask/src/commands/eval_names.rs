//! `cargo xtask eval-names`: prints every figure of the name engine, each with its bar and the pack it was measured with.
//!
//! - the same rows go through a one-edit rule and through typomania in the same run, so that figures can be compared;
//! - a bar that is not met makes the task fail, after everything is printed;
//! - nothing is learnt here: thresholds are constants of the engine, and [`folds`] says what cross-validation by campaign
//!   would have chosen.
//!
//! Layout: [`data`] reads the labelled rows, [`rivals`] are the other rules, [`report`] prints, and each other file is
//! one section of figures.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::workspace;

mod alarms;
mod data;
mod folds;
mod malicious;
mod pairs;
mod prevalence;
mod report;
mod rivals;

use data::Data;
use report::Report;
use rivals::Rivals;

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
        let folder = match &self.data {
            Some(data) => data.clone(),
            None => workspace::root()?.join("../shared/data"),
        };
        let data = Data::read(&folder)?;
        let pack = stockade_pack::embedded()?;
        let id = stockade_pack::id()?;
        println!("pack {} sha256 {}", id.version, id.digest);
        let rivals = Rivals::new(pack)?;
        let mut report = Report { rows: self.rows, unmet: 0 };
        pairs::measure(&data, pack, &rivals, &mut report);
        let recall = malicious::measure(&data, pack, &rivals, &mut report);
        let (catalogued, listed) = alarms::measure(&data, pack, &rivals, &mut report);
        prevalence::measure(&recall, &catalogued, &listed, &report);
        folds::measure(&data, pack, &mut report);
        println!("\npack {} sha256 {}", id.version, id.digest);
        if report.unmet > 0 {
            bail!("{} of the bars are not met", report.unmet);
        }
        Ok(())
    }
}
