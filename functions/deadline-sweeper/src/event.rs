//! The events that invoke the sweeper.

use serde_json::Value;

/// An event that invokes the sweeper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The schedule: do everything that is due.
    Schedule,
    /// One job, started manually, whether it is due or not.
    Job(Job),
}

/// A job that operators can start manually.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Audits the open requests.
    Audit,
    /// Compares the index with the table.
    Weekly,
    /// Moves index keys to the current version.
    Rekey,
    /// Gives open requests what the law of the day adds.
    LawChanges,
    /// Counts the figures.
    Figures,
    /// Queues the digest of the day, even on a day that is not a working day.
    Digest,
}

/// The event is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the event is neither a schedule nor one of the jobs audit, weekly, rekey, law_changes, figures and digest"
)]
pub struct UnknownEvent;

impl Event {
    /// Parses an event.
    ///
    /// # Errors
    /// [`UnknownEvent`] if the event is another one.
    pub fn read(event: &Value) -> Result<Self, UnknownEvent> {
        if event.get("detail-type").and_then(Value::as_str) == Some("Scheduled Event") {
            return Ok(Self::Schedule);
        }
        match event.get("job").and_then(Value::as_str) {
            Some("audit") => Ok(Self::Job(Job::Audit)),
            Some("weekly") => Ok(Self::Job(Job::Weekly)),
            Some("rekey") => Ok(Self::Job(Job::Rekey)),
            Some("law_changes") => Ok(Self::Job(Job::LawChanges)),
            Some("figures") => Ok(Self::Job(Job::Figures)),
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
    fn a_schedule_or_a_job_is_read_and_an_unknown_event_is_refused() {
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
