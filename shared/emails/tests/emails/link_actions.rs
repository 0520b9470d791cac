//! The actions that emails link to.

use crate::catalog::{ADDRESS, catalog, email, keys};
use crate::rendered;
use domain::keys::LinkAction;
use domain::outbound_email::{Addressee, EmailKind, ManualDeliveryReason, OutboundEmail, Reader};
use domain::person::EmailAddress;
use domain::request::ResponseDelivery;

#[test]
fn each_email_links_to_its_action_and_to_no_other() {
    for (name, email) in catalog() {
        let text = rendered(&email).text;
        let link_action = match (&email.kind, email.reader) {
            (
                EmailKind::VerifiableReceived | EmailKind::VerificationReminder,
                Reader::Person | Reader::Represented,
            ) => Some(LinkAction::Confirm),
            (EmailKind::ImmediateRecorded, Reader::Person | Reader::Represented) => {
                Some(LinkAction::RequestOptIn)
            }
            (EmailKind::ImmediateDenied { .. }, _) if may_appeal(&email) => {
                Some(LinkAction::Appeal)
            }
            (EmailKind::OptInConfirmation, _) => Some(LinkAction::OptIn),
            (EmailKind::Question { .. }, _) => Some(LinkAction::AnswerQuestion),
            (EmailKind::Response { response, .. }, _) => match response.delivery() {
                Some(ResponseDelivery::File { .. }) => Some(LinkAction::Download),
                _ if response.denial().is_some() && may_appeal(&email) => Some(LinkAction::Appeal),
                _ => None,
            },
            _ => None,
        };
        assert_eq!(
            text.matches("/requests/").count(),
            usize::from(link_action.is_some()),
            "{name}"
        );
        if let Some(link_action) = link_action {
            let holder = EmailAddress::parse(ADDRESS).unwrap();
            let path = keys().action_path(link_action, &email.receipt, &holder, email.received);
            assert!(text.contains(&path), "{name}");
        }
    }
}

fn may_appeal(email: &OutboundEmail) -> bool {
    email.rules.is_some_and(|rules| rules.appeal().is_some())
}

#[test]
fn an_email_that_staff_deliver_manually_links_to_no_action() {
    for (name, mut email) in catalog() {
        email.to = Addressee::Manual(ManualDeliveryReason::NoAddress);
        assert!(!rendered(&email).text.contains("/requests/"), "{name}");
    }
}

#[test]
fn the_download_link_and_its_code_are_in_different_emails() {
    let receipt = email(EmailKind::ReviewPending, None).receipt;
    let codes = [0, 1].map(|round| {
        let code = keys().code(&receipt, round);
        format!("{} {}", &code[..4], &code[4..])
    });
    assert_ne!(codes[0], codes[1]);
    for (name, email) in catalog() {
        let text = rendered(&email).text;
        for (round, code) in (0..).zip(&codes) {
            let is_code = email.kind == EmailKind::DownloadCode { round };
            assert_eq!(text.contains(code), is_code, "{name}");
            assert!(!(is_code && text.contains("/requests/")), "{name}");
        }
    }
}
