//! What wakes the sweeper.

use serde_json::Value;

/// What wakes the sweeper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The time: whatever is due.
    Schedule,
    /// One job, by hand, whether it is due or not.
    Job(Job),
}

/// A job that can be done by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Counts what is open, and that all of it will be looked at.
    Audit,
    /// Compares the index with the table.
    Weekly,
    /// Moves index keys to the current version.
    Rekey,
    /// Owes the digest of the day, on a day without work, too.
    Digest,
}

/// The event is of another kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the event is neither of a schedule nor one of the jobs audit, weekly, rekey and digest")]
pub struct UnknownEvent;

impl Event {
    /// Reads an event as Lambda gets it.
    ///
    /// # Errors
    /// [`UnknownEvent`] if it is of another kind.
    pub fn read(event: &Value) -> Result<Self, UnknownEvent> {
        if event.get("detail-type").and_then(Value::as_str) == Some("Scheduled Event") {
            return Ok(Self::Schedule);
        }
        match event.get("job").and_then(Value::as_str) {
            Some("audit") => Ok(Self::Job(Job::Audit)),
            Some("weekly") => Ok(Self::Job(Job::Weekly)),
            Some("rekey") => Ok(Self::Job(Job::Rekey)),
            Some("digest") => Ok(Self::Job(Job::Digest)),
            _ => Err(UnknownEvent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_schedule_or_a_job_is_read_and_anything_else_is_refused() {
        let schedule = json!({ "detail-type": "Scheduled Event", "source": "aws.events" });
        assert_eq!(Event::read(&schedule), Ok(Event::Schedule));
        assert_eq!(
            Event::read(&json!({ "job": "rekey" })),
            Ok(Event::Job(Job::Rekey))
        );
        for other in [json!({}), json!({ "job": "dance" }), json!([]), json!("x")] {
            assert_eq!(Event::read(&other), Err(UnknownEvent));
        }
    }
}
