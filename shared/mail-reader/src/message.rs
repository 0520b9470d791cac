//! The result of reading a message, with its reasons in words.

use super::Inbox;
use super::authentication::Authentication;
use super::automatic::AutomaticReason;
use super::intents::{CitedLaw, Decision, Intent, StatedIntent, Verdict};
use super::language::Language;
use super::origin::Forward;
use super::people::{self, Named};
use super::references::RequestReference;
use super::reply::Reply;
use super::sender::Sender;
use super::spam::SpamReason;
use crate::classifier::Wording;
use domain::person::Region;
use domain::request::ReviewReason;

/// A message that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRead {
    /// The requester, if known: the sender, or the author of a message that a colleague forwarded.
    pub sender: Option<Sender>,
    /// The possible requesters, best first, if `sender` is uncertain: without colleagues and the inbox, at most
    /// [`MOST_CANDIDATES`](super::MOST_CANDIDATES). Empty if the sender is decided.
    pub candidates: Vec<Sender>,
    /// An agent's clients, in order. Empty if the sender asks for themselves. Otherwise each intent is
    /// for each person, and `sender` is the agent.
    pub people: Vec<Named>,
    /// Whether the message is longer than what is read, so that its list of people can go on. Staff read the rest.
    pub list_is_cut: bool,
    /// The forward, if the message is one.
    pub forward: Option<Forward>,
    /// Its Message-ID without angle brackets, if our own header can contain it.
    pub message_id: Option<String>,
    /// References to an earlier request, the strongest first.
    pub references: Vec<RequestReference>,
    /// The intents of the message. Rights are opened if `decision` is [`Decision::Opened`]. In a review, staff see them.
    pub intents: Vec<StatedIntent>,
    /// The decision.
    pub decision: Decision,
    /// The main reason in words for the record. [`MessageRead::reasons`] returns all of them.
    pub reason: &'static str,
    /// Whether it could be an opt-out that `intents` doesn't contain. During a review, it counts as one.
    pub may_opt_out: bool,
    /// Whether its words suggest an opt-out. A message that isn't understood may be one without such words.
    pub likely_opt_out: bool,
    /// The cited laws.
    pub cited: Vec<CitedLaw>,
    /// The state where the author lives, or whose act they cite, if there is only one.
    pub home: Option<Region>,
    /// The language of most of its words, if it is supported.
    pub language: Option<Language>,
    /// The sign that a machine wrote it, if there are a person's words below it.
    pub machine: Option<AutomaticReason>,
    /// Its meaning as a reply to one of our own emails.
    pub reply: Option<Reply>,
    /// Whether it may ask for more than `intents` says, so that staff read it, too.
    pub may_ask_for_more: bool,
    /// Whether it looks like mass email.
    pub mass_mail: bool,
    /// Whether its wording suggests that a machine wrote it.
    pub sounds_automatic: bool,
    /// What the classifier found, if that decided.
    pub wording: Option<Wording>,
    /// Whether it has an attachment: a text, a message, a scan.
    pub attaches: bool,
    /// The configured server's results for SPF, DKIM and DMARC. They are evidence and block nothing.
    pub authentication: Option<Authentication>,
    /// The receiving server's spam or virus finding. The message is read in full all the same.
    pub spam: Option<SpamReason>,
}

/// Why the author gets no acknowledgment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unacknowledged {
    /// A machine sent it, or a header forbids replies.
    Machine,
    /// It is mass email.
    MassMail,
    /// A filter marked it as spam or malware.
    Spam,
    /// Its sender is only assumed.
    UncertainSender,
}

impl Unacknowledged {
    /// The reason's name, on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::MassMail => "mass_mail",
            Self::Spam => "spam",
            Self::UncertainSender => "uncertain_sender",
        }
    }
}

/// The outcome of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its rights open requests.
    Opened,
    /// Staff review it.
    Review {
        /// Whether a possible opt-out is in force during the review.
        possible_opt_out: bool,
    },
    /// It makes no request.
    NoRequest,
}

