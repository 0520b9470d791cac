//! The emails that a person gets, in words.
//!
//! A [`OutboundEmail`] holds facts. Here they become a subject, a plain text and an HTML page. Each email is
//! written once, as a headline and a list of blocks, and both forms are set from that list, so that they
//! cannot say different things. The same email becomes the same bytes every time.
//!
//! No email repeats what the person typed: anybody can type anybody's address into a form, and our
//! letterhead must not carry a stranger's text to it. What staff wrote is quoted, and shown as a quote.

mod answer;
mod appeal;
mod block;
mod case;
mod choice;
pub mod dates;
mod demand;
mod foot;
mod html;
pub mod link;
mod partner;
mod staff;
mod summary;
mod text;
mod unread;
mod writer;

pub use link::status_url;

use block::Draft;
use case::Case;
use domain::company::Company;
use domain::keys::LinkKeys;
use domain::law::Right;
use domain::notification::PartnerEmail;
use domain::outbound_email::{EmailKind, OutboundEmail};
use domain::staff::StaffEmail;

/// An email in words, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Words {
    /// The subject: one line of ASCII.
    pub subject: String,
    /// The email as plain text, in lines of 74 columns; an address on the web is never broken.
    pub text: String,
    /// The same email as a page of HTML that loads nothing.
    pub html: String,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹words›") // the status link in them is all that is needed to read the status
    }
}

/// Puts an email into words.
#[must_use]
pub fn write(email: &OutboundEmail, company: &Company, links: &LinkKeys) -> Words {
    let case = Case::new(email, company, links);
    let draft = draft(&case);
    // An answer to a question has no request that a reference could name.
    let subject = match email.kind {
        EmailKind::HowToAsk => draft.headline.clone(),
        _ => format!("{} ({})", draft.headline, email.reference()),
    };
    set(subject, &draft, company)
}

/// Puts several receipt emails that were held back into one; a single one stays itself. Other emails are
/// never held back; if one is given all the same, the summary names its request and links to its status.
#[must_use]
pub fn write_summary(emails: &[OutboundEmail], company: &Company, links: &LinkKeys) -> Words {
    if let [only] = emails {
        return write(only, company, links);
    }
    let cases: Vec<_> = emails
        .iter()
        .map(|email| Case::new(email, company, links))
        .collect();
    let (subject, draft) = summary::of(&cases);
    set(subject, &draft, company)
}

/// Puts an email to staff into words.
#[must_use]
pub fn write_for_staff(email: &StaffEmail, company: &Company) -> Words {
    let draft = match email {
        StaffEmail::Digest(report) => staff::digest(report),
        StaffEmail::Alarm(alarms) => staff::alarm(alarms),
        StaffEmail::Burst(burst) => staff::burst(*burst),
    };
    set(draft.headline.clone(), &draft, company)
}

/// Puts an email to a partner of people's data into words.
#[must_use]
pub fn write_for_partner(email: &PartnerEmail, company: &Company, links: &LinkKeys) -> Words {
    let draft = partner::notified(email, company, links);
    set(draft.headline.clone(), &draft, company)
}

fn set(subject: String, draft: &Draft, company: &Company) -> Words {
    Words {
        text: text::set(draft, company),
        html: html::set(&subject, draft, company),
        subject,
    }
}

fn draft(case: &Case<'_>) -> Draft {
    match (&case.email.kind, case.email.right) {
        (EmailKind::ImmediateRecorded, Some(Right::Immediate(choice))) => {
            choice::recorded(case, choice)
        }
        (EmailKind::ImmediateDenied { because }, Some(Right::Immediate(choice))) => {
            choice::denied(case, choice, because)
        }
        (
            EmailKind::ImmediateDone {
                notified,
                excused,
                last,
                applies_to,
            },
            Some(Right::Immediate(choice)),
        ) => {
            let notified = choice::Told {
                notified: *notified,
                excused: *excused,
                last: *last,
            };
            choice::done(case, choice, notified, applies_to)
        }
        (EmailKind::OptInConfirmation, Some(Right::Immediate(choice))) => {
            choice::opt_in_asked(case, choice)
        }
        (EmailKind::VerificationDue, Some(Right::Verifiable(demand))) => {
            demand::verification_wanted(case, demand)
        }
        (EmailKind::OptedBackIn, Some(Right::Immediate(choice))) => choice::ended(case, choice),
        (EmailKind::OptedBackInPartly, Some(Right::Immediate(choice))) => {
            choice::ended_in_part(case, choice)
        }
        (EmailKind::VerifiableReceived, Some(Right::Verifiable(demand))) => {
            demand::received(case, demand)
        }
        (EmailKind::ResponseExtended { because }, Some(Right::Verifiable(demand))) => {
            demand::extended(case, demand, because)
        }
        (EmailKind::Response { answer }, Some(Right::Verifiable(demand))) => {
            answer::answered(case, demand, answer)
        }
        (EmailKind::DownloadCode { round }, Some(Right::Verifiable(demand))) => {
            answer::code(case, demand, *round)
        }
        (EmailKind::AppealReceived, Some(_)) => appeal::received(case),
        (EmailKind::AppealExtended { because }, Some(_)) => appeal::extended(case, because),
        (EmailKind::AppealDecided { decision }, Some(right)) => {
            appeal::decided(case, right, decision)
        }
        (EmailKind::Question { question }, _) => unread::question(case, question),
        (EmailKind::ReviewPending, _) => unread::will_be_read(case),
        (EmailKind::HowToAsk, _) => writer::how_to_ask(case),
        (EmailKind::RequestsOpened { receipts }, _) => writer::all_opened(case, receipts),
        // The types allow a choice's email about a demand; nothing makes one. Whoever gets it is sent to
        // the status page, which is right in any case.
        (
            EmailKind::ImmediateRecorded
            | EmailKind::ImmediateDenied { .. }
            | EmailKind::ImmediateDone { .. }
            | EmailKind::OptedBackIn
            | EmailKind::OptedBackInPartly
            | EmailKind::OptInConfirmation
            | EmailKind::VerificationDue
            | EmailKind::VerifiableReceived
            | EmailKind::ResponseExtended { .. }
            | EmailKind::Response { .. }
            | EmailKind::DownloadCode { .. }
            | EmailKind::AppealReceived
            | EmailKind::AppealExtended { .. }
            | EmailKind::AppealDecided { .. },
            _,
        ) => unread::news(case),
    }
}
