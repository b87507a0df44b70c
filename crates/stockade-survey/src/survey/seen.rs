//! When this machine first saw versions: the clock of last resort where a registry tells no times, and a check on one
//! that does.
//!
//! - versions that were there when the name was first looked at are no news: nothing is known of their age;
//! - offline nothing is new, so that nothing is noted;
//! - what was noted lies in the cache, and whoever empties that begins anew.

use std::collections::BTreeMap;

use jiff::Timestamp;
use stockade_assess::History;

use super::{Index, Survey};

/// More versions than any package has.
const MOST: usize = 20_000;

impl Survey {
    /// The history with the times that were noted before; versions that are new are noted.
    pub(super) fn seen(&self, index: &Index) -> History {
        let mut history = index.history().clone();
        let key = format!("{} {}", index.registry().shown(), history.package.purl());
        let before: Option<BTreeMap<String, Option<Timestamp>>> = self.store.load("seen", &key);
        let first = before.is_none();
        let mut noted = before.unwrap_or_default();
        let now = self.options.http.clock.now();
        let mut news = first;
        for release in &mut history.releases {
            match noted.get(&release.version) {
                Some(seen) => release.first_seen = *seen,
                None if noted.len() < MOST => {
                    news = true;
                    noted.insert(release.version.clone(), (!first).then_some(now));
                    release.first_seen = (!first).then_some(now);
                }
                None => {}
            }
        }
        if news && !self.options.http.offline {
            self.store.keep("seen", &key, &noted);
        }
        history
    }
}
