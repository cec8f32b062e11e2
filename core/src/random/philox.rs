/// Philox4x64-10 (Salmon, Moraes, Dror & Shaw 2011): a bijection of counters under a key.
///
/// The same numbers as numpy's `Philox`, which steps its counter before its first block.
///
/// ```
/// let block = krarup::random::Philox::new([0, 0]).block([0, 0, 0, 0]);
/// assert_eq!(block[0], 0x1655_4d9e_ca36_314c);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Philox {
    key: [u64; 2],
}

const ROUNDS: u32 = 10;
const MULTIPLIERS: [u64; 2] = [0xD2E7_470E_E14C_6C93, 0xCA5A_8263_9512_1157];
const WEYL: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xBB67_AE85_84CA_A73B];

impl Philox {
    /// With this key.
    pub const fn new(key: [u64; 2]) -> Self {
        Self { key }
    }

    /// The four numbers of `counter`.
    pub fn block(&self, counter: [u64; 4]) -> [u64; 4] {
        let [mut a, mut b, mut c, mut d] = counter;
        let [mut k0, mut k1] = self.key;
        for _ in 0..ROUNDS {
            let left = u128::from(MULTIPLIERS[0]) * u128::from(a);
            let right = u128::from(MULTIPLIERS[1]) * u128::from(c);
            (a, b, c, d) =
                ((right >> 64) as u64 ^ b ^ k0, right as u64, (left >> 64) as u64 ^ d ^ k1, left as u64);
            k0 = k0.wrapping_add(WEYL[0]);
            k1 = k1.wrapping_add(WEYL[1]);
        }
        [a, b, c, d]
    }
}

#[cfg(test)]
mod tests {
    use super::Philox;

    /// Known-answer vectors of Random123 1.14 (`philox4x64 10`), which numpy 2.4 gives too.
    #[test]
    fn published_vectors() {
        let ones = u64::MAX;
        let cases = [
            (
                [0; 4],
                [0; 2],
                [0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b],
            ),
            (
                [ones; 4],
                [ones; 2],
                [0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0],
            ),
            (
                [0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89],
                [0x452821e638d01377, 0xbe5466cf34e90c6c],
                [0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6],
            ),
        ];
        for (counter, key, expected) in cases {
            assert_eq!(Philox::new(key).block(counter), expected);
        }
    }
}
