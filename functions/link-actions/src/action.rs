//! Performs a link's action after the person pressed the button.

use crate::form::Form;
use crate::link_state::{self, LinkState, Reason};
use crate::message::{self, Saved};
use crate::visit::{Link, Visit};
use crate::{Deps, LinkError};
use archive::{ArchiveError, LARGEST_RESPONSE_FILE};
use domain::keys::LinkAction;
use domain::log::Actor;
use domain::request::{Command, VerificationMethod};
use jiff::Timestamp;
use pages::FieldError;
use store::ActionError;
use texts::Texts;

/// The outcome of a press.
pub(crate) enum Outcome {
    /// The state of the link afterward.
    State(LinkState),
    /// A field that the person must correct first.
    Invalid(FieldError),
    /// The person said that the request isn't theirs.
    NotMine,
    /// The downloaded file and its name.
    File { name: String, content: Vec<u8> },
}

/// Performs the action once. A second press returns the state.
pub(crate) async fn perform(
    deps: &Deps,
    link: &Link,
    visit: &Visit,
    form: &Form,
    texts: Texts,
    now: Timestamp,
) -> Result<Outcome, LinkError> {
    if form.message.chars().count() > message::MAX_CHARACTERS {
        let most = message::MAX_CHARACTERS.to_string();
        let shorten = texts.text("message-too-long").with("most", most);
        return Ok(Outcome::Invalid(FieldError::new("message", shorten)));
    }
    let state = link_state::of(deps, visit, now).await?;
    let adds_to_appeal = visit.action == LinkAction::Appeal && state == LinkState::Done;
    if adds_to_appeal && !form.message.is_empty() {
        message::save(deps, visit, &form.message, now).await?;
    }
    if state != LinkState::Open {
        return Ok(Outcome::State(state));
    }
    let command = match visit.action {
        LinkAction::Confirm if form.says_no => {
            message::save(deps, visit, message::NOT_MINE, now).await?;
            return Ok(Outcome::NotMine);
        }
        LinkAction::Confirm => Command::Verify(VerificationMethod::AddressConfirmed),
        LinkAction::RequestOptIn => {
            let mut addresses = visit.addresses();
            let chosen = match (form.address.trim().parse::<usize>(), addresses.len()) {
                (Ok(number), most) if (1..=most).contains(&number) => number - 1,
                (_, 1) => 0,
                _ => {
                    let choose = texts.text("undo-choose");
                    return Ok(Outcome::Invalid(FieldError::new("address", choose)));
                }
            };
            Command::RequestOptIn {
                of: addresses.swap_remove(chosen),
            }
        }
        LinkAction::OptIn => Command::OptIn {
            confirmed: visit.identifier(),
        },
        LinkAction::Appeal => {
            // Saved before the command: if the function stops in between, the next press must not find an appeal
            // without its message.
            if !form.message.is_empty() {
                message::save(deps, visit, &form.message, now).await?;
            }
            Command::Appeal
        }
        LinkAction::AnswerQuestion => return answer_question(deps, visit, form, texts, now).await,
        LinkAction::Download => return download(deps, visit, form, texts, now).await,
        LinkAction::NewCode => Command::RenewCode,
    };
    apply(deps, link, visit, command, now).await
}

/// Applies a command. If a concurrent press applied it first, the action is done all the same.
async fn apply(
    deps: &Deps,
    link: &Link,
    visit: &Visit,
    command: Command,
    now: Timestamp,
) -> Result<Outcome, LinkError> {
    let name = command.name();
    match deps
        .store
        .apply(visit.request.id, command, Actor::Person, now)
        .await
    {
        Ok(_) => {
            tracing::info!(command = %name, "a person acted from a link");
            Ok(Outcome::State(LinkState::Done))
        }
        Err(error @ ActionError::Refused(_)) => match link.open(deps).await? {
            Some(visit) => match link_state::of(deps, &visit, now).await? {
                LinkState::Open => Err(error.into()),
                moved => Ok(Outcome::State(moved)),
            },
            None => Err(error.into()),
        },
        Err(error) => Err(error.into()),
    }
}

async fn answer_question(
    deps: &Deps,
    visit: &Visit,
    form: &Form,
    texts: Texts,
    now: Timestamp,
) -> Result<Outcome, LinkError> {
    if form.message.is_empty() {
        let missing = texts.text("answer-missing");
        return Ok(Outcome::Invalid(FieldError::new("message", missing)));
    }
    Ok(Outcome::State(
        match message::save(deps, visit, &form.message, now).await? {
            Saved::New | Saved::Duplicate => LinkState::Done,
            Saved::TooMany => LinkState::Refused(Reason::TooManyMessages),
        },
    ))
}

async fn download(
    deps: &Deps,
    visit: &Visit,
    form: &Form,
    texts: Texts,
    now: Timestamp,
) -> Result<Outcome, LinkError> {
    let digits = form.code.chars().filter(char::is_ascii_digit).count();
    let others = form
        .code
        .chars()
        .any(|c| !c.is_ascii_digit() && c != ' ' && c != '-');
    if digits != 8 || others {
        let enter = texts.text("download-no-code");
        return Ok(Outcome::Invalid(FieldError::new("code", enter)));
    }
    let request = visit.request.id;
    let Some(file) = link_state::file_of(&visit.request) else {
        return Ok(Outcome::State(LinkState::Refused(Reason::NoFile)));
    };
    let Some(left) = deps.store.count_code(request).await? else {
        return Ok(Outcome::State(LinkState::Refused(Reason::Locked)));
    };
    if !deps.links.fits_code(&form.code, &request.0, file.round) {
        tracing::warn!(left, "a wrong code was tried");
        let again = match left {
            0 => return Ok(Outcome::State(LinkState::Refused(Reason::Locked))),
            left => texts.text("download-wrong-code").with("left", left),
        };
        return Ok(Outcome::Invalid(FieldError::new("code", again)));
    }
    // Read before the download is counted: a file that can't be read must not use up the link.
    let content = match deps
        .archive
        .get_at_most(file.key, LARGEST_RESPONSE_FILE)
        .await
    {
        Ok(content) => content,
        Err(error @ (ArchiveError::NotThere | ArchiveError::TooLarge)) => {
            tracing::error!(%error, "a response can't be downloaded");
            return Ok(Outcome::State(LinkState::Refused(Reason::FileUnavailable)));
        }
        Err(error) => return Err(error.into()),
    };
    if !deps.store.record_download(request, now).await? {
        return Ok(Outcome::State(LinkState::Refused(
            Reason::AlreadyDownloaded,
        )));
    }
    tracing::info!("a response was downloaded");
    let reference = visit.receipt.reference();
    let name = match extension(file.key) {
        Some(extension) => format!("response-{reference}.{extension}"),
        None => format!("response-{reference}"),
    };
    Ok(Outcome::File { name, content })
}

/// Returns the extension of a file name, if it is short and plain. The rest of the key stays private.
fn extension(key: &str) -> Option<&str> {
    let (_, extension) = key.rsplit('/').next()?.rsplit_once('.')?;
    let fits =
        (1..=5).contains(&extension.len()) && extension.chars().all(|c| c.is_ascii_alphanumeric());
    fits.then_some(extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_keeps_the_extension_and_nothing_else_of_the_key() {
        assert_eq!(extension("responses/ab.cd/copy of Ana.pdf"), Some("pdf"));
        for key in [
            "responses/one",
            "responses/a.b/one",
            "one.",
            "one.p\"f",
            "one.toolong",
        ] {
            assert_eq!(extension(key), None, "{key}");
        }
    }
}
