//! Every page that a link can show.

use super::*;
use crate::samples::{REASONS, address, visit};
use domain::company::{Color, Company, Face};
use domain::keys::KeyRing;
use domain::locale::Locale;
use domain::person::{Agent, EmailAddress, Permission};
use http::HeaderMap;
use pages::Visitor;

fn acme() -> Pages {
    Pages::new(Company {
        name: "Acme & Sons".into(),
        postal_address: vec!["1 Main Street".into()],
        privacy_policy: "https://acme.example/privacy".into(),
        accent: Color::DEFAULT,
        inbox: EmailAddress::parse("privacy@acme.example").unwrap(),
        base_url: "https://privacy.acme.example".into(),
        face: Face::default(),
        brands: Vec::new(),
    })
    .with_texts(&texts::ACTIONS)
}

fn keys() -> LinkKeys {
    LinkKeys(KeyRing::parse("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap())
}

fn english() -> Texts {
    texts::ACTIONS.in_language(Locale::English)
}

/// Returns the part of the page that differs.
fn shown(view: View) -> String {
    shown_in(Locale::English, view)
}

fn shown_in(locale: Locale, view: View) -> String {
    let visitor = Visitor::of(&"/".parse().unwrap(), &HeaderMap::new());
    let pages = acme().about(&visitor, locale, None);
    let page = ActionPage {
        pages: &pages,
        view,
    };
    let html = page.render().unwrap();
    let (_, main) = html.split_once("tabindex=\"-1\">").unwrap();
    main.split("</main>").next().unwrap().trim().to_owned()
}

#[test]
fn each_page_before_and_after_its_action() {
    let shown = LinkAction::ALL.into_iter().flat_map(|action| {
        [LinkState::Open, LinkState::Done].map(|state| {
            let visit = visit(action, &["ana@example.org"], None);
            let page = shown(View::of(&visit, state, &keys(), english()));
            format!("══ {}, {state:?}\n{page}", action.as_str())
        })
    });
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn each_page_is_easy_to_read() {
    let refused = REASONS.map(LinkState::Refused);
    let states: Vec<_> = [LinkState::Open, LinkState::Done]
        .into_iter()
        .chain(refused)
        .collect();
    let mut hard_ones = Vec::new();
    for locale in texts::OFFERED {
        let texts = texts::ACTIONS.in_language(locale);
        for action in LinkAction::ALL {
            for state in &states {
                let visit = visit(action, &["ana@example.org", "bo@example.org"], None);
                let view = View::of(&visit, *state, &keys(), texts);
                let name = view.title.clone();
                let blocks = readability::blocks(&shown_in(locale, view));
                let why = readability::hard(blocks.iter().map(String::as_str), locale);
                hard_ones.extend(why.map(|why| format!("{locale:?}, {name}: {why}")));
            }
        }
    }
    assert!(hard_ones.is_empty(), "{}", hard_ones.join("\n"));
}

fn childs_opt_in() -> Visit {
    let parent = Agent {
        name: None,
        email: Some(address("mo@example.org")),
        permission: Permission::ParentOrGuardian,
    };
    let visit = visit(LinkAction::OptIn, &["kim@example.org"], Some(parent));
    Visit {
        holder: address("mo@example.org"),
        ..visit
    }
}

//= req: ca-7070-a-1
#[test]
fn the_pages_of_a_parent_are_about_their_child() {
    for locale in texts::OFFERED {
        let texts = texts::ACTIONS.in_language(locale);
        let (child, own) = match locale {
            Locale::Spanish => ("hijo o hija", "su información"),
            _ => ("child", "your personal information"),
        };
        for state in [LinkState::Open, LinkState::Done] {
            let view = View::of(&childs_opt_in(), state, &keys(), texts);
            assert!(view.title.contains(child), "{}", view.title);
            let text = text_of(LinkAction::OptIn, view);
            assert!(!text.contains(own) && !text.contains("@"), "{text}");
            let view = View::of(&childs_opt_in(), state, &keys(), texts);
            let blocks = readability::blocks(&shown_in(locale, view));
            let hard = readability::hard(blocks.iter().map(String::as_str), locale);
            assert_eq!(hard, None, "{locale:?}");
        }
    }
}

#[test]
fn each_page_in_spanish() {
    let texts = texts::ACTIONS.in_language(Locale::Spanish);
    let shown = LinkAction::ALL.into_iter().flat_map(|action| {
        [LinkState::Open, LinkState::Done].map(|state| {
            let visit = visit(action, &["ana@example.org", "bo@example.org"], None);
            let view = View::of(&visit, state, &keys(), texts);
            text_of(action, view)
        })
    });
    let visit = visit(LinkAction::Confirm, &["ana@example.org"], None);
    let denied = text_of(LinkAction::Confirm, View::denied(&visit, &keys(), texts));
    insta::assert_snapshot!(shown.chain([denied]).collect::<Vec<_>>().join("\n\n"));
}

/// Returns the texts of a page, without those of its template.
fn text_of(action: LinkAction, view: View) -> String {
    let field = match view.field {
        Field::Nothing | Field::Code => Vec::new(),
        Field::Message { label, hint, .. } => vec![label, hint],
        Field::Addresses(addresses) => addresses.into_iter().map(|(_, _, from)| from).collect(),
    };
    let buttons = [view.button, view.no_button, view.repeat]
        .into_iter()
        .flatten();
    let start = [format!("══ {}", action.as_str()), view.title, view.right];
    let lines = start.into_iter().chain(view.paragraphs).chain(field);
    lines.chain(buttons).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_page_after_no_names_the_privacy_team() {
    let visit = visit(LinkAction::Confirm, &["ana@example.org"], None);
    insta::assert_snapshot!(shown(View::denied(&visit, &keys(), english())));
}

#[test]
fn each_page_for_programs() {
    let shown = LinkAction::ALL.into_iter().map(|action| {
        let visit = visit(action, &["ana@example.org", "bo@example.org"], None);
        let view = View::of(&visit, LinkState::Open, &keys(), english());
        serde_json::to_string_pretty(&ViewJson::of(&visit, LinkState::Open, view)).unwrap()
    });
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"));
}

#[test]
fn each_reason_says_what_to_do_instead() {
    let shown = REASONS.map(|reason| {
        let Text { title, paragraphs } = page_texts::refused(reason, english());
        let detail = paragraphs.join(" ");
        assert!(detail.len() > title.len() / 2, "{title}");
        format!("{title}\n    {detail}")
    });
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn the_pages_for_an_agent_s_request_and_for_two_addresses() {
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
    let pages = [represented, two]
        .map(|visit| shown(View::of(&visit, LinkState::Open, &keys(), english())));
    insta::assert_snapshot!(pages.join("\n\n"));
}

#[test]
fn a_message_with_an_error_is_shown_again_as_text() {
    let visit = visit(LinkAction::AnswerQuestion, &["ana@example.org"], None);
    let form = Form {
        message: "</textarea><script>alert('x')</script>".into(),
        ..Form::default()
    };
    let error = FieldError::new("message", "Write less");
    let page = shown(View::of(&visit, LinkState::Open, &keys(), english()).with_error(error, form));
    assert!(!page.contains("<script>"), "{page}");
    assert!(page.contains("aria-describedby=\"message-hint message-error\""));
    assert!(page.contains("<a href=\"#message\">Write less</a>"));
}
