//! Keeps a server from washing the journal out: what it causes to be written down again and again is counted instead.
//!
//! Constraints:
//! - nothing is lost but the words: how many there were is written down, at the latest at the end;
//! - each code is counted on its own, so that one does not hide another.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::lent::Kind;

/// How many records of one code a server may cause within a second. An honest one that prints a banner causes a dozen.
pub(crate) const LOUD: u32 = 20;
const SECOND: Duration = Duration::from_secs(1);

/// What was heard of a server in this second.
#[derive(Debug, Default)]
pub(crate) struct Noise {
    since: Option<Instant>,
    heard: BTreeMap<String, (Kind, u32)>,
}

/// What was counted and not written down.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Silenced {
    pub(crate) kind: Kind,
    pub(crate) code: String,
    pub(crate) more: u32,
}

impl Noise {
    /// Once more: whether it is to be written down, and what was silenced in a second that is over.
    pub(crate) fn hear(&mut self, kind: Kind, code: &str, now: Instant) -> (bool, Vec<Silenced>) {
        let over = self.since.is_none_or(|since| now.duration_since(since) >= SECOND);
        let silenced = if over { self.rest() } else { Vec::new() };
        self.since.get_or_insert(now);
        let heard = match self.heard.get_mut(code) {
            Some((_, heard)) => heard,
            None => &mut self.heard.entry(code.to_owned()).or_insert((kind, 0)).1,
        };
        *heard = heard.saturating_add(1);
        (*heard <= LOUD, silenced)
    }

    /// What was silenced since it was said last.
    pub(crate) fn rest(&mut self) -> Vec<Silenced> {
        self.since = None;
        let heard = std::mem::take(&mut self.heard).into_iter();
        heard
            .filter_map(|(code, (kind, heard))| {
                let more = heard.checked_sub(LOUD).filter(|more| *more > 0)?;
                Some(Silenced { kind, code, more })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_in_a_second_a_few_are_written_down_and_the_rest_is_counted() {
        let (mut noise, begun) = (Noise::default(), Instant::now());
        let hear = |noise: &mut Noise, code: &str, after: u64| {
            noise.hear(Kind::Message, code, begun + Duration::from_millis(after))
        };
        let written = (0..100).filter(|at| hear(&mut noise, "banner", *at).0).count();
        assert_eq!(written, LOUD as usize);
        assert!(hear(&mut noise, "other", 100).0, "each code on its own");
        let (written, silenced) = hear(&mut noise, "banner", 1000);
        assert!(written);
        assert_eq!(silenced, [Silenced { kind: Kind::Message, code: "banner".to_owned(), more: 80 }]);
        assert_eq!(noise.rest(), []);
        for _ in 0..=LOUD {
            hear(&mut noise, "banner", 2000);
        }
        assert_eq!(noise.rest().len(), 1);
        assert_eq!(noise.rest(), []);
    }
}
