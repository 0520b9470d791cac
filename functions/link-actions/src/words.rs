//! What a page says before the button is pressed, after it, and where it can't be.

use crate::standing::Why;
use crate::visit::Visit;
use domain::keys::LinkAction;
use domain::outbound_email::Reader;
use pages::date_in_words;

/// A headline, and sentences under it.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) said: Vec<String>,
}

impl Words {
    fn new<const N: usize>(title: &'static str, said: [&str; N]) -> Self {
        Self {
            title,
            said: said.map(str::to_owned).to_vec(),
        }
    }
}

/// What will happen.
pub(crate) fn offered(visit: &Visit) -> Words {
    match visit.link_action {
        LinkAction::Confirm if is_represented(visit) => Words::new(
            "Confirm that you allowed it",
            [
                "Somebody made this request for you and says that you allowed it. If you did, press the button. We then know that it is what you want, and go on with it.",
                "If you did not, close this page and tell us. Nothing happens to your information.",
            ],
        ),
        LinkAction::Confirm => Words::new(
            "Confirm that it was you",
            [
                "If it was you who made this request, press the button. We then know who asks, and go on with it.",
                "If it was not you, close this page. Nothing happens to your information.",
            ],
        ),
        LinkAction::RequestOptIn => Words::new(
            "Ask to end this choice",
            [
                "This choice is in force. If you press the button, it stays in force for now, and we send you an email. The choice ends when you open the link in that email and confirm it there.",
                "If you want to keep your choice, close this page.",
            ],
        ),
        LinkAction::OptIn => Words {
            title: "End this choice",
            said: vec![
                format!(
                    "If you press the button, this choice ends for {}. We may then do again what it stopped.",
                    visit.identifier().masked()
                ),
                "If you want to keep your choice, close this page.".to_owned(),
            ],
        },
        LinkAction::Appeal => Words::new(
            "Appeal our answer",
            [
                "If you press the button, a person looks again at our answer to this request. This is free of charge. We write to you how it is decided.",
            ],
        ),
        LinkAction::AnswerQuestion => Words::new(
            "Answer our question",
            ["Our email has the question. A person reads what you write here."],
        ),
        LinkAction::Download => Words::new(
            "Collect our answer",
            [
                "Our answer is a file. We sent you a code for it in another email. Once you have collected the file, this link works for one more hour, in case something breaks.",
            ],
        ),
    }
}

const AGAIN: &str =
    "You can make it again at any time. It works at once, and you need not say why.";

/// What has happened, the first time and every other.
pub(crate) fn done(visit: &Visit) -> Words {
    match visit.link_action {
        LinkAction::Confirm => Words::new(
            "You have confirmed it",
            ["Thank you. You need not do anything else. We write to you when it is done."],
        ),
        LinkAction::RequestOptIn if visit.request.is_active() && !visit.addresses().is_empty() => {
            Words::new(
                "We have sent you an email",
                [
                    "The choice is still in force. Open the link in the email to end it. If the email has not come by tomorrow, use this page again or write to us.",
                ],
            )
        }
        LinkAction::RequestOptIn => Words::new("This choice has ended", [AGAIN]),
        LinkAction::OptIn => Words {
            title: "This choice has ended",
            said: vec![
                format!("It has ended for {}.", visit.identifier().masked()),
                match visit.request.is_active() {
                    true => "For whatever else the request named, it stays in force.",
                    false => "Nothing of it is in force any more.",
                }
                .to_owned(),
                AGAIN.to_owned(),
            ],
        },
        LinkAction::Appeal => Words {
            title: "We have your appeal",
            said: vec![match decision_by(visit) {
                Some(date) => {
                    format!("A person looks at our answer again. You have the decision by {date}.")
                }
                None => "A person looked at our answer again. Our email says how it was decided."
                    .to_owned(),
            }],
        },
        LinkAction::AnswerQuestion => Words::new(
            "We have your answer",
            ["Thank you. A person reads it. You need not do anything else."],
        ),
        LinkAction::Download => Words::new("You have collected our answer", []),
    }
}

/// Why it can't be done, and what to do instead.
pub(crate) fn refused(why: Why) -> (&'static str, &'static str) {
    match why {
        Why::Answered => (
            "We have answered this request",
            "There is nothing left to confirm. If you still want it, make the request again, or answer our email.",
        ),
        Why::NotAnswered => (
            "We have not answered this request yet",
            "You can appeal once you have our answer. It comes by email.",
        ),
        Why::BeingRead => (
            "A person is looking at this request",
            "You need not do anything now. We write to you when it has been read.",
        ),
        Why::InForce => (
            "This choice is in force",
            "There is nothing to appeal against. The status page says how it stands.",
        ),
        Why::NotInForce => (
            "This choice is not in force",
            "There is nothing to end. The status page says how it stands.",
        ),
        Why::ChosenAgain => (
            "You made this choice again",
            "It was made after our email left, so this link no longer counts, and the choice stays in force.",
        ),
        Why::NoAppeal => (
            "There is no appeal here",
            "The law that governs this request grants none. Answer our email and tell us why we are wrong. A person reads it.",
        ),
        Why::NoFile => (
            "There is nothing to collect here",
            "Our email says how our answer reaches you.",
        ),
        Why::Locked => (
            "Too many wrong codes were entered",
            "For your safety this link does not work any more. Answer our email, and we send you a new code.",
        ),
        Why::UsedUp => (
            "Our answer has been collected",
            "For your safety this link worked once. If it was not you, or if something broke, answer our email, and we send you a new code.",
        ),
        Why::CantHandOver => (
            "We cannot hand the file over here",
            "Answer our email, and we find another way to get our answer to you.",
        ),
        Why::TooMany => (
            "There is too much here already",
            "We have everything that you wrote so far. If there is more, answer our email.",
        ),
    }
}

/// What the button says.
pub(crate) fn button(visit: &Visit) -> &'static str {
    match visit.link_action {
        LinkAction::Confirm if is_represented(visit) => "Yes, I allowed it",
        LinkAction::Confirm => "Yes, it was me",
        LinkAction::RequestOptIn => "Send me the email",
        LinkAction::OptIn => "End this choice",
        LinkAction::Appeal => "Appeal",
        LinkAction::AnswerQuestion => "Send my answer",
        LinkAction::Download => "Collect the file",
    }
}

fn is_represented(visit: &Visit) -> bool {
    let (person, agent) = (&visit.request.person, visit.request.agent.as_ref());
    Reader::of(person, agent) == Reader::Represented
}

/// By when an appeal that waits is decided.
fn decision_by(visit: &Visit) -> Option<String> {
    let appeal = visit.request.appealed()?;
    Some(date_in_words(appeal.due.target))
}
