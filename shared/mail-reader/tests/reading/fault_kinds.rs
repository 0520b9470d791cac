//! One test per kind of fault that was found in held-out mail. Each failed before the kind was repaired.

use super::*;
use mail_reader::Intent;

/// What a message opens, or `review` (with `!` where a possible opt-out is in force), `nothing` or `automatic`.
pub(super) fn outcome(raw: impl AsRef<[u8]>) -> String {
    let read = match read(raw.as_ref(), &inbox()) {
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
            "delete",
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
