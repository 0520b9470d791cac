//! The progress of notifying partners (11 CCR § 7026(f)(2)).

use domain::request::{ImmediateStage, NotificationProgress, Request, RequestKind};
use jiff::Timestamp;

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
    pub(super) fn in_words(self, date: impl Fn(Timestamp) -> String) -> String {
        let Self {
            of,
            confirmed,
            excused,
            last,
        } = self;
        if of == 0 {
            return "We did not have to notify any other company".to_owned();
        }
        let last = match (last, confirmed) {
            (Some(at), 1) => format!(" on {}", date(at)),
            (Some(at), _) => format!(", the last one on {}", date(at)),
            (None, _) => String::new(),
        };
        let excused = match excused {
            0 => String::new(),
            1 => ". For one, we recorded why we did not have to notify it.".to_owned(),
            some => format!(". For {some}, we recorded why we did not have to notify them."),
        };
        format!("{confirmed} of {of} confirmed{last}{excused}")
    }
}
