//! A list that grows without moving what is in it: a million entries are never copied at once.

/// Entries a chunk holds.
const CHUNK: usize = 256;

/// Entries by number, in chunks.
#[derive(Clone, Debug)]
pub(crate) struct Chunked<T> {
    chunks: Vec<Box<[T]>>,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T: Default> Chunked<T> {
    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        let number = number as usize;
        self.chunks.get(number / CHUNK)?.get(number % CHUNK)
    }

    /// The entry of this number, made with all before it where there is none yet.
    pub(crate) fn at_mut(&mut self, number: u32) -> &mut T {
        let number = number as usize;
        while self.chunks.len() <= number / CHUNK {
            self.chunks.push((0..CHUNK).map(|_| T::default()).collect());
        }
        &mut self.chunks[number / CHUNK][number % CHUNK]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.chunks.iter().flatten()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.chunks.iter_mut().flatten()
    }
}
