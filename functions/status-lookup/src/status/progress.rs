//! The progress of notifying partners (11 CCR § 7026(f)(2)).

use domain::request::{ImmediateStage, NotificationProgress, Request, RequestKind};
use jiff::Timestamp;
use texts::{Message, Texts};

/// How many partners have confirmed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress {
    /// The number of partners.
    pub(super) of: u16,
    pub(super) confirmed: u16,
    /// The number of partners that staff excused, with a reason.
    pub(super) excused: u16,
    /// When the last partner confirmed.
    pub(super) last: Option<Timestamp>,
}

impl Progress {
    /// Returns the progress of the request, if it notifies partners.
    pub(super) fn of(request: &Request) -> Option<Self> {
        if let RequestKind::Immediate {
            stage:
                ImmediateStage::Done {
                    notified,
                    excused,
                    last,
                    ..
                },
            ..
        } = &request.kind
        {
            return Some(Self {
                of: notified.saturating_add(*excused),
                confirmed: *notified,
                excused: *excused,
                last: *last,
            });
        }
        match request.progress()? {
            NotificationProgress::Pending { .. } => None,
            NotificationProgress::Sent {
                notified,
                acknowledged,
                excused,
                last,
                ..
            } => Some(Self {
                of: notified,
                confirmed: acknowledged,
                excused,
                last,
            }),
        }
    }

    /// Returns the progress as a sentence. `date` formats a date like the rest of the page.
    pub(super) fn in_words(self, texts: Texts, date: impl Fn(Timestamp) -> String) -> Message {
        let last = self.last.map_or_else(|| "unknown".to_owned(), date);
        match (self.of, self.excused) {
            (0, _) => texts.text("progress-none"),
            (_, 0) => texts
                .text("progress-confirmed")
                .with("confirmed", self.confirmed)
                .with("all", self.of)
                .with("last", last),
            (_, _) => texts
                .text("progress-excused")
                .with("confirmed", self.confirmed)
                .with("all", self.of)
                .with("last", last)
                .with("excused", self.excused),
        }
    }
}
