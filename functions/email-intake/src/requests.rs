//! From a letter that was read to the requests that it makes.

use crate::Arrival;
use crate::reading::{self, Decision, LetterRead, Wish};
use domain::digest::Digest;
use domain::law::{Choice, Right};
use domain::person::{Identifier, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, DoubtReason, MailOrigin, Submission};

/// What a letter leads to.
pub(crate) enum Outcome {
    /// A request for each thing that it asks for, an opt-out first.
    Requests(Vec<Submission>),
    /// Nothing, and why.
    Nothing(&'static str),
}

/// What a letter leads to. Ids come from the message and the position of what it asks for, so the same
/// message again meets the same requests.
pub(crate) fn submissions(
    letter: LetterRead,
    arrival: &Arrival,
    raw: &[u8],
    digest: Digest,
) -> Outcome {
    if letter.decision == Decision::NoRequest && !letter.may_opt_out {
        return Outcome::Nothing(letter.reason);
    }
    let named = letter
        .sender
        .as_ref()
        .map(|sender| Identifier::Email(sender.address.clone()));
    let name = letter
        .sender
        .as_ref()
        .and_then(|sender| sender.name.clone());
    let person = Person::new(name, None, named);
    let message_id = reading::message_id(raw);
    let submission = |position: usize, asked: Asked| Submission {
        receipt: ReceiptId::from_mail(
            &message_id,
            &digest,
            u16::try_from(position).unwrap_or(u16::MAX),
        ),
        asked,
        person: person.clone().unwrap_or_else(|_| Person::unknown()),
        agent: None,
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
    };
    let asked = asked(&letter, person.is_ok());
    Outcome::Requests(
        asked
            .into_iter()
            .enumerate()
            .map(|(position, asked)| submission(position, asked))
            .collect(),
    )
}

/// What a letter asks for, each its own request. An opt-out comes first: it never waits for the others.
fn asked(letter: &LetterRead, somebody_is_named: bool) -> Vec<Asked> {
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
        Decision::Taken if !somebody_is_named => {
            return unclear(DoubtReason::NoSender, may_opt_out);
        }
        Decision::Taken if letter.speaks_for_somebody_else() => {
            return unclear(DoubtReason::ForSomebodyElse, may_opt_out);
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
