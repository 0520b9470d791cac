//! From a letter that was read to the requests that it makes.

use crate::Arrival;
use crate::reading::{Decision, LetterRead, Wish};
use domain::digest::Digest;
use domain::law::{Choice, Right};
use domain::person::{Agent, EmailAddress, Identifier, Permission, Person, PersonName};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, DoubtReason, MailOrigin, Submission};

/// What a letter leads to.
pub(crate) enum Outcome {
    /// A request for each thing that it asks for and each person, an opt-out first.
    Requests(Vec<Submission>),
    /// Nothing, and why.
    Nothing(&'static str),
}

/// What a letter leads to. Ids come from the message and the position of what it asks for, so the same
/// message again meets the same requests.
pub(crate) fn submissions(
    letter: &LetterRead,
    arrival: &Arrival,
    message_id: &str,
    digest: Digest,
) -> Outcome {
    if letter.decision == Decision::NoRequest && !letter.may_opt_out {
        return Outcome::Nothing(letter.reason);
    }
    let people = people(letter);
    let everybody_is_named = people
        .iter()
        .all(|(person, _)| !person.identifiers().is_empty());
    let mut submissions = Vec::new();
    for asked in asked(letter, everybody_is_named) {
        for (person, agent) in &people {
            let position = u16::try_from(submissions.len()).unwrap_or(u16::MAX);
            submissions.push(Submission {
                receipt: ReceiptId::from_mail(message_id, &digest, position),
                asked: asked.clone(),
                person: person.clone(),
                agent: agent.clone(),
                channel: Channel::Email,
                received: arrival.at,
                mail: Some(MailOrigin {
                    archived: arrival.key.clone(),
                    message_id: letter.message_id.clone(),
                }),
                // Nobody is written to on a guess.
                reviewed_first: letter
                    .sender
                    .as_ref()
                    .is_some_and(|sender| !sender.confidence.decides()),
                digest,
            });
        }
    }
    Outcome::Requests(submissions)
}

/// Whose data a letter is about: its sender's, or that of each person for whom an agent speaks. That they hold
/// permission the agent says by speaking for them.
fn people(letter: &LetterRead) -> Vec<(Person, Option<Agent>)> {
    let person = |name: Option<PersonName>, address: EmailAddress| {
        Person::new(name, None, [Identifier::Email(address)]).unwrap_or_else(|_| Person::unknown())
    };
    let sender = letter.sender.as_ref();
    if letter.people.is_empty() {
        let own = sender.map(|sender| person(sender.name.clone(), sender.address.clone()));
        return vec![(own.unwrap_or_else(Person::unknown), None)];
    }
    let agent = sender.map(|sender| Agent {
        name: sender.name.clone(),
        email: Some(sender.address.clone()),
        permission: Permission::Signed,
    });
    let clients = letter.people.iter();
    clients
        .map(|client| {
            (
                person(client.name.clone(), client.address.clone()),
                agent.clone(),
            )
        })
        .collect()
}

/// What a letter asks for, each its own request. An opt-out comes first: it never waits for the others.
fn asked(letter: &LetterRead, everybody_is_named: bool) -> Vec<Asked> {
    let unclear = |reason, may_opt_out| {
        vec![Asked::Unclear {
            reason,
            may_opt_out,
        }]
    };
    let opt_out = Right::Choice(Choice::OptOut);
    let mut rights: Vec<Right> = Vec::new();
    for ask in &letter.asks {
        match ask.wish {
            Wish::Right(right) if !rights.contains(&right) => rights.push(right),
            _ => {}
        }
    }
    let may_opt_out = letter.may_opt_out || rights.contains(&opt_out);
    match letter.decision {
        Decision::Human(reason) => return unclear(reason, may_opt_out),
        Decision::Taken if !everybody_is_named => {
            return unclear(DoubtReason::NoSender, may_opt_out);
        }
        Decision::Taken | Decision::NoRequest => {}
    }
    rights.sort_by_key(|right| *right != opt_out);
    let mut asked: Vec<Asked> = rights.iter().copied().map(Asked::Right).collect();
    // What else there is to do, and what could be an opt-out beside the rest, a human reads.
    let could_be = letter.may_opt_out && !rights.contains(&opt_out);
    if asked.is_empty() || could_be {
        asked.push(Asked::Unclear {
            reason: DoubtReason::NotPlain,
            may_opt_out: could_be,
        });
    }
    asked
}
