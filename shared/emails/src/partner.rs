//! Emails to partners: the person's request, their identifiers, and the instructions to the partner.

use crate::block::{Draft, Fact};
use crate::links;
use domain::calendar::Calendar;
use domain::company::Company;
use domain::keys::LinkKeys;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::notification::{DeliveryId, PartnerEmail};
use domain::partner::PartnerKind;
use domain::person::IdentifierKind;

/// The footer of every email to a partner.
pub(crate) const FOOTER: [&str; 2] = [
    "This is an automated email to companies and teams that receive or store personal information from us.",
    "Our privacy team reads replies. If this email should not have come to you, please reply and say so.",
];

/// The instructions to a partner.
struct Instructions {
    headline: &'static str,
    what: &'static str,
    /// The duty toward companies that got the information from the partner.
    passed_on: Option<&'static str>,
    cite: &'static str,
}

const DELETE_PASSED_ON: &str =
    "Direct every company that got it from you to delete it, unless that is impossible.";

//= req: ca-7026-f-2, ca-7027-g-2, ca-7027-g-3, ca-7022-b-3, ca-7023-c.2, ca-7221-n-2
fn instructions(right: Right) -> Instructions {
    const PASS_ON: Option<&str> = Some(
        "If you have passed this person's information on since the date below, direct the companies that got it to do the same.",
    );
    match right {
        Right::Immediate(ImmediateRight::OptOut) => Instructions {
            headline: "Stop selling and sharing one person's information",
            what: "A person opted out of the sale and sharing of their personal information. Stop selling and sharing it.",
            passed_on: PASS_ON,
            cite: "11 CCR § 7026(f)(2)",
        },
        Right::Immediate(ImmediateRight::Limit) => Instructions {
            headline: "Limit the use of one person's sensitive information",
            what: "A person limited the use and disclosure of their sensitive personal information. Use it only for the purposes that the law allows for everyone (11 CCR § 7027(m)).",
            passed_on: PASS_ON,
            cite: "11 CCR § 7027(g)",
        },
        Right::Immediate(ImmediateRight::MarketingStop) => Instructions {
            headline: "Stop marketing emails to one person",
            what: "A person does not want marketing emails from us. Do not send them any for us, and do not pass the address on.",
            passed_on: None,
            cite: "15 U.S.C. § 7704(a)(4)",
        },
        Right::Immediate(ImmediateRight::AdmtOptOut) => Instructions {
            headline: "Stop automated decisions about one person",
            what: "A person opted out of automated decision-making. Stop using their information for it.",
            passed_on: PASS_ON,
            cite: "11 CCR § 7221(n)",
        },
        Right::Immediate(ImmediateRight::WithdrawConsent) => Instructions {
            headline: "Stop using one person's information with consent",
            what: "A person took back the consent that they gave us. Stop every use of their information that rests on it.",
            passed_on: PASS_ON,
            cite: "ORS 646A.578(1)(d) and the laws of other states",
        },
        Right::Verifiable(VerifiableRight::Correct) => Instructions {
            headline: "Correct one person's information",
            what: "We corrected the information that we have about a person. Correct the information that you have for us, and keep it correct. Reply to this email and we will tell you what was wrong.",
            passed_on: None,
            cite: "11 CCR § 7023(c)",
        },
        // Partners are notified of no other verifiable request than a correction and a deletion.
        Right::Verifiable(_) => Instructions {
            headline: "Delete one person's information",
            what: "We deleted a person's personal information at their request. Delete it as well.",
            passed_on: Some(DELETE_PASSED_ON),
            cite: "11 CCR § 7022(b)–(c)",
        },
    }
}

//= req: ca-7022-f-4
/// The instructions after a deletion in part, to a partner that keeps some of the information.
const DELETE_IN_PART: Instructions = Instructions {
    headline: "Delete a part of one person's information",
    what: "We deleted a part of a person's personal information at their request. An exception of the law covers the rest, which is described below. Delete everything else.",
    passed_on: Some(DELETE_PASSED_ON),
    cite: "11 CCR § 7022(b)–(c), (f)(4)",
};

/// Writes a notification to a partner.
pub(crate) fn notification(email: &PartnerEmail, company: &Company, links: &LinkKeys) -> Draft {
    let Instructions {
        headline,
        what,
        passed_on,
        cite,
    } = match email.kept {
        Some(_) => DELETE_IN_PART,
        None => instructions(email.right),
    };
    let received = crate::english().date(Calendar::California.date_of(email.received));
    let relation = match email.kind {
        PartnerKind::ThirdParty => "You get personal information from us.",
        PartnerKind::ServiceProvider => "You process personal information for us.",
        PartnerKind::OwnSystem => "Your system stores personal information for us.",
    };
    let mut facts = vec![
        Fact::new("Notification", email.id.clone()),
        Fact::new("Received", received),
    ];
    if let Some(due) = email.due {
        facts.push(Fact::new("Complete by", crate::english().date(due.target)));
    }
    facts.push(Fact::new("Sections", cite));
    let rows = email.identifiers.iter().filter_map(|identifier| {
        let kind = match identifier.kind() {
            IdentifierKind::Email => "Email address",
            IdentifierKind::Phone => "Phone number",
            IdentifierKind::Account => "Account",
            IdentifierKind::Device => "Device",
            // Anyone can type a text as an account ID, and this email carries our name.
            IdentifierKind::ClaimedAccount => return None,
        };
        Some(vec![kind.to_owned(), identifier.normalized()])
    });
    let confirm = DeliveryId::parse(&email.id).ok().map(|id| {
        let url = links::at(company, &links.notification_path(&id));
        ("Confirm that it is done".to_owned(), url)
    });
    let rows: Vec<_> = rows.collect();
    let unnamed = rows.is_empty().then(|| {
        "The person gave us only an account name that we could not check, so we do not show it. Reply to this email, and we will help you find the person.".to_owned()
    });
    let headline = match email.is_reminder {
        true => format!("Reminder: {headline}"),
        false => headline.to_owned(),
    };
    let reminder = email.is_reminder.then(|| {
        "We wrote to you about this before, and you have not confirmed it yet.".to_owned()
    });
    let draft = Draft::to_partner(headline)
        .say_any(reminder)
        .say(format!("{relation} {what}"))
        .say_any(passed_on.map(str::to_owned));
    let draft = match &email.kept {
        Some(kept) => draft
            .heading("What you keep")
            .quote(kept)
            .say("Use this information only for the purpose that is named here.")
            .heading("When you are done"),
        None => draft,
    };
    draft
        .say("When you have done this, open this page and press the button. We are waiting for your confirmation.")
        .link_any(confirm)
        .facts(facts)
        .heading("Who this is about")
        .say_any(unnamed)
        .table(&["Type", "Value"], rows)
        .say("Use this information only to do what this email asks. Do not keep it longer than you need it for that.")
}
