//! Plain and possible opt-outs: a table of short English messages.

use super::*;

#[test]
fn a_plain_opt_out_is_taken_as_one() {
    assert_all(
        "plain",
        &[
            ("Do Not Sell My Info", ""),
            ("Do Not Sell My Personal Information", "\r\n"),
            (
                "DO NOT SELL OR SHARE MY PERSONAL INFORMATION",
                "Ana Lima\r\nSacramento",
            ),
            ("Do not sell", ""),
            ("CCPA opt-out request", ""),
            ("Opt out of sale/sharing", "Thank you"),
            ("Request to opt-out of sale", "My email is ana@example.com"),
            ("hello", "Please do not sell my data."),
            // Who wants to be asked has given no permission.
            ("hello", "Do not sell my data without my permission."),
            ("hello", "please dont sell my info"),
            ("hello", "Don’t sell my personal info. Thanks, Ana"),
            ("hello", "Stop selling my data!"),
            (
                "hello",
                "Stop selling and sharing my personal information immediately.",
            ),
            (
                "hello",
                "Hi, I would like to opt out of the sale of my personal information. Thanks",
            ),
            (
                "hello",
                "I want to opt-out of the sale and sharing of my personal information.",
            ),
            (
                "hello",
                "I hereby opt out of any sale or sharing of my personal data under the CCPA.",
            ),
            (
                "hello",
                "I am writing to opt out of having my information sold or shared.",
            ),
            (
                "hello",
                "I'd like to opt out of the selling of my personal information, please.",
            ),
            ("hello", "Please opt me out of the sale of my data."),
            ("hello", "Can you please opt me out of data sales?"),
            (
                "hello",
                "Could you please stop selling my personal information?",
            ),
            (
                "hello",
                "I do not consent to the sale of my personal information.",
            ),
            (
                "hello",
                "I do not want my personal information sold or shared with third parties.",
            ),
            ("hello", "I don't want you to sell my data to anyone."),
            (
                "hello",
                "I request that you do not sell, rent, or disclose my personal information.",
            ),
            (
                "hello",
                "Under Civil Code 1798.120 I direct you not to sell or share my personal information.",
            ),
            (
                "hello",
                "I am exercising my right to opt out of the sale of\r\nmy personal information.",
            ),
            (
                "hello",
                "As a California resident, I exercise my right under the CCPA to opt out of the sale of my information.",
            ),
            (
                "hello",
                "This is my formal request to opt out of the sale or sharing of my personal information.",
            ),
            (
                "hello",
                "Please consider this email a request to opt out of targeted advertising.",
            ),
            ("hello", "You may not sell my personal information."),
            (
                "hello",
                "My personal information must not be sold or shared.",
            ),
            ("hello", "I object to the sale of my personal data."),
            (
                "hello",
                "You are selling my data and I am angry, so please stop selling my data.",
            ),
            (
                "hello",
                "I am a Colorado resident and want to opt out of the sale of my personal data.",
            ),
            (
                "hello",
                "Please make sure my personal information is not sold.",
            ),
            (
                "hello",
                "You do not have my permission to sell my personal information.",
            ),
            (
                "hello",
                "I request to be opted out of the sale of my personal information.",
            ),
            ("hello", "Pursuant to the CCPA, please opt me out."),
            (
                "hello",
                "I do not wish to have my personal information sold.",
            ),
            ("hello", "Please add me to your do not sell list."),
            (
                "hello",
                "Please do not delete my account, but do not sell my data.",
            ),
            (
                "hello",
                "I do not want to delete anything. I only want to opt out of the sale of my personal information.",
            ),
            ("hello", "If possible, please stop selling my data."),
            (
                "hello",
                "Kindly refrain from selling or sharing any of my personal information.",
            ),
            (
                "Question",
                "If you sell personal information, then I opt out of the sale of my personal information.",
            ),
            ("Re: your newsletter", "Please stop selling my information."),
            (
                "hello",
                "Do not sell my personal information. I never gave you permission.",
            ),
            (
                "hello",
                "Please opt out ana@example.com - I want to opt out of the sale of my personal information.",
            ),
            (
                "hello",
                "I opt out of the sale of my personal information.\r\n-- \r\nAna Lima\r\nDelete Specialist, Access Co",
            ),
        ],
    );
}

