//! The page of the link in an email to a partner: the task and a button, or the state after it.

use askama::Template;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::notification::{DeliveryId, DeliveryState, PartnerDelivery};
use pages::Pages;
use serde::Serialize;

/// The page.
#[derive(Template)]
#[template(path = "notification.html")]
pub(crate) struct NotificationPage<'a> {
    pub(crate) pages: &'a Pages,
    pub(crate) view: View,
}

/// The content of the page. It names no person: only the email does.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct View {
    title: &'static str,
    id: String,
    /// The task of the partner.
    asked: &'static str,
    /// `owed`, `sent`, `acknowledged`, `given_up` or `not_needed`.
    state: &'static str,
    /// Whether the button is there.
    open: bool,
}

impl View {
    pub(crate) fn of(id: &DeliveryId, delivery: &PartnerDelivery, right: Option<Right>) -> Self {
        let view = Self {
            title: "",
            id: id.to_string(),
            asked: asked(right),
            state: "",
            open: false,
        };
        view.after(delivery)
    }

    /// The same for the notification as it is now.
    pub(crate) fn after(self, delivery: &PartnerDelivery) -> Self {
        let title = match delivery.state {
            DeliveryState::Acknowledged { .. } => "Thank you. We recorded that this is done",
            DeliveryState::NotNeeded { .. } => "This is no longer needed",
            DeliveryState::Pending { .. }
            | DeliveryState::Sent { .. }
            | DeliveryState::GivenUp { .. } => "Confirm that you have done this",
        };
        Self {
            title,
            state: delivery.state.name(),
            open: !delivery.state.is_settled(),
            ..self
        }
    }
}

fn asked(right: Option<Right>) -> &'static str {
    match right {
        Some(Right::Immediate(ImmediateRight::OptOut)) => {
            "Stop selling and sharing one person's personal information, and have those do the same who got it from you since"
        }
        Some(Right::Immediate(ImmediateRight::Limit)) => {
            "Limit the use of one person's sensitive personal information"
        }
        Some(Right::Immediate(ImmediateRight::MarketingStop)) => {
            "Send one person no marketing emails for us"
        }
        Some(Right::Immediate(ImmediateRight::AdmtOptOut)) => {
            "Stop automated decisions about one person"
        }
        Some(Right::Immediate(ImmediateRight::WithdrawConsent)) => {
            "Stop every use of one person's personal information that rests on their consent"
        }
        Some(Right::Verifiable(VerifiableRight::Correct)) => {
            "Correct one person's personal information"
        }
        Some(Right::Verifiable(_)) => "Delete one person's personal information",
        None => "The task in our email",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use domain::company::{Color, Company, Face};
    use domain::notification::{By, NotificationId};
    use domain::partner::PartnerId;
    use domain::person::EmailAddress;

    #[test]
    fn the_page_asks_and_once_it_is_done_says_so() {
        let pages = Pages::new(Company {
            name: "Example & Co".into(),
            postal_address: vec!["1 Bay Street".into()],
            privacy_policy: "https://example.com/privacy".into(),
            accent: Color::DEFAULT,
            inbox: EmailAddress::parse("privacy@example.com").unwrap(),
            base_url: "https://privacy.example.com".into(),
            face: Face::default(),
            brands: Vec::new(),
        });
        let id = DeliveryId {
            notification: NotificationId::parse("ABCDEFGHIJKLMNOPQRSTUVWXY4").unwrap(),
            to: PartnerId::parse("mail-house").unwrap(),
        };
        let now = "2026-11-21T18:00:00Z".parse().unwrap();
        let pending = PartnerDelivery::pending(id.to.clone(), now);
        let right = Some(Right::Immediate(ImmediateRight::OptOut));
        let shown = [pending.clone(), pending.acknowledged(By::Link, now)].map(|delivery| {
            let view = View::of(&id, &delivery, right);
            let pages = &pages;
            let html = NotificationPage { pages, view }.render().unwrap();
            let main = html.split("<main").nth(1).unwrap();
            format!("<main{}", main.split("</main>").next().unwrap())
        });
        insta::assert_snapshot!(shown.join("\n\n"));
    }
}
