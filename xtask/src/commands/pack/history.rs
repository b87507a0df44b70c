//! `packs/DIGEST`: which bytes each version of the pack had, a line a version, oldest first.
//!
//! - lines are only ever added: programs compare versions alone, so that whoever took one pack never takes other bytes under
//!   the same number;
//! - what is committed already is asked of Git where there is one: a line that was written over is seen, too.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use stockade_names::pack::PackId;

/// The lines of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct History(Vec<PackId>);

impl History {
    /// What the file says.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let line = |line: &str| {
            let (version, digest) = line.split_once(" sha256:")?;
            let digits = digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            Some(PackId { version: version.parse().ok()?, digest: digits.then(|| digest.to_owned())? })
        };
        let mut all: Vec<PackId> = Vec::new();
        for text in text.lines() {
            let id = line(text).with_context(|| format!("`{text}` is no `VERSION sha256:DIGEST`"))?;
            if let Some(last) = all.last().filter(|last| last.version >= id.version) {
                bail!("version {} stands behind {}: versions grow, and none stands twice", id.version, last.version);
            }
            all.push(id);
        }
        Ok(Self(all))
    }

    /// The file.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|id| format!("{} sha256:{}\n", id.version, id.digest)).collect()
    }

    /// Whether the tables give what was recorded last.
    pub(super) fn holds(&self, id: &PackId) -> Result<()> {
        match self.0.last() {
            Some(last) if last == id => Ok(()),
            Some(last) if last.version == id.version => bail!(
                "the tables of version {} were changed (sha256:{} is recorded, they give sha256:{}), and a version stands for \
                 the same bytes for ever: run `cargo xtask pack`, which raises it",
                id.version,
                last.digest,
                id.digest
            ),
            _ => bail!("the tables give version {}, sha256:{}: run `cargo xtask pack`", id.version, id.digest),
        }
    }

    /// Whether all that was recorded before still stands there.
    pub(super) fn goes_on(&self, earlier: &Self) -> Result<()> {
        match earlier.0.iter().find(|id| !self.0.contains(id)) {
            Some(lost) => bail!("version {} was recorded as sha256:{}: put its line back", lost.version, lost.digest),
            None => Ok(()),
        }
    }

    /// The version to use for bytes that are not recorded: this one where it is new, else today's first, or one more than the
    /// newest where that is no more. `today` is year, month and day as decimal digits.
    pub(super) fn version(&self, written: u64, today: u64) -> u64 {
        let newest = self.0.last().map_or(0, |last| last.version);
        if written > newest { written } else { (newest + 1).max(today * 100 + 1) }
    }

    /// Whether these bytes are the last ones.
    pub(super) fn ends_with(&self, id: &PackId) -> bool {
        self.0.last() == Some(id)
    }

    /// Adds a line.
    pub(super) fn push(&mut self, id: PackId) {
        self.0.push(id);
    }
}

/// What the last commit recorded, and the one before it; less where there is no Git or no such commit.
pub(super) fn committed(root: &Path) -> Vec<History> {
    let of = |revision: &str| {
        let show = Command::new("git").arg("-C").arg(root).args(["show", &format!("{revision}:packs/DIGEST")]).output();
        let text = show.ok().filter(|output| output.status.success())?.stdout;
        History::parse(&String::from_utf8(text).ok()?).ok()
    };
    ["HEAD", "HEAD^"].into_iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(version: u64, letter: char) -> PackId {
        PackId { version, digest: letter.to_string().repeat(64) }
    }

    fn history(ids: &[PackId]) -> History {
        History(ids.to_vec())
    }

    #[test]
    fn other_bytes_need_another_version() {
        let known = history(&[id(2026010101, 'a'), id(2026010102, 'b')]);
        assert_eq!(History::parse(&known.text()).unwrap(), known);
        known.holds(&id(2026010102, 'b')).unwrap();
        for (other, why) in [
            (id(2026010102, 'c'), "were changed"),
            (id(2026010101, 'a'), "run `cargo xtask pack`"),
            (id(2026010103, 'b'), "run `cargo xtask pack`"),
        ] {
            let error = known.holds(&other).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        assert!(History::default().holds(&id(1, 'a')).is_err());
    }

    #[test]
    fn what_was_recorded_stays() {
        let earlier = history(&[id(2026010101, 'a')]);
        history(&[id(2026010101, 'a'), id(2026010102, 'b')]).goes_on(&earlier).unwrap();
        for other in [history(&[id(2026010101, 'c')]), history(&[id(2026010102, 'b')]), History::default()] {
            let error = other.goes_on(&earlier).unwrap_err().to_string();
            assert!(error.contains("put its line back"), "{error}");
        }
        for text in ["1 sha256:ab\n", "x\n", "\n", earlier.text().repeat(2).as_str()] {
            assert!(History::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_version_is_raised_to_todays_first_or_by_one() {
        let known = history(&[id(2026010101, 'a')]);
        assert_eq!(known.version(2026010101, 20260101), 2026010102);
        assert_eq!(known.version(2026010101, 20260305), 2026030501);
        assert_eq!(known.version(2026010100, 20251231), 2026010102, "a clock that is behind");
        assert_eq!(known.version(2026020207, 20260305), 2026020207, "somebody chose one");
        assert_eq!(History::default().version(7, 20260305), 7);
    }
}
