//! The partitions of the index `due`: one kind of pending work each, spread over shards.

use jiff::Timestamp;

/// Partitions per kind in the index `due`, except of notifications. DynamoDB writes at most 1,000 units per second to one.
/// With 32, 5,000 requests per second stay below that (docs/performance.md has every key). The number may grow but not
/// shrink, because readers visit the shards that it counts.
pub const SHARDS: u8 = 32;

/// Partitions of notifications in the index `due`. Each partner that calls back moves the entry three times, so they need
/// more: with 128, up to four such partners at 5,000 requests per second. It may grow but not shrink, too.
pub const NOTIFICATION_SHARDS: u8 = 128;

/// The kinds of work in the index `due`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DueKind {
    /// An email that the outbox sends.
    Email,
    /// An email that staff must release.
    Approval,
    /// An email that staff must deliver by other means.
    Manual,
    /// A notification with partners left to notify.
    Notification,
    /// An inbound email that opened no request.
    Unopened,
    /// A reply to one of our emails that nobody has handled.
    Reply,
    /// An inbound email that opened no request and that the receiving server marked as spam or malware.
    Quarantine,
    /// An open request, at the time of its next deadline check.
    Open,
    /// An open request that has passed a deadline.
    Overdue,
    /// A closed request, at the time when its retention ends.
    Closed,
    /// A log entry that staff must be alerted to.
    Alarm,
    /// An inbound email that opened no request and that staff have triaged.
    Triaged,
    /// A suppression, at the time of its last change.
    Changed,
    /// A delivery to a partner that was given up.
    GivenUp,
}

impl DueKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Approval => "APPROVAL",
            Self::Manual => "MANUAL",
            Self::Notification => "NOTIFICATION",
            Self::Unopened => "UNOPENED",
            Self::Reply => "REPLY",
            Self::Quarantine => "QUARANTINE",
            Self::Open => "OPEN",
            Self::Overdue => "OVERDUE",
            Self::Closed => "CLOSED",
            Self::Alarm => "ALARM",
            Self::Triaged => "TRIAGED",
            Self::Changed => "CHANGED",
            Self::GivenUp => "GIVENUP",
        }
    }

    /// Returns the index partition for an item with this ID.
    pub(crate) fn partition_of(self, id: &str) -> String {
        let sum = id
            .bytes()
            .fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        self.partition(sum % self.shards())
    }

    /// Returns the number of partitions of this kind.
    pub(crate) const fn shards(self) -> u8 {
        match self {
            Self::Notification => NOTIFICATION_SHARDS,
            _ => SHARDS,
        }
    }

    /// Whether an index partition is of this kind.
    pub(crate) fn holds(self, partition: &str) -> bool {
        let kind = partition.split_once('#').map(|(kind, _)| kind);
        kind == Some(self.as_str())
    }

    /// Returns the index partition of this kind and shard.
    pub(crate) fn partition(self, shard: u8) -> String {
        format!("{}#{shard}", self.as_str())
    }
}

/// Formats a sort key of the index: `at` to the millisecond in a fixed width, so that text order is time order.
pub(crate) fn due_at(at: Timestamp, id: &str) -> String {
    format!("{at:.3}#{id}")
}

/// Returns the last sort key of the index that is due at `now`.
pub(crate) fn due_until(now: Timestamp) -> String {
    format!("{now:.3}#~")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::receipt::ReceiptId;

    #[test]
    fn text_order_is_time_order() {
        let early: Timestamp = "2026-11-21T18:00:00.9Z".parse().unwrap();
        let late: Timestamp = "2026-11-21T18:00:01Z".parse().unwrap();
        assert!(due_at(early, "Z") < due_at(late, "A"));
        assert!(due_at(late, "A") <= due_until(late));
        assert!(due_at(late, "A") > due_until(early));
    }

    #[test]
    fn ids_spread_over_all_shards() {
        for kind in [DueKind::Email, DueKind::Notification] {
            let mut seen = std::collections::BTreeSet::new();
            for n in 0..2_000_u16 {
                let mut bytes = [0; 16];
                bytes[..2].copy_from_slice(&n.to_be_bytes());
                let id = ReceiptId::from_bytes(bytes).child("email");
                seen.insert(kind.partition_of(&id));
            }
            assert_eq!(seen.len(), usize::from(kind.shards()));
        }
    }
}
