//! What a page says when a request is open after its last day: that we are late, that we are sorry, and what to do.

use super::stage::Stage;
use domain::calendar::Due;
use domain::law::with_site;
use domain::request::{ImmediateStage, Request, RequestKind};
use pages::date_in_words;

impl Stage {
    /// Says that the last day has passed, instead of promising it.
    pub(super) fn late(mut self, due: Due, request: &Request) -> Self {
        let last = date_in_words(due.latest);
        let pending_appeal = request.pending_appeal().is_some();
        let (summary, missed) = match &request.kind {
            RequestKind::Immediate {
                stage: ImmediateStage::InForce { .. },
                ..
            } => (
                "In effect, but we are late to notify other companies",
                format!(
                    "We are late. We should have finished notifying the other companies by {last}. We are sorry. In our own systems, your request is in effect. A person is working on the rest."
                ),
            ),
            RequestKind::Review { .. } => (
                "We are late",
                format!(
                    "We are late. We should have read your email by {last}. We are sorry. A person will read it as soon as possible."
                ),
            ),
            _ if pending_appeal => (
                "We are late",
                format!(
                    "We are late. We should have decided your appeal by {last}. We are sorry. A person is working on it."
                ),
            ),
            RequestKind::Immediate { .. } | RequestKind::Verifiable { .. } => (
                "We are late",
                format!(
                    "We are late. We should have responded by {last}. We are sorry. A person is working on it."
                ),
            ),
        };
        self.summary = summary;
        self.due = None;
        let stays = |sentence: &String| {
            !sentence.contains("date above") && !sentence.starts_with("A person is working")
        };
        self.next.retain(stays);
        self.next.insert(0, missed);
        self.next.push(format!(
            "You do not need to make your request again. To ask us about it, email us and give your reference number.{}",
            complain(request)
        ));
        self
    }
}

fn complain(request: &Request) -> String {
    let rules = request.rules();
    let authority = rules.and_then(|rules| rules.authority(request.person.region));
    authority.map_or(String::new(), |authority| {
        format!(
            " You can also file a complaint with {}.",
            with_site(authority)
        )
    })
}
