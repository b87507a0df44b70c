//! What this machine noted of versions when it first saw them: the clock of last resort where a registry tells no times, and
//! a check on one that tells others later, or other digests.
//!
//! - versions that were there when the name was first looked at are no news: nothing is known of their age;
//! - what was noted first stays: a registry that takes its lie back is believed again, one that repeats it is not;
//! - offline nothing is new, so that nothing is noted;
//! - what was noted lies in the cache, and whoever empties that begins anew.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use stockade_assess::history::Before;
use stockade_assess::{History, Release};

use super::{Index, Survey};
use crate::artifact;

/// More versions than any package has.
const MOST: usize = 20_000;

/// What was noted of one version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Noted {
    /// When it came up; none where it was there from the first look on.
    seen: Option<Timestamp>,
    /// When it was published, by the registry's word.
    published: Option<Timestamp>,
    /// The digests of its files.
    digests: BTreeMap<String, String>,
}

impl Survey {
    /// The history with what was noted before; versions that are new are noted.
    pub(super) fn seen(&self, index: &Index) -> History {
        let mut history = index.history().clone();
        let key = format!("{} {}", index.registry().shown(), history.package.purl());
        let before = self.store.load::<BTreeMap<String, Noted>>("noted", &key).or_else(|| self.older(&key));
        let first = before.is_none();
        let mut noted = before.unwrap_or_default();
        let now = self.options.http.clock.now();
        let (mut news, room) = (first, MOST.saturating_sub(noted.len()));
        let mut added = 0;
        for release in &mut history.releases {
            let digests = digests(index, release);
            let published = release.published.known().copied();
            match noted.get_mut(&release.version) {
                Some(known) => {
                    release.first_seen = known.seen;
                    news |= known.complete(published, &digests);
                    let moved = known.published.zip(published).is_some_and(|(then, now)| then != now);
                    if moved || known.digests.iter().any(|(file, old)| digests.get(file).is_some_and(|new| new != old))
                    {
                        let (published, known) = (known.published, known.digests.clone());
                        release.before = Some(Before { published, digests: known, now: digests });
                    }
                }
                None if added < room => {
                    (news, added) = (true, added + 1);
                    let seen = (!first).then_some(now);
                    noted.insert(release.version.clone(), Noted { seen, published, digests });
                    release.first_seen = seen;
                }
                None => {}
            }
        }
        if news && !self.options.http.offline {
            self.store.keep("noted", &key, &noted);
        }
        history
    }

    /// What an earlier version of this program noted: times alone.
    fn older(&self, key: &str) -> Option<BTreeMap<String, Noted>> {
        let seen: BTreeMap<String, Option<Timestamp>> = self.store.load("seen", key)?;
        Some(seen.into_iter().map(|(version, seen)| (version, Noted { seen, ..Noted::default() })).collect())
    }
}

impl Noted {
    /// Notes what was not known then; says whether there was any.
    fn complete(&mut self, published: Option<Timestamp>, digests: &BTreeMap<String, String>) -> bool {
        let mut news = self.published.is_none() && published.is_some();
        self.published = self.published.or(published);
        for (file, digest) in digests {
            if !self.digests.contains_key(file) {
                news = true;
                self.digests.insert(file.clone(), digest.clone());
            }
        }
        news
    }
}

/// The digests of a version's files; of npm's one archive under no name.
fn digests(index: &Index, release: &Release) -> BTreeMap<String, String> {
    match index {
        Index::Npm { .. } => {
            release.integrity.known().map(|digest| (String::new(), digest.clone())).into_iter().collect()
        }
        Index::Pypi { .. } => {
            let of = |file: &&stockade_registry::pypi::File| {
                Some((file.filename.clone(), file.sha256.known().map(stockade_registry::digest::Digest::oci)?))
            };
            artifact::files_of(index, &release.version).iter().filter_map(of).collect()
        }
    }
}
