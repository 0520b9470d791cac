//! The stage that the bearer of a link sees who may not be the requester.
//!
//! Anyone can type an address into the form and gets a link to this view. **Invariant:** it depends on the receipt, on
//! the clock, and on what the company or the requester refused or took back after the receipt. So it is the same for a
//! new request and for one that was merged into an active request, whatever partners, staff and the requester have done.

use super::stage::Stage;
use domain::law::{ImmediateRight, Right};
use domain::person::Identifier;
use domain::receipt::Receipt;
use domain::request::{Asked, ImmediateStage, Request, RequestKind};
use jiff::Timestamp;
use jiff::civil::Date;
use texts::Texts;

impl Stage {
    /// Returns the stage for the bearer. `None` if the receipt belongs to an email under review: no submission is merged
    /// into such a request, and only its sender has the link.
    pub(super) fn for_bearer(
        texts: Texts,
        receipt: &Receipt,
        request: &Request,
        today: Date,
    ) -> Option<Self> {
        let stage = match &receipt.asked {
            Asked::Unclear { .. } => return None,
            Asked::Right(Right::Immediate(right)) => match denied_at(request) {
                Some(at) => Self::denied(texts, receipt.recorded, at),
                None => immediate(texts, receipt, *right, today).with_opt_ins(receipt, request),
            },
            Asked::Right(Right::Verifiable(_)) if request.is_about_child() => {
                about_child(texts, receipt, today)
            }
            Asked::Right(Right::Verifiable(_)) => verifiable(texts, receipt, today),
        };
        Some(stage)
    }
}

fn immediate(texts: Texts, receipt: &Receipt, right: ImmediateRight, today: Date) -> Stage {
    let mut stage = Stage::in_force(texts, right, receipt.recorded, receipt.due);
    if let Some(last) = passed(texts, receipt, today) {
        let missed = match email_of(receipt) {
            Some(_) => texts.text("immediate-bearer-late").with("date", last),
            None => texts
                .text("immediate-bearer-late-no-email")
                .with("date", last),
        };
        stage.next = vec![missed.into(), texts.text("nothing-to-do-now").into()];
    }
    stage
}

fn verifiable(texts: Texts, receipt: &Receipt, today: Date) -> Stage {
    let mut stage = Stage::open(texts, receipt.received, receipt.due);
    // It may be answered already.
    stage.summary = match email_of(receipt) {
        Some(_) => texts.text("bearer-received-email"),
        None => texts.text("bearer-received"),
    }
    .into();
    stage.next = match (passed(texts, receipt, today), email_of(receipt)) {
        (None, Some(address)) => vec![
            texts
                .text("bearer-confirm")
                .with("address", address.masked())
                .into(),
            texts.text("bearer-respond").into(),
        ],
        (None, None) => vec![
            texts.text("bearer-no-address").into(),
            texts.text("next-respond").into(),
        ],
        (Some(last), _) => vec![texts.text("bearer-late").with("date", last).into()],
    };
    stage
}

/// Returns the stage of a request about a child under 13. Its emails go to the parent, whose address the receipt doesn't have.
fn about_child(texts: Texts, receipt: &Receipt, today: Date) -> Stage {
    let mut stage = Stage::open(texts, receipt.received, receipt.due);
    stage.summary = texts.text("bearer-received").into();
    stage.next = match passed(texts, receipt, today) {
        None => vec![
            texts.text("bearer-parent").into(),
            texts.text("next-respond").into(),
        ],
        Some(last) => vec![texts.text("bearer-late").with("date", last).into()],
    };
    stage
}

/// Returns the last day for a response, if it has passed.
fn passed(texts: Texts, receipt: &Receipt, today: Date) -> Option<String> {
    let due = receipt.due.filter(|due| due.ahead(today).is_none())?;
    Some(texts.date_without_weekday(due.latest))
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
