//! The status page and its JSON in every stage that a request can be in.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use askama::Template;
use domain::company::{Color, Company, Face};
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::locale::Locale;
use domain::person::{Agent, EmailAddress, Identifier, IdentifierKind, Permission, Person, Region};
use domain::receipt::Receipt;
use domain::request::{
    AppealDecision, Asked, Command, ParentMethod, Request, Response, ResponseDelivery,
    VerificationMethod,
};
use http::HeaderMap;
use pages::{Pages, Visitor};
use status_lookup::Status;
use status_lookup::page::StatusPage;
use status_lookup::samples::{
    LATE, ON_TIME, RECEIVED, after, asks, at, denial, opened, rights, stages, stages_in,
};
use store::Downloads;

fn english() -> texts::Texts {
    texts::STATUS.in_language(Locale::English)
}

#[test]
fn a_receipt_shows_opt_ins_only_for_its_own_identifiers() {
    let right = Asked::Right(Right::Immediate(ImmediateRight::OptOut));
    let received = "2026-11-21T18:00:00Z";
    let opened = Request::open(asks(1, right.clone(), received), at(received)).unwrap();
    let mut wider = asks(2, right, received);
    let work = Identifier::parse(IdentifierKind::Email, "zoe@work.example").unwrap();
    let own = wider.person.identifiers().to_vec();
    wider.person = Person::new(None, None, own.into_iter().chain([work.clone()])).unwrap();
    let wider = opened
        .request
        .apply(Command::Repeat(wider), at(received))
        .unwrap();
    let ended = after(&wider.request, [Command::OptIn { confirmed: work }]);
    let json = |receipt: Option<Receipt>| json_of(&receipt.unwrap(), &ended).to_string();
    let first = json(opened.receipt);
    assert!(
        first.contains("\"stage\":\"in_force\"") && !first.contains("opted back in"),
        "{first}"
    );
    let second = json(wider.receipt);
    assert!(
        second.contains("You opted back in for z***@work.example."),
        "{second}"
    );
}

/// Returns the status that only the requester's emails link to, for programs.
fn json_of(receipt: &Receipt, request: &Request) -> serde_json::Value {
    let status = Status::for_mailbox(
        english(),
        receipt,
        request,
        &Downloads::default(),
        at(ON_TIME),
    );
    serde_json::to_value(status.json(|action| format!("/{}", action.as_str()))).unwrap()
}

#[test]
fn each_stage_as_json() {
    let shown = stages().into_iter().map(|(name, receipt, request)| {
        let status = serde_json::to_string_pretty(&json_of(&receipt, &request)).unwrap();
        format!("{name}\n{status}")
    });
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n\n"));
}

fn pages() -> Pages {
    Pages::new(Company {
        name: "Example & Co".into(),
        postal_address: vec!["1 Bay Street".into()],
        privacy_policy: "https://example.com/privacy".into(),
        accent: Color::DEFAULT,
        inbox: EmailAddress::parse("privacy@example.com").unwrap(),
        base_url: "https://privacy.example.com".into(),
        face: Face::default(),
        brands: Vec::new(),
    })
    .with_texts(&texts::STATUS)
}

/// Returns the main part of the status page.
fn main_of(pages: &Pages, status: &Status) -> String {
    let view = status.view(|action| format!("/{}", action.as_str()));
    let page = StatusPage { pages, view }.render().unwrap();
    let (_, main) = page.split_once("<main").unwrap();
    format!("<main{}", main.split_once("</main>").unwrap().0)
}

