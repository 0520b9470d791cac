//! How far telling others has come (11 CCR § 7026(f)(2)).

use domain::receipt::Receipt;
use domain::request::{ImmediateStage, NotificationProgress, Request, RequestKind};
use jiff::Timestamp;

/// How far telling others has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) of: u16,
    pub(super) confirmed: u16,
    /// For so many it is recorded why they need not be told.
    pub(super) excused: u16,
    pub(super) last: Option<Timestamp>,
}

impl Told {
    /// As a receipt tells it: one that met a standing request tells nothing that happened before it.
    pub(super) fn of(receipt: &Receipt, request: &Request) -> Option<Self> {
        let notified = Self::all(request)?;
        let since = |at: Timestamp| at >= receipt.recorded;
        (receipt.opened || notified.last.is_some_and(since)).then_some(notified)
    }

    fn all(request: &Request) -> Option<Self> {
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
                answered,
                excused,
                last,
                ..
            } => Some(Self {
                of: notified,
                confirmed: answered,
                excused,
                last,
            }),
        }
    }

    /// In words, with a date as the page writes it.
    pub(super) fn in_words(self, date: impl Fn(Timestamp) -> String) -> String {
        let Self {
            of,
            confirmed,
            excused,
            last,
        } = self;
        if of == 0 {
            return "Nobody else had to be told".to_owned();
        }
        let last = match (last, confirmed) {
            (Some(at), 1) => format!(", on {}", date(at)),
            (Some(at), _) => format!(", the last on {}", date(at)),
            (None, _) => String::new(),
        };
        let excused = match excused {
            0 => String::new(),
            1 => "; for one we recorded why it need not be told".to_owned(),
            some => format!("; for {some} we recorded why they need not be told"),
        };
        format!("{confirmed} of {of} confirmed it{last}{excused}")
    }
}
