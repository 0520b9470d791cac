//! What letters let their readers do.

use crate::catalogue::{ADDRESS, catalogue, keys, letter};
use crate::words;
use domain::keys::Deed;
use domain::letter::{Addressee, Letter, Reader, Says, WhyByHand};
use domain::person::EmailAddress;
use domain::request::Delivery;

#[test]
fn what_a_letter_lets_its_reader_do() {
    for (name, letter) in catalogue() {
        let text = words(&letter).text;
        let deed = match (&letter.says, letter.reader) {
            (Says::DemandReceived | Says::ProofWanted, Reader::Person | Reader::Represented) => {
                Some(Deed::Confirm)
            }
            (Says::ChoiceRecorded, Reader::Person | Reader::Represented) => Some(Deed::Undo),
            (Says::ChoiceDenied { .. }, _) if may_appeal(&letter) => Some(Deed::Appeal),
            (Says::OptInAsked, _) => Some(Deed::OptIn),
            (Says::Question { .. }, _) => Some(Deed::Answer),
            (Says::Answered { answer }, _) => match answer.delivery() {
                Some(Delivery::File { .. }) => Some(Deed::Collect),
                _ if answer.denial().is_some() && may_appeal(&letter) => Some(Deed::Appeal),
                _ => None,
            },
            _ => None,
        };
        assert_eq!(
            text.matches("/reply/").count(),
            usize::from(deed.is_some()),
            "{name}"
        );
        if let Some(deed) = deed {
            let holder = EmailAddress::parse(ADDRESS).unwrap();
            let path = keys().deed_path(deed, &letter.receipt, &holder, letter.received);
            assert!(text.contains(&path), "{name}");
        }
    }
}

fn may_appeal(letter: &Letter) -> bool {
    letter
        .grounds
        .is_some_and(|grounds| grounds.appeal().is_some())
}

#[test]
fn a_letter_that_goes_by_hand_has_no_link_that_does_something() {
    for (name, mut letter) in catalogue() {
        letter.to = Addressee::Hand(WhyByHand::NoAddress);
        assert!(!words(&letter).text.contains("/reply/"), "{name}");
    }
}

#[test]
fn the_link_and_the_code_come_in_different_letters() {
    let receipt = letter(Says::WillBeRead, None).receipt;
    let codes = [0, 1].map(|round| {
        let code = keys().code(&receipt, round);
        format!("{} {}", &code[..4], &code[4..])
    });
    assert_ne!(codes[0], codes[1]);
    for (name, letter) in catalogue() {
        let text = words(&letter).text;
        for (round, code) in (0..).zip(&codes) {
            let is_code = letter.says == Says::CollectCode { round };
            assert_eq!(text.contains(code), is_code, "{name}");
            assert!(!(is_code && text.contains("/reply/")), "{name}");
        }
    }
}
