//! Decides what a message leads to: requests, an attachment to earlier requests, or nothing.

use crate::Arrival;
use crate::thread::Thread;
use domain::calendar::Calendar;
use domain::company::BrandId;
use domain::digest::Digest;
use domain::law::{ImmediateRight, Means, Practices, Right};
use domain::locale::Locale;
use domain::outbound_email::EmailKind;
use domain::person::{
    Agent, Confidence, EmailAddress, Identifier, Permission, Person, PersonName, Region,
};
use domain::receipt::ReceiptId;
use domain::request::{
    Asked, Channel, Identified, InboundEmail, ReviewReason, Submission, clock_start,
};
use mail_reader::{Decision, Intent, MessageRead, Named, Reply, Sender, Unacknowledged};

/// The outcome of a message.
pub(crate) enum Plan<'a> {
    /// One request for each right and person, an opt-out first.
    Requests(Requests<'a>),
    /// The message is attached to its earlier requests and opens none.
    Attached,
    /// The message opens nothing.
    Nothing {
        /// The reason.
        why: &'static str,
        /// An email to the writer.
        answer: Option<EmailKind>,
    },
}

/// A message, as far as the identity of its requests goes.
pub(crate) struct Mail<'a> {
    pub(crate) arrival: &'a Arrival,
    /// The Message-ID, unchanged.
    pub(crate) message_id: &'a str,
    /// The hash of what the sender wrote.
    pub(crate) digest: Digest,
    /// The brand whose inbox it was sent to.
    pub(crate) brand: Option<&'a BrandId>,
    /// The whole message.
    pub(crate) raw: &'a [u8],
}

impl<'a> Mail<'a> {
    /// Returns the ID of the request at this position. A redelivered message gets the same IDs.
    pub(crate) fn id(&self, position: usize) -> ReceiptId {
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        ReceiptId::from_email(self.message_id, &self.digest, position)
    }

    /// Returns the identity of the `nth` message that is attached to this one.
    pub(crate) fn nth(&self, nth: usize) -> Mail<'a> {
        let digest = match nth {
            0 => self.digest,
            nth => Digest::of_parts([self.digest.as_bytes().as_slice(), &nth.to_be_bytes()]),
        };
        Mail { digest, ..*self }
    }
}

/// The submissions of a message: one for each right and person. Each is built when it is stored, because a message can name
/// very many people.
pub(crate) struct Requests<'a> {
    message: &'a MessageRead,
    mail: &'a Mail<'a>,
    asked: Vec<Asked>,
    received: jiff::Timestamp,
    health_data: bool,
    /// Whether the writer gets an email about a right anyway.
    opens_a_right: bool,
}

impl Requests<'_> {
    /// The number of submissions.
    pub(crate) fn len(&self) -> usize {
        self.asked.len() * people_of(self.message)
    }

    /// Returns the ID of the submission at this position.
    pub(crate) fn receipt(&self, nth: usize) -> ReceiptId {
        self.mail.id(nth)
    }

    /// Builds the submission at this position.
    pub(crate) fn nth(&self, nth: usize) -> Option<Submission> {
        let people = people_of(self.message);
        let asked = self.asked.get(nth / people)?.clone();
        let Asker { person, agent } = asker(self.message, nth % people);
        let waits = self.waits_for_staff(&asked);
        Some(Submission {
            receipt: self.receipt(nth),
            asked,
            inbound_email: Some(origin(self.message, self.mail, &person)),
            person: person.under_health_law_if(self.health_data),
            agent,
            channel: Channel::Email,
            locale: language(self.message),
            brand: self.mail.brand.cloned(),
            received: self.received,
            approval_required: waits,
            companions: match waits {
                true => Vec::new(),
                false => self.confirmed_together(nth % people),
            },
            details: None,
            digest: self.mail.digest,
        })
    }

    /// Whether the emails about a submission wait for staff. A second email to the writer, about a possible opt-out, does.
    fn waits_for_staff(&self, asked: &Asked) -> bool {
        let in_addition = self.opens_a_right && matches!(asked, Asked::Unclear { .. });
        holds_emails(self.message) || in_addition
    }

    /// Returns the receipts of all that the message asks for this person, which one email confirms. Submissions whose emails
    /// wait for staff are left out. Empty if there is only one.
    fn confirmed_together(&self, person: usize) -> Vec<ReceiptId> {
        let people = people_of(self.message);
        let all = self.asked.iter().enumerate();
        let released = all.filter(|(_, asked)| !self.waits_for_staff(asked));
        let receipts: Vec<_> = released
            .map(|(right, _)| self.receipt(right * people + person))
            .collect();
        match receipts.len() {
            0 | 1 => Vec::new(),
            _ => receipts,
        }
    }

    /// Returns a hash of the submissions: their rights and people, in order.
    pub(crate) fn hash(&self) -> Digest {
        let mut parts: Vec<String> = Vec::new();
        for asked in &self.asked {
            for nth in 0..people_of(self.message) {
                parts.push(match asked {
                    Asked::Right(right) => right.as_str().to_owned(),
                    Asked::Unclear { .. } => "unclear".to_owned(),
                });
                let person = asker(self.message, nth).person;
                let named = person.identifiers().iter();
                parts.extend(named.map(|identifier| identifier.normalized()));
            }
        }
        Digest::of_parts(parts.iter().map(String::as_bytes))
    }
}

