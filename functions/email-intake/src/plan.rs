//! From a letter that was read to what it leads to.

use crate::Arrival;
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right};
use domain::outbound_email::EmailKind;
use domain::person::{Agent, Confidence, EmailAddress, Identifier, Permission, Person, PersonName};
use domain::receipt::ReceiptId;
use domain::request::{
    Asked, Channel, Identified, MailOrigin, ReviewReason, Submission, clock_start,
};
use mail_reader::{Decision, Intent, MessageRead, Named, Sender};

/// What a letter leads to.
#[derive(Debug, PartialEq)]
pub(crate) enum Plan {
    /// A request for each thing that it asks for and each person, an opt-out first.
    Requests(Vec<Submission>),
    /// It is kept with the requests that it is about, and opens none.
    Kept,
    /// It opens nothing.
    Nothing {
        /// Why, in words.
        why: &'static str,
        /// What its writer is answered all the same.
        answer: Option<EmailKind>,
    },
}

/// One letter's message, as far as its requests go.
pub(crate) struct Mail<'a> {
    pub(crate) arrival: &'a Arrival,
    /// Its Message-ID as it stands.
    pub(crate) message_id: &'a str,
    /// The hash of what somebody wrote.
    pub(crate) digest: Digest,
}

impl<'a> Mail<'a> {
    /// The id of the `position`th thing that it asks for: the same message again gives the same ids.
    pub(crate) fn id(&self, position: usize) -> ReceiptId {
        let position = u16::try_from(position).unwrap_or(u16::MAX);
        ReceiptId::from_mail(self.message_id, &self.digest, position)
    }

    /// The same for the `nth` of several letters that one message holds.
    pub(crate) fn nth(&self, nth: usize) -> Mail<'a> {
        let digest = match nth {
            0 => self.digest,
            nth => Digest::of_parts([self.digest.as_bytes().as_slice(), &nth.to_be_bytes()]),
        };
        Mail { digest, ..*self }
    }
}

/// What a letter leads to. `followed` says whether requests are known that it is about.
pub(crate) fn plan(message: &MessageRead, mail: &Mail<'_>, followed: bool) -> Plan {
    let rights = rights(message);
    let intents = !rights.is_empty() || message.may_opt_out;
    if followed && !intents {
        return Plan::Kept;
    }
    if message.decision == Decision::NoRequest && !message.may_opt_out {
        return Plan::Nothing {
            why: message.reason,
            answer: None,
        };
    }
    let kind = |intent| message.intents.iter().any(|ask| ask.intent == intent);
    if message.decision == Decision::Opened && !intents && message.spam.is_none() {
        if kind(Intent::Question) {
            return Plan::Nothing {
                why: message.reason,
                answer: Some(EmailKind::HowToAsk),
            };
        }
        if kind(Intent::Permission) {
            return Plan::Nothing {
                why: message.reason,
                answer: None,
            };
        }
    }
    let people = people(message);
    let mut submissions = Vec::new();
    for asked in asked(message, rights, &people) {
        for Asker { person, agent } in &people {
            submissions.push(Submission {
                receipt: mail.id(submissions.len()),
                asked: asked.clone(),
                person: person.clone(),
                agent: agent.clone(),
                channel: Channel::Email,
                received: received(message, mail),
                mail: Some(origin(message, mail, person)),
                reviewed_first: is_a_guess(message) || message.spam.is_some(),
                digest: mail.digest,
            });
        }
    }
    Plan::Requests(submissions)
}

/// The clock's day 0: when it reached us, or before, when the original of a colleague's forward did.
fn received(message: &MessageRead, mail: &Mail<'_>) -> jiff::Timestamp {
    let written = message.forward.as_ref().and_then(|forward| forward.written);
    clock_start(
        mail.arrival.at,
        written.filter(|_| decided_sender(message).is_some()),
    )
}

/// Who asks, if it is sure enough.
pub(crate) fn decided_sender(message: &MessageRead) -> Option<&Sender> {
    let sender = message.sender.as_ref();
    sender.filter(|sender| sender.confidence.decides())
}

/// Whether whom a letter to them would reach is a guess: nobody is written to on one.
fn is_a_guess(message: &MessageRead) -> bool {
    let somebody = message.sender.is_some() || !message.candidates.is_empty();
    somebody && decided_sender(message).is_none()
}

