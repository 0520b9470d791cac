//! Emails to partners.

use crate::catalog::{BASE_URL, company, keys};
use domain::calendar::Due;
use domain::law::{ImmediateRight, Right, VerifiableRight};
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
        kept: None,
        is_reminder: false,
    }
}

//= req: ca-7026-f-2, ca-7027-g-3
#[test]
fn a_notification_says_what_to_do_for_whom_and_links_to_the_confirmation() {
    let right = Right::Immediate(ImmediateRight::OptOut);
    let opt_out = email(right, PartnerKind::ThirdParty);
    let rendered = emails::render_for_partner(&opt_out, &company(), &keys());
    insta::assert_snapshot!("partner_opt_out.html", rendered.html);
    let mut all = String::new();
    for right in Partner::notifiable_rights() {
        let email = email(right, PartnerKind::ServiceProvider);
        let rendered = emails::render_for_partner(&email, &company(), &keys());
        let confirm = format!("{BASE_URL}/partners/notifications/{ID}/1.");
        assert!(rendered.text.contains(&confirm), "{}", rendered.text);
        assert!(rendered.text.contains("robin.quillfeather@mail.example"));
        all += &format!(
            "══ {}\n{}\n\n{}\n",
            right.as_str(),
            rendered.subject,
            rendered.text
        );
    }
    insta::assert_snapshot!("partner.txt", all);
}

//= req: ca-7022-f-4
#[test]
fn a_service_provider_is_told_what_it_keeps_for_which_purpose_and_deletes_the_rest() {
    let deletion = email(
        Right::Verifiable(VerifiableRight::Delete),
        PartnerKind::ServiceProvider,
    );
    let in_part = PartnerEmail {
        kept: Some("Invoices since 2022. Use them only for the tax authority.".into()),
        ..deletion
    };
    let reminder = PartnerEmail {
        is_reminder: true,
        ..in_part.clone()
    };
    let reminder = emails::render_for_partner(&reminder, &company(), &keys());
    assert!(reminder.subject.starts_with("Reminder: "));
    assert!(reminder.text.contains("We wrote to you about this before"));
    let rendered = emails::render_for_partner(&in_part, &company(), &keys());
    insta::assert_snapshot!(
        "partner_delete_in_part.txt",
        format!("{}\n\n{}", rendered.subject, rendered.text)
    );
}
