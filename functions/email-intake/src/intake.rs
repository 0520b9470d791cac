//! One message, from its bytes to what it leads to.

use crate::plan::{Mail, Plan, decided_sender, plan};
use crate::{Arrival, Deps, Unhandled, follow_up};
use domain::outbound_email::EmailKind;
use domain::request::{RequestId, email_to_writer};
use jiff::Timestamp;
use mail_reader::{MessageRead, Reading};
use store::{IntakeOutcome, MailList, UnopenedMail};

/// What SES writes into the archive when the receipt rule is made. It is no mail to us.
const SET_UP_NOTICE: &str = "AMAZON_SES_SETUP_NOTIFICATION";

/// Takes one message in. The same message again, under whatever key, changes nothing.
pub(crate) async fn message(deps: &Deps, arrival: &Arrival, raw: &[u8]) -> Result<(), Unhandled> {
    if arrival.key.ends_with(SET_UP_NOTICE) {
        tracing::info!("SES can write to the archive");
        return Ok(());
    }
    let message_id = mail_reader::message_id(raw);
    let mail = Mail {
        arrival,
        message_id: &message_id,
        digest: mail_reader::content_digest(raw),
    };
    let reading = mail_reader::read(raw, &deps.inbox);
    if let Reading::Automatic { why } = reading {
        return list(deps, &mail, MailList::Unopened, why.to_string(), Vec::new()).await;
    }
    if let Reading::Several(several) = &reading {
        let messages = (0..=several.messages.len()).map(|nth| mail.nth(nth).id(0));
        let messages: Vec<_> = messages.collect();
        deps.store.will_list(&arrival.key, &messages).await?;
    }
    for (nth, message) in reading.messages().iter().enumerate() {
        take_message(deps, &mail.nth(nth), message).await?;
    }
    if let Reading::Several(several) = &reading
        && let Some(why) = several.skipped.first()
    {
        let (count, rest) = (several.skipped.len(), mail.nth(several.messages.len()));
        let why = format!("{count} attached to it, of which the first: {why}");
        list(deps, &rest, MailList::Unopened, why, Vec::new()).await?;
    }
    Ok(())
}

async fn take_message(
    deps: &Deps,
    mail: &Mail<'_>,
    message: &MessageRead,
) -> Result<(), Unhandled> {
    let now = deps.clock.now();
    let about = follow_up::requests(&deps.store, message).await?;
    let plan = plan(message, mail, !about.is_empty());
    // What it asks comes first: whatever keeps a note from being written keeps nobody's right waiting.
    let mut receipts = Vec::new();
    if let Plan::Requests(submissions) = &plan {
        for submission in submissions {
            receipts.push(submission.receipt);
            if deps.store.intake(submission.clone(), now).await?
                == IntakeOutcome::IdempotencyConflict
            {
                return Err(Unhandled::AnotherMail);
            }
        }
    }
    for request in &about {
        let (id, key) = (mail.id(0), &mail.arrival.key);
        let evidence = message.attaches;
        deps.store
            .follow_up(*request, id, key, evidence, now)
            .await?;
    }
    let where_listed = match message.spam {
        Some(_) => MailList::Quarantine,
        None => MailList::Unopened,
    };
    match plan {
        Plan::Requests(_) => {
            tracing::info!(count = receipts.len(), "a letter was taken in");
            if !message.people.is_empty() {
                answer(
                    deps,
                    mail,
                    message,
                    EmailKind::RequestsOpened { receipts },
                    now,
                )
                .await?;
            }
            Ok(())
        }
        Plan::Kept => {
            tracing::info!(count = about.len(), "a letter was kept with its requests");
            list(deps, mail, where_listed, message.reason.to_owned(), about).await
        }
        Plan::Nothing { why, answer: kind } => {
            if let Some(kind) = kind {
                answer(deps, mail, message, kind, now).await?;
            }
            list(deps, mail, where_listed, why.to_owned(), about).await
        }
    }
}

/// Owes whoever wrote the letter an answer of its own. The first receipt's reference is the mail's.
async fn answer(
    deps: &Deps,
    mail: &Mail<'_>,
    message: &MessageRead,
    kind: EmailKind,
    now: Timestamp,
) -> Result<(), Unhandled> {
    let Some(writer) = decided_sender(message) else {
        return Ok(());
    };
    let id = mail.id(0);
    let in_reply_to = message.message_id.clone();
    let pending = email_to_writer(id, kind, &writer.address, mail.arrival.at, in_reply_to);
    Ok(deps.store.owe_to_writer(id, pending, now).await?)
}

async fn list(
    deps: &Deps,
    mail: &Mail<'_>,
    list: MailList,
    why: String,
    about: Vec<RequestId>,
) -> Result<(), Unhandled> {
    tracing::info!(why, "a mail opened nothing");
    let unopened = UnopenedMail {
        archived: mail.arrival.key.clone(),
        received: mail.arrival.at,
        why,
        list,
        about,
    };
    Ok(deps.store.list_unopened(mail.id(0), &unopened).await?)
}
