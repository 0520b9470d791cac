//! One test per kind of fault that was found in held-out mail. Each failed before the kind was repaired.

use super::*;
use mail_reader::Intent;

/// Returns the rights that a message opens, or `review` (with `!` if a possible opt-out is in force), `nothing` or
/// `automatic`.
fn outcome(raw: impl AsRef<[u8]>) -> String {
    outcome_of(&read(raw.as_ref(), &inbox()))
}

pub(super) fn outcome_of(reading: &Reading) -> String {
    let read = match reading {
        Reading::Automatic { .. } => return "automatic".to_owned(),
        Reading::Message(message) => message,
        Reading::Several(several) => panic!("{} messages", several.messages.len()),
    };
    let in_force = if read.may_opt_out { "!" } else { "" };
    match read.decision {
        Decision::Review(_) => format!("review{in_force}"),
        Decision::NoRequest => format!("nothing{in_force}"),
        Decision::Opened => {
            let mut rights: Vec<&str> = read
                .intents
                .iter()
                .filter(|stated| matches!(stated.intent, Intent::Right(_)))
                .map(|stated| stated.intent.as_str())
                .collect();
            rights.sort_unstable();
            rights.join("+")
        }
    }
}

fn assert_outcomes(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .map(|(expected, body)| (expected, body, outcome(mail("hello", body))))
        .filter(|(expected, _, found)| *expected != found)
        .map(|(expected, body, found)| format!("{found} instead of {expected}: {body}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn leaving_a_mailing_list_stops_marketing_and_deletes_nothing() {
    assert_outcomes(&[
        ("marketing_stop", "Please remove me from your mailing list."),
        ("marketing_stop", "Remove my email from your list."),
        (
            "marketing_stop",
            "Delete my name and address from all your catalog lists.",
        ),
        (
            "marketing_stop",
            "Please opt me out of your marketing emails.",
        ),
        ("marketing_stop", "STOP"),
        ("marketing_stop", "Unsubscribe please"),
        ("marketing_stop", "no more emails"),
        ("delete", "Remove me from your customer database."),
        ("review", "Remove me"),
        ("review", "Please stop."),
        (
            "opt_out",
            "Please remove me from any list you sell to third parties.",
        ),
        (
            "marketing_stop+opt_out",
            "Take me off your mailing list and don't pass my details on to anyone.",
        ),
    ]);
}

#[test]
fn passing_data_on_is_sharing_it() {
    assert_outcomes(&[
        (
            "opt_out",
            "Please don't give my information to other companies.",
        ),
        (
            "opt_out",
            "Please stop passing my address along to other firms.",
        ),
        (
            "opt_out",
            "Quit giving my info out. My phone is 916-555-0188",
        ),
        (
            "opt_out",
            "I no longer want my data shared with your partners.",
        ),
        (
            "opt_out",
            "Can you please make sure my information isn't sold?",
        ),
        ("opt_out", "I'd rather you didn't share my information."),
        (
            "opt_out",
            "I have an account with you and don't want my details going to third parties any more.",
        ),
    ]);
}

#[test]
fn each_right_beside_another_is_opened() {
    assert_outcomes(&[
        ("delete+opt_out", "Borren mis datos y no los vendan."),
        (
            "delete+opt_out",
            "Delete my data. I also opt out of its sale under 1798.120(a).",
        ),
        ("delete+know", "1) what have you got on me\n2) delete it"),
        (
            "delete+opt_out",
            "I exercise:\n- Right to delete\n- Right to opt out of sale",
        ),
        (
            "delete+opt_out",
            "Please delete everything you have about me. If you sell personal information, take this as my \
             instruction not to sell mine.",
        ),
        ("delete", "I want my account deleted."),
        ("delete", "Please delete my Northwind account."),
        ("delete", "Please delete the account linked to this email."),
        (
            "opt_out",
            "I request that my personal information not be sold.",
        ),
        ("opt_out", "Stop selling it. My data is mine."),
        ("correct", "My address on file is out of date, update it"),
        (
            "know",
            "I'd like to see everything you've collected about me.",
        ),
    ]);
}

#[test]
fn a_permission_cancels_nothing_and_opens_nothing() {
    assert_outcomes(&[
        (
            "delete",
            "I want my account deleted. I request and authorize you to remove my profile.",
        ),
        (
            "delete+opt_out",
            "I authorize Jane Roe to act for me. Please delete my data and do not sell it.",
        ),
        (
            "",
            "I authorize Jane Roe to act as my agent and to delete my data.",
        ),
    ]);
}

#[test]
fn a_request_to_know_what_was_sold_is_no_opt_out() {
    assert_outcomes(&[(
        "know",
        "I request the categories of personal information that you sold or disclosed about me, and to whom my data \
         was sold. Please send a copy of my personal data.",
    )]);
    let raw = mail(
        "hello",
        "I request a copy of my personal information, and a list of who my data was sold to.",
    );
    assert!(!message(raw).may_opt_out);
}

#[test]
fn what_others_asked_for_is_not_the_writers_request() {
    assert_outcomes(&[
        ("review", "My neighbour asked you to delete her data."),
        (
            "review!",
            "In my last job I processed requests to opt out of the sale of personal information.",
        ),
        (
            "review",
            "I asked you to delete my account in March and nothing happened.",
        ),
    ]);
}

#[test]
fn only_what_a_form_ticks_or_affirms_is_asked() {
    assert_outcomes(&[
        ("opt_out", "[ ] Delete my data\n[x] Do not sell my data"),
        ("delete", "[x] Delete my data"),
        (
            "opt_out",
            "\u{2610} Delete my data \u{2611} Do not sell my data",
        ),
        ("opt_out", "Delete my data: No\nDo not sell my data: Yes"),
        ("review!", "[ ] Delete my data\n[ ] Do not sell my data"),
    ]);
}

#[test]
fn link_lines_and_footers_ask_for_nothing() {
    let cold = "Are you the right person for payroll?\n\nWe help companies like yours save hours each week.\n\nCole\n";
    assert_outcomes(&[
        ("nothing", &format!("{cold}Unsubscribe")),
        (
            "nothing",
            &format!("{cold}Unsubscribe: https://x.example/u/1"),
        ),
        (
            "nothing",
            &format!(
                "{cold}Do Not Sell or Share My Personal Information\nPrivacy Policy\nUnsubscribe"
            ),
        ),
    ]);
    let html = |body: &str| mail("Big sale", body).replace("text/plain", "text/html");
    let page =
        "<p>Everything in the store is 40% off until midnight, so come and see what is new.</p>";
    assert_eq!(
        outcome(html(&format!(
            "{page}<ul><li><a href=\"https://x.example/d\">Delete my account</a></li></ul>"
        ))),
        "nothing"
    );
}

#[test]
fn languages_that_are_not_read_reach_a_person_whatever_the_length() {
    assert_outcomes(&[
        ("review!", "请不要出售我的个人信息。"),
        ("review!", "你好，不要把我的资料卖给别人。"),
        ("review!", "私の個人情報を販売しないでください。"),
        ("review!", "내 정보를 팔지 마세요."),
        ("review!", "لا تبيعوا معلوماتي من فضلكم."),
        ("review!", "ห้ามขายข้อมูลของฉัน"),
        ("review!", "Не продавайте мои данные."),
        (
            "review!",
            "Huwag ninyong ibenta o ibahagi ang aking personal na impormasyon.",
        ),
        ("review!", "Slet venligst alle mine data."),
        ("review!", "Tolong jangan jual data saya kepada siapa pun."),
    ]);
}

/// A message with a plain and an HTML alternative.
fn alternative(plain: &str, html: &str) -> String {
    let parts = format!(
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n--b\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--b--"
    );
    mail("hello", &parts).replace(
        "text/plain; charset=utf-8\r\n\r\n--b",
        "multipart/alternative; boundary=b\r\n\r\n--b",
    )
}

#[test]
fn both_alternatives_are_read() {
    let asks = "<p>Hello,</p><p>Please do not sell my personal information.</p>";
    for plain in [
        "This message is in HTML.",
        "CAUTION: This email came from outside of the company. Do not click on links.",
        "Please view this email in a program that shows HTML",
    ] {
        assert_eq!(outcome(alternative(plain, asks)), "opt_out", "{plain}");
    }
    let placeholder = "<p>Open the plain part of this message instead.</p>";
    let plain = "Please do not sell my personal information.";
    assert_eq!(outcome(alternative(plain, placeholder)), "opt_out");
}

#[test]
fn words_that_the_reader_of_a_page_does_not_see_are_not_the_writers() {
    for hidden in [
        "<div style=\"display:none\">delete my account</div>",
        "<div hidden>delete my account</div>",
        "<span style=\"color:#ffffff;font-size:1px\">delete my account</span>",
    ] {
        let page = format!("<p>Where is my order?</p>{hidden}");
        let raw = mail("hello", &page).replace("text/plain", "text/html");
        assert!(
            ["nothing", "review"].contains(&outcome(&raw).as_str()),
            "{hidden}"
        );
        assert!(message(&raw).intents.is_empty(), "{hidden}");
    }
}

#[test]
fn text_in_a_wrong_or_missing_charset_is_decoded() {
    let german = "Bitte l\u{f6}schen Sie alle meine personenbezogenen Daten.";
    let latin: Vec<u8> = german
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    for kind in [
        "text/plain",
        "text/plain; charset=utf-8",
        "text/plain; charset=us-ascii",
        "text/plain; charset=x-unknown",
    ] {
        let head = mail("hallo", "").replace("text/plain; charset=utf-8", kind);
        let raw = [head.as_bytes(), &latin].concat();
        assert_eq!(outcome(raw), "delete", "{kind}");
    }
}

#[test]
fn unread_attachments_with_a_polite_line_reach_a_person() {
    let with = |words: &str, kind: &str, name: &str| {
        let parts = format!(
            "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n--b\r\n\
             Content-Type: {kind}; name=\"{name}\"\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\nAAAAAAAA\r\n--b--"
        );
        mail("hello", &parts).replace(
            "text/plain; charset=utf-8\r\n\r\n--b",
            "multipart/mixed; boundary=b\r\n\r\n--b",
        )
    };
    for (words, kind, name) in [
        (
            "Please see the attached letter.\nIda",
            "application/pdf",
            "letter.pdf",
        ),
        (
            "Completed form attached.\nSent from my iPhone",
            "image/jpeg",
            "IMG_1.jpg",
        ),
        ("Kind regards", "application/zip", "letter.zip"),
        (
            "Hello, as agreed.",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "a.docx",
        ),
        (
            "ida@example.org has sent you a protected message.\nRead the message: https://p.example/1",
            "application/x-microsoft-rpmsg-message",
            "message_v2.rpmsg",
        ),
    ] {
        assert_eq!(outcome(with(words, kind, name)), "review!", "{name}");
    }
    let signed = with(
        "Where is my order, please?",
        "application/pkcs7-signature",
        "smime.p7s",
    );
    assert_ne!(outcome(signed), "review!");
}

#[test]
fn the_person_behind_a_form_a_colleague_or_a_machine_asks() {
    let ask = "Please do not sell my personal information.";
    let sent = |head: &str, body: &str| {
        let raw = format!(
            "{head}\r\nTo: privacy@company.example\r\nSubject: Contact form\r\n\r\n{body}\r\n"
        );
        let read = message(raw);
        let decided = read.sender.clone().filter(|s| s.confidence.decides());
        let found = decided.map_or_else(
            || {
                let candidates = read.candidates.iter();
                let all: Vec<_> = candidates.map(|c| c.address.as_str().to_owned()).collect();
                format!("one of {}", all.join(", "))
            },
            |sender| sender.address.as_str().to_owned(),
        );
        (outcome_of(&Reading::Message(read)), found)
    };
    let form = format!("Name: Tom Reed\r\nEmail: tom@b.example\r\nMessage: {ask}");
    let opened = ("opt_out".to_owned(), "tom@b.example".to_owned());
    for head in [
        "From: Site <wordpress@company.example>\r\nReply-To: tom@b.example",
        "From: Site <noreply@company.example>",
        "From: Forms <no-reply@forms.example>\r\nReply-To: Tom <tom@b.example>",
        "From: Forms <forms@forms.example>\r\nReply-To: Tom <tom@b.example>",
    ] {
        assert_eq!(sent(head, &form), opened, "{head}");
    }
    let reviewed = |found: &str| ("review!".to_owned(), found.to_owned());
    assert_eq!(
        sent("From: Forms <forms@forms.example>", &form),
        reviewed("one of forms@forms.example, tom@b.example")
    );
    assert_eq!(
        sent(
            "From: Robot <no-reply@forms.example>",
            &format!("{ask} I am tom@b.example")
        ),
        reviewed("one of tom@b.example")
    );
    assert_eq!(sent("From: Bob <bob@company.example>", ask).0, "review!");
}

#[test]
fn an_answer_to_our_email_says_what_it_means_in_the_thread() {
    use mail_reader::Reply;
    let reply = |words: &str| message(mail("Re: Your deletion request: denied", words)).reply;
    for (expected, words) in [
        (
            Some(Reply::Appeal),
            "I appeal. I want to appeal this decision.",
        ),
        (
            Some(Reply::Appeal),
            "I am appealing your decision to deny my deletion request.",
        ),
        (Some(Reply::Appeal), "Please reconsider your decision."),
        (Some(Reply::NotMe), "That was not me."),
        (
            Some(Reply::NotMe),
            "I never asked for this. Someone else used my email.",
        ),
        (Some(Reply::Confirmation), "Yes, delete it"),
        (Some(Reply::Confirmation), "I confirm."),
        (Some(Reply::Confirmation), "Yes, that was me, go ahead"),
        (Some(Reply::FileTrouble), "The file does not open."),
        (Some(Reply::FileTrouble), "I can't open the attachment"),
        (Some(Reply::FileTrouble), "the link has expired"),
        (Some(Reply::Thanks), "Thank you!"),
        (
            Some(Reply::Thanks),
            "Great, thanks a lot for the quick answer.",
        ),
        (None, "My account number is 1177."),
        (None, "I do not want to appeal."),
        (None, "Can I appeal?"),
    ] {
        assert_eq!(reply(words), expected, "{words}");
    }
}
