//! A map that forgets its oldest entry rather than grow.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// At most so many entries, by age.
#[derive(Debug)]
pub(crate) struct Bounded<K, V> {
    entries: HashMap<K, (u64, V)>,
    ages: BTreeMap<u64, K>,
    next: u64,
    most: usize,
}

impl<K: Clone + Eq + Hash, V> Bounded<K, V> {
    pub(crate) fn new(most: usize) -> Self {
        Self { entries: HashMap::new(), ages: BTreeMap::new(), next: 0, most }
    }

    /// Puts an entry in, in the place of one with this key; gives back the oldest where there is no room for both.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<(K, V)> {
        self.next += 1;
        self.ages.insert(self.next, key.clone());
        if let Some((age, _)) = self.entries.insert(key, (self.next, value)) {
            self.ages.remove(&age);
        }
        if self.entries.len() > self.most { self.pop() } else { None }
    }

    /// Whether one more entry would cost an old one.
    pub(crate) fn is_full(&self) -> bool {
        self.entries.len() >= self.most
    }

    /// Takes the oldest entry out that is like this.
    pub(crate) fn forget(&mut self, like: impl Fn(&V) -> bool) -> Option<(K, V)> {
        let key = self.ages.values().find(|key| self.get(key).is_some_and(&like))?.clone();
        self.remove(&key).map(|value| (key, value))
    }

    /// Takes the oldest entry out.
    pub(crate) fn pop(&mut self) -> Option<(K, V)> {
        let (_, key) = self.ages.pop_first()?;
        let (_, value) = self.entries.remove(&key)?;
        Some((key, value))
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        let (age, value) = self.entries.remove(key)?;
        self.ages.remove(&age);
        Some(value)
    }

    /// Takes every entry out that is like this, oldest first.
    pub(crate) fn take(&mut self, like: impl Fn(&V) -> bool) -> Vec<(K, V)> {
        let keys: Vec<K> = self.ages.values().filter(|key| self.get(key).is_some_and(&like)).cloned().collect();
        keys.into_iter().filter_map(|key| self.remove(&key).map(|value| (key, value))).collect()
    }

    /// The one entry that is like this, where no other is.
    pub(crate) fn only(&self, like: impl Fn(&V) -> bool) -> Option<K> {
        let mut keys = self.ages.values().filter(|key| self.get(key).is_some_and(&like));
        let only = keys.next()?;
        if keys.next().is_none() { Some(only.clone()) } else { None }
    }

    /// Every entry, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.ages.values().filter_map(|key| Some((key, self.get(key)?)))
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.entries.get(key).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.entries.get_mut(key).map(|(_, value)| value)
    }

    pub(crate) fn contains(&self, key: &K) -> bool {
        self.entries.contains_key(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_first_and_nothing_is_left_of_it() {
        let mut map = Bounded::new(3);
        for key in 0..1000 {
            assert_eq!(map.insert(key, key * 2), (key >= 3).then(|| (key - 3, (key - 3) * 2)));
        }
        assert_eq!((map.entries.len(), map.ages.len()), (3, 3));
        assert_eq!(map.insert(997, 0), None, "the same key takes its own place");
        assert_eq!(map.pop(), Some((998, 1996)));
        assert_eq!(map.remove(&997), Some(0));
        assert_eq!((map.get(&999), map.contains(&997)), (Some(&1998), false));
        assert_eq!(map.remove(&997), None);
        assert_eq!((map.entries.len(), map.ages.len()), (1, 1));
    }

    #[test]
    fn what_may_go_makes_room() {
        let mut map = Bounded::new(3);
        for key in 0..3 {
            assert!(!map.is_full());
            map.insert(key, key);
        }
        assert!(map.is_full());
        assert_eq!(map.forget(|value| *value > 7), None);
        assert_eq!(map.forget(|value| *value > 0), Some((1, 1)));
        assert!(!map.is_full());
    }
}
