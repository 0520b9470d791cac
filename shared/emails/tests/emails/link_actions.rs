//! What emails let their readers do.

use crate::catalogue::{ADDRESS, catalogue, email, keys};
use crate::words;
use domain::keys::LinkAction;
use domain::outbound_email::{Addressee, EmailKind, ManualDeliveryReason, OutboundEmail, Reader};
use domain::person::EmailAddress;
use domain::request::ResponseDelivery;

#[test]
fn what_an_email_lets_its_reader_do() {
    for (name, email) in catalogue() {
        let text = words(&email).text;
        let link_action = match (&email.kind, email.reader) {
            (
                EmailKind::VerifiableReceived | EmailKind::VerificationDue,
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
            (EmailKind::Response { answer }, _) => match answer.delivery() {
                Some(ResponseDelivery::File { .. }) => Some(LinkAction::Download),
                _ if answer.denial().is_some() && may_appeal(&email) => Some(LinkAction::Appeal),
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
fn an_email_that_goes_manual_has_no_link_that_does_something() {
    for (name, mut email) in catalogue() {
        email.to = Addressee::Manual(ManualDeliveryReason::NoAddress);
        assert!(!words(&email).text.contains("/requests/"), "{name}");
    }
}

#[test]
fn the_link_and_the_code_come_in_different_emails() {
    let receipt = email(EmailKind::ReviewPending, None).receipt;
    let codes = [0, 1].map(|round| {
        let code = keys().code(&receipt, round);
        format!("{} {}", &code[..4], &code[4..])
    });
    assert_ne!(codes[0], codes[1]);
    for (name, email) in catalogue() {
        let text = words(&email).text;
        for (round, code) in (0..).zip(&codes) {
            let is_code = email.kind == EmailKind::DownloadCode { round };
            assert_eq!(text.contains(code), is_code, "{name}");
            assert!(!(is_code && text.contains("/requests/")), "{name}");
        }
    }
}
