//! The stage that the bearer of a link sees who may not be the requester.
//!
//! Anyone can type an address into the form and gets a link to this view. **Invariant:** it depends on the receipt, on
//! the clock, and on what the company or the requester refused or took back after the receipt. So it is the same for a
//! new request and for one that was merged into an active request, whatever partners, staff and the requester have done.

use super::stage::{NOTHING_TO_DO, Stage};
use domain::law::{ImmediateRight, Right};
use domain::person::Identifier;
use domain::receipt::Receipt;
use domain::request::{Asked, ImmediateStage, Request, RequestKind};
use jiff::Timestamp;
use jiff::civil::Date;
use pages::date_in_words;

impl Stage {
    /// Returns the stage for the bearer. `None` if the receipt belongs to an email under review: no submission is merged
    /// into such a request, and only its sender has the link.
    pub(super) fn for_bearer(receipt: &Receipt, request: &Request, today: Date) -> Option<Self> {
        let stage = match &receipt.asked {
            Asked::Unclear { .. } => return None,
            Asked::Right(Right::Immediate(right)) => match denied_at(request) {
                Some(at) => Self::denied(receipt.recorded, at),
                None => immediate(receipt, *right, today).with_opt_ins(receipt, request),
            },
            Asked::Right(Right::Verifiable(_)) => verifiable(receipt, today),
        };
        Some(stage)
    }
}

fn immediate(receipt: &Receipt, right: ImmediateRight, today: Date) -> Stage {
    let mut stage = Stage::in_force(right, receipt.recorded, receipt.due);
    if let Some(last) = passed(receipt, today) {
        stage.next = vec![
            format!(
                "We had until {last} to notify the other companies that must honor it. {}",
                match email_of(receipt) {
                    Some(_) => "The link in our email shows which of them have confirmed.",
                    None => "If you want to know more, email us and give your reference number.",
                }
            ),
            NOTHING_TO_DO.into(),
        ];
    }
    stage
}

fn verifiable(receipt: &Receipt, today: Date) -> Stage {
    let mut stage = Stage::open(receipt.received, receipt.due);
    // It may be answered already.
    stage.summary = match email_of(receipt) {
        Some(_) => "We received it. Our response comes by email",
        None => "We received it",
    };
    stage.next = match (passed(receipt, today), email_of(receipt)) {
        (None, Some(address)) => vec![
            format!(
                "Confirm your request: open the email that we are sending to {} and use the link in it. If you already did, you do not need to do anything.",
                address.masked()
            ),
            "We will email you our response by the date above.".into(),
        ],
        (None, None) => vec![
            NO_ADDRESS.into(),
            "We will respond by the date above.".into(),
        ],
        (Some(last), _) => vec![format!(
            "By {last}, you should have our response, or a message that says why we need more time. If you have neither, we are sorry. Email us and give your reference number."
        )],
    };
    stage
}

const NO_ADDRESS: &str = "Tell us where to send our response: you did not give us an email address. Email us, or write to the address at the bottom of this page. Give your reference number, and an email or postal address of yours.";

/// Returns the last day for a response, if it has passed.
fn passed(receipt: &Receipt, today: Date) -> Option<String> {
    let due = receipt.due.filter(|due| due.ahead(today).is_none())?;
    Some(date_in_words(due.latest))
}

/// Returns the address that emails about this receipt go to, if it named one.
pub(super) fn email_of(receipt: &Receipt) -> Option<&Identifier> {
    let mut named = receipt.identifiers.iter();
    named.find(|named| matches!(named, Identifier::Email(_)))
}

/// Returns when we denied an immediate request that is not in force any more.
fn denied_at(request: &Request) -> Option<Timestamp> {
    let RequestKind::Immediate { stage, .. } = &request.kind else {
        return None;
    };
    match stage {
        ImmediateStage::Denied { at, .. } => Some(*at),
        ImmediateStage::Appealing { denied_at, .. }
        | ImmediateStage::AppealDecided { denied_at, .. } => Some(*denied_at),
        ImmediateStage::InForce { .. }
        | ImmediateStage::Done { .. }
        | ImmediateStage::Ended { .. } => None,
    }
}
