//! The letters that a person gets, in words.
//!
//! A [`Letter`] holds facts. Here they become a subject, a plain text and an HTML page. Each letter is
//! written once, as a headline and a list of blocks, and both forms are set from that list, so that they
//! cannot say different things. The same letter becomes the same bytes every time.
//!
//! No letter repeats what the person typed: anybody can type anybody's address into a form, and our
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
use domain::letter::{Letter, Says};
use domain::notice::PartnerLetter;
use domain::staff::StaffLetter;

/// A letter in words, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Words {
    /// The subject: one line of ASCII.
    pub subject: String,
    /// The letter as plain text, in lines of 74 columns; an address on the web is never broken.
    pub text: String,
    /// The same letter as a page of HTML that loads nothing.
    pub html: String,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹words›") // the status link in them is all that is needed to read the status
    }
}

/// Puts a letter into words.
#[must_use]
pub fn write(letter: &Letter, company: &Company, links: &LinkKeys) -> Words {
    let case = Case::new(letter, company, links);
    let draft = draft(&case);
    // An answer to a question has no request that a reference could name.
    let subject = match letter.says {
        Says::HowToAsk => draft.headline.clone(),
        _ => format!("{} ({})", draft.headline, letter.reference()),
    };
    set(subject, &draft, company)
}

/// Puts several receipt letters that were held back into one; a single one stays itself. Other letters are
/// never held back; if one is given all the same, the summary names its request and links to its status.
#[must_use]
pub fn write_summary(letters: &[Letter], company: &Company, links: &LinkKeys) -> Words {
    if let [only] = letters {
        return write(only, company, links);
    }
    let cases: Vec<_> = letters
        .iter()
        .map(|letter| Case::new(letter, company, links))
        .collect();
    let (subject, draft) = summary::of(&cases);
    set(subject, &draft, company)
}

/// Puts a letter to staff into words.
#[must_use]
pub fn write_for_staff(letter: &StaffLetter, company: &Company) -> Words {
    let draft = match letter {
        StaffLetter::Digest(report) => staff::digest(report),
        StaffLetter::Alarm(alarms) => staff::alarm(alarms),
        StaffLetter::Burst(burst) => staff::burst(*burst),
    };
    set(draft.headline.clone(), &draft, company)
}

/// Puts a letter to a recipient of people's data into words.
#[must_use]
pub fn write_for_partner(letter: &PartnerLetter, company: &Company, links: &LinkKeys) -> Words {
    let draft = partner::told(letter, company, links);
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
    match (&case.letter.says, case.letter.right) {
        (Says::ChoiceRecorded, Some(Right::Choice(choice))) => choice::recorded(case, choice),
        (Says::ChoiceDenied { because }, Some(Right::Choice(choice))) => {
            choice::denied(case, choice, because)
        }
        (
            Says::ChoiceDone {
                told,
                excused,
                last,
                applies_to,
            },
            Some(Right::Choice(choice)),
        ) => {
            let told = choice::Told {
                told: *told,
                excused: *excused,
                last: *last,
            };
            choice::done(case, choice, told, applies_to)
        }
        (Says::OptInAsked, Some(Right::Choice(choice))) => choice::opt_in_asked(case, choice),
        (Says::ProofWanted, Some(Right::Demand(demand))) => demand::proof_wanted(case, demand),
        (Says::ChoiceEnded, Some(Right::Choice(choice))) => choice::ended(case, choice),
        (Says::ChoiceEndedInPart, Some(Right::Choice(choice))) => {
            choice::ended_in_part(case, choice)
        }
        (Says::DemandReceived, Some(Right::Demand(demand))) => demand::received(case, demand),
        (Says::AnswerExtended { because }, Some(Right::Demand(demand))) => {
            demand::extended(case, demand, because)
        }
        (Says::Answered { answer }, Some(Right::Demand(demand))) => {
            answer::answered(case, demand, answer)
        }
        (Says::CollectCode { round }, Some(Right::Demand(demand))) => {
            answer::code(case, demand, *round)
        }
        (Says::AppealReceived, Some(_)) => appeal::received(case),
        (Says::AppealExtended { because }, Some(_)) => appeal::extended(case, because),
        (Says::AppealDecided { decision }, Some(right)) => appeal::decided(case, right, decision),
        (Says::Question { question }, _) => unread::question(case, question),
        (Says::WillBeRead, _) => unread::will_be_read(case),
        (Says::HowToAsk, _) => writer::how_to_ask(case),
        (Says::AllOpened { receipts }, _) => writer::all_opened(case, receipts),
        // The types allow a choice's letter about a demand; nothing makes one. Whoever gets it is sent to
        // the status page, which is right in any case.
        (
            Says::ChoiceRecorded
            | Says::ChoiceDenied { .. }
            | Says::ChoiceDone { .. }
            | Says::ChoiceEnded
            | Says::ChoiceEndedInPart
            | Says::OptInAsked
            | Says::ProofWanted
            | Says::DemandReceived
            | Says::AnswerExtended { .. }
            | Says::Answered { .. }
            | Says::CollectCode { .. }
            | Says::AppealReceived
            | Says::AppealExtended { .. }
            | Says::AppealDecided { .. },
            _,
        ) => unread::news(case),
    }
}