#[test]
fn an_opt_out_among_other_things_is_one_of_several_requests() {
    assert_all(
        "among others",
        &[
            (
                "hello",
                "Do not sell my personal information and delete my account.",
            ),
            (
                "hello",
                "I opt out of the sale of my data. I also request a copy of my personal information.",
            ),
            (
                "hello",
                "Do not sell my info, and unsubscribe me from your mailing list.",
            ),
            (
                "hello",
                "Do not sell my info and limit the use of my sensitive personal information.",
            ),
            (
                "hello",
                "I opt out of the sale of my data, and I want to know what you have about me.",
            ),
            ("Do Not Sell My Info", "Please delete my account."),
        ],
    );
}

#[test]
fn what_falls_short_of_plain_is_left_to_a_human_and_may_be_an_opt_out() {
    assert_all(
        "perhaps",
        &[
            (
                "hello",
                "How do I opt out of the sale of my personal information?",
            ),
            ("hello", "Do you sell my personal information?"),
            ("hello", "I saw that you are selling my data."),
            // "This" may be the writer's data.
            ("hello", "Please do not share this with anyone."),
            ("opt out", ""),
            ("Opt-out request", "Ana Lima"),
            ("hello", "I want to opt out."),
            (
                "hello",
                "If I opt out of the sale of my data, do I lose my account?",
            ),
            (
                "hello",
                "I clicked the Do Not Sell My Personal Information link and it is broken.",
            ),
            (
                "hello",
                "Your \"Do Not Sell My Personal Information\" page does not load.",
            ),
            ("hello", "I asked you last month to stop selling my data."),
            (
                "hello",
                "Since you do not sell my personal information, all is well.",
            ),
            ("hello", "Do not sell my data unless I say so."),
            (
                "hello",
                "Please stop selling my mother's personal information.",
            ),
            (
                "hello",
                "On behalf of Jordan Alvarez, I opt out of the sale of his personal information.",
            ),
            (
                "hello",
                "I am the authorized agent of Jordan Alvarez. Do not sell my personal information.",
            ),
            (
                "hello",
                "I, Ana Lima, authorize Agents Inc. to act for me and to opt out of sales of my personal information.",
            ),
            (
                "hello",
                "Privacy Policy | Do Not Sell My Personal Information | Contact us",
            ),
            ("hello", "I am exercising my rights under the CCPA."),
            (
                "hello",
                "I do not want to opt out of emails, but please do not sell my personal information.",
            ),
            ("hello", "I withdraw my opt out of the sale of my data."),
            (
                "hello",
                "Hi, could you tell me whether I can opt out of the sale of my data?",
            ),
            ("hello", "My son is 12. Do not sell his data."),
            (
                "hello",
                "I opt out of the sale of their personal information.",
            ),
            ("Fwd: Do Not Sell My Info", "see below"),
        ],
    );
}

#[test]
fn what_asks_for_no_opt_out_is_none() {
    assert_all(
        "no",
        &[
            ("hello", "Where is my order?"),
            ("hello", "Please delete my account."),
            ("hello", "I am not asking you to stop selling my data."),
            ("hello", "Please don't opt me out of anything."),
            ("hello", "To opt out of future mailings, click here."),
            ("hello", "If you wish to opt out, reply with STOP."),
            ("Re: Do Not Sell My Info", "Thanks!"),
            (
                "hello",
                "Thanks!\r\n\r\nOn Mon, Sep 1, 2025 at 9:00 AM Bob <bob@example.com> wrote:\r\n> Do not sell my data.",
            ),
            ("hello", "I will sell you my old car and share the photos."),
        ],
    );
}
