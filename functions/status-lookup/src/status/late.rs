//! The text of a page about a request that is open after its last day: that we are late, that we are sorry, and what to do.

use super::stage::Stage;
use domain::calendar::Due;
use domain::request::{ImmediateStage, Request, RequestKind};

/// The sentences that promise the date, or that the late page replaces.
const REPLACED: [&str; 4] = [
    "next-respond",
    "appeal-next",
    "review-next",
    "verified-next",
];

impl Stage {
    /// Says that the last day has passed, instead of promising it.
    pub(super) fn late(mut self, due: Due, request: &Request) -> Self {
        let texts = self.texts;
        let last = texts.date_without_weekday(due.latest);
        let pending_appeal = request.pending_appeal().is_some();
        let (summary, missed) = match &request.kind {
            RequestKind::Immediate {
                stage: ImmediateStage::InForce { .. },
                ..
            } => (
                texts.text("late-immediate-summary"),
                texts.text("late-immediate").with("date", last),
            ),
            RequestKind::Review { .. } => (
                texts.text("late-summary"),
                texts.text("late-review").with("date", last),
            ),
            _ if pending_appeal => (
                texts.text("late-summary"),
                texts.text("late-appeal").with("date", last),
            ),
            RequestKind::Immediate { .. } | RequestKind::Verifiable { .. } => (
                texts.text("late-summary"),
                texts.text("late-response").with("date", last),
            ),
        };
        self.summary = summary.into();
        self.due = None;
        self.next
            .retain(|sentence| !REPLACED.contains(&sentence.id));
        self.next.insert(0, missed.into());
        let rules = request.rules();
        let authority = rules.and_then(|rules| rules.authority(request.person.region));
        self.next.push(match authority {
            Some(authority) => texts
                .text("late-ask-or-complain")
                .with("authority", texts.authority(authority))
                .into(),
            None => texts.text("late-ask").into(),
        });
        self
    }
}
