//! A map by id that remembers what was touched, so that whoever keeps an index of it knows where to look again.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::ops::Bound;

/// Number of an entry, as long as it is there; numbers of those that are gone are given again.
pub(crate) type Handle = u32;

/// A map by id, in the order of the ids. Entries have handles, and handing one out to be changed marks it as touched.
#[derive(Clone, Debug)]
pub(crate) struct Tracked<T> {
    handles: BTreeMap<String, Handle>,
    slots: Vec<Slot<T>>,
    free: Vec<Handle>,
    touched: Vec<Handle>,
}

#[derive(Clone, Debug)]
struct Slot<T> {
    entry: Option<T>,
    is_touched: bool,
}

impl<T> Default for Tracked<T> {
    fn default() -> Self {
        Self { handles: BTreeMap::new(), slots: Vec::new(), free: Vec::new(), touched: Vec::new() }
    }
}

impl<T> Tracked<T> {
    pub(crate) fn len(&self) -> usize {
        self.handles.len()
    }

    pub(crate) fn contains_key(&self, id: &str) -> bool {
        self.handles.contains_key(id)
    }

    pub(crate) fn handle(&self, id: &str) -> Option<Handle> {
        self.handles.get(id).copied()
    }

    pub(crate) fn at(&self, handle: Handle) -> Option<&T> {
        self.slots.get(handle as usize)?.entry.as_ref()
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.at(self.handle(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let handle = self.handle(id)?;
        self.touch(handle);
        self.slots.get_mut(handle as usize)?.entry.as_mut()
    }

    /// The same for a change that no index has anything to do with.
    pub(crate) fn get_untouched(&mut self, id: &str) -> Option<&mut T> {
        let handle = self.handle(id)?;
        self.slots.get_mut(handle as usize)?.entry.as_mut()
    }

    pub(crate) fn insert(&mut self, id: String, entry: T) {
        let handle = self.handle(&id).or_else(|| self.free.pop());
        let handle = handle.unwrap_or_else(|| {
            self.slots.push(Slot { entry: None, is_touched: false });
            (self.slots.len() - 1) as Handle
        });
        if let Some(slot) = self.slots.get_mut(handle as usize) {
            slot.entry = Some(entry);
        }
        self.touch(handle);
        self.handles.insert(id, handle);
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<T> {
        let handle = self.handles.remove(id)?;
        self.touch(handle);
        self.free.push(handle);
        self.slots.get_mut(handle as usize)?.entry.take()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &String> + Clone {
        self.handles.keys()
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &T> + Clone {
        self.handles.values().filter_map(|handle| self.at(*handle))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &T)> + Clone {
        self.handles.iter().filter_map(|(id, handle)| Some((id, self.at(*handle)?)))
    }

    /// At most `limit` entries after the id `after`, in the order of the ids.
    pub(crate) fn page(&self, after: Option<&str>, limit: usize) -> Vec<&T> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let handles = self.handles.range::<str, _>((from, Bound::Unbounded));
        handles.filter_map(|(_, handle)| self.at(*handle)).take(limit).collect()
    }

    /// Everything, in the order of the ids; all of it counts as touched.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut T)> {
        self.touch_all();
        self.iter_untouched()
    }

    /// The same for a change that no index has anything to do with.
    pub(crate) fn iter_untouched(&mut self) -> impl Iterator<Item = (&String, &mut T)> {
        let mut entries: Vec<Option<&mut T>> =
            self.slots.iter_mut().map(|slot| slot.entry.as_mut()).collect();
        let by_id = self.handles.iter();
        by_id.filter_map(move |(id, handle)| Some((id, entries.get_mut(*handle as usize)?.take()?)))
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.iter_mut().map(|(_, entry)| entry)
    }

    /// How many handles there have been: each is less.
    pub(crate) fn bound(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn is_touched(&self, handle: Handle) -> bool {
        self.slots.get(handle as usize).is_some_and(|slot| slot.is_touched)
    }

    pub(crate) fn has_touched(&self) -> bool {
        !self.touched.is_empty()
    }

    /// What was touched since the last call, gone or not, each once.
    pub(crate) fn take_touched(&mut self) -> Vec<Handle> {
        let touched = std::mem::take(&mut self.touched);
        for handle in &touched {
            if let Some(slot) = self.slots.get_mut(*handle as usize) {
                slot.is_touched = false;
            }
        }
        touched
    }

    pub(crate) fn touch_all(&mut self) {
        let all: Vec<Handle> = self.handles.values().copied().collect();
        all.into_iter().for_each(|handle| self.touch(handle));
    }

    pub(crate) fn touch(&mut self, handle: Handle) {
        if let Some(slot) = self.slots.get_mut(handle as usize).filter(|slot| !slot.is_touched) {
            slot.is_touched = true;
            self.touched.push(handle);
        }
    }
}

impl<T> FromIterator<(String, T)> for Tracked<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        let mut all = Self::default();
        entries.into_iter().for_each(|(id, entry)| all.insert(id, entry));
        all
    }
}

impl<T: PartialEq> PartialEq for Tracked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Serialize> Serialize for Tracked<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Tracked<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(BTreeMap::<String, T>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_out_to_be_changed_is_touched() {
        let mut map: Tracked<u8> = [("b".to_owned(), 2), ("a".to_owned(), 1)].into_iter().collect();
        assert_eq!(map.values().copied().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(map.take_touched().len(), 2);
        let (b, a) = (map.handle("b").unwrap(), map.handle("a").unwrap());
        *map.get_mut("b").unwrap() += 1;
        map.get_mut("b");
        assert_eq!(map.remove("a"), Some(1));
        assert_eq!(map.take_touched(), [b, a]);
        map.insert("c".to_owned(), 3);
        assert_eq!(map.handle("c"), Some(a), "numbers are given again");
        map.values_mut().for_each(|value| *value += 1);
        assert_eq!(map.iter().collect::<Vec<_>>(), [(&"b".to_owned(), &4), (&"c".to_owned(), &4)]);
        assert_eq!(map.take_touched().len(), 2);
    }
}
