//! Emails to partners of people's data.

use crate::catalogue::{BASE_URL, company, keys};
use domain::calendar::Due;
use domain::law::{ImmediateRight, Right};
use domain::notification::PartnerEmail;
use domain::partner::{Partner, PartnerKind};
use domain::person::{Identifier, IdentifierKind};
use jiff::civil::date;

const ID: &str = "msg_ABCDEFGHIJKLMNOPQRSTUVWXY4_mail-house";

fn email(right: Right, kind: PartnerKind) -> PartnerEmail {
    let known_by = |kind, text| Identifier::parse(kind, text).unwrap();
    PartnerEmail {
        id: ID.to_owned(),
        kind,
        right,
        received: "2026-11-22T06:30:00Z".parse().unwrap(),
        due: matches!(right, Right::Immediate(_)).then_some(Due {
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
fn a_partner_is_told_what_to_do_about_whom_and_where_to_confirm_it() {
    let right = Right::Immediate(ImmediateRight::OptOut);
    let opt_out = email(right, PartnerKind::ThirdParty);
    let words = emails::write_for_partner(&opt_out, &company(), &keys());
    insta::assert_snapshot!("partner_opt_out.html", words.html);
    let mut all = String::new();
    for right in Partner::may_be_told_of() {
        let email = email(right, PartnerKind::ServiceProvider);
        let words = emails::write_for_partner(&email, &company(), &keys());
        let confirm = format!("{BASE_URL}/partners/notifications/{ID}/1.");
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
