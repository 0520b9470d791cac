//! Letters to recipients of people's data.

use crate::catalogue::{BASE_URL, company, keys};
use domain::calendar::Due;
use domain::law::{Choice, Right};
use domain::notice::PartnerLetter;
use domain::person::{Identifier, IdentifierKind};
use domain::recipient::{Recipient, RecipientKind};
use jiff::civil::date;

const ID: &str = "msg_ABCDEFGHIJKLMNOPQRSTUVWXY4_mail-house";

fn letter(right: Right, kind: RecipientKind) -> PartnerLetter {
    let known_by = |kind, text| Identifier::parse(kind, text).unwrap();
    PartnerLetter {
        id: ID.to_owned(),
        kind,
        right,
        received: "2026-11-22T06:30:00Z".parse().unwrap(),
        due: matches!(right, Right::Choice(_)).then_some(Due {
            target: date(2026, 12, 9),
            latest: date(2026, 12, 14),
        }),
        identifiers: vec![
            known_by(IdentifierKind::Email, "Robin.Quillfeather@Mail.example"),
            known_by(IdentifierKind::Phone, "916 555 0143"),
        ],
    }
}

#[test]
fn a_recipient_is_told_what_to_do_about_whom_and_where_to_confirm_it() {
    let right = Right::Choice(Choice::OptOut);
    let opt_out = letter(right, RecipientKind::ThirdParty);
    let words = emails::write_for_partner(&opt_out, &company(), &keys());
    insta::assert_snapshot!("partner_opt_out.html", words.html);
    let mut all = String::new();
    for right in Recipient::may_be_told_of() {
        let letter = letter(right, RecipientKind::ServiceProvider);
        let words = emails::write_for_partner(&letter, &company(), &keys());
        let confirm = format!("{BASE_URL}/partners/notices/{ID}/1.");
        assert!(words.text.contains(&confirm), "{}", words.text);
        assert!(words.text.contains("robin.quillfeather@mail.example"));
        all += &format!(
            "══ {}\n{}\n\n{}\n",
            right.as_str(),
            words.subject,
            words.text
        );
    }
    insta::assert_snapshot!("partner.txt", all);
}