/// Decides what a message of this thread leads to.
pub(crate) fn plan<'a>(
    message: &'a MessageRead,
    mail: &'a Mail<'a>,
    thread: &Thread,
    practices: Practices,
) -> Plan<'a> {
    let mut rights = rights(message);
    // "Yes, delete it" confirms the deletion, and "I appeal, delete it" appeals: neither asks for a second one.
    rights.retain(|right| !thread.is_about(message, *right));
    // A reply, or spam, that is only not understood is no possible opt-out. Staff read it on its list.
    let has_own_list = thread.answers_us() || message.spam.is_some();
    let may_opt_out = message.may_opt_out && (message.likely_opt_out || !has_own_list);
    if !thread.requests.is_empty() && rights.is_empty() && !may_opt_out {
        return Plan::Attached;
    }
    // Words that belong to a thread, from a writer whose thread isn't known.
    let lost_reply = matches!(
        message.reply,
        Some(Reply::Appeal | Reply::NotMe | Reply::FileTrouble)
    );
    let nothing = message.decision == Decision::NoRequest && !lost_reply;
    let spam = message.spam.is_some() && rights.is_empty();
    // Thanks for an email of ours, whose request has been erased.
    let thanks = message.reply == Some(Reply::Thanks)
        && !message.references.is_empty()
        && rights.is_empty()
        && !message.likely_opt_out;
    if thanks || (nothing || spam) && !may_opt_out {
        return Plan::Nothing {
            why: message.reason,
            answer: None,
        };
    }
    let has = |intent| message.intents.iter().any(|stated| stated.intent == intent);
    let opens = !rights.is_empty() || may_opt_out || lost_reply;
    if message.decision == Decision::Opened && !opens && message.spam.is_none() {
        if has(Intent::Question) {
            return Plan::Nothing {
                why: message.reason,
                answer: Some(EmailKind::HowToAsk),
            };
        }
        if has(Intent::Permission) {
            return Plan::Nothing {
                why: message.reason,
                answer: None,
            };
        }
    }
    let received = received(message, mail);
    let day = Calendar::California.date_of(received);
    let home = home(message);
    let (granted, not_granted): (Vec<_>, Vec<_>) = rights.into_iter().partition(|right| {
        let rules = right.rules_in(Means::Request, home, practices.health_data, day);
        rules.is_some()
    });
    Plan::Requests(Requests {
        opens_a_right: message.decision == Decision::Opened && !granted.is_empty(),
        asked: asked(message, granted, &not_granted, may_opt_out),
        message,
        mail,
        received,
        health_data: practices.health_data,
    })
}

/// Returns the clock's day 0: the arrival, or the day on which a colleague got the original.
fn received(message: &MessageRead, mail: &Mail<'_>) -> jiff::Timestamp {
    let written = message.forward.as_ref().and_then(|forward| forward.written);
    clock_start(
        mail.arrival.at,
        written.filter(|_| decided_sender(message).is_some()),
    )
}

/// Returns the language of our answer: that of most of the message's words. A message of a few words has none, so the
/// language of its first intent counts.
pub(crate) fn language(message: &MessageRead) -> Locale {
    let stated = message.intents.first().map(|intent| intent.language);
    message.language.or(stated).unwrap_or_default()
}

/// Returns the sender if the reader decided who it is.
pub(crate) fn decided_sender(message: &MessageRead) -> Option<&Sender> {
    let sender = message.sender.as_ref();
    sender.filter(|sender| sender.confidence.decides())
}

