//! Forwards by mail clients in languages that the outside corpus lacks.

use super::*;

/// A colleague's forward of a message: the marker that the client writes, and the labels of its header lines.
fn forwarded(marker: &str, header: [&str; 4]) -> String {
    let [from, subject, date, to] = header;
    let body = format!(
        "FYI\n\n{marker}\n\n{from} Ana Lima <ana@example.org>\n{subject} My data\n{date}\n{to} <support@company.example>\n\n\
         Do not sell or share my personal information.\n\nAna Lima\n"
    );
    mail("Fwd: My data", &body).replace("ana@example.com", "bob@company.example")
}

#[test]
fn the_author_of_a_forward_is_found_in_each_client_s_language() {
    for (client, marker, header) in [
        (
            "Apple Mail, Romanian",
            "Începe mesajul redirecționat:",
            [
                "De la:",
                "Subiect:",
                "Dată: 16 noiembrie 2026 la 09:12:44 EET",
                "Către:",
            ],
        ),
        (
            "Apple Mail, Ukrainian",
            "Початок листа, що пересилається:",
            [
                "Від:",
                "Тема:",
                "Дата: 16 листопада 2026 р. о 09:12:44 EET",
                "Кому:",
            ],
        ),
        (
            "HubSpot, Japanese",
            "---------- 転送メッセージ ---------",
            ["差出人：", "件名：", "日付：2026年11月16日 9:12", "宛先："],
        ),
    ] {
        let read = message(forwarded(marker, header));
        let sender = read.sender.as_ref().map(|sender| sender.address.as_str());
        assert_eq!(
            sender,
            Some("ana@example.org"),
            "{client}: {:#?}",
            read.reasons()
        );
        assert_eq!(read.decision, Decision::Opened, "{client}");
    }
}
