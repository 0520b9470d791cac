//! The texts of a link's page: before the action, after it, and if it can't be done.

use crate::link_state::Reason;
use crate::visit::Visit;
use domain::keys::LinkAction;
use domain::law::{ImmediateRight, Right};
use domain::outbound_email::Reader;
use pages::date_in_words;

/// A page title with its paragraphs.
pub(crate) struct Text {
    pub(crate) title: &'static str,
    pub(crate) paragraphs: Vec<String>,
}

impl Text {
    fn new<const N: usize>(title: &'static str, paragraphs: [&str; N]) -> Self {
        Self {
            title,
            paragraphs: paragraphs.map(str::to_owned).to_vec(),
        }
    }
}

/// The texts for opting back in.
struct OptIn {
    /// The noun for the request, after "your".
    name: &'static str,
    /// The title of the first step, which asks for the confirmation email.
    request: &'static str,
    /// The title of the second step, and its button.
    confirm: &'static str,
    /// The effect of opting back in.
    effect: &'static str,
    /// The title after both steps.
    ended: &'static str,
    /// The link to the form after that.
    repeat: &'static str,
}

fn opt_in(visit: &Visit) -> OptIn {
    match visit.request.right() {
        Some(Right::Immediate(ImmediateRight::OptOut)) => OptIn {
            name: "opt-out",
            request: "Allow the sale and sharing of my information again",
            confirm: "End my opt-out",
            effect: "We may then sell your personal information, or share it for ads that follow you across websites and apps.",
            ended: "Your opt-out has ended",
            repeat: "Opt out again",
        },
        Some(Right::Immediate(ImmediateRight::Limit)) => OptIn {
            name: "limit on sensitive information",
            request: "Remove the limit on my sensitive information",
            confirm: "Remove my limit",
            effect: "We may then use your sensitive personal information for other purposes. Our privacy policy describes them.",
            ended: "Your limit on sensitive information has ended",
            repeat: "Limit the use again",
        },
        Some(Right::Immediate(ImmediateRight::MarketingStop)) => OptIn {
            name: "request to stop marketing emails",
            request: "Get marketing emails again",
            confirm: "Send me marketing emails again",
            effect: "We may then send you marketing emails.",
            ended: "Your request to stop marketing emails has ended",
            repeat: "Stop marketing emails again",
        },
        Some(Right::Immediate(ImmediateRight::AdmtOptOut)) => OptIn {
            name: "opt-out of automated decisions",
            request: "Allow automated decisions about me again",
            confirm: "End my opt-out",
            effect: "We may then use automated technology to make significant decisions about you.",
            ended: "Your opt-out of automated decisions has ended",
            repeat: "Opt out again",
        },
        Some(Right::Immediate(ImmediateRight::WithdrawConsent)) => OptIn {
            name: "withdrawal of consent",
            request: "Give my consent again",
            confirm: "Give my consent again",
            effect: "We may then use your information again in the ways that you agreed to before.",
            ended: "You gave your consent again",
            repeat: "Take back my consent again",
        },
        Some(Right::Verifiable(_)) | None => OptIn {
            name: "request",
            request: "Undo my request",
            confirm: "End my request",
            effect: "It is then no longer in effect.",
            ended: "Your request has ended",
            repeat: "Make the request again",
        },
    }
}

/// Returns the text before the action.
pub(crate) fn available(visit: &Visit) -> Text {
    match visit.action {
        LinkAction::Confirm if is_represented(visit) => Text::new(
            "Confirm that you allowed this request",
            [
                "Someone made this request for you and says that you allowed it. If you did, press the button. Then we know that this is what you want.",
                "If you did not allow it, close this page and tell us. Nothing will happen to your information.",
            ],
        ),
        LinkAction::Confirm => Text::new(
            "Confirm that you made this request",
            [
                "If you made this request, press the button. Then we know that it came from you.",
                "If you did not make it, close this page. Nothing will happen to your information.",
            ],
        ),
        LinkAction::RequestOptIn => {
            let OptIn { name, request, .. } = opt_in(visit);
            Text {
                title: request,
                paragraphs: vec![
                    format!(
                        "Your {name} is in effect. If you press the button, it stays in effect for now, and we send you an email. It ends when you open the link in that email and confirm it there."
                    ),
                    format!("If you want to keep your {name}, close this page."),
                ],
            }
        }
        LinkAction::OptIn => {
            let OptIn {
                name,
                confirm,
                effect,
                ..
            } = opt_in(visit);
            Text {
                title: confirm,
                paragraphs: vec![
                    format!(
                        "If you press the button, your {name} ends for {}. {effect}",
                        visit.ends_for()
                    ),
                    format!("If you want to keep your {name}, close this page."),
                ],
            }
        }
        LinkAction::Appeal => Text::new(
            "Appeal our decision",
            [
                "If you press the button, a person will look again at our decision on this request. There is no charge. We will email you the result.",
            ],
        ),
        LinkAction::AnswerQuestion => Text::new(
            "Answer our question",
            [
                "We read your email and have a question for you. A person will read your answer. Use your own words.",
            ],
        ),
        LinkAction::Download => Text::new(
            "Download our response",
            [
                "Our response is a file. We sent you a code for it in a separate email. After you download the file, this link works for one more hour, in case something goes wrong.",
            ],
        ),
        LinkAction::NewCode => Text::new(
            "Get a new code for our response",
            [
                "The link for our response has ended. If you press the button, we email you a new code, and the link works again for 30 days.",
            ],
        ),
    }
}

