//! A set of small numbers.

/// One bit a number.
#[derive(Clone, Debug, Default)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    pub(super) fn set(&mut self, number: u32, is_in: bool) {
        let (word, bit) = (number as usize / 64, 1 << (number % 64));
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        if is_in {
            self.words[word] |= bit;
        } else {
            self.words[word] &= !bit;
        }
    }

    pub(super) fn has(&self, number: u32) -> bool {
        self.words.get(number as usize / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    /// Numbers that are in both, the least first.
    pub(super) fn both<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = u32> + 'a {
        let words = self.words.iter().zip(&other.words).map(|(one, other)| one & other);
        words.enumerate().filter(|(_, word)| *word != 0).flat_map(|(place, mut word)| {
            std::iter::from_fn(move || {
                let bit = (word != 0).then(|| word.trailing_zeros())?;
                word &= word - 1;
                Some(place as u32 * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_both() {
        let (mut one, mut other) = (Bits::default(), Bits::default());
        [1, 63, 64, 130, 700].into_iter().for_each(|number| one.set(number, true));
        [0, 63, 64, 130, 131].into_iter().for_each(|number| other.set(number, true));
        other.set(64, false);
        assert_eq!(one.both(&other).collect::<Vec<_>>(), [63, 130]);
        assert!(one.has(700) && !one.has(701) && !other.has(10_000));
    }
}
