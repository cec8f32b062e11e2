//! A map by id that remembers what was touched, so that whoever keeps an index of it knows where to look again.

use super::chunked::Chunked;
use hashbrown::HashTable;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// Number of an entry, as long as it is there; numbers of those that are gone are given again.
pub(crate) type Handle = u32;

/// What knows its own id.
pub(crate) trait Named {
    fn id(&self) -> &str;
}

/// A map by id. Entries have handles, and handing one out to be changed marks it as touched. The ids stand in the
/// entries alone; nothing depends on the order of the table that finds them.
#[derive(Clone, Debug)]
pub(crate) struct Tracked<T> {
    by_id: HashTable<Handle>,
    slots: Chunked<Option<T>>,
    /// How many handles there have been.
    bound: Handle,
    free: Vec<Handle>,
    touched: Vec<Handle>,
    is_touched: Chunked<bool>,
}

impl<T> Default for Tracked<T> {
    fn default() -> Self {
        Self {
            by_id: HashTable::new(),
            slots: Chunked::default(),
            bound: 0,
            free: Vec::new(),
            touched: Vec::new(),
            is_touched: Chunked::default(),
        }
    }
}

fn hash(id: &str) -> u64 {
    xxh3_64(id.as_bytes())
}

impl<T: Named> Tracked<T> {
    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn contains_key(&self, id: &str) -> bool {
        self.handle(id).is_some()
    }

    pub(crate) fn handle(&self, id: &str) -> Option<Handle> {
        self.by_id.find(hash(id), |handle| self.is_called(*handle, id)).copied()
    }

    fn is_called(&self, handle: Handle, id: &str) -> bool {
        self.at(handle).is_some_and(|entry| entry.id() == id)
    }

    pub(crate) fn at(&self, handle: Handle) -> Option<&T> {
        self.slots.get(handle)?.as_ref()
    }

    pub(crate) fn at_mut(&mut self, handle: Handle) -> Option<&mut T> {
        self.touch(handle);
        self.slots.at_mut(handle).as_mut()
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.at(self.handle(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let handle = self.handle(id)?;
        self.at_mut(handle)
    }

    /// The same for a change that no index has anything to do with.
    pub(crate) fn at_untouched(&mut self, handle: Handle) -> Option<&mut T> {
        self.slots.at_mut(handle).as_mut()
    }

    pub(crate) fn get_untouched(&mut self, id: &str) -> Option<&mut T> {
        let handle = self.handle(id)?;
        self.at_untouched(handle)
    }

    /// Puts an entry in, in the place of one with the same id.
    pub(crate) fn insert(&mut self, entry: T) {
        let known = self.handle(entry.id());
        let handle = known.or_else(|| self.free.pop()).unwrap_or_else(|| {
            self.bound += 1;
            self.bound - 1
        });
        let hashed = hash(entry.id());
        *self.slots.at_mut(handle) = Some(entry);
        self.touch(handle);
        if known.is_none() {
            let slots = &self.slots;
            let rehash = |other: &Handle| match slots.get(*other) {
                Some(Some(other)) => hash(other.id()),
                _ => 0,
            };
            self.by_id.insert_unique(hashed, handle, rehash);
        }
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<T> {
        let slots = &self.slots;
        let is_it = |handle: &Handle| matches!(slots.get(*handle), Some(Some(entry)) if entry.id() == id);
        let (handle, _) = self.by_id.find_entry(hash(id), is_it).ok()?.remove();
        self.touch(handle);
        self.free.push(handle);
        self.slots.at_mut(handle).take()
    }

    /// Everything in no order: for what does not depend on one.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> + Clone {
        self.slots.iter().flatten()
    }

    /// Everything in no order, for a change that no index has anything to do with.
    pub(crate) fn values_untouched(&mut self) -> impl Iterator<Item = &mut T> {
        self.slots.iter_mut().flatten()
    }

    /// Everything in no order; all of it counts as touched.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.touch_all();
        self.values_untouched()
    }

    /// Everything, in the order of the ids.
    pub(crate) fn in_order(&self) -> Vec<&T> {
        let mut all: Vec<&T> = self.values().collect();
        all.sort_unstable_by_key(|entry| entry.id());
        all
    }

    /// All ids, in order.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.in_order().into_iter().map(|entry| entry.id().to_owned()).collect()
    }