const CHANGE_OF_MIND: &str = "You can change your mind at any time. Your new request takes effect right away, and you do not have to give a reason.";

/// Returns the text after the action. It is the same whether the person pressed the button now or before.
pub(crate) fn done(visit: &Visit) -> Text {
    match visit.action {
        LinkAction::Confirm => Text::new(
            "You confirmed this request",
            ["Thank you. You do not need to do anything else. We will email you when we are done."],
        ),
        LinkAction::RequestOptIn if visit.request.is_active() && !visit.addresses().is_empty() => {
            let OptIn { name, .. } = opt_in(visit);
            Text {
                title: "We have sent you an email",
                paragraphs: vec![format!(
                    "Your {name} is still in effect. To end it, open the link in the email. If the email has not arrived by tomorrow, use this page again or write to us."
                )],
            }
        }
        LinkAction::RequestOptIn => Text::new(opt_in(visit).ended, [CHANGE_OF_MIND]),
        LinkAction::OptIn => Text {
            title: opt_in(visit).ended,
            paragraphs: vec![
                format!("It has ended for {}.", visit.ends_for()),
                match visit.request.is_active() {
                    true => "It stays in effect for everything else that the request named.",
                    false => "It is no longer in effect for anything that the request named.",
                }
                .to_owned(),
                CHANGE_OF_MIND.to_owned(),
            ],
        },
        LinkAction::Appeal => Text {
            title: "We received your appeal",
            paragraphs: vec![match decision_by(visit) {
                Some(date) => format!(
                    "A person will look at our decision again. We will send you the result by {date}."
                ),
                None => {
                    "A person looked at our decision again. Our email has the result.".to_owned()
                }
            }],
        },
        LinkAction::AnswerQuestion => Text::new(
            "We received your answer",
            ["Thank you. A person will read it. You do not need to do anything else."],
        ),
        LinkAction::Download => Text::new("You downloaded our response", []),
        LinkAction::NewCode => Text::new(
            "We have sent you a new code",
            [
                "The link in the email with our response works again for 30 days. The old code no longer works. If the new code has not arrived by tomorrow, check your spam folder, then email us.",
            ],
        ),
    }
}

/// Returns the link to the form after the person opted back in.
pub(crate) fn repeat(visit: &Visit) -> &'static str {
    opt_in(visit).repeat
}

/// Returns why the action can't be done, as a title, and what to do instead.
pub(crate) fn refused(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::AlreadyResponded => (
            "We have already responded to this request",
            "There is nothing left to confirm. If you still want this, make the request again, or reply to our email.",
        ),
        Reason::NoResponseYet => (
            "We have not responded to this request yet",
            "You can appeal once you have our response. We will email it to you.",
        ),
        Reason::UnderReview => (
            "A person is looking at this request",
            "You do not need to do anything now. We will email you when we are done.",
        ),
        Reason::InForce => (
            "This request is in effect",
            "There is nothing to appeal. The status page has the details.",
        ),
        Reason::NotInForce => (
            "This request is not in effect",
            "There is nothing to end. The status page has the details.",
        ),
        Reason::RequestedAgain => (
            "You made this request again",
            "You made it after we sent our email. This link no longer works, and your request stays in effect.",
        ),
        Reason::NoAppeal => (
            "You cannot appeal this decision here",
            "The law that applies to this request does not offer an appeal. Reply to our email and tell us why you think that we are wrong. A person will read your reply.",
        ),
        Reason::NoFile => (
            "There is nothing to download here",
            "Our email says how you will get our response.",
        ),
        Reason::Locked => (
            "Too many wrong codes were entered",
            "For your safety, this link no longer works. The status page has a button to get a new code.",
        ),
        Reason::AlreadyDownloaded => (
            "Our response was already downloaded",
            "For your safety, this link no longer works. If you did not download it, or if you need it again, the status page has a button to get a new code.",
        ),
        Reason::FileUnavailable => (
            "We cannot give you the file here",
            "Reply to our email, and we will find another way to get our response to you.",
        ),
        Reason::StillDownloadable => (
            "You can still download our response",
            "Use the link in the email with our response, and the code from our separate email.",
        ),
        Reason::TooManyCodes => (
            "We cannot send another code here",
            "Reply to our email, and a person will help you to get our response.",
        ),
        Reason::TooManyMessages => (
            "We cannot take another message here",
            "We have everything that you wrote so far. If there is more, reply to our email.",
        ),
    }
}

/// Returns the label of the button.
pub(crate) fn button(visit: &Visit) -> &'static str {
    match visit.action {
        LinkAction::Confirm if is_represented(visit) => "Yes, I allowed it",
        LinkAction::Confirm => "Yes, I made this request",
        LinkAction::RequestOptIn => "Send me the email",
        LinkAction::OptIn => opt_in(visit).confirm,
        LinkAction::Appeal => "Appeal",
        LinkAction::AnswerQuestion => "Send my answer",
        LinkAction::Download => "Download the file",
        LinkAction::NewCode => "Send me a new code",
    }
}

fn is_represented(visit: &Visit) -> bool {
    let (person, agent) = (&visit.request.person, visit.request.agent.as_ref());
    Reader::of(person, agent) == Reader::Represented
}

/// Returns the due date of our decision on a pending appeal.
fn decision_by(visit: &Visit) -> Option<String> {
    let appeal = visit.request.pending_appeal()?;
    Some(date_in_words(appeal.due.target))
}