impl MessageRead {
    /// Returns the outcome. [`MessageRead::reason`] says why in one line.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.decision {
            Decision::NoRequest if !self.may_opt_out => Outcome::NoRequest,
            Decision::Opened if self.spam.is_none() => Outcome::Opened,
            _ => Outcome::Review {
                possible_opt_out: self.may_opt_out,
            },
        }
    }

    /// Returns why its author gets no acknowledgment by email, if there is a reason.
    #[must_use]
    pub fn unacknowledged(&self) -> Option<Unacknowledged> {
        let sure = self.sender.as_ref().is_some_and(|s| s.confidence.decides());
        if self.spam.is_some() {
            Some(Unacknowledged::Spam)
        } else if self.machine.is_some() || self.sounds_automatic {
            Some(Unacknowledged::Machine)
        } else if self.mass_mail {
            Some(Unacknowledged::MassMail)
        } else if !sure {
            Some(Unacknowledged::UncertainSender)
        } else {
            None
        }
    }

    /// Creates a message from a verdict and its sender.
    pub(super) fn of(verdict: Verdict, sender: Option<Sender>) -> Self {
        Self {
            sender,
            candidates: Vec::new(),
            people: Vec::new(),
            list_is_cut: false,
            forward: None,
            message_id: None,
            references: Vec::new(),
            intents: verdict.intents,
            decision: verdict.decision,
            reason: verdict.reason,
            may_opt_out: verdict.may_opt_out,
            likely_opt_out: verdict.likely_opt_out,
            cited: verdict.cited,
            home: verdict.home,
            language: verdict.language,
            machine: None,
            reply: None,
            wording: verdict.wording,
            may_ask_for_more: verdict.may_ask_for_more,
            mass_mail: verdict.mass_mail,
            sounds_automatic: verdict.sounds_automatic,
            attaches: false,
            authentication: None,
            spam: None,
        }
    }

    /// Returns the reasons for staff, in the order of the questions: is it from a person, who is the requester, what do
    /// they ask for, what happens. They name no one.
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        let mut reasons = vec![match self.machine {
            Some(why) => format!("a person seems to have written it, though {why}"),
            None => "a person wrote it: nothing says that a machine did".to_owned(),
        }];
        reasons.extend(self.spam.map(|why| why.to_string()));
        if let Some(found) = &self.authentication {
            reasons.push(format!("our mail server found: {found}"));
        }
        if let Some(forward) = &self.forward {
            reasons.push("somebody passed it on".to_owned());
            reasons.extend(
                forward
                    .written
                    .map(|day| format!("it was written on {day}")),
            );
        }
        reasons.push(match &self.sender {
            Some(sender) => {
                let confidence = sender.confidence.as_str();
                format!(
                    "who asks: {} (confidence: {confidence})",
                    sender.source.in_words()
                )
            }
            None => "who asks: nothing in it says so surely".to_owned(),
        });
        if !self.candidates.is_empty() {
            let count = self.candidates.len();
            reasons.push(format!("{count} whom it names could be the one who asks"));
        }
        if !self.people.is_empty() {
            let count = self.people.len();
            reasons.push(format!("it speaks for others, and names {count}"));
        }
        if !self.references.is_empty() {
            reasons.push("something in it points to an earlier message or request".to_owned());
        }
        reasons.extend(
            self.intents
                .iter()
                .map(|ask| format!("it asks: {}", ask.why())),
        );
        reasons.extend(self.wording.as_ref().map(ToString::to_string));
        if !self.cited.is_empty() {
            let laws: Vec<&str> = self.cited.iter().map(|law| law.as_str()).collect();
            reasons.push(format!("it cites: {}", laws.join(", ")));
        }
        if let Some(home) = self.home {
            reasons.push(format!("it speaks of one state: {}", home.code()));
        }
        reasons.push(match self.language {
            Some(language) => format!("most of its words are of one language: {}", language.code()),
            None => "its words don't tell a language that is read".to_owned(),
        });
        let decision = match self.decision {
            Decision::Opened => "taken as it is said",
            Decision::NoRequest => "no request",
            Decision::Review(_) => "a human reads it",
        };
        reasons.push(format!("{decision}: {}", self.reason));
        if self.may_opt_out && !self.opens_an_opt_out() {
            reasons.push("it could be an opt-out, and is in force as one meanwhile".to_owned());
        }
        reasons
    }

    fn opens_an_opt_out(&self) -> bool {
        self.decision == Decision::Opened
            && self
                .intents
                .iter()
                .any(|ask| ask.intent == super::intents::OPT_OUT)
    }
}

/// Sends a message to review if its requester is uncertain.
pub(super) fn require_decided_sender(verdict: &mut Verdict, sender: Option<&Sender>) {
    let sure = sender.is_some_and(|sender| sender.confidence.decides());
    if sure || verdict.decision != Decision::Opened {
        return;
    }
    match sender {
        Some(_) => verdict.send_to_review(
            ReviewReason::ForSomebodyElse,
            "it isn't sure enough who asks",
        ),
        None => verdict.send_to_review(ReviewReason::NoSender, "it doesn't say whom to answer"),
    }
}

/// Returns an agent's clients. Without any name, the message goes to review.
pub(super) fn people_in(
    verdict: &mut Verdict,
    sender: Option<&Sender>,
    inbox: &Inbox,
) -> Vec<Named> {
    let opens = verdict
        .intents
        .iter()
        .any(|ask| matches!(ask.intent, Intent::Right(_)));
    if !opens || !verdict.may_list_people {
        return Vec::new();
    }
    let mut people = people::named(&verdict.words, inbox);
    let all = people.len();
    // A person who sends an agent's form letter themselves is the person that it is about.
    people.retain(|person| {
        let same = |sender: &Sender| {
            sender
                .address
                .as_str()
                .eq_ignore_ascii_case(person.address.as_str())
        };
        !sender.is_some_and(same)
    });
    if !verdict.for_another && people.len() < 2 {
        return Vec::new();
    }
    let human = match people.len() {
        0 if all > 0 => None,
        0 => Some("it speaks for somebody, and doesn't say for whom"),
        _ => None,
    };
    if let (Some(reason), Decision::Opened) = (human, verdict.decision) {
        verdict.send_to_review(ReviewReason::ForSomebodyElse, reason);
    }
    people
}
