//! Every page that a link can show, about an invented request. Tests read them, and the local runner shows them at `/texts`.

use crate::link_state::{LinkState, Reason};
use crate::page::{ActionPage, View};
use crate::visit::Visit;
use askama::Template;
use domain::digest::Digest;
use domain::keys::{LinkAction, LinkKeys};
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::locale::Locale;
use domain::person::{Agent, EmailAddress, Identifier, Permission, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Request, ReviewReason, Submission};
use jiff::Timestamp;
use pages::Pages;

/// Returns every page of a link as HTML, with its name, in the language of `pages`.
#[must_use]
pub fn pages(pages: &Pages, links: &LinkKeys) -> Vec<(String, String)> {
    const ONE: [&str; 1] = ["ana@example.org"];
    let agent = Agent {
        name: None,
        email: None,
        permission: Permission::Signed,
    };
    let represented = visit(LinkAction::Confirm, &ONE, Some(agent));
    let two = ["ana@example.org", "bo@example.org"];
    let visits = LinkAction::ALL.map(|action| (action.as_str(), visit(action, &ONE, None)));
    let visits = visits.into_iter().chain([
        ("confirm, by an agent", represented),
        (
            "request-opt-in, two addresses",
            visit(LinkAction::RequestOptIn, &two, None),
        ),
    ]);
    let texts = pages.texts();
    let mut views = Vec::new();
    for (name, visit) in visits {
        for (state, when) in [(LinkState::Open, "before"), (LinkState::Done, "after")] {
            let view = View::of(&visit, state, links, texts);
            views.push((format!("{name}: {when}"), view));
        }
    }
    let confirm = visit(LinkAction::Confirm, &ONE, None);
    views.push((
        "confirm: no".to_owned(),
        View::denied(&confirm, links, texts),
    ));
    for reason in REASONS {
        let view = View::of(&confirm, LinkState::Refused(reason), links, texts);
        views.push((format!("refused: {reason:?}"), view));
    }
    views
        .into_iter()
        .filter_map(|(name, view)| Some((name, ActionPage { pages, view }.render().ok()?)))
        .collect()
}

/// Every reason why an action is refused.
pub(crate) const REASONS: [Reason; 13] = [
    Reason::AlreadyResponded,
    Reason::NoResponseYet,
    Reason::UnderReview,
    Reason::NotInForce,
    Reason::RequestedAgain,
    Reason::NoAppeal,
    Reason::NoFile,
    Reason::Locked,
    Reason::AlreadyDownloaded,
    Reason::FileUnavailable,
    Reason::StillDownloadable,
    Reason::TooManyCodes,
    Reason::TooManyMessages,
];

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("a sample")
}

/// Returns a visit of the link for this action.
pub(crate) fn visit(action: LinkAction, emails: &[&str], agent: Option<Agent>) -> Visit {
    let asked = match action {
        LinkAction::RequestOptIn | LinkAction::OptIn => {
            Asked::Right(Right::Immediate(ImmediateRight::OptOut))
        }
        LinkAction::AnswerQuestion => Asked::Unclear {
            reason: ReviewReason::NotPlain,
            may_opt_out: true,
        },
        _ => Asked::Right(Right::Verifiable(VerifiableRight::Know)),
    };
    let now: Timestamp = "2026-11-21T18:00:00Z".parse().expect("a sample");
    let named = emails.iter().map(|email| Identifier::Email(address(email)));
    let submission = Submission {
        receipt: ReceiptId::from_bytes([7; 16]),
        asked,
        person: Person::new(None, None, named).expect("a sample"),
        agent,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received: now,
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(b"asked"),
    };
    let opened = Request::open(submission, now).expect("a sample");
    Visit {
        action,
        receipt: opened.receipt.expect("a sample"),
        request: opened.request,
        holder: address(emails[0]),
        made: now,
        questions: match action {
            LinkAction::AnswerQuestion => vec!["Is it <for> you?".to_owned()],
            _ => Vec::new(),
        },
    }
}