/// Whether emails about the requests wait for staff. We never email an inferred address, and we don't answer automatic
/// mail, mass mail, spam or malware.
fn holds_emails(message: &MessageRead) -> bool {
    match message.unacknowledged() {
        Some(Unacknowledged::UncertainSender) => {
            message.sender.is_some() || !message.candidates.is_empty()
        }
        reason => reason.is_some(),
    }
}

/// Returns where the people live whose data a message is about. The state that a message names is its sender's, so an agent's
/// client has none.
fn home(message: &MessageRead) -> Option<Region> {
    message.home.filter(|_| message.people.is_empty())
}

/// Returns the message as the evidence of a request of this person.
fn origin(message: &MessageRead, mail: &Mail<'_>, person: &Person) -> InboundEmail {
    let from = |identifier: &Identifier| {
        let known = message.sender.iter().chain(&message.candidates);
        let sender = known
            .into_iter()
            .find(|known| Identifier::Email(known.address.clone()).is_same(identifier));
        let (source, confidence) = match sender {
            Some(sender) => (sender.source.in_words(), sender.confidence),
            None => ("the message names them", Confidence::High),
        };
        Identified {
            identifier: identifier.clone(),
            source: source.to_owned(),
            confidence,
        }
    };
    InboundEmail {
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

/// A person whose data a message is about, and the agent who speaks for them.
struct Asker {
    person: Person,
    agent: Option<Agent>,
}

/// Returns how many people's data a message is about: its sender's, or that of each client of an agent.
fn people_of(message: &MessageRead) -> usize {
    message.people.len().max(1)
}

/// Returns the person at this position, and who speaks for them. An agent claims their clients' permission by speaking for
/// them.
fn asker(message: &MessageRead, nth: usize) -> Asker {
    let home = home(message);
    let person = |name: Option<PersonName>, address: EmailAddress| {
        Person::new(name, home, [Identifier::Email(address)]).unwrap_or_else(|_| Person::unknown())
    };
    let sender = message.sender.as_ref();
    match message.people.get(nth) {
        Some(Named { address, name }) => Asker {
            person: person(name.clone(), address.clone()),
            agent: sender.map(|sender| Agent {
                name: sender.name.clone(),
                email: Some(sender.address.clone()),
                permission: Permission::Signed,
            }),
        },
        None => {
            let own = sender.map(|sender| person(sender.name.clone(), sender.address.clone()));
            // The requester may be any of the candidates. A possible opt-out is in force for each until staff decide.
            let any = message.candidates.iter().take(Person::MOST_IDENTIFIERS);
            let any = any.map(|candidate| Identifier::Email(candidate.address.clone()));
            let any = Person::new(None, home, any).ok();
            Asker {
                person: any.or(own).unwrap_or_else(Person::unknown),
                agent: None,
            }
        }
    }
}

const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);

/// Returns the rights that a message asks for, the opt-out first, because the others must not delay it.
fn rights(message: &MessageRead) -> Vec<Right> {
    let mut rights: Vec<Right> = Vec::new();
    for stated in &message.intents {
        match stated.intent {
            Intent::Right(right) if !rights.contains(&right) => rights.push(right),
            _ => {}
        }
    }
    rights.sort_by_key(|right| *right != OPT_OUT);
    rights
}

//= req: ca-7221-c
/// Returns what a message asks for. Each item becomes a request.
fn asked(
    message: &MessageRead,
    rights: Vec<Right>,
    not_granted: &[Right],
    possible_opt_out: bool,
) -> Vec<Asked> {
    let is_named = |nth| !asker(message, nth).person.identifiers().is_empty();
    let all_are_named = (0..people_of(message)).all(is_named);
    let may_opt_out = possible_opt_out || rights.contains(&OPT_OUT);
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
        Decision::Opened if !all_are_named => {
            return unclear(ReviewReason::NoSender, may_opt_out);
        }
        Decision::Opened | Decision::NoRequest => {}
    }
    // Staff read a message without a right, and one that may ask for more than the rights that are opened.
    let could_be = possible_opt_out && !rights.contains(&OPT_OUT) || not_granted.contains(&OPT_OUT);
    let mut asked: Vec<Asked> = rights.into_iter().map(Asked::Right).collect();
    if asked.is_empty() || could_be || message.may_ask_for_more || !not_granted.is_empty() {
        asked.push(Asked::Unclear {
            reason: match not_granted {
                [] => ReviewReason::NotPlain,
                // Staff answer it. The law can't give it a clock.
                _ => ReviewReason::NoLaw,
            },
            may_opt_out: could_be,
        });
    }
    asked
}
