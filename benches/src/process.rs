//! What Linux knows of a process.

use anyhow::{Context, Result};
use std::time::Duration;

/// How long a tick of `/proc/PID/stat` is: Linux tells programs 100 of them a second on every machine.
const TICK: Duration = Duration::from_millis(10);

/// The most memory that it has had, in kilobytes.
///
/// # Errors
/// If it isn't there, or this isn't Linux.
pub fn peak_kilobytes(pid: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.context("no peak of memory")?.parse()?)
}

/// The time that it has had on a core, its own and the kernel's for it.
///
/// # Errors
/// If it isn't there, or this isn't Linux.
pub fn cpu_time(pid: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name in parentheses may hold anything; utime and stime are the 12th and 13th word after it.
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