//= req: ca-7027-h, ca-7221-h
#[test]
fn each_stage_as_a_page() {
    let pages = pages();
    let shown = stages().into_iter().map(|(name, receipt, request)| {
        let status = Status::for_mailbox(
            english(),
            &receipt,
            &request,
            &Downloads::default(),
            at(ON_TIME),
        );
        format!("══ {name}\n{}", main_of(&pages, &status))
    });
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn each_page_is_easy_to_read() {
    let mut hard_ones = Vec::new();
    for locale in texts::OFFERED {
        let texts = texts::STATUS.in_language(locale);
        let pages = pages().about(&nobody(), locale, None);
        for (name, receipt, request) in stages().into_iter().chain(rights()) {
            for now in [at(ON_TIME), at(LATE)] {
                for status in [
                    Status::for_mailbox(texts, &receipt, &request, &Downloads::default(), now),
                    Status::for_bearer(texts, &receipt, &request, now),
                ] {
                    let blocks = readability::blocks(&main_of(&pages, &status));
                    let why = readability::hard(blocks.iter().map(String::as_str), locale);
                    hard_ones.extend(why.map(|why| format!("{locale:?}, {name}: {why}")));
                }
            }
        }
    }
    assert!(hard_ones.is_empty(), "{}", hard_ones.join("\n"));
}

/// Returns a visitor who chose no language.
fn nobody() -> Visitor {
    Visitor::of(&"/".parse().unwrap(), &HeaderMap::new())
}

// As the requester and as a bearer read it, on time and late.
#[test]
fn each_stage_in_spanish() {
    let texts = texts::STATUS.in_language(Locale::Spanish);
    let pages = pages().about(&nobody(), Locale::Spanish, None);
    let mut shown: Vec<String> = Vec::new();
    for (name, receipt, request) in stages().into_iter().chain(rights()) {
        for now in [at(ON_TIME), at(LATE)] {
            for status in [
                Status::for_mailbox(texts, &receipt, &request, &Downloads::default(), now),
                Status::for_bearer(texts, &receipt, &request, now),
            ] {
                let text = text_of(&main_of(&pages, &status));
                if !shown.iter().any(|before| before.ends_with(&text)) {
                    shown.push(format!("══ {name}\n{text}"));
                }
            }
        }
    }
    insta::assert_snapshot!(shown.join("\n\n"));
}

/// Returns the text of a page, one line per block.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<').skip(1) {
        let (tag, after) = part.split_once('>').unwrap();
        let is_inline = ["strong", "/strong", "span", "/span", "a", "/a"];
        let name = tag.split(' ').next().unwrap();
        if !is_inline.contains(&name) {
            text.push('\n');
        }
        text.push_str(after);
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_stage_at_each_time_as_its_readers_see_it() {
    let pages = pages();
    let mut shown: Vec<(String, String)> = Vec::new();
    for (name, receipt, request) in stages().into_iter().chain(rights()) {
        for (time, now) in [("on time", at(ON_TIME)), ("late", at(LATE))] {
            let mailbox =
                Status::for_mailbox(english(), &receipt, &request, &Downloads::default(), now);
            let bearer = Status::for_bearer(english(), &receipt, &request, now);
            for (reader, status) in [("in an email", mailbox), ("for a bearer", bearer)] {
                let text = text_of(&main_of(&pages, &status));
                // Most bearers' pages are the same, whatever has become of the request.
                match shown.iter_mut().find(|(_, before)| *before == text) {
                    Some((titles, _)) => titles.push_str(&format!("\n══ {name}, {time}, {reader}")),
                    None => shown.push((format!("══ {name}, {time}, {reader}"), text)),
                }
            }
        }
    }
    let shown = shown
        .into_iter()
        .map(|(titles, text)| format!("{titles}\n{text}"));
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn no_page_promises_a_date_that_has_passed() {
    let pages = pages();
    for (name, receipt, request) in stages().into_iter().chain(rights()) {
        let open = request.is_open();
        for status in [
            Status::for_mailbox(
                english(),
                &receipt,
                &request,
                &Downloads::default(),
                at(LATE),
            ),
            Status::for_bearer(english(), &receipt, &request, at(LATE)),
        ] {
            let text = text_of(&main_of(&pages, &status));
            for promise in [
                "date above",
                "respond by",
                "companies by",
                "decide by",
                "read it by",
            ] {
                let promised = text.lines().any(|line| line.ends_with(promise));
                assert!(!promised && !text.contains("date above"), "{name}: {text}");
            }
            // A bearer learns that we did not honor a request, but not that its appeal is open.
            let says_so = ["sorry", "We had until", "We did not honor"];
            assert!(
                !open || says_so.iter().any(|said| text.contains(said)),
                "{name}: {text}"
            );
        }
    }
}

#[test]
fn a_file_can_be_downloaded_from_the_page_and_the_page_says_when_it_was() {
    let (receipt, know) = opened(Asked::Right(Right::Verifiable(VerifiableRight::Know)));
    let answered = after(
        &know,
        [
            Command::Verify(VerificationMethod::AddressConfirmed),
            Command::respond(Response::Granted {
                delivery: Some(ResponseDelivery::File {
                    key: "responses/one.zip".into(),
                    renewed: None,
                }),
            }),
        ],
    );
    let pages = pages();
    let shown = |downloads: &Downloads| {
        let status = Status::for_mailbox(
            english(),
            &receipt,
            &answered,
            downloads,
            at("2026-12-05T18:00:00Z"),
        );
        text_of(&main_of(&pages, &status))
    };
    let ready = shown(&Downloads::default());
    assert!(ready.contains("Our response is ready") && ready.contains("Download our response"));
    assert!(!ready.contains("You downloaded"), "{ready}");
    assert!(!ready.contains("We did what you asked."), "{ready}");
    let downloaded = Downloads {
        count: 1,
        first_at: Some(at("2026-12-04T18:00:00Z")),
        ..Downloads::default()
    };
    let used_up = shown(&downloaded);
    assert!(
        used_up.contains("December 4, 2026 You downloaded our response."),
        "{used_up}"
    );
    assert!(
        used_up.contains("Get a new code for our response"),
        "{used_up}"
    );
}

#[test]
fn a_late_page_names_no_authority_of_another_state() {
    let pages = pages();
    for (code, named) in [
        (None, "California Privacy Protection Agency"),
        (Some("CA"), "California Privacy Protection Agency"),
        (Some("VA"), "Attorney General of Virginia"),
        // No text names the authority of Utah, and Wyoming has no law.
        (Some("UT"), ""),
        (Some("WY"), ""),
    ] {
        let right = Right::Verifiable(VerifiableRight::Know);
        let mut submission = asks(1, Asked::Right(right), RECEIVED);
        submission.person.region = code.map(|code| Region::parse(code).unwrap());
        let opened = Request::open(submission, at(RECEIVED)).unwrap();
        let (receipt, request) = (opened.receipt.unwrap(), opened.request);
        let status = Status::for_mailbox(
            english(),
            &receipt,
            &request,
            &Downloads::default(),
            at(LATE),
        );
        let text = text_of(&main_of(&pages, &status));
        assert!(text.contains("We are late"), "{text}");
        let complains = text.contains("file a complaint with");
        assert_eq!(complains, !named.is_empty(), "{code:?}: {text}");
        assert!(text.contains(named), "{code:?}: {text}");
    }
}

#[test]
fn a_denied_appeal_names_the_authority_of_the_state_that_the_receipt_named() {
    let right = Asked::Right(Right::Verifiable(VerifiableRight::Know));
    let received = "2026-11-21T18:00:00Z";
    let lives = |n, code: Option<&str>| {
        let mut submission = asks(n, right.clone(), received);
        submission.person.region = code.map(|code| Region::parse(code).unwrap());
        submission
    };
    let transition = Request::open(lives(1, Some("VA")), at(received)).unwrap();
    let repeat = transition
        .request
        .apply(Command::Repeat(lives(2, None)), at(received))
        .unwrap();
    let denied = Response::Denied { denial: denial() };
    let decided = after(
        &transition.request,
        [
            Command::respond(denied),
            Command::Appeal,
            Command::DecideAppeal(AppealDecision::Denied {
                explanation: "It is as we said.".into(),
            }),
        ],
    );
    let (first, repeated) = (transition.receipt.unwrap(), repeat.receipt.unwrap());
    let own = json_of(&first, &decided);
    assert_eq!(own["law"], "virginia");
    assert_eq!(
        (&own["rule"], &own["unconfirmed"]),
        (&"va.know".into(), &true.into())
    );
    let next = own["next"].to_string();
    assert!(
        next.contains("file a complaint with the Attorney General of Virginia (https://"),
        "{next}"
    );
    let bearers = Status::for_bearer(english(), &repeated, &decided, at(ON_TIME));
    let bearers = serde_json::to_value(bearers.json(|_| String::new())).unwrap();
    assert_eq!(bearers["law"], "ccpa");
    assert!(!bearers.to_string().contains("Virginia"), "{bearers}");
}

#[test]
fn a_page_about_a_child_names_no_address_and_asks_no_one_to_press_a_link() {
    let right = Asked::Right(Right::Verifiable(VerifiableRight::Delete));
    let mut deletion = asks(1, right, RECEIVED);
    deletion.agent = Some(Agent {
        name: None,
        email: EmailAddress::parse("mo@example.org").ok(),
        permission: Permission::ParentOrGuardian,
    });
    let opened = Request::open(deletion, at(RECEIVED)).unwrap();
    let (receipt, request) = (opened.receipt.unwrap(), opened.request);
    let bearer = Status::for_bearer(english(), &receipt, &request, at(ON_TIME));
    let text = text_of(&main_of(&pages(), &bearer));
    assert!(
        text.contains("that you are the parent or guardian"),
        "{text}"
    );
    assert!(!text.contains("open the email"), "{text}");
    let confirmed = after(
        &request,
        [Command::ConfirmParent {
            opt_in: false,
            by: ParentMethod::VideoCall,
            email: None,
        }],
    );
    let parents = json_of(&receipt, &confirmed);
    assert!(!parents.to_string().contains("confirm"), "{parents}");
}

#[test]
fn each_state_has_the_stages_that_its_laws_allow() {
    let names = |code: &str| {
        let stages = stages_in(Region::parse(code).ok());
        let names: Vec<_> = stages.into_iter().map(|(name, ..)| name).collect();
        names
    };
    for (code, _) in Region::ALL {
        assert!(names(code).contains(&"in force"), "{code}");
    }
    for (code, denied, appealing) in [("CA", true, false), ("CT", true, true), ("VA", false, true)]
    {
        let names = names(code);
        assert_eq!(names.contains(&"denied"), denied, "{code}");
        assert_eq!(names.contains(&"appealing"), appealing, "{code}");
    }
}
