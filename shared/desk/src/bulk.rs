//! One action on several requests: first a dry run, then an outcome per request.

use crate::Desk;
use crate::actions::{self, Action, ActionCall, ActionSpec};
use crate::error::{Error, no_request, not_possible};
use crate::fields::Fields;
use crate::requests;
use crate::staff_order::StaffOrder;
use domain::request::CommandName;
use gateway::{Problem, Staff};
use runtime::Limit;
use serde::Serialize;
use std::time::Duration;

/// The most requests of one call: a page of a list.
pub const MOST: usize = 50;

/// The time limit of one call. Requests left after it were not tried.
const APPLY_FOR: Duration = Duration::from_secs(15);

/// The actions that can be taken on several requests. Each can be taken back on one request.
pub const ACTIONS: [CommandName; 3] = [
    CommandName::Assign,
    CommandName::NotARequest,
    CommandName::Confirm,
];

/// A request, and the version that staff saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its ID or reference.
    pub request: String,
    /// The version. Without one, the action counts for every version.
    pub version: Option<u64>,
}

/// The outcome for one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// In a dry run: the request accepts the action.
    Possible,
    /// The action was taken.
    Done,
    /// The request doesn't accept the action.
    Refused,
    /// A colleague was faster.
    Changed,
    /// The store failed. Send the same action again for this request.
    Failed,
    /// The time was over. Send the same action again for this request.
    NotTried,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::Possible,
        Self::Done,
        Self::Refused,
        Self::Changed,
        Self::Failed,
        Self::NotTried,
    ];

    /// Returns the outcome's name in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Changed => "changed",
            Self::Failed => "failed",
            Self::NotTried => "not_tried",
        }
    }
}

/// One request of a bulk action.
#[derive(Debug, Serialize)]
pub struct Item {
    /// The request, as the caller named it.
    pub request: String,
    /// The outcome.
    pub outcome: Outcome,
    /// Why the action was not taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// In a dry run: the number of emails to the requester.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emails: Option<usize>,
}

/// The outcome of a bulk action.
#[derive(Debug, Serialize)]
pub struct Outcomes {
    /// The number of requests that accept the action, or on which it was taken.
    pub count: usize,
    /// Each request, in the order of the call.
    pub items: Vec<Item>,
}

/// Reads `{"action", "requests": [{"request", "version"?}], "dry_run"?, …}` with the fields of the action.
///
/// # Errors
/// [`Problem`] lists the fields to correct.
pub fn read(mut fields: Fields) -> Result<(Vec<Target>, ActionCall, bool), Problem> {
    let targets = fields.required("requests", |fields, name| fields.targets(name, MOST));
    let dry_run = fields.boolean("dry_run").unwrap_or_default();
    let name = fields.deciding("action", &ACTIONS.map(CommandName::as_str));
    let spec = name.and_then(ActionSpec::named);
    let (Some(targets), Some(spec)) = (targets, spec) else {
        return Err(fields.done().err().unwrap_or_else(Problem::bad_json));
    };
    Ok((targets, actions::read(fields, Some(spec.name))?, dry_run))
}

/// Checks on each request whether it accepts the action. Nothing is recorded. The check doesn't see that another active
/// request of the same person is in the way: the action itself does.
///
/// # Errors
/// [`Error`] if the role is too low.
pub async fn dry_run(
    desk: &Desk,
    staff: &Staff,
    targets: &[Target],
    call: &ActionCall,
) -> Result<Outcomes, Error> {
    let mut items = Vec::with_capacity(targets.len());
    for target in targets {
        let order = order(staff, target, call)?;
        items.push(match check(desk, &order, target, call).await {
            Ok(emails) => Item {
                request: target.request.clone(),
                outcome: Outcome::Possible,
                why: None,
                emails: Some(emails),
            },
            Err(error) => failed(target, error.into()),
        });
    }
    Ok(counted(items))
}

/// Takes the action on each request. A request that refuses it keeps none of the others from it.
///
/// # Errors
/// [`Error`] if the role is too low.
pub async fn apply(
    desk: &Desk,
    staff: &Staff,
    targets: &[Target],
    call: &ActionCall,
) -> Result<Outcomes, Error> {
    let limit = Limit::within(APPLY_FOR);
    let mut items = Vec::with_capacity(targets.len());
    for target in targets {
        let order = order(staff, target, call)?;
        let item = |outcome| Item {
            request: target.request.clone(),
            outcome,
            why: None,
            emails: None,
        };
        if limit.has_come() {
            items.push(item(Outcome::NotTried));
            continue;
        }
        let applied = requests::apply(desk, &target.request, &order, call.clone()).await;
        items.push(match applied {
            Ok(_) => item(Outcome::Done),
            Err(error) => failed(target, error.into()),
        });
    }
    let outcomes = counted(items);
    let (count, of) = (outcomes.count, targets.len());
    let action = call.spec.name.as_str();
    tracing::info!(action, count, of, "staff acted on several requests");
    Ok(outcomes)
}

fn order(staff: &Staff, target: &Target, call: &ActionCall) -> Result<StaffOrder, Problem> {
    let order = StaffOrder {
        staff: staff.clone(),
        seen: target.version,
    };
    order.needs(call.spec.role)?;
    Ok(order)
}

/// Returns the number of emails that the action would send.
async fn check(
    desk: &Desk,
    order: &StaffOrder,
    target: &Target,
    call: &ActionCall,
) -> Result<usize, Error> {
    let id = desk.find_request(&target.request).await?;
    let request = desk.store.request(id).await?.ok_or_else(no_request)?;
    let (command, decision) = (call.spec.name, order.decision(None));
    desk.store.check_seen(&request, command, &decision).await?;
    let Action::Command(command) = &call.action else {
        return Err(not_possible("This action is for one request.").into());
    };
    if request.erased.is_some() {
        return Err(not_possible("The person of this request was erased.").into());
    }
    let transition = request.apply(command.clone(), desk.clock.now())?;
    Ok(transition.emails.len())
}

fn failed(target: &Target, problem: Problem) -> Item {
    let outcome = match problem.status().as_u16() {
        500.. => Outcome::Failed,
        _ if problem.version().is_some() => Outcome::Changed,
        _ => Outcome::Refused,
    };
    let first = problem.errors().first().map(|error| error.message.clone());
    Item {
        request: target.request.clone(),
        outcome,
        why: Some(first.unwrap_or_else(|| problem.detail().to_owned())),
        emails: None,
    }
}

fn counted(items: Vec<Item>) -> Outcomes {
    let counts = |item: &&Item| matches!(item.outcome, Outcome::Possible | Outcome::Done);
    Outcomes {
        count: items.iter().filter(counts).count(),
        items,
    }
}
