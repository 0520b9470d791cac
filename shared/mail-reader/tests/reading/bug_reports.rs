//! Messages based on public bug reports of other mail systems. A file with `control` in its name is the same message
//! without the problem.

use super::fault_kinds::outcome_of;
use super::*;

/// The file, its outcome, and its requesters: the decided sender or the candidates.
const REPORTS: &[(&str, &str, &str)] = &[
    ("01-a-pdf-letter", "review!", "c01a@example.org"),
    ("01-c-phone-photo", "review!", "c01c@example.org"),
    ("01-z-control-pdf-no-words", "review!", "c01z@example.org"),
    ("02-a-own-site-replyto", "opt_out", "c02a@example.org"),
    ("02-b-own-site-noreply-body", "opt_out", "c02b@example.org"),
    ("03-a-placeholder-plain", "opt_out", "c03a@example.org"),
    ("04-a-rpmsg", "review!", "c04a@example.org"),
    ("05-a-no-charset", "delete", "c05a@example.org"),
    ("05-b-unknown-charset", "delete", "c05b@example.org"),
    ("05-z-control-latin1", "delete", "c05z@example.org"),
    ("06-a-base64-footer", "opt_out", "c06a@example.org"),
    ("06-c-cte-comment", "opt_out", "c06c@example.org"),
    ("06-z-control-cte-space", "opt_out", "c06z@example.org"),
    ("07-a-list-unsubscribe", "review!", "c07a@example.org"),
    ("07-c-auto-generated-form", "review!", "c07c@example.org"),
    ("09-ar", "review!", "c09ar@example.org"),
    ("09-tl", "review!", "c09tl@example.org"),
    ("09-zh", "review!", "c09zh@example.org"),
    ("09-z-control-hy", "review!", "c09hy@example.org"),
    ("10-html-as-plain", "opt_out", "c10@example.org"),
    ("11-pec", "delete+opt_out", "gina.neri@pec.example.org"),
    ("12-a-out-of-office", "automatic", ""),
    ("12-d-read", "automatic", ""),
    ("12-e-ticket-ack", "automatic", ""),
    ("13-from-all-encoded", "opt_out", "c13@example.org"),
    (
        "14-a-remove-from-mailing-list",
        "marketing_stop",
        "c14a@example.org",
    ),
    (
        "14-z-control-take-me-off",
        "marketing_stop",
        "c14z@example.org",
    ),
    ("15-a", "marketing_stop", "c15a@example.org"),
    ("15-b", "review", "c15b@example.org"),
    ("15-c", "marketing_stop", "c15c@example.org"),
    ("16-list-moved-author-to-cc", "opt_out", "c16@example.org"),
    (
        "17-two-authors",
        "review!",
        "c17a@example.org c17b@example.org",
    ),
];

fn inbox_of_the_reports() -> Inbox {
    Inbox {
        address: EmailAddress::parse("privacy@example.com").expect("it is an address"),
        others: Vec::new(),
        groups: vec!["privacy@lists.example.com".to_owned()],
        colleagues: Vec::new(),
        authserv_id: None,
    }
}

fn raw(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mails/bugs/");
    std::fs::read(format!("{folder}{name}.eml")).expect("the report has a file")
}

/// Returns the sender if it is decided, otherwise all candidates.
fn people(reading: &Reading) -> String {
    let Some(message) = reading.messages().first() else {
        return String::new();
    };
    let decided = message.sender.iter().filter(|s| s.confidence.decides());
    let mut people: Vec<&str> = decided.map(|s| s.address.as_str()).collect();
    people.extend(message.candidates.iter().map(|s| s.address.as_str()));
    people.join(" ")
}

#[test]
fn each_report_has_its_right_value() {
    let inbox = inbox_of_the_reports();
    let wrong: Vec<String> = REPORTS
        .iter()
        .filter_map(|(name, expected, whom)| {
            let reading = read(&raw(name), &inbox);
            let found = (outcome_of(&reading), people(&reading));
            (found != (expected.to_string(), whom.to_string()))
                .then(|| format!("{name}: {found:?} instead of {expected} for {whom:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn an_ask_with_a_null_return_path_is_reviewed_without_an_acknowledgement() {
    let sent = [b"Return-Path: <>\r\n", &raw("08-null-return-path")[..]].concat();
    let reading = read(&sent, &inbox_of_the_reports());
    assert_eq!(outcome_of(&reading), "review!");
    let message = &reading.messages()[0];
    assert_eq!(message.unacknowledged(), Some(Unacknowledged::Machine));
}

#[test]
fn automatic_replies_to_our_emails_name_what_they_answer() {
    let reference = domain::receipt::ReceiptId::from_bytes([7; 16]).reference();
    for name in ["12-a-out-of-office", "12-d-read", "12-e-ticket-ack"] {
        let raw = String::from_utf8(raw(name)).expect("it is text");
        let raw = raw.replace("REF", &reference.to_string());
        let found = mail_reader::request_references(raw.as_bytes(), &inbox_of_the_reports());
        assert_eq!(
            found,
            [mail_reader::RequestReference::Subject(reference)],
            "{name}"
        );
    }
}
