//! The press of a button.

use crate::keep::{self, Kept};
use crate::said::Said;
use crate::standing::{self, Standing, Why};
use crate::visit::{Link, Visit};
use crate::{Deps, ReplyError};
use archive::{ArchiveError, LARGEST_ANSWER};
use domain::keys::LinkAction;
use domain::log::Actor;
use domain::request::{Command, VerificationMethod};
use jiff::Timestamp;
use pages::FieldError;
use store::ActionError;

/// What came of it.
pub(crate) enum Outcome {
    /// Where the link_action stands now.
    Stands(Standing),
    /// What came with the press must be corrected first.
    Wrong(FieldError),
    /// The file that was collected, and its name.
    File { name: String, content: Vec<u8> },
}

/// Does what the link offers, once.
pub(crate) async fn act(
    deps: &Deps,
    link: &Link,
    visit: &Visit,
    said: &Said,
    now: Timestamp,
) -> Result<Outcome, ReplyError> {
    if said.words.chars().count() > keep::LONGEST {
        let most = format!(
            "Write {} characters at most, or write us an email",
            keep::LONGEST
        );
        return Ok(Outcome::Wrong(FieldError::new("words", most)));
    }
    let standing = standing::of(deps, visit, now).await?;
    let adds_to_appeal = visit.link_action == LinkAction::Appeal && standing == Standing::Done;
    if adds_to_appeal && !said.words.is_empty() {
        keep::keep(deps, visit, &said.words, now).await?;
    }
    if standing != Standing::Open {
        return Ok(Outcome::Stands(standing));
    }
    let command = match visit.link_action {
        LinkAction::Confirm => Command::Verify(VerificationMethod::AddressConfirmed),
        LinkAction::RequestOptIn => {
            let mut addresses = visit.addresses();
            let chosen = match (said.address.trim().parse::<usize>(), addresses.len()) {
                (Ok(number), most) if (1..=most).contains(&number) => number - 1,
                (_, 1) => 0,
                _ => {
                    let choose = "Choose the address for which the choice is to end";
                    return Ok(Outcome::Wrong(FieldError::new("address", choose)));
                }
            };
            Command::AskOptIn {
                of: addresses.swap_remove(chosen),
            }
        }
        LinkAction::OptIn => Command::OptIn {
            confirmed: visit.identifier(),
        },
        LinkAction::Appeal => {
            // Before the step: whoever presses again after a cut finds the appeal made, and must not find it bare.
            if !said.words.is_empty() {
                keep::keep(deps, visit, &said.words, now).await?;
            }
            Command::Appeal
        }
        LinkAction::AnswerQuestion => return answer(deps, visit, said, now).await,
        LinkAction::Download => return collect(deps, visit, said, now).await,
    };
    take(deps, link, visit, command, now).await
}

/// Takes a step. Somebody else may have taken it at the same moment: then it is done all the same.
async fn take(
    deps: &Deps,
    link: &Link,
    visit: &Visit,
    command: Command,
    now: Timestamp,
) -> Result<Outcome, ReplyError> {
    let name = command.name();
    match deps
        .store
        .take(visit.request.id, command, Actor::Person, now)
        .await
    {
        Ok(_) => {
            tracing::info!(command = name, "a person took a step");
            Ok(Outcome::Stands(Standing::Done))
        }
        Err(error @ ActionError::Refused(_)) => match link.open(deps).await? {
            Some(visit) => match standing::of(deps, &visit, now).await? {
                Standing::Open => Err(error.into()),
                moved => Ok(Outcome::Stands(moved)),
            },
            None => Err(error.into()),
        },
        Err(error) => Err(error.into()),
    }
}

async fn answer(
    deps: &Deps,
    visit: &Visit,
    said: &Said,
    now: Timestamp,
) -> Result<Outcome, ReplyError> {
    if said.words.is_empty() {
        let write = "Write your answer";
        return Ok(Outcome::Wrong(FieldError::new("words", write)));
    }
    Ok(Outcome::Stands(
        match keep::keep(deps, visit, &said.words, now).await? {
            Kept::Now | Kept::Before => Standing::Done,
            Kept::TooMany => Standing::Refused(Why::TooMany),
        },
    ))
}

async fn collect(
    deps: &Deps,
    visit: &Visit,
    said: &Said,
    now: Timestamp,
) -> Result<Outcome, ReplyError> {
    let digits = said.code.chars().filter(char::is_ascii_digit).count();
    let others = said
        .code
        .chars()
        .any(|c| !c.is_ascii_digit() && c != ' ' && c != '-');
    if digits != 8 || others {
        let enter = "Enter the eight digits of the code from our other email";
        return Ok(Outcome::Wrong(FieldError::new("code", enter)));
    }
    let request = visit.request.id;
    let Some(file) = standing::file_of(&visit.request) else {
        return Ok(Outcome::Stands(Standing::Refused(Why::NoFile)));
    };
    let Some(left) = deps.store.try_code(request).await? else {
        return Ok(Outcome::Stands(Standing::Refused(Why::Locked)));
    };
    if !deps.links.fits_code(&said.code, &request.0, file.round) {
        tracing::warn!(left, "a wrong code was tried");
        let again = match left {
            0 => return Ok(Outcome::Stands(Standing::Refused(Why::Locked))),
            1 => "This is not the code. You can try once more".to_owned(),
            left => format!("This is not the code. You can try {left} more times"),
        };
        return Ok(Outcome::Wrong(FieldError::new("code", again)));
    }
    // Read before it is counted: a file that can't be read has not been collected.
    let content = match deps.archive.get_at_most(file.key, LARGEST_ANSWER).await {
        Ok(content) => content,
        Err(error @ (ArchiveError::NotThere | ArchiveError::TooLarge)) => {
            tracing::error!(%error, "an answer can't be handed over");
            return Ok(Outcome::Stands(Standing::Refused(Why::CantHandOver)));
        }
        Err(error) => return Err(error.into()),
    };
    if !deps.store.collect(request, now).await? {
        return Ok(Outcome::Stands(Standing::Refused(Why::UsedUp)));
    }
    tracing::info!("an answer was collected");
    let reference = visit.receipt.reference();
    let name = match ending(file.key) {
        Some(ending) => format!("answer-{reference}.{ending}"),
        None => format!("answer-{reference}"),
    };
    Ok(Outcome::File { name, content })
}

/// The ending of a file's name, which tells its reader's machine what it is.
fn ending(key: &str) -> Option<&str> {
    let (_, ending) = key.rsplit('/').next()?.rsplit_once('.')?;
    let fits = (1..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    fits.then_some(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_ending_and_nothing_else_of_its_key() {
        assert_eq!(ending("answers/ab.cd/copy of Ana.pdf"), Some("pdf"));
        for key in [
            "answers/one",
            "answers/a.b/one",
            "one.",
            "one.p\"f",
            "one.toolong",
        ] {
            assert_eq!(ending(key), None, "{key}");
        }
    }
}
