//! Memory and CPU time of a process, from Linux.

use anyhow::{Context, Result};
use std::time::Duration;

/// The length of a tick in `/proc/PID/stat`: a hundredth of a second on every machine.
const TICK: Duration = Duration::from_millis(10);

/// Returns the peak memory in kilobytes.
///
/// # Errors
/// If the process has ended, or the system isn't Linux.
pub fn peak_kilobytes(pid: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.context("no peak of memory")?.parse()?)
}

/// Returns the CPU time, in user mode and in the kernel.
///
/// # Errors
/// If the process has ended, or the system isn't Linux.
pub fn cpu_time(pid: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name in parentheses can contain any character. utime and stime are the 12th and 13th words after it.
    let (_, rest) = stat.rsplit_once(')').context("no name")?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |at: usize| {
        words
            .get(at)
            .context("too few words")?
            .parse::<u32>()
            .map_err(anyhow::Error::from)
    };
    Ok(TICK * (ticks(11)? + ticks(12)?))
}