    /// At most `limit` entries after the id `after`, in the order of the ids.
    pub(crate) fn page(&self, after: Option<&str>, limit: usize) -> Vec<&T> {
        let mut page: Vec<&T> =
            self.values().filter(|entry| after.is_none_or(|after| entry.id() > after)).collect();
        if page.len() > limit {
            page.select_nth_unstable_by_key(limit, |entry| entry.id());
            page.truncate(limit);
        }
        page.sort_unstable_by_key(|entry| entry.id());
        page
    }

    /// How many handles there have been: each is less.
    pub(crate) fn bound(&self) -> usize {
        self.bound as usize
    }

    pub(crate) fn is_touched(&self, handle: Handle) -> bool {
        self.is_touched.get(handle).is_some_and(|is_touched| *is_touched)
    }

    pub(crate) fn has_touched(&self) -> bool {
        !self.touched.is_empty()
    }

    /// What was touched since the last call, gone or not, each once.
    pub(crate) fn take_touched(&mut self) -> Vec<Handle> {
        let touched = std::mem::take(&mut self.touched);
        touched.iter().for_each(|handle| *self.is_touched.at_mut(*handle) = false);
        touched
    }

    pub(crate) fn touch_all(&mut self) {
        (0..self.bound).for_each(|handle| self.touch(handle));
    }

    pub(crate) fn touch(&mut self, handle: Handle) {
        if !std::mem::replace(self.is_touched.at_mut(handle), true) {
            self.touched.push(handle);
        }
    }
}

impl<T: Named> FromIterator<T> for Tracked<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut all = Self::default();
        entries.into_iter().for_each(|entry| all.insert(entry));
        all
    }
}

impl<T: Named + PartialEq> PartialEq for Tracked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.values().all(|entry| other.get(entry.id()) == Some(entry))
    }
}

impl<T: Named + Serialize> Serialize for Tracked<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.in_order().into_iter().map(|entry| (entry.id(), entry)))
    }
}

impl<'de, T: Named + Deserialize<'de>> Deserialize<'de> for Tracked<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = BTreeMap::<String, T>::deserialize(deserializer)?;
        if let Some((key, _)) = entries.iter().find(|(key, entry)| key.as_str() != entry.id()) {
            return Err(serde::de::Error::custom(format_args!("{key:?} has two names")));
        }
        Ok(entries.into_values().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct One(&'static str, u8);

    impl Named for One {
        fn id(&self) -> &str {
            self.0
        }
    }

    #[test]
    fn what_is_handed_out_to_be_changed_is_touched() {
        let mut map: Tracked<One> = [One("b", 2), One("a", 1)].into_iter().collect();
        assert_eq!(map.in_order(), [&One("a", 1), &One("b", 2)]);
        assert_eq!(map.take_touched().len(), 2);
        let (b, a) = (map.handle("b").unwrap(), map.handle("a").unwrap());
        map.get_mut("b").unwrap().1 += 1;
        map.get_mut("b");
        assert_eq!(map.remove("a"), Some(One("a", 1)));
        assert_eq!(map.take_touched(), [b, a]);
        map.insert(One("c", 3));
        assert_eq!(map.handle("c"), Some(a), "numbers are given again");
        map.values_mut().for_each(|value| value.1 += 1);
        assert_eq!(map.ids(), ["b", "c"]);
        assert_eq!(map.in_order(), [&One("b", 4), &One("c", 4)]);
        assert_eq!(map.take_touched().len(), 2);
    }

    #[test]
    fn a_page_is_the_first_after_an_id() {
        let map: Tracked<One> = ["d", "b", "e", "a", "c"].map(|id| One(id, 0)).into_iter().collect();
        let page =
            |after, limit| -> Vec<&str> { map.page(after, limit).into_iter().map(|one| one.0).collect() };
        assert_eq!(page(None, 2), ["a", "b"]);
        assert_eq!(page(Some("b"), 2), ["c", "d"]);
        assert_eq!(page(Some("d"), 9), ["e"]);
        assert_eq!((page(None, 0), page(Some("z"), 2)), (vec![], vec![]));
    }
}
