//! Retries with exponential backoff and jitter, for writes that concurrent writes can interrupt.

use std::time::Duration;

/// Yields one pause per attempt. The caller waits for it if the attempt failed.
pub(crate) fn pauses() -> impl Iterator<Item = Pause> {
    (0..8).map(|attempt| Pause { attempt })
}

/// The pause after an attempt. It doubles up to 160 ms.
pub(crate) struct Pause {
    attempt: u32,
}

impl Pause {
    /// Sleeps, with jitter so that two competing writers don't retry at the same moment.
    pub(crate) async fn wait(self) {
        let mut random = [0_u8; 2];
        // If the system has no randomness, the pause has no jitter.
        let _ = getrandom::fill(&mut random);
        let spread = u64::from(u16::from_le_bytes(random)) % 20;
        let pause = Duration::from_millis((5 << self.attempt.min(5)) + spread);
        tokio::time::sleep(pause).await;
    }
}
