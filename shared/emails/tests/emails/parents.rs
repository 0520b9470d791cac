//! Emails to the parent or guardian of a child under 13.

use crate::catalog::{company, email, keys, to_parents};
use crate::{flat, rendered};
use domain::law::{Right, VerifiableRight};
use domain::locale::Locale;
use domain::outbound_email::{EmailKind, OutboundEmail, Reader};
use emails::render_summary;

//= req: ca-7070-a-1, ca-7070-b
#[test]
fn an_opt_in_email_to_a_parent_is_about_their_child() {
    for (name, email) in to_parents() {
        let asks = matches!(
            email.kind,
            EmailKind::OptInConfirmation | EmailKind::OptedBackIn
        );
        for locale in texts::OFFERED {
            let email = OutboundEmail {
                locale,
                ..email.clone()
            };
            let text = flat(&rendered(&email).text);
            let (child, own): (_, &[&str]) = match locale {
                Locale::Spanish => (
                    "su hijo o hija",
                    &["su información", "sobre usted", "enviarle"],
                ),
                _ => (
                    "your child",
                    &[
                        "your information",
                        "your opt-out",
                        "about you.",
                        "send you ",
                    ],
                ),
            };
            assert!(!asks || text.contains(child), "{name}: {text}");
            for own in own {
                assert!(!asks || !text.contains(own), "{name}, {own}: {text}");
            }
        }
    }
}

//= req: ca-7070-c
#[test]
fn a_receipt_tells_a_parent_that_staff_will_confirm_them() {
    let delete = Some(Right::Verifiable(VerifiableRight::Delete));
    let received = |reader| {
        let received = OutboundEmail {
            reader,
            ..email(EmailKind::VerifiableReceived, delete)
        };
        flat(&rendered(&received).text)
    };
    let confirms = "to confirm that you are the child’s parent or guardian";
    let to_parent = received(Reader::Parent);
    assert!(to_parent.contains(confirms), "{to_parent}");
    assert!(!received(Reader::Person).contains(confirms));
    let mixed: Vec<_> = [Reader::Parent, Reader::Person]
        .map(|reader| OutboundEmail {
            reader,
            ..email(EmailKind::VerifiableReceived, delete)
        })
        .into();
    let summary = flat(&render_summary(&mixed, &company(), &keys(), &texts::EMAILS).text);
    assert!(summary.contains(confirms), "{summary}");
    assert!(summary.contains("How we verify your identity"), "{summary}");
}