/// The mail as the request's evidence.
fn origin(message: &MessageRead, mail: &Mail<'_>, person: &Person) -> MailOrigin {
    let from = |identifier: &Identifier| {
        let known = message.sender.iter().chain(&message.candidates);
        let sender = known
            .into_iter()
            .find(|known| Identifier::Email(known.address.clone()).is_same(identifier));
        let (source, confidence) = match sender {
            Some(sender) => (sender.source.in_words(), sender.confidence),
            None => ("the letter names them", Confidence::High),
        };
        Identified {
            identifier: identifier.clone(),
            source: source.to_owned(),
            confidence,
        }
    };
    MailOrigin {
        archived: mail.arrival.key.clone(),
        message_id: message.message_id.clone(),
        arrived: mail.arrival.at,
        written: message.forward.as_ref().and_then(|forward| forward.written),
        identified: person.identifiers().iter().map(from).collect(),
        reasons: message.reasons(),
        cited: message
            .cited
            .iter()
            .map(|law| law.as_str().to_owned())
            .collect(),
        authentication: message.authentication.as_ref().map(ToString::to_string),
    }
}

/// Somebody whose data a letter is about.
struct Asker {
    person: Person,
    agent: Option<Agent>,
}

/// Whose data a letter is about: its sender's, or that of each person for whom an agent speaks. That they hold
/// permission the agent says by speaking for them. The state that a letter speaks of is its sender's, and no client's.
fn people(message: &MessageRead) -> Vec<Asker> {
    let home = message.home.filter(|_| message.people.is_empty());
    let person = |name: Option<PersonName>, address: EmailAddress| {
        Person::new(name, home, [Identifier::Email(address)]).unwrap_or_else(|_| Person::unknown())
    };
    let sender = message.sender.as_ref();
    if message.people.is_empty() {
        let own = sender.map(|sender| person(sender.name.clone(), sender.address.clone()));
        // Where it isn't sure who asks, it may be any of these; each is stopped for while a human looks.
        let any = message.candidates.iter().take(Person::MOST_IDENTIFIERS);
        let any = any.map(|candidate| Identifier::Email(candidate.address.clone()));
        let any = Person::new(None, home, any).ok();
        return vec![Asker {
            person: any.or(own).unwrap_or_else(Person::unknown),
            agent: None,
        }];
    }
    let agent = sender.map(|sender| Agent {
        name: sender.name.clone(),
        email: Some(sender.address.clone()),
        permission: Permission::Signed,
    });
    let clients = message.people.iter();
    let asker = |client: &Named| Asker {
        person: person(client.name.clone(), client.address.clone()),
        agent: agent.clone(),
    };
    clients.map(asker).collect()
}

const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);

/// The rights that a letter asks for, the opt-out first: it never waits for the others.
fn rights(message: &MessageRead) -> Vec<Right> {
    let mut rights: Vec<Right> = Vec::new();
    for ask in &message.intents {
        match ask.intent {
            Intent::Right(right) if !rights.contains(&right) => rights.push(right),
            _ => {}
        }
    }
    rights.sort_by_key(|right| *right != OPT_OUT);
    rights
}

/// What a letter asks for, each its own request.
fn asked(message: &MessageRead, rights: Vec<Right>, people: &[Asker]) -> Vec<Asked> {
    let everybody_is_named = people
        .iter()
        .all(|asker| !asker.person.identifiers().is_empty());
    let may_opt_out = message.may_opt_out || rights.contains(&OPT_OUT);
    let unclear = |reason, may_opt_out| {
        vec![Asked::Unclear {
            reason,
            may_opt_out,
        }]
    };
    if message.spam.is_some() {
        return unclear(ReviewReason::Quarantined, may_opt_out);
    }
    match message.decision {
        Decision::Review(reason) => return unclear(reason, may_opt_out),
        Decision::Opened if !everybody_is_named => {
            return unclear(ReviewReason::NoSender, may_opt_out);
        }
        Decision::Opened | Decision::NoRequest => {}
    }
    // What else there is to do, and what could be an opt-out beside the rest, a human reads.
    let could_be = message.may_opt_out && !rights.contains(&OPT_OUT);
    let mut asked: Vec<Asked> = rights.into_iter().map(Asked::Right).collect();
    if asked.is_empty() || could_be {
        asked.push(Asked::Unclear {
            reason: ReviewReason::NotPlain,
            may_opt_out: could_be,
        });
    }
    asked
}
