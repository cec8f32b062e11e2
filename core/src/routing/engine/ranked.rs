//! A sorted list that knows the place of each of its keys.

/// Keys a chunk may hold before it is cut in two: short enough to shift, long enough that there are few.
const CHUNK: usize = 512;

/// Distinct keys in order, in chunks of which none is empty.
#[derive(Clone, Debug)]
pub(super) struct Ranked<K> {
    chunks: Vec<Vec<K>>,
}

impl<K> Default for Ranked<K> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<K: Ord + Copy> Ranked<K> {
    pub(super) fn insert(&mut self, key: K) {
        let place = self.chunk_of(&key).min(self.chunks.len().saturating_sub(1));
        let Some(chunk) = self.chunks.get_mut(place) else {
            self.chunks.push(vec![key]);
            return;
        };
        if let Err(at) = chunk.binary_search(&key) {
            chunk.insert(at, key);
        }
        if chunk.len() > CHUNK {
            let upper = chunk.split_off(CHUNK / 2);
            self.chunks.insert(place + 1, upper);
        }
    }

    pub(super) fn remove(&mut self, key: &K) {
        let place = self.chunk_of(key);
        let Some(chunk) = self.chunks.get_mut(place) else { return };
        if let Ok(at) = chunk.binary_search(key) {
            chunk.remove(at);
        }
        if chunk.is_empty() {
            self.chunks.remove(place);
        }
    }

    /// How many keys are less.
    pub(super) fn before(&self, key: &K) -> usize {
        let place = self.chunk_of(key);
        let whole: usize = self.chunks[..place].iter().map(Vec::len).sum();
        whole + self.chunks.get(place).map_or(0, |chunk| chunk.partition_point(|known| known < key))
    }

    pub(super) fn first(&self) -> Option<&K> {
        self.chunks.first()?.first()
    }

    /// The first chunk whose last key is not less.
    fn chunk_of(&self, key: &K) -> usize {
        self.chunks.partition_point(|chunk| chunk.last().is_some_and(|last| last < key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Philox;
    use std::collections::BTreeSet;

    #[test]
    fn it_agrees_with_a_sorted_set() {
        let (philox, mut ranked, mut model) = (Philox::new([1, 2]), Ranked::default(), BTreeSet::new());
        for draw in 0..20_000 {
            let key = philox.block([draw, 0, 0, 0])[0] % 4_000;
            if draw % 3 == 2 {
                ranked.remove(&key);
                model.remove(&key);
            } else {
                ranked.insert(key);
                model.insert(key);
            }
            assert_eq!(ranked.first(), model.first());
            if draw % 50 == 0 {
                assert_eq!(ranked.before(&key), model.range(..key).count());
            }
        }
        for key in model {
            ranked.remove(&key);
        }
        assert_eq!((ranked.first(), ranked.before(&7)), (None, 0));
    }
}
