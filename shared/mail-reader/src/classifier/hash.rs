//! The hash that maps features to slots. The committed weights depend on it.

/// A hash of 32 bits.
pub(crate) type Hash = u32;

const OFFSET: Hash = 0x811c_9dc5;
const PRIME: Hash = 0x0100_0193;

/// FNV-1a of bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> Hash {
    extended(OFFSET, bytes)
}

/// The hash of what was hashed and of the bytes that follow.
pub(crate) fn extended(hash: Hash, bytes: &[u8]) -> Hash {
    bytes.iter().fold(hash, |hash, byte| {
        (hash ^ Hash::from(*byte)).wrapping_mul(PRIME)
    })
}

/// A hash of two hashes, in this order.
pub(crate) fn pair(first: Hash, second: Hash) -> Hash {
    let mixed = (first.rotate_left(5) ^ second).wrapping_mul(0x9e37_79b1);
    mixed ^ (mixed >> 15)
}
