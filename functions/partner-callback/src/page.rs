//! The page behind the link in a mail to a recipient: what was asked and a button, or that it is done.

use askama::Template;
use domain::law::{Choice, Demand, Right};
use domain::notice::{Dispatch, DispatchId, DispatchState};
use pages::Pages;
use serde::Serialize;

/// The page.
#[derive(Template)]
#[template(path = "notice.html")]
pub(crate) struct NoticePage<'a> {
    pub(crate) pages: &'a Pages,
    pub(crate) view: View,
}

/// What the page says. It names nobody: whom it is about stands in the mail.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct View {
    title: &'static str,
    id: String,
    /// What the recipient was asked to do.
    asked: &'static str,
    /// `owed`, `sent`, `acknowledged`, `given_up` or `not_needed`.
    state: &'static str,
    /// Whether the button is there.
    open: bool,
}

impl View {
    pub(crate) fn of(id: &DispatchId, dispatch: &Dispatch, right: Option<Right>) -> Self {
        let view = Self {
            title: "",
            id: id.to_string(),
            asked: asked(right),
            state: "",
            open: false,
        };
        view.after(dispatch)
    }

    /// The same for the notice as it is now.
    pub(crate) fn after(self, dispatch: &Dispatch) -> Self {
        let title = match dispatch.state {
            DispatchState::Acknowledged { .. } => "Thank you: it is recorded that this is done",
            DispatchState::NotNeeded { .. } => "This is no longer needed",
            DispatchState::Owed { .. }
            | DispatchState::Sent { .. }
            | DispatchState::GivenUp { .. } => "Is it done?",
        };
        Self {
            title,
            state: dispatch.state.name(),
            open: !dispatch.state.is_settled(),
            ..self
        }
    }
}

fn asked(right: Option<Right>) -> &'static str {
    match right {
        Some(Right::Choice(Choice::OptOut)) => {
            "Stop selling and sharing one person's personal information, and have those do the same who got it from you since"
        }
        Some(Right::Choice(Choice::Limit)) => {
            "Limit the use of one person's sensitive personal information"
        }
        Some(Right::Choice(Choice::MarketingStop)) => "Send one person no marketing mail for us",
        Some(Right::Choice(Choice::AdmtOptOut)) => "Stop automated decisions about one person",
        Some(Right::Demand(Demand::Correct)) => "Correct one person's personal information",
        Some(Right::Demand(_)) => "Delete one person's personal information",
        None => "What the mail says",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use domain::company::{Colour, Company};
    use domain::notice::{By, NoticeId};
    use domain::person::EmailAddress;
    use domain::recipient::RecipientId;

    #[test]
    fn the_page_asks_and_once_it_is_done_says_so() {
        let pages = Pages::new(Company {
            name: "Example & Co".into(),
            postal_address: vec!["1 Bay Street".into()],
            privacy_policy: "https://example.com/privacy".into(),
            accent: Colour::DEFAULT,
            inbox: EmailAddress::parse("privacy@example.com").unwrap(),
            base_url: "https://privacy.example.com".into(),
        });
        let id = DispatchId {
            notice: NoticeId::parse("ABCDEFGHIJKLMNOPQRSTUVWXY4").unwrap(),
            to: RecipientId::parse("mail-house").unwrap(),
        };
        let now = "2026-11-21T18:00:00Z".parse().unwrap();
        let owed = Dispatch::owed(id.to.clone(), now);
        let right = Some(Right::Choice(Choice::OptOut));
        let shown = [owed.clone(), owed.acknowledged(By::Link, now)].map(|dispatch| {
            let view = View::of(&id, &dispatch, right);
            let pages = &pages;
            let html = NoticePage { pages, view }.render().unwrap();
            let main = html.split("<main").nth(1).unwrap();
            format!("<main{}", main.split("</main>").next().unwrap())
        });
        insta::assert_snapshot!(shown.join("\n\n"));
    }
}
