//! Emails to partners of people's data: what a person decided, about whom it is, and what to do.

use crate::block::{Draft, Fact};
use crate::dates;
use crate::link;
use domain::calendar::Calendar;
use domain::company::Company;
use domain::keys::LinkKeys;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::notification::{DeliveryId, PartnerEmail};
use domain::partner::PartnerKind;
use domain::person::IdentifierKind;

/// What a partner must do.
struct Asks {
    headline: &'static str,
    what: &'static str,
    /// What it must do about those to whom it passed the data on.
    passed_on: Option<&'static str>,
    cite: &'static str,
}

fn asks(right: Right) -> Asks {
    const PASS_ON: Option<&str> =
        Some("Whoever got this person's data from you since then must be told to do the same.");
    match right {
        Right::Immediate(ImmediateRight::OptOut) => Asks {
            headline: "Stop selling and sharing one person's information",
            what: "A person opted out of the sale and the sharing of their personal information. Do not sell or share it any more.",
            passed_on: PASS_ON,
            cite: "11 CCR § 7026(f)(2)",
        },
        Right::Immediate(ImmediateRight::Limit) => Asks {
            headline: "Limit the use of one person's sensitive information",
            what: "A person limited the use and the disclosure of their sensitive personal information. Use it only for what the law allows everybody (11 CCR § 7027(m)).",
            passed_on: PASS_ON,
            cite: "11 CCR § 7027(g)",
        },
        Right::Immediate(ImmediateRight::MarketingStop) => Asks {
            headline: "Stop marketing mail to one person",
            what: "A person does not want marketing mail from us. Do not send any for us, and do not pass the address on.",
            passed_on: None,
            cite: "15 U.S.C. § 7704(a)(4)",
        },
        Right::Immediate(ImmediateRight::AdmtOptOut) => Asks {
            headline: "Stop automated decisions about one person",
            what: "A person opted out of automated decision-making. Do not use their information for it any more.",
            passed_on: PASS_ON,
            cite: "11 CCR § 7221(n)",
        },
        Right::Verifiable(VerifiableRight::Correct) => Asks {
            headline: "Correct one person's information",
            what: "We corrected what we hold about a person. Correct what you hold for us, and keep it so. Answer this email and we tell you what was wrong.",
            passed_on: None,
            cite: "11 CCR § 7023(c)",
        },
        // Nobody is told of another demand.
        Right::Verifiable(_) => Asks {
            headline: "Delete one person's information",
            what: "A person had their personal information deleted. Delete it as well.",
            passed_on: Some(
                "Whoever got it from you must be told to delete it, unless that is impossible.",
            ),
            cite: "11 CCR § 7022(b)–(c)",
        },
    }
}

/// An email to a partner.
pub(crate) fn notified(email: &PartnerEmail, company: &Company, links: &LinkKeys) -> Draft {
    let Asks {
        headline,
        what,
        passed_on,
        cite,
    } = asks(email.right);
    let received = dates::in_words(Calendar::California.date_of(email.received));
    let whose = match email.kind {
        PartnerKind::ThirdParty => "You get personal information from us.",
        PartnerKind::ServiceProvider => "You process personal information for us.",
        PartnerKind::OwnSystem => "Your system holds personal information for us.",
    };
    let mut facts = vec![
        Fact::new("PartnerNotification", email.id.clone()),
        Fact::new("Received", received),
    ];
    if let Some(due) = email.due {
        facts.push(Fact::new("To be done by", dates::in_words(due.target)));
    }
    facts.push(Fact::new("Sections", cite));
    let rows = email.identifiers.iter().map(|identifier| {
        let kind = match identifier.kind() {
            IdentifierKind::Email => "E-mail address",
            IdentifierKind::Phone => "Phone number",
            IdentifierKind::Account => "Account",
            IdentifierKind::ClaimedAccount => "Account that they name; we could not check it",
            IdentifierKind::Device => "Device",
        };
        vec![kind.to_owned(), identifier.normalized()]
    });
    let confirm = DeliveryId::parse(&email.id).ok().map(|id| {
        let url = link::at(company, &links.notification_path(&id));
        ("Confirm that it is done".to_owned(), url)
    });
    Draft::to_partner(headline)
        .say(format!("{whose} {what}"))
        .say_any(passed_on.map(str::to_owned))
        .say("When it is done, open this page and press its button. We wait for that.")
        .link_any(confirm)
        .facts(facts)
        .heading("Whom it is about")
        .table(&["Known by", "Value"], rows.collect())
        .say("Use this only to do what is asked here, and keep it no longer than you need it for that.")
}
