//! What comes of reading a letter, and the reasons in words.

use super::Inbox;
use super::authentication::Authentication;
use super::automatic::AutomaticReason;
use super::intents::{CitedLaw, Decision, Intent, Language, StatedIntent, Verdict};
use super::origin::Forward;
use super::people::{self, MOST_PEOPLE, Named};
use super::references::RequestReference;
use super::reply::Reply;
use super::sender::Sender;
use super::spam::SpamReason;
use domain::person::Region;
use domain::request::ReviewReason;

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRead {
    /// Who asks, if it says so: its sender, or the author of what a colleague passed on.
    pub sender: Option<Sender>,
    /// Whoever could be the one who asks, best first, where `sender` isn't sure: neither colleagues nor the
    /// inbox, and at most [`MOST_CANDIDATES`](super::MOST_CANDIDATES). Empty where the sender is decided.
    pub candidates: Vec<Sender>,
    /// For whom it speaks, in the order of the letter: an agent's clients. Empty where the sender asks for
    /// themselves; otherwise each ask is for each of them, and `sender` is the agent.
    pub people: Vec<Named>,
    /// The forward that it is, if it is one.
    pub forward: Option<Forward>,
    /// Its Message-ID without angle brackets, if it has one that a header can carry.
    pub message_id: Option<String>,
    /// What points to an earlier request, the strongest first.
    pub references: Vec<RequestReference>,
    /// What it asks for: every right, and what else there is to do. Rights are opened where `decision` is
    /// [`Decision::Taken`]; where a human decides, they are what the human is shown.
    pub intents: Vec<StatedIntent>,
    /// What becomes of it.
    pub decision: Decision,
    /// Why, in words for the record; [`MessageRead::reasons`] says all of it.
    pub reason: &'static str,
    /// Whether it could be an opt-out that `asks` doesn't hold; while it waits, it is one.
    pub may_opt_out: bool,
    /// The laws that it cites.
    pub cited: Vec<CitedLaw>,
    /// The state that its writer says they live in, or whose act they cite, if it is one alone.
    pub home: Option<Region>,
    /// The language of most of its words, if it is one that is read.
    pub language: Option<Language>,
    /// The sign that a machine wrote it, where a person's words stand below one.
    pub machine: Option<AutomaticReason>,
    /// What it says as an answer to one of our own emails.
    pub reply: Option<Reply>,
    /// Whether it looks like mail to many.
    pub mass_mail: bool,
    /// Whether something is attached: a text, a message, a scan.
    pub attaches: bool,
    /// What the configured server found about SPF, DKIM and DMARC; evidence, and no gate.
    pub authentication: Option<Authentication>,
    /// What the receiving server's filters hold against it. The letter is read in full all the same.
    pub spam: Option<SpamReason>,
}

/// Why the writer of a message gets no acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unacknowledged {
    /// A machine sent it, or a header asks for no answer.
    Machine,
    /// It is mail to many.
    MassMail,
    /// A filter takes it for spam or malware.
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

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its rights are opened.
    Opened,
    /// A person reads it.
    Review {
        /// Whether a possible opt-out is in force meanwhile.
        possible_opt_out: bool,
    },
    /// It makes no request.
    NoRequest,
}

impl MessageRead {
    /// Returns what becomes of it. [`MessageRead::reason`] says why in one line.
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

    /// Returns why its writer gets no acknowledgement by email, if there is a reason.
    #[must_use]
    pub fn unacknowledged(&self) -> Option<Unacknowledged> {
        let sure = self.sender.as_ref().is_some_and(|s| s.confidence.decides());
        if self.spam.is_some() {
            Some(Unacknowledged::Spam)
        } else if self.machine.is_some() {
            Some(Unacknowledged::Machine)
        } else if self.mass_mail {
            Some(Unacknowledged::MassMail)
        } else if !sure {
            Some(Unacknowledged::UncertainSender)
        } else {
            None
        }
    }

    /// What a verdict says of a letter of this sender, and nothing else.
    pub(super) fn of(verdict: Verdict, sender: Option<Sender>) -> Self {
        Self {
            sender,
            candidates: Vec::new(),
            people: Vec::new(),
            forward: None,
            message_id: None,
            references: Vec::new(),
            intents: verdict.intents,
            decision: verdict.decision,
            reason: verdict.reason,
            may_opt_out: verdict.may_opt_out,
            cited: verdict.cited,
            home: verdict.home,
            language: verdict.language,
            machine: None,
            reply: None,
            mass_mail: false,
            attaches: false,
            authentication: None,
            spam: None,
        }
    }

    /// Why it was read as it was, for staff, in the order of the questions: is it from a person, who asks,
    /// what do they ask for, and what becomes of it. Names nobody.
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

/// Leaves to a human what is taken from somebody who isn't sure.
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

/// The people for whom an agent's letter speaks. One that names nobody, or too many, is left to a human.
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
    // Somebody who has an agent's letter from a form and sends it themselves is who it is about.
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
        1..=MOST_PEOPLE => None,
        _ => Some("it names more people than are opened at once"),
    };
    people.truncate(MOST_PEOPLE);
    if let (Some(reason), Decision::Opened) = (human, verdict.decision) {
        verdict.send_to_review(ReviewReason::ForSomebodyElse, reason);
    }
    people
}
