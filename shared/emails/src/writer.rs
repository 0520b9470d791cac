//! Emails to whoever wrote a mail: the answer to a question, and the receipt for an agent's list.

use crate::block::{Draft, Fact};
use crate::case::Case;
use domain::law::Right;
use domain::receipt::ReceiptId;

/// How one exercises a right. It asks for nothing that an opt-out doesn't need.
pub(crate) fn how_to_ask(case: &Case<'_>) -> Draft {
    Draft::new("How to make a privacy request")
        .say("You asked us about your privacy rights. You can exercise them at any time, free of charge, and you do not need an account.")
        .heading("By email")
        .say("Answer this email and say in one sentence what you want. Your own words are enough. It counts from the moment it reaches us. For example:")
        .list(&Right::ON_THE_FORM.map(Right::in_words))
        .heading("By form")
        .link("Make a request", case.form_url())
        .heading("What we need from you")
        .say("To stop the sale or sharing of your information, to limit the use of your sensitive information, or to stop marketing mail: an e-mail address or a phone number by which we can find you. We start at once, and you have nothing to prove or to confirm.")
        .say("To see, delete or correct your information: the same. We then check that it is you who asks, and ask for no more than that needs.")
        .say("Somebody else may ask for you, if you allowed it in writing.")
        .heading("If you did ask for something")
        .say("Then we misunderstood your email. Answer this one and tell us: a person will look at it.")
}

/// The same under other letters.
pub(crate) fn how_to_ask_in_short(draft: Draft, case: &Case<'_>) -> Draft {
    draft
        .heading("Your question about your privacy rights")
        .say("You can exercise them at any time: answer this email and say in one sentence what you want, or use the form.")
        .link("Make a request", case.form_url())
}

/// Everything that an agent's email asks for is open.
pub(crate) fn all_opened(case: &Case<'_>, receipts: &[ReceiptId]) -> Draft {
    let (what, references) = match receipts.len() {
        1 => ("a request".to_owned(), "This is its reference."),
        count => (
            format!("{count} requests"),
            "These are their references, in the order of your email.",
        ),
    };
    Draft::new("The requests in your email are open")
        .say(format!(
            "Your email reached us on {}. It speaks for others. We opened {what} for them. Each counts from that day. {references}",
            case.received()
        ))
        .facts(numbered(receipts))
        .say("With a reference and the e-mail address of the person whom it is about, you can see here where a request stands:")
        .link("Look up a request", case.lookup_url())
        .say("We also write to each of them, with a link to their own request. If we need to see their signed permission, we write to you.")
        .heading("If you did not write to us")
        .say("Answer this email and tell us.")
}

/// The same under other letters.
pub(crate) fn opened_in_short(draft: Draft, receipts: &[ReceiptId]) -> Draft {
    draft
        .heading("Requests that you made for others")
        .facts(numbered(receipts))
}

fn numbered(receipts: &[ReceiptId]) -> Vec<Fact> {
    let numbered = receipts.iter().enumerate();
    numbered
        .map(|(at, receipt)| Fact::new(format!("{}.", at + 1), receipt.reference().to_string()))
        .collect()
}
