//! Whether everything in a pack is found: what a look-up would miss in silence is an error where a pack is made or taken.
//!
//! - opening one checks sections, lengths and bounds alone, since that is done at each start; this reads all of it, which takes
//!   a tenth of a second, and is done once for each pack: by the build, by whoever signs one, and when one is taken;
//! - what was taken carries a signature from then on, so that what is opened later is what was walked.

use super::{Pack, PackError, layout, malware, names};
use crate::form::Memory;
use crate::keys;
use crate::pack::build::pieces;
use crate::pack::marks::Mark;

impl Pack {
    /// Sums it up, reads every record, and looks each of them up as an answer would.
    ///
    /// # Errors
    /// [`PackError::Damaged`] with what cannot be read or found.
    pub fn walk(&self) -> Result<(), PackError> {
        self.directory.check(self.bytes(), None)?;
        let (all, owners) = (self.names(), self.owners());
        owners.walk()?;
        all.walk(&owners)?;
        for tag in [layout::EXACT, layout::NEAR, layout::PIECES] {
            self.table(tag).walk(all.len())?;
        }
        self.table(layout::REPOSITORIES).walk(owners.len())?;
        for tag in [layout::TOKENS, layout::MALWARE_NAMES] {
            self.table(tag).walk(usize::MAX)?;
        }
        self.walk_names()?;
        self.walk_malware()
    }

    /// Each name is found by itself, by what it looks like, and is marked as what it is.
    fn walk_names(&self) -> Result<(), PackError> {
        let (exact, near, thirds) = (self.table(layout::EXACT), self.table(layout::NEAR), self.table(layout::PIECES));
        let marks = self.marks();
        let mut memory = Memory::default();
        for record in self.names().iter() {
            let form = memory.read(record.full);
            let mark = Mark::of(record.ecosystem, form.squashed).with_flags(record.flags);
            if marks.get(record.id) != Some(mark) {
                return Err(PackError::Damaged("a name is marked as another"));
            }
            let hash = names::exact_hash(record.ecosystem, record.full);
            // Of very many that look alike only the most popular ones stand there, so that one of them has to do.
            let alike =
                form.squashed.len() < keys::SHORTEST || near.get(keys::hash(form.squashed.as_bytes())).next().is_some();
            let parted = pieces(form.squashed).into_iter().all(|piece| thirds.first(piece).is_some());
            if !(alike && parted && exact.get(hash).any(|id| id == record.id)) {
                return Err(PackError::Damaged("a name of it is not found"));
            }
        }
        Ok(())
    }

    /// Each line is a record that is found by its name.
    fn walk_malware(&self) -> Result<(), PackError> {
        let lines = self.section(layout::MALWARE);
        malware::check(lines).map_err(|bad| PackError::Damaged(bad.what))?;
        let known = self.table(layout::MALWARE_NAMES);
        let named = lines.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
        let hashes = named.filter_map(malware::named).map(|(registry, name)| names::exact_hash_of(registry, name));
        if hashes.into_iter().any(|hash| known.first(hash).is_none()) {
            return Err(PackError::Damaged("known malware is not found by its name"));
        }
        Ok(())
    }
}
