//! A line of interactions in order. It holds their handles alone: what orders them is looked up where it stands, as there
//! may be a million of them.

use super::Handle;

/// Handles a chunk may hold before it is cut in two: short enough to shift, long enough that there are few.
const CHUNK: usize = 256;

/// Distinct handles in the order of their keys, in chunks of which none is empty. Whoever uses it remembers the number of
/// the chunk that each handle is in, as it is told; and takes a handle out before its key changes for good, or at least
/// before any other comes in.
#[derive(Clone, Debug)]
pub(super) struct Line<K> {
    chunks: Vec<Vec<Handle>>,
    /// The chunks in order, each with a key that none of it is below and all before it are.
    order: Vec<(K, u32)>,
    /// Each chunk's place in that order.
    places: Vec<u32>,
    free: Vec<u32>,
}

impl<K> Default for Line<K> {
    fn default() -> Self {
        Self { chunks: Vec::new(), order: Vec::new(), places: Vec::new(), free: Vec::new() }
    }
}

impl<K: Ord + Copy> Line<K> {
    /// Takes in a handle; `moved` is told the chunk of each that comes to another.
    pub(super) fn insert(
        &mut self,
        handle: Handle,
        key: impl Fn(Handle) -> K,
        mut moved: impl FnMut(Handle, u32),
    ) {
        let own = key(handle);
        let place = self.place_of(&own);
        let Some((least, number)) = self.order.get_mut(place) else {
            let number = self.new_chunk(0, own, vec![handle]);
            return moved(handle, number);
        };
        *least = own.min(*least);
        let number = *number;
        let chunk = &mut self.chunks[number as usize];
        // Most come last.
        let comes_last = chunk.last().is_none_or(|last| key(*last) < own);
        let at = if comes_last { chunk.len() } else { chunk.partition_point(|other| key(*other) < own) };
        chunk.insert(at, handle);
        moved(handle, number);
        if chunk.len() > CHUNK {
            // What comes last is where most come: it stays alone.
            let is_last = at == CHUNK && place + 1 == self.order.len();
            let upper = chunk.split_off(if is_last { CHUNK } else { CHUNK / 2 });
            chunk.shrink_to(CHUNK);
            let Some(first) = upper.first() else { return };
            let (least, going) = (key(*first), upper.clone());
            let number = self.new_chunk(place + 1, least, upper);
            going.into_iter().for_each(|handle| moved(handle, number));
        }
    }

    /// Takes out a handle that is in a chunk.
    pub(super) fn remove(&mut self, handle: Handle, number: u32) {
        let Some(chunk) = self.chunks.get_mut(number as usize) else { return };
        let Some(at) = chunk.iter().position(|other| *other == handle) else { return };
        chunk.remove(at);
        if chunk.is_empty() {
            *chunk = Vec::new();
            let place = self.places[number as usize] as usize;
            self.order.remove(place);
            self.free.push(number);
            self.number_places(place);
        }
    }

    /// How many have a key that is less.
    pub(super) fn before(&self, own: &K, key: impl Fn(Handle) -> K) -> usize {
        let place = self.place_of(own);
        let length = |(_, number): &(K, u32)| self.chunks[*number as usize].len();
        let whole: usize = self.order[..place].iter().map(length).sum();
        let chunk = self.order.get(place).map(|(_, number)| &self.chunks[*number as usize]);
        whole + chunk.map_or(0, |chunk| chunk.partition_point(|other| key(*other) < *own))
    }

    pub(super) fn first(&self) -> Option<Handle> {
        self.iter().next()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Handle> + '_ {
        self.order.iter().flat_map(|(_, number)| &self.chunks[*number as usize]).copied()
    }

    /// The last chunk that begins with a lesser key, else the first.
    fn place_of(&self, own: &K) -> usize {
        self.order.partition_point(|(least, _)| least < own).saturating_sub(1)
    }

    fn new_chunk(&mut self, place: usize, least: K, handles: Vec<Handle>) -> u32 {
        let number = self.free.pop().unwrap_or_else(|| {
            self.chunks.push(Vec::new());
            self.places.push(0);
            (self.chunks.len() - 1) as u32
        });
        self.chunks[number as usize] = handles;
        self.order.insert(place, (least, number));
        self.number_places(place);
        number
    }

    fn number_places(&mut self, from: usize) {
        for (place, (_, number)) in self.order.iter().enumerate().skip(from) {
            self.places[*number as usize] = place as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Philox;
    use std::collections::BTreeSet;

    #[test]
    fn it_agrees_with_a_sorted_set() {
        // A handle's key is its number turned about, so that they come in in no order.
        let key = |handle: Handle| (handle.wrapping_mul(2_654_435_761), handle);
        let (philox, mut line, mut model) = (Philox::new([1, 2]), Line::default(), BTreeSet::new());
        let mut chunks = vec![0; 4_000];
        for draw in 0..20_000 {
            let handle = (philox.block([draw, 0, 0, 0])[0] % 4_000) as Handle;
            if model.remove(&key(handle)) {
                line.remove(handle, chunks[handle as usize]);
            } else {
                line.insert(handle, key, |handle, chunk| chunks[handle as usize] = chunk);
                model.insert(key(handle));
            }
            assert_eq!(line.first(), model.first().map(|(_, handle)| *handle));
            if draw % 50 == 0 {
                assert_eq!(line.before(&key(handle), key), model.range(..key(handle)).count());
            }
        }
        assert!(line.iter().eq(model.iter().map(|(_, handle)| *handle)));
        for (_, handle) in model {
            line.remove(handle, chunks[handle as usize]);
        }
        assert_eq!((line.first(), line.before(&key(7), key), line.is_empty()), (None, 0, true));
        (0..2_000).for_each(|handle| line.insert(handle, |handle| (handle, 0), |_, _| ()));
        assert!(line.iter().eq(0..2_000), "those who come last stand last");
    }
}
