//! What the router remembers of customers, in bounded space.

use super::state::LARGEST_COUNTER;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A map that holds so many keys at most: the one written longest ago is forgotten first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Memory<T> {
    entries: BTreeMap<String, (u64, T)>,
    order: BTreeMap<u64, String>,
    next: u64,
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), order: BTreeMap::new(), next: 0 }
    }
}

impl<T> Memory<T> {
    pub(crate) fn insert(&mut self, key: String, value: T, limit: usize) {
        if let Some((written, _)) = self.entries.insert(key.clone(), (self.next, value)) {
            self.order.remove(&written);
        }
        self.order.insert(self.next, key);
        self.next += 1;
        while self.entries.len() > limit {
            let Some((_, oldest)) = self.order.pop_first() else { break };
            self.entries.remove(&oldest);
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&T> {
        self.entries.get(key).map(|(_, value)| value)
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<T> {
        let (written, value) = self.entries.remove(key)?;
        self.order.remove(&written);
        Some(value)
    }

    /// Whether entries and order fit each other: a restored snapshot may be damaged.
    pub(crate) fn is_sound(&self) -> bool {
        let known = |(at, key): (&u64, &String)| {
            *at < self.next && self.entries.get(key).is_some_and(|(written, _)| written == at)
        };
        self.next <= LARGEST_COUNTER && self.entries.len() == self.order.len() && self.order.iter().all(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_written_longest_ago_is_forgotten_first() {
        let mut memory = Memory::default();
        for (key, value) in [("a", 1), ("b", 2), ("a", 3), ("c", 4)] {
            memory.insert(key.to_owned(), value, 2);
            assert!(memory.is_sound());
        }
        assert_eq!((memory.get("a"), memory.get("b"), memory.get("c")), (Some(&3), None, Some(&4)));
        assert_eq!(memory.remove("a"), Some(3));
        assert!(memory.is_sound());
    }
}
