//! Random bits of a row. Seeded by row, so that no row depends on another one; SplitMix64,
//! because its state is one word and it has none to warm up.

/// What the golden ratio leaves of 2^64: the step from state to state.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A source of bits.
#[derive(Debug, Clone)]
pub(super) struct Draw(u64);

impl Draw {
    /// For the `place`-th thing of a union. Different `salt`s give unrelated bits.
    pub(super) fn of(seed: u64, union: u8, salt: u8, place: u64) -> Self {
        let origin = seed ^ (u64::from(union) << 56) ^ (u64::from(salt) << 48);
        Self(mix(origin) ^ place.wrapping_mul(STEP))
    }

    /// The next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }
}

/// Spreads neighbouring values over all others.
fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// Four times sixteen bits of a word.
pub(super) fn quarters(word: u64) -> [u16; 4] {
    let bytes = word.to_le_bytes();
    [0, 2, 4, 6].map(|at| u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

/// Twice thirty-two bits of a word.
pub(super) fn halves(word: u64) -> [u32; 2] {
    [(word >> 32) as u32, (word & u64::from(u32::MAX)) as u32]
}

/// A number below `limit` from sixteen bits, each about equally often.
pub(super) fn below(bits: u16, limit: usize) -> usize {
    (usize::from(bits) * limit) >> 16
}
