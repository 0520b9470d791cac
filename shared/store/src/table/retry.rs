//! Retries with exponential backoff and jitter, for writes that concurrent writes can interrupt.

use std::time::Duration;

/// Yields one pause per attempt. The caller waits for it if the attempt failed.
pub(crate) fn pauses() -> impl Iterator<Item = Pause> {
    (0..8).map(|attempt| Pause { attempt })
}

/// Yields the pauses for a write that many callers can make to the same item at the same moment: more attempts, because
/// each round lets one of them through.
pub(crate) fn contended_pauses() -> impl Iterator<Item = Pause> {
    (0..20).map(|attempt| Pause { attempt })
}

/// The pause after an attempt. It doubles up to 160 ms, and jitter adds up to twice as much.
pub(crate) struct Pause {
    attempt: u32,
}

impl Pause {
    /// Sleeps, with jitter as long as the pause so that competing writers don't retry at the same moment.
    pub(crate) async fn wait(self) {
        let mut random = [0_u8; 2];
        // If the system has no randomness, the pause has no jitter.
        let _ = getrandom::fill(&mut random);
        let longest = 10 << self.attempt.min(5);
        let pause = longest / 2 + u64::from(u16::from_le_bytes(random)) % longest;
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}
