//! The attempts at a write that others may get in the way of, and the pauses between them.

use std::time::Duration;

/// A pause for each attempt, to be waited for if it failed.
pub(crate) fn pauses() -> impl Iterator<Item = Pause> {
    (0..8).map(|attempt| Pause { attempt })
}

/// The pause after an attempt. The later the attempt, the longer.
pub(crate) struct Pause {
    attempt: u32,
}

impl Pause {
    /// Waits. A random part keeps those from meeting again who met.
    pub(crate) async fn wait(self) {
        let mut random = [0_u8; 2];
        // Without randomness the pause is merely the same for everyone.
        let _ = getrandom::fill(&mut random);
        let spread = u64::from(u16::from_le_bytes(random)) % 20;
        let pause = Duration::from_millis((5 << self.attempt.min(5)) + spread);
        tokio::time::sleep(pause).await;
    }
}
