//! Requests in attached text files.

use super::attached_messages::{attach, shown, with_parts};
use super::*;

#[test]
fn a_letter_in_a_text_is_read_in_any_charset() {
    let part = |kind: &str, encoding: &str, content: &str| {
        format!(
            "Content-Type: {kind}\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{content}"
        )
    };
    // "Löscht alle meine Daten, bitte." in two charsets, the second with a byte order mark.
    let utf_16 =
        "//5MAPYAcwBjAGgAdAAgAGEAbABsAGUAIABtAGUAaQBuAGUAIABEAGEAdABlAG4ALAAgAGIAaQB0AHQAZQAuAA==";
    for letter_part in [
        part(
            "text/plain; charset=iso-8859-1; name=a.txt",
            "quoted-printable",
            "Bitte l=F6schen Sie alle meine Daten.",
        ),
        part(
            "application/octet-stream; name=a.txt",
            "8bit",
            "Please delete all my personal data.",
        ),
        part("application/octet-stream; name=a.txt", "base64", utf_16),
        part(
            "text/html; name=a.html",
            "8bit",
            "<p>Please <b>delete</b> all my personal data.</p>",
        ),
        part(
            "application/octet-stream; name=a.htm",
            "8bit",
            "<p>Please <b>delete</b> all my personal data.</p>",
        ),
        part(
            "text/markdown; name=a.md",
            "8bit",
            "# Request\r\n\r\nPlease delete all my personal data.",
        ),
        part(
            "application/octet-stream; name=README.MD",
            "8bit",
            "Please delete all my personal data.",
        ),
    ] {
        let read = message(with_parts(
            "ana@b.example",
            "hello",
            "Hello, see attached.",
            std::slice::from_ref(&letter_part),
        ));
        assert_eq!(
            shown(&[read]),
            [("ana".to_owned(), vec!["delete"])],
            "{letter_part}"
        );
    }
    for other in [
        part(
            "application/pdf; name=a.txt.pdf",
            "8bit",
            "Please delete all my personal data.",
        ),
        part(
            "application/octet-stream; name=a.bin",
            "8bit",
            "Please delete all my personal data.",
        ),
        part(
            "application/octet-stream; name=a.txt",
            "8bit",
            "Please delete all my \0 personal data.",
        ),
        part(
            "text/csv; name=a.csv",
            "8bit",
            "Please delete all my personal data.",
        ),
    ] {
        let read = message(with_parts(
            "ana@b.example",
            "hello",
            "Hello, see attached.",
            &[other],
        ));
        assert_eq!(shown(&[read]), [("ana".to_owned(), vec![])]);
    }
}

#[test]
fn what_a_forward_encloses_is_its_authors() {
    let body = "Yours.\r\n\r\n---------- Forwarded message ---------\r\nFrom: Ana <ana@b.example>\r\n\
                Date: Mon, Sep 1, 2025 at 9:00 AM\r\nSubject: letter\r\nTo: <bob@company.example>\r\n\r\nPlease see the attachment.";
    let text = "Content-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n\r\nPlease delete all my personal data.";
    let read = message(with_parts(
        "bob@company.example",
        "Fwd: letter",
        body,
        &[text.to_owned()],
    ));
    assert_eq!(shown(&[read]), [("ana".to_owned(), vec!["delete"])]);
    let inner = with_parts(
        "ana@b.example",
        "letter",
        "See attached.",
        &[text.to_owned()],
    );
    let inner = inner
        .replace("boundary=b", "boundary=c")
        .replace("--b", "--c");
    let read = message(with_parts(
        "bob@company.example",
        "x",
        "Yours.",
        &[attach(&inner)],
    ));
    assert_eq!(shown(&[read]), [("ana".to_owned(), vec!["delete"])]);
}
