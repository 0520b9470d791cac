//! Decisions that need two members of staff: one proposes, and another one approves by sending the same decision.
//!
//! A proposal is a note in the log with the decision as its reason. So it is in the evidence file, and it is erased with the
//! person. Nothing is sent before the approval.

use crate::Desk;
use crate::actions::{Action, ActionCall};
use crate::error::Error;
use crate::requests::with_earlier_responses;
use crate::response_file;
use crate::staff_order::StaffOrder;
use crate::views::Logged;
use domain::log::{Actor, Event};
use domain::request::{AppealDecision, Command, CommandName, Note, Request, Response};
use runtime::{BadSetting, Runtime, settings};
use serde_json::{Map, Value};
use store::LogStart;

/// The number of log entries that the search for a proposal reads.
const NEWEST: u16 = 50;

/// Which decisions need a second member of staff.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SecondApprover {
    denials: bool,
    erasures: bool,
}

/// The setting names something else.
#[derive(Debug, thiserror::Error)]
#[error("use denials, erasures or both, separated by a comma")]
pub struct NotADecision;

impl SecondApprover {
    pub(crate) fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        let setting = &settings::SECOND_APPROVER;
        let read = runtime.settings().optional(setting, Self::parse)?;
        Ok(read.unwrap_or_default())
    }

    fn parse(text: &str) -> Result<Self, NotADecision> {
        let mut read = Self::default();
        for word in text.split(',').map(str::trim) {
            match word {
                "denials" => read.denials = true,
                "erasures" => read.erasures = true,
                _ => return Err(NotADecision),
            }
        }
        Ok(read)
    }

    /// Whether this action takes something from the requester: a denial in whole or in part, or an erasure.
    fn covers(self, action: &Action) -> bool {
        match action {
            Action::Erase => self.erasures,
            Action::Command(Command::Respond { response, .. }) => {
                self.denials && !matches!(response, Response::Granted { .. })
            }
            Action::Command(
                Command::DenyForFraud(_) | Command::DecideAppeal(AppealDecision::Denied { .. }),
            ) => self.denials,
            _ => false,
        }
    }
}

/// A decision that waits for a second member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who proposed it.
    pub by: String,
    /// The action.
    pub action: CommandName,
    /// Its fields, as JSON.
    pub fields: String,
}

/// Returns the newest proposal in a log, in the order of its versions, unless something has happened since that changes the
/// decision.
#[must_use]
pub fn pending(log: &[Logged]) -> Option<Proposal> {
    for (at, logged) in log.iter().enumerate().rev() {
        let Actor::Staff { id, .. } = &logged.entry.by else {
            continue;
        };
        if let Event::Noted(Note::Proposed { command }) = logged.entry.event {
            let later = &log[at + 1..];
            let by = &logged.entry.by;
            // Notes, assignments and reports of the system leave a decision as it was, as they do a message.
            let is_outdated = |later: &Logged| CommandName::Write.is_outdated_by(by, &later.entry);
            return (!later.iter().any(is_outdated)).then(|| Proposal {
                by: id.clone(),
                action: command,
                fields: logged.why.clone().unwrap_or_default(),
            });
        }
    }
    None
}

/// Records the action as a proposal, if it needs a second member of staff and another one has not proposed the same. Returns
/// the request with the proposal; `None` if the action counts now.
///
/// # Errors
/// [`Error`] if the request doesn't allow the action, or if the store fails.
pub(crate) async fn propose(
    desk: &Desk,
    request: &Request,
    by: &StaffOrder,
    call: &ActionCall,
) -> Result<Option<Request>, Error> {
    if !desk.second_approver.covers(&call.action) || request.erased.is_some() {
        return Ok(None);
    }
    let decision = by.decision(Some(call.written.clone()));
    let check = desk.store.check_seen(request, call.spec.name, &decision);
    check.await?;
    let newest = LogStart::Before(None);
    let log = desk.store.log_page(request.id, newest, NEWEST).await?;
    let log: Vec<Logged> = log.entries.into_iter().map(Logged::of).collect();
    let proposal =
        pending(&log).filter(|one| one.action == call.spec.name && one.fields == call.written);
    match proposal {
        Some(proposal) if proposal.by == by.staff.id => return Ok(Some(request.clone())),
        Some(_) => return Ok(None),
        None => {}
    }
    let now = desk.clock.now();
    let command = match &call.action {
        Action::Command(command) => {
            if let Command::Respond { response, .. } = command {
                response_file::check(desk, request.id, response).await?;
            }
            with_earlier_responses(desk, request, command.clone()).await?
        }
        _ => Command::Erase,
    };
    // A proposal that the request refuses is refused now.
    request.apply(command, now)?;
    let command = call.spec.name;
    let note = Command::Note(Note::Proposed { command });
    let proposed = desk
        .store
        .take_action(request.id, note, &decision, now)
        .await?;
    tracing::info!(action = command.as_str(), "staff proposed a decision");
    Ok(Some(proposed))
}

/// Writes the fields of an action so that the same decision has the same text, from a form or from a program.
pub(crate) fn written(fields: &Map<String, Value>) -> String {
    let own = |name: &str| name != "action" && name != "why";
    let fields = fields.iter().filter(|(name, _)| own(name));
    let fields = fields.filter_map(|(name, value)| Some((name.clone(), plain(value)?)));
    Value::Object(fields.collect()).to_string()
}

fn plain(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| text.replace("\r\n", "\n").into())
        }
        Value::Object(inner) => {
            let inner = inner.iter();
            let inner: Map<String, Value> = inner
                .filter_map(|(name, value)| Some((name.clone(), plain(value)?)))
                .collect();
            (!inner.is_empty()).then_some(Value::Object(inner))
        }
        Value::Array(_) => Some(value.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string().into()),
    }
}

/// Returns the fields of a proposal as a form sends them.
#[must_use]
pub fn pairs(fields: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(fields)) = serde_json::from_str(fields) else {
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for (name, value) in fields {
        match value {
            Value::String(text) => pairs.push((name, text)),
            Value::Object(inner) => {
                let inner = inner.into_iter();
                pairs.extend(inner.filter_map(|(part, value)| {
                    let text = value.as_str()?.to_owned();
                    Some((format!("{name}.{part}"), text))
                }));
            }
            _ => {}
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use serde_json::json;

    #[test]
    fn the_setting_names_decisions() {
        let both = SecondApprover {
            denials: true,
            erasures: true,
        };
        assert_eq!(SecondApprover::parse("erasures, denials").unwrap(), both);
        assert!(SecondApprover::parse("").is_err());
        assert!(SecondApprover::parse("denials,all").is_err());
    }

    #[test]
    fn a_form_and_a_program_write_the_same_decision_alike() {
        let program = json!({"action": "respond", "response": "denied", "copy_checked": false, "why": "x", "delivery": {"file": "a"}, "basis": null});
        let form = json!({"response": " denied ", "copy_checked": "false", "delivery": {"file": "a", "elsewhere": ""}, "explanation": ""});
        let text = |value: &Value| written(value.as_object().unwrap());
        assert_eq!(text(&program), text(&form));
        let again = crate::form::object(
            pairs(&text(&form))
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        assert_eq!(written(&again), text(&form));
        assert_eq!(pairs("nonsense"), []);
    }
}
