//! Snapshots of every email, and properties that all emails have.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod free_text;
mod link_actions;
mod parents;
mod partner;
mod readability;
mod staff;

use catalog::{
    ADDRESS, BASE_URL, catalog, company, email, keys, of_one_message, receipts, requests_opened,
};
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::locale::Locale;
use domain::outbound_email::{EmailKind, OutboundEmail, Reader};
use domain::receipt::ReceiptId;
use domain::request::{Fulfilled, SetBy};
use emails::samples as catalog;
use emails::{RenderedEmail, render, render_summary, status_url};
use jiff::SignedDuration;

fn rendered(email: &OutboundEmail) -> RenderedEmail {
    render(email, &company(), &keys(), &texts::EMAILS)
}

/// Returns the part of a page that differs between emails.
fn body(html: &str) -> &str {
    let from = html.find("<h1").unwrap();
    let to = html.find("<hr").unwrap();
    &html[from..to]
}

/// Returns what a reader sees on a page, formatted like the plain text: links with their URLs, list items with dashes,
/// and single spaces.
fn visible(html: &str) -> String {
    let (_, body) = html.split_once("<body").unwrap();
    let (_, mut rest) = body.split_once('>').unwrap();
    let (mut visible, mut href) = (String::new(), String::new());
    while let Some((text, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        visible.push_str(text);
        match tag.split_whitespace().next().unwrap() {
            "a" => tag.split('"').nth(1).unwrap().clone_into(&mut href),
            "/a" => visible.push_str(&format!(": {href} ")),
            "li" => visible.push_str("- "),
            "hr" => visible.push_str(&"-".repeat(74)),
            "strong" | "/strong" => {}
            _ => visible.push(' '),
        }
    }
    flat(&unescaped(&visible))
}

fn unescaped(html: &str) -> String {
    [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
    ]
    .iter()
    .fold(html.to_owned(), |text, (escaped, c)| {
        text.replace(escaped, c)
    })
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether an email is about one request, and so links to its status.
fn has_a_request(email: &OutboundEmail) -> bool {
    !matches!(
        email.kind,
        EmailKind::HowToAsk
            | EmailKind::ReplyReceived
            | EmailKind::StaffAnswer { .. }
            | EmailKind::RequestsOpened { .. }
    )
}

//= req: ca-7027-f.2, ca-7020-e, ca-7021-a.2, ca-7022-e, ca-7022-e.2, ca-7022-g, ca-7023-a.2, ca-7023-f
//= req: ca-7023-f-3, ca-7023-f-3.2, ca-7023-f-4, ca-7024-a, ca-7024-a.2, ca-7024-b, ca-7024-b.2, ca-7060-e
//= req: ca-7221-g.2, ca-7222-e.2, ne-87-1109-3, ut-13-61-203-2-c, ca-7222-b-4, ca-7222-b-4.2
#[test]
fn every_email() {
    for (name, email) in catalog() {
        let RenderedEmail {
            subject,
            text,
            html,
            ..
        } = rendered(&email);
        insta::assert_snapshot!(
            format!("{name}.txt"),
            format!("Subject: {subject}\n\n{text}")
        );
        // In the other languages, the page has the same content as the text and the same layout as in English.
        if email.locale == Locale::English {
            insta::assert_snapshot!(format!("{name}.html"), body(&html));
        }
    }
}

#[test]
fn a_whole_page() {
    let email = email(
        EmailKind::ImmediateRecorded,
        Some(Right::Immediate(ImmediateRight::OptOut)),
    );
    insta::assert_snapshot!(rendered(&email).html);
}

/// Returns the addresses that a text links to.
fn links(text: &str) -> Vec<&str> {
    let words = text.split_whitespace();
    words.filter(|word| word.starts_with("https://")).collect()
}

#[test]
fn a_summary_keeps_every_link_of_each_email_in_it() {
    let held = receipts();
    let summary = emails::render_summary(&held, &company(), &keys(), &texts::EMAILS).text;
    for email in &held {
        for link in links(&rendered(email).text) {
            assert!(summary.contains(link), "{} lost {link}", email.kind.name());
        }
    }
}

#[test]
fn the_summary() {
    let RenderedEmail {
        subject,
        text,
        html,
        ..
    } = render_summary(&receipts(), &company(), &keys(), &texts::EMAILS);
    insta::assert_snapshot!("summary.txt", format!("Subject: {subject}\n\n{text}"));
    insta::assert_snapshot!("summary.html", body(&html));
    assert_eq!(visible(&html), flat(&text));
    for email in receipts().iter().filter(|email| has_a_request(email)) {
        assert!(text.contains(&status_url(&email.receipt, None, &company(), &keys())));
    }
}

//= req: ca-7021-a, ca-7021-a.2
/// One email answers all that a message asks for. It keeps every link of the emails that it replaces, and what the law wants
/// each of them to say.
#[test]
fn one_email_confirms_all_that_a_message_asks_for() {
    for locale in texts::OFFERED {
        let mut emails = of_one_message();
        for email in &mut emails {
            email.locale = locale;
        }
        let one = render_summary(&emails, &company(), &keys(), &texts::EMAILS);
        let name = format!("{}_together.txt", locale.code());
        let (subject, text) = (&one.subject, &one.text);
        insta::assert_snapshot!(name, format!("Subject: {subject}\n\n{text}"));
        assert_eq!(visible(&one.html), flat(text));
        let said = flat(text);
        for email in &emails {
            let alone = rendered(email);
            for link in links(&alone.text) {
                assert!(text.contains(link), "{} lost {link}", email.kind.name());
            }
            let texts = texts::EMAILS.in_language(locale);
            for date in [email.due.unwrap().target, receipt_day(email)] {
                assert!(
                    said.contains(&texts.date(date)),
                    "{} {date}",
                    email.kind.name()
                );
            }
        }
    }
}

fn receipt_day(email: &OutboundEmail) -> jiff::civil::Date {
    domain::calendar::Calendar::California.date_of(email.received)
}

/// Held emails of other messages make it an ordinary summary, also after the receipts of one message.
#[test]
fn a_summary_of_more_than_one_message_says_so() {
    let mut held = of_one_message();
    held.push(receipts().remove(4));
    let one = render_summary(&held, &company(), &keys(), &texts::EMAILS);
    assert!(one.subject.starts_with("4 messages"), "{}", one.subject);
}

#[test]
fn a_summary_is_in_the_language_of_its_oldest_email() {
    let mut held = receipts();
    let oldest = &mut held[2];
    oldest.received -= SignedDuration::from_hours(48);
    oldest.locale = Locale::Spanish;
    let RenderedEmail {
        subject,
        text,
        html,
        ..
    } = render_summary(&held, &company(), &keys(), &texts::EMAILS);
    insta::assert_snapshot!("es_summary.txt", format!("Subject: {subject}\n\n{text}"));
    assert_eq!(visible(&html), flat(&text));
}

#[test]
fn a_summary_of_one_is_the_email() {
    let receipts = receipts();
    let one = &receipts[..1];
    assert!(render_summary(one, &company(), &keys(), &texts::EMAILS) == rendered(&one[0]));
}

#[test]
fn text_and_page_have_the_same_content() {
    for (name, email) in catalog() {
        let RenderedEmail { text, html, .. } = rendered(&email);
        assert_eq!(visible(&html), flat(&text), "{name}");
    }
}

//= req: ca-7021-a.2
#[test]
fn every_email_about_a_request_names_its_reference_its_link_and_its_dates() {
    let about_requests = |(_, email): &(String, OutboundEmail)| has_a_request(email);
    for (name, email) in catalog().into_iter().filter(about_requests) {
        let RenderedEmail {
            subject,
            text,
            html,
            ..
        } = rendered(&email);
        let reference = email.reference().to_string();
        let link = status_url(&email.receipt, None, &company(), &keys());
        assert!(link.starts_with(&format!("{BASE_URL}/status/{reference}/1.")));
        assert!(subject.contains(&reference), "{name}");
        for form in [flat(&text), visible(&html)] {
            assert!(form.contains(&reference) && form.contains(&link), "{name}");
            let due = email.due.filter(|_| !email.no_partners);
            for date in due.iter().map(|due| due.target) {
                assert!(
                    form.contains(&texts::EMAILS.in_language(email.locale).date(date)),
                    "{name}: {date}"
                );
            }
        }
    }
}

#[test]
fn a_subject_is_one_short_line() {
    for (name, email) in catalog() {
        let subject = rendered(&email).subject;
        assert!(!subject.chars().any(char::is_control), "{name}");
        let length = subject.chars().count();
        assert!(length <= 90, "{name}: {length}");
    }
}

//= req: ca-7022-g
#[test]
fn a_denied_deletion_asks_to_opt_out_and_has_the_notice_of_that_right() {
    for (locale, notice) in [
        (
            Locale::English,
            [
                "You have the right to tell us not to sell your personal information",
                "do you want to do so now?",
                "Open our form",
                "Opt out of sale and sharing: https://privacy.example.com/ ",
            ],
        ),
        (
            Locale::Spanish,
            [
                "Usted tiene el derecho de pedirnos que no vendamos su información personal",
                "¿quiere hacerlo ahora?",
                "Abra nuestro formulario",
                "No vender ni compartir mi información personal: https://privacy.example.com/ ",
            ],
        ),
    ] {
        let mut outcomes = std::collections::BTreeSet::new();
        for (name, email) in catalog() {
            let EmailKind::Response { response, .. } = &email.kind else {
                continue;
            };
            let deletes = email.right == Some(Right::Verifiable(VerifiableRight::Delete));
            if email.locale != locale || !deletes {
                continue;
            }
            let text = flat(&rendered(&email).text);
            let denied = response.fulfilled() != Some(Fulfilled::All);
            for words in notice {
                assert_eq!(text.contains(words), denied, "{name}: {words}");
            }
            outcomes.insert(format!("{:?}", response.fulfilled()));
        }
        assert_eq!(outcomes.len(), 4, "{locale:?} {outcomes:?}");
    }
}

#[test]
fn a_page_names_its_language() {
    for (name, email) in catalog() {
        let RenderedEmail { html, locale, .. } = rendered(&email);
        assert_eq!(locale, email.locale, "{name}");
        let language = format!("<html lang=\"{}\" dir=\"ltr\">", locale.code());
        assert!(html.contains(&language), "{name}");
    }
}

#[test]
fn no_email_repeats_the_address() {
    for (name, email) in catalog() {
        let RenderedEmail {
            subject,
            text,
            html,
            ..
        } = rendered(&email);
        let local = ADDRESS.split('@').next().unwrap();
        for part in [subject, text, html] {
            assert!(!part.to_lowercase().contains(local), "{name}");
        }
    }
}

#[test]
fn a_page_loads_nothing() {
    for (name, email) in catalog() {
        let html = rendered(&email).html;
        for loads in [
            "<img", "<link", "<script", "<style", "url(", " src=", "@import",
        ] {
            assert!(!html.contains(loads), "{name}: {loads}");
        }
    }
}

#[test]
fn lines_are_short_unless_they_hold_a_url() {
    for (name, email) in catalog() {
        for line in rendered(&email)
            .text
            .lines()
            .filter(|line| !line.contains("https://"))
        {
            assert!(line.chars().count() <= 74, "{name}: {line}");
        }
    }
}

#[test]
fn text_that_staff_wrote_stays_inside_its_quotation() {
    let explanation = "<script>alert(1)</script> & \"so on\"\r\n\r\nSubject: forged\rFrom: a@b\u{2028}\u{202e}end"
        .to_owned();
    let denied = email(
        EmailKind::ImmediateDenied {
            explanation: explanation.clone(),
        },
        Some(Right::Immediate(ImmediateRight::OptOut)),
    );
    let extended = email(
        EmailKind::ResponseExtended { explanation },
        Some(Right::Verifiable(VerifiableRight::Know)),
    );
    for email in [denied, extended] {
        let RenderedEmail {
            subject,
            text,
            html,
            ..
        } = rendered(&email);
        assert!(!subject.contains("forged"));
        assert!(!html.contains("<script") && html.contains("&#60;script&#62;alert(1)"));
        for control in ['\r', '\u{2028}', '\u{202e}'] {
            assert!(!text.contains(control) && !html.contains(control));
        }
        for quoted in [
            "<script>alert(1)</script>",
            "Subject: forged",
            "From: a@b",
            "end",
        ] {
            assert!(
                text.lines()
                    .any(|line| line.starts_with(&format!("    {quoted}"))),
                "{quoted}"
            );
        }
        assert_eq!(visible(&html), flat(&text));
    }
}

#[test]
fn the_same_email_renders_to_the_same_bytes() {
    for (_, email) in catalog() {
        assert!(rendered(&email) == rendered(&email.clone()));
    }
}

#[test]
fn a_receipt_for_an_immediate_right_asks_for_no_confirmation() {
    for right in [
        ImmediateRight::OptOut,
        ImmediateRight::Limit,
        ImmediateRight::MarketingStop,
        ImmediateRight::AdmtOptOut,
        ImmediateRight::WithdrawConsent,
    ] {
        let text = flat(
            &rendered(&email(
                EmailKind::ImmediateRecorded,
                Some(Right::Immediate(right)),
            ))
            .text,
        );
        assert!(text.contains("has been in effect in our systems since"));
        for waits in ["confirm", "verify", "click", "until"] {
            assert!(!text.contains(waits), "{right:?}: {waits}");
        }
    }
}

#[test]
fn an_email_whose_right_does_not_fit_links_to_the_status_page() {
    let email = email(
        EmailKind::ImmediateRecorded,
        Some(Right::Verifiable(VerifiableRight::Delete)),
    );
    let RenderedEmail { text, .. } = rendered(&email);
    assert!(text.contains("There is news about your request"));
    assert!(text.contains(&status_url(&email.receipt, None, &company(), &keys())));
}

#[test]
fn a_date_that_the_company_set_is_called_its_own_promise() {
    let mut email = email(
        EmailKind::VerifiableReceived,
        Some(Right::Verifiable(VerifiableRight::Delete)),
    );
    assert!(!rendered(&email).text.contains("our own promise"));
    email.due_set_by = SetBy::Policy;
    assert!(rendered(&email).text.contains("our own promise"));
}

#[test]
fn an_agent_gets_each_reference_number_and_no_link_to_a_status() {
    let RenderedEmail { text, .. } = rendered(&email(requests_opened(), None));
    for receipt in [7, 8].map(|n| ReceiptId::from_bytes([n; 16])) {
        assert!(text.contains(&receipt.reference().to_string()));
        assert!(!text.contains(&status_url(&receipt, None, &company(), &keys())));
    }
}

#[test]
fn the_instructions_have_no_reference_number() {
    let RenderedEmail { subject, text, .. } = rendered(&email(EmailKind::HowToAsk, None));
    let reference = email(EmailKind::HowToAsk, None).reference().to_string();
    assert!(!subject.contains(&reference) && !text.contains(&reference));
}

#[test]
fn a_question_about_a_late_email_says_that_we_are_late_and_sorry() {
    let question = || EmailKind::Question {
        question: "Do you write for yourself?".into(),
    };
    let on_time = flat(&rendered(&email(question(), None)).text);
    assert!(!on_time.contains("We are late"));
    let late = OutboundEmail {
        due: None,
        ..email(question(), None)
    };
    let late = flat(&rendered(&late).text);
    assert!(late.contains("We are late with your email, and we are sorry."));
    assert!(!late.contains("We will act by"));
}

#[test]
fn an_email_under_review_says_when_it_counts_as_an_opt_out() {
    let counts = |in_force_since| {
        let pending = OutboundEmail {
            in_force_since,
            ..email(EmailKind::ReviewPending, None)
        };
        flat(&rendered(&pending).text).contains("we treat it as an opt-out")
    };
    assert!(counts("2026-11-22T06:30:00Z".parse().ok()));
    assert!(!counts(None));
}

#[test]
fn only_a_reader_who_may_be_an_agent_reads_whom_the_email_means() {
    let to = |reader| {
        let right = Some(Right::Immediate(ImmediateRight::OptOut));
        let recorded = OutboundEmail {
            reader,
            ..email(EmailKind::ImmediateRecorded, right)
        };
        flat(&rendered(&recorded).text).contains("If you made this request for someone else")
    };
    assert!(to(Reader::Unknown) && to(Reader::Parent));
    assert!(!to(Reader::Person) && !to(Reader::Represented));
}
