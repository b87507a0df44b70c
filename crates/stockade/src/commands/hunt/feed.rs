//! A registry's feed of changes, read as if it were a file of names.
//!
//! - the user's own registry is asked, and it is an error where it has no feed: a sweep of nothing would look clean;
//! - a page is in memory at a time; a name that stands in it more than once is judged once;
//! - where a run stands is the sequence behind the last line that was taken: a later run goes on there.

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, BufRead, Read};
use std::sync::{Arc, Mutex, PoisonError};

use stockade_model::visible;
use stockade_registry::RegistryError;
use stockade_registry::npm::Changes;

/// How many changes are asked for at once.
pub(super) const PAGE: usize = 2_000;
/// Where a feed ends at this moment.
pub(super) const NOW: &str = "now";

/// Gives the page that follows a sequence.
type Ask = Box<dyn FnMut(&str) -> Result<Changes, RegistryError>>;

/// How far a feed was read; shared with whoever writes the state.
#[derive(Clone, Debug, Default)]
pub(super) struct Place(Arc<Mutex<String>>);

impl Place {
    pub(super) fn get(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, since: &str) {
        since.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// The feed on its way.
pub(super) struct Feed {
    ask: Ask,
    /// Where the next page begins.
    next: String,
    place: Place,
    text: Vec<u8>,
    at: usize,
    /// Each sequence with the byte at which it is behind us.
    ends: VecDeque<(usize, String)>,
    over: bool,
}

impl Feed {
    /// Reads the first page, so that it is known whether there is a feed at all.
    ///
    /// # Errors
    /// What the registry answers instead.
    pub(super) fn open(since: &str, ask: Ask) -> Result<Self, RegistryError> {
        let place = Place::default();
        place.set(since);
        let (text, ends) = (Vec::new(), VecDeque::new());
        let mut feed = Self { ask, next: since.to_owned(), place, text, at: 0, ends, over: false };
        feed.turn()?;
        Ok(feed)
    }

    /// How far it was read.
    pub(super) fn place(&self) -> Place {
        self.place.clone()
    }

    /// Takes the next page.
    fn turn(&mut self) -> Result<(), RegistryError> {
        let page = (self.ask)(&self.next)?;
        self.over = page.changes.is_empty();
        if !self.over && page.last == self.next {
            let reason = "its feed of changes does not go on".to_owned();
            return Err(RegistryError::Malformed { address: "the registry".to_owned(), reason });
        }
        self.text.clear();
        (self.at, self.ends) = (0, VecDeque::new());
        let mut seen = BTreeSet::new();
        for change in page.changes {
            // Design documents of the database behind it are no packages.
            let is_package = !change.deleted && !change.name.starts_with('_');
            if is_package && seen.insert(change.name.clone()) {
                // A line break in it would make two names of one.
                let broken = change.name.contains(['\n', '\r']);
                let name = if broken { visible::line(&change.name) } else { change.name.as_str().into() };
                self.text.extend(format!("npm:{name}\n").bytes());
            }
            self.ends.push_back((self.text.len(), change.sequence));
        }
        self.ends.push_back((self.text.len(), page.last.clone()));
        self.next = page.last;
        self.pass();
        Ok(())
    }

    /// Notes what is behind us.
    fn pass(&mut self) {
        while self.ends.front().is_some_and(|(end, _)| *end <= self.at) {
            if let Some((_, sequence)) = self.ends.pop_front() {
                self.place.set(&sequence);
            }
        }
    }
}

impl Read for Feed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.fill_buf()?;
        let read = rest.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Feed {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at >= self.text.len() && !self.over {
            self.turn().map_err(io::Error::other)?;
        }
        Ok(self.text.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.text.len());
        self.pass();
    }
}

#[cfg(test)]
mod tests {
    use stockade_registry::npm::Change;

    use super::*;

    fn pages(pages: &[&[(&str, u32, bool)]]) -> Ask {
        let mut pages: VecDeque<Vec<(String, u32, bool)>> = pages
            .iter()
            .map(|page| page.iter().map(|(name, sequence, gone)| ((*name).to_owned(), *sequence, *gone)).collect())
            .collect();
        Box::new(move |since| {
            let page = pages.pop_front().unwrap_or_default();
            let last = page.last().map_or_else(|| since.to_owned(), |(_, sequence, _)| sequence.to_string());
            let changes = page.into_iter().map(|(name, sequence, deleted)| Change {
                name,
                sequence: sequence.to_string(),
                deleted,
            });
            Ok(Changes { changes: changes.collect(), last })
        })
    }

    #[test]
    fn a_line_is_behind_us_when_it_was_taken() {
        let first: &[(&str, u32, bool)] = &[("a", 3, false), ("gone", 4, true), ("a", 5, false), ("b\nc", 6, false)];
        let mut feed = Feed::open("2", pages(&[first, &[("_design/app", 7, false), ("d", 9, false)]])).unwrap();
        let place = feed.place();
        assert_eq!(place.get(), "2");
        let mut line = String::new();
        feed.read_line(&mut line).unwrap();
        assert_eq!((line.as_str(), place.get().as_str()), ("npm:a\n", "5"));
        let mut rest = String::new();
        feed.read_to_string(&mut rest).unwrap();
        assert_eq!(rest.lines().count(), 2, "{rest}");
        assert!(rest.starts_with("npm:b") && rest.ends_with("npm:d\n"), "{rest}");
        assert_eq!(place.get(), "9");
    }

    #[test]
    fn a_feed_without_packages_moves_on_too() {
        let mut feed = Feed::open("0", pages(&[&[("gone", 8, true)]])).unwrap();
        assert!(feed.fill_buf().unwrap().is_empty());
        assert_eq!(feed.place().get(), "8");
    }

    #[test]
    fn a_feed_that_turns_in_circles_is_an_error() {
        let ask: Ask = Box::new(|_| {
            let change = Change { name: "a".to_owned(), sequence: "1".to_owned(), deleted: false };
            Ok(Changes { changes: vec![change], last: "1".to_owned() })
        });
        let mut feed = Feed::open("0", ask).unwrap();
        let mut text = String::new();
        assert!(feed.read_to_string(&mut text).unwrap_err().to_string().contains("does not go on"));
    }
}
