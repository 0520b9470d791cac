//! Every page that a link can show.

use super::*;
use crate::standing::Why;
use domain::company::{Color, Company};
use domain::digest::Digest;
use domain::keys::KeyRing;
use domain::law::{ImmediateRight, VerifiableRight};
use domain::person::{Agent, EmailAddress, Permission, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Request, ReviewReason, Submission};
use jiff::Timestamp;

const WHYS: [Why; 11] = [
    Why::Answered,
    Why::NotAnswered,
    Why::BeingRead,
    Why::NotInForce,
    Why::ChosenAgain,
    Why::NoAppeal,
    Why::NoFile,
    Why::Locked,
    Why::UsedUp,
    Why::CantHandOver,
    Why::TooMany,
];

fn acme() -> Pages {
    Pages::new(Company {
        name: "Acme & Sons".into(),
        postal_address: vec!["1 Main Street".into()],
        privacy_policy: "https://acme.example/privacy".into(),
        accent: Color::DEFAULT,
        inbox: EmailAddress::parse("privacy@acme.example").unwrap(),
        base_url: "https://privacy.acme.example".into(),
    })
}

fn keys() -> LinkKeys {
    LinkKeys(KeyRing::parse("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap())
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn visit(link_action: LinkAction, emails: &[&str], agent: Option<Agent>) -> Visit {
    let asked = match link_action {
        LinkAction::RequestOptIn | LinkAction::OptIn => {
            Asked::Right(Right::Immediate(ImmediateRight::OptOut))
        }
        LinkAction::AnswerQuestion => Asked::Unclear {
            reason: ReviewReason::NotPlain,
            may_opt_out: true,
        },
        _ => Asked::Right(Right::Verifiable(VerifiableRight::Know)),
    };
    let now: Timestamp = "2026-11-21T18:00:00Z".parse().unwrap();
    let named = emails.iter().map(|email| Identifier::Email(address(email)));
    let submission = Submission {
        receipt: ReceiptId::from_bytes([7; 16]),
        asked,
        person: Person::new(None, None, named).unwrap(),
        agent,
        channel: Channel::Form,
        received: now,
        mail: None,
        reviewed_first: false,
        digest: Digest::of(b"asked"),
    };
    let opened = Request::open(submission, now).unwrap();
    Visit {
        link_action,
        receipt: opened.receipt.unwrap(),
        request: opened.request,
        holder: address(emails[0]),
        made: now,
    }
}

/// The part of the page that differs.
fn shown(view: View) -> String {
    let pages = acme();
    let page = ReplyPage {
        pages: &pages,
        view,
    };
    let html = page.render().unwrap();
    let (_, main) = html.split_once("tabindex=\"-1\">").unwrap();
    main.split("</main>").next().unwrap().trim().to_owned()
}

#[test]
fn what_each_link_offers_and_what_it_says_afterwards() {
    let notified = LinkAction::ALL.into_iter().flat_map(|link_action| {
        [Standing::Open, Standing::Done].map(|standing| {
            let visit = visit(link_action, &["ana@example.org"], None);
            let page = shown(View::of(&visit, standing, &keys()));
            format!("══ {}, {standing:?}\n{page}", link_action.as_str())
        })
    });
    insta::assert_snapshot!(notified.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn what_each_link_offers_to_programs() {
    let notified = LinkAction::ALL.into_iter().map(|link_action| {
        let visit = visit(link_action, &["ana@example.org", "bo@example.org"], None);
        let view = View::of(&visit, Standing::Open, &keys());
        serde_json::to_string_pretty(&ViewJson::of(&visit, Standing::Open, view)).unwrap()
    });
    insta::assert_snapshot!(notified.collect::<Vec<_>>().join("\n"));
}

#[test]
fn why_something_cannot_be_done_and_what_to_do_instead() {
    let notified = WHYS.map(|why| {
        let (title, said) = words::refused(why);
        assert!(said.len() > title.len() / 2, "{title}");
        format!("{title}\n    {said}")
    });
    insta::assert_snapshot!(notified.join("\n"));
}

#[test]
fn an_agent_s_request_and_one_of_two_addresses() {
    let agent = Agent {
        name: None,
        email: Some(address("agent@agents.example")),
        permission: Permission::Signed,
    };
    let represented = visit(LinkAction::Confirm, &["ana@example.org"], Some(agent));
    let two = visit(
        LinkAction::RequestOptIn,
        &["ana@example.org", "bo@example.org"],
        None,
    );
    let pages = [represented, two].map(|visit| shown(View::of(&visit, Standing::Open, &keys())));
    insta::assert_snapshot!(pages.join("\n\n"));
}

#[test]
fn what_was_written_comes_back_with_its_error_and_as_text() {
    let visit = visit(LinkAction::AnswerQuestion, &["ana@example.org"], None);
    let said = Said {
        words: "</textarea><script>alert('x')</script>".into(),
        ..Said::default()
    };
    let error = FieldError::new("words", "Write less");
    let page = shown(View::of(&visit, Standing::Open, &keys()).wrong(error, said));
    assert!(!page.contains("<script>"), "{page}");
    assert!(page.contains("aria-describedby=\"words-hint words-error\""));
    assert!(page.contains("<a href=\"#words\">Write less</a>"));
}
