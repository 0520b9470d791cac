//! Every email as the person gets it, and what holds for all of them.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod appealable;
mod catalogue;
mod kind;
mod link_actions;
mod partner;
mod staff;

use catalogue::{ADDRESS, BASE_URL, catalogue, company, email, keys, opened, receipts};
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::outbound_email::{EmailKind, OutboundEmail};
use domain::receipt::ReceiptId;
use domain::request::SetBy;
use emails::{Words, status_url, write, write_summary};

fn words(email: &OutboundEmail) -> Words {
    write(email, &company(), &keys())
}

/// The part of a page that differs from email to email.
fn body(html: &str) -> &str {
    let from = html.find("<h1").unwrap();
    let to = html.find("<hr").unwrap();
    &html[from..to]
}

/// What a reader sees of a page, in the shape of the plain text: links with their addresses, points with
/// their dashes, and single spaces.
fn seen(html: &str) -> String {
    let (_, body) = html.split_once("<body").unwrap();
    let (_, mut rest) = body.split_once('>').unwrap();
    let (mut seen, mut href) = (String::new(), String::new());
    while let Some((text, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        seen.push_str(text);
        match tag.split_whitespace().next().unwrap() {
            "a" => tag.split('"').nth(1).unwrap().clone_into(&mut href),
            "/a" => seen.push_str(&format!(": {href} ")),
            "li" => seen.push_str("- "),
            "hr" => seen.push_str(&"-".repeat(74)),
            "strong" | "/strong" => {}
            _ => seen.push(' '),
        }
    }
    flat(&unescaped(&seen))
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

/// Whether an email is about one request, and so has a link to its status.
fn has_a_request(email: &OutboundEmail) -> bool {
    !matches!(
        email.kind,
        EmailKind::HowToAsk | EmailKind::RequestsOpened { .. }
    )
}

#[test]
fn every_email() {
    for (name, email) in catalogue() {
        let Words {
            subject,
            text,
            html,
        } = words(&email);
        insta::assert_snapshot!(
            format!("{name}.txt"),
            format!("Subject: {subject}\n\n{text}")
        );
        insta::assert_snapshot!(format!("{name}.html"), body(&html));
    }
}

#[test]
fn a_whole_page() {
    let email = email(
        EmailKind::ImmediateRecorded,
        Some(Right::Immediate(ImmediateRight::OptOut)),
    );
    insta::assert_snapshot!(words(&email).html);
}

#[test]
fn the_summary() {
    let Words {
        subject,
        text,
        html,
    } = write_summary(&receipts(), &company(), &keys());
    insta::assert_snapshot!("summary.txt", format!("Subject: {subject}\n\n{text}"));
    insta::assert_snapshot!("summary.html", body(&html));
    assert_eq!(seen(&html), flat(&text));
    for email in receipts().iter().filter(|email| has_a_request(email)) {
        assert!(text.contains(&status_url(&email.receipt, &company(), &keys())));
    }
}

#[test]
fn a_summary_of_one_is_the_email() {
    let receipts = receipts();
    let one = &receipts[..1];
    assert!(write_summary(one, &company(), &keys()) == words(&one[0]));
}

#[test]
fn text_and_page_say_the_same() {
    for (name, email) in catalogue() {
        let Words { text, html, .. } = words(&email);
        assert_eq!(seen(&html), flat(&text), "{name}");
    }
}

#[test]
fn every_email_about_a_request_names_its_reference_its_link_and_its_dates() {
    let about_requests = |(_, email): &(String, OutboundEmail)| has_a_request(email);
    for (name, email) in catalogue().into_iter().filter(about_requests) {
        let Words {
            subject,
            text,
            html,
        } = words(&email);
        let reference = email.reference().to_string();
        let link = status_url(&email.receipt, &company(), &keys());
        assert!(link.starts_with(&format!("{BASE_URL}/status/{reference}/1.")));
        assert!(subject.contains(&reference), "{name}");
        for said in [flat(&text), seen(&html)] {
            assert!(said.contains(&reference) && said.contains(&link), "{name}");
            for date in email.due.iter().flat_map(|due| [due.target, due.latest]) {
                assert!(
                    said.contains(&emails::dates::in_words(date)),
                    "{name}: {date}"
                );
            }
        }
    }
}

#[test]
fn a_subject_is_one_line_of_ascii() {
    for (name, email) in catalogue() {
        let subject = words(&email).subject;
        assert!(subject.chars().all(|c| matches!(c, ' '..='~')), "{name}");
        assert!(subject.len() <= 90, "{name}: {}", subject.len());
    }
}

#[test]
fn no_email_repeats_the_address() {
    for (name, email) in catalogue() {
        let Words {
            subject,
            text,
            html,
        } = words(&email);
        let local = ADDRESS.split('@').next().unwrap();
        for said in [subject, text, html] {
            assert!(!said.to_lowercase().contains(local), "{name}");
        }
    }
}

#[test]
fn a_page_loads_nothing() {
    for (name, email) in catalogue() {
        let html = words(&email).html;
        for loads in [
            "<img", "<link", "<script", "<style", "url(", " src=", "@import",
        ] {
            assert!(!html.contains(loads), "{name}: {loads}");
        }
    }
}

#[test]
fn lines_are_short_unless_they_are_an_address_on_the_web() {
    for (name, email) in catalogue() {
        for line in words(&email)
            .text
            .lines()
            .filter(|line| !line.contains("https://"))
        {
            assert!(line.chars().count() <= 74, "{name}: {line}");
        }
    }
}

#[test]
fn what_staff_wrote_stays_a_quote() {
    let because = "<script>alert(1)</script> & \"so on\"\r\n\r\nSubject: forged\rFrom: a@b\u{2028}\u{202e}end"
        .to_owned();
    let denied = email(
        EmailKind::ImmediateDenied {
            because: because.clone(),
        },
        Some(Right::Immediate(ImmediateRight::OptOut)),
    );
    let extended = email(
        EmailKind::ResponseExtended { because },
        Some(Right::Verifiable(VerifiableRight::Know)),
    );
    for email in [denied, extended] {
        let Words {
            subject,
            text,
            html,
        } = words(&email);
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
        assert_eq!(seen(&html), flat(&text));
    }
}

#[test]
fn the_same_email_is_the_same_bytes() {
    for (_, email) in catalogue() {
        assert!(words(&email) == words(&email.clone()));
    }
}

#[test]
fn a_choice_asks_for_no_confirmation_and_waits_for_nobody() {
    for choice in [
        ImmediateRight::OptOut,
        ImmediateRight::Limit,
        ImmediateRight::MarketingStop,
        ImmediateRight::AdmtOptOut,
    ] {
        let text = flat(
            &words(&email(
                EmailKind::ImmediateRecorded,
                Some(Right::Immediate(choice)),
            ))
            .text,
        );
        assert!(text.contains("has been in force in our systems since"));
        for waits in ["confirm", "verify", "click", "until"] {
            assert!(!text.contains(waits), "{choice:?}: {waits}");
        }
    }
}

#[test]
fn an_email_that_fits_no_right_leads_to_the_status_page() {
    let email = email(
        EmailKind::ImmediateRecorded,
        Some(Right::Verifiable(VerifiableRight::Delete)),
    );
    let Words { text, .. } = words(&email);
    assert!(text.contains("There is news about your request"));
    assert!(text.contains(&status_url(&email.receipt, &company(), &keys())));
}

#[test]
fn a_date_of_the_house_is_called_our_own() {
    let mut email = email(
        EmailKind::VerifiableReceived,
        Some(Right::Verifiable(VerifiableRight::Delete)),
    );
    assert!(!words(&email).text.contains("our own promise"));
    email.due_set_by = SetBy::Policy;
    assert!(words(&email).text.contains("our own promise"));
}

#[test]
fn an_agent_gets_every_reference_and_no_link_to_a_client_s_status() {
    let Words { text, .. } = words(&email(opened(), None));
    for receipt in [7, 8].map(|n| ReceiptId::from_bytes([n; 16])) {
        assert!(text.contains(&receipt.reference().to_string()));
        assert!(!text.contains(&status_url(&receipt, &company(), &keys())));
    }
}

#[test]
fn whoever_only_asked_a_question_gets_no_reference() {
    let Words { subject, text, .. } = words(&email(EmailKind::HowToAsk, None));
    let reference = email(EmailKind::HowToAsk, None).reference().to_string();
    assert!(!subject.contains(&reference) && !text.contains(&reference));
}
