//! Sets of small numbers, as bits.

/// A set of words, by their numbers.
#[derive(Default, Clone)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn with_room(words: usize) -> Self {
        Self(vec![0; words / 64 + 1])
    }

    pub(super) fn has(&self, id: u32) -> bool {
        let block = self.0.get(id as usize / 64);
        block.is_some_and(|block| block >> (id % 64) & 1 == 1)
    }

    pub(super) fn add(&mut self, id: u32) {
        if let Some(block) = self.0.get_mut(id as usize / 64) {
            *block |= 1 << (id % 64);
        }
    }

    /// Estimates how often a text contains one of them. A common word weighs as much as many others.
    pub(super) fn weight(&self, common: &Self) -> u32 {
        let blocks = self.0.iter().zip(&common.0);
        blocks
            .map(|(own, common)| own.count_ones() + 40 * (own & common).count_ones())
            .sum()
    }

    pub(super) fn add_all(&mut self, others: &Self) {
        for (block, other) in self.0.iter_mut().zip(&others.0) {
            *block |= other;
        }
    }
}

/// The lengths of all phrases that begin at one word, as bits. No phrase is longer than 63 words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends(u64);

impl Ends {
    pub(super) const NONE: Self = Self(0);
    pub(super) const HERE: Self = Self(1);

    pub(super) fn with(self, length: usize) -> Self {
        Self(self.0 | 1_u64.checked_shl(length as u32).unwrap_or(0))
    }

    /// Adds lengths, shifted by `offset` words.
    pub(super) fn add(&mut self, more: Self, offset: usize) {
        self.0 |= more.0.checked_shl(offset as u32).unwrap_or(0);
    }

    pub(super) fn without(self, known: Self) -> Self {
        Self(self.0 & !known.0)
    }

    pub(super) fn lengths(self) -> impl Iterator<Item = usize> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            let next = (bits != 0).then(|| bits.trailing_zeros() as usize);
            bits &= bits.wrapping_sub(1);
            next
        })
    }

    pub(super) fn longest(self) -> Option<usize> {
        (self.0 != 0).then(|| 63 - self.0.leading_zeros() as usize)
    }
}
