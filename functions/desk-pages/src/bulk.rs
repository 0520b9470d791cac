//! One action on the requests that were selected in a list: a dry run, then the outcomes.

use crate::Deps;
use crate::frame::Frame;
use crate::posted::Posted;
use crate::words;
use askama::Template;
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use desk::actions::{ActionCall, ActionSpec, read};
use desk::bulk::{self, ACTIONS, Outcome, Outcomes, Target};
use desk::{Fields, form};
use domain::request::CommandName;
use gateway::Problem;
use http::StatusCode;

/// The field of each selected request: reference and version.
pub(crate) const REQUEST: &str = "request";
/// The separator between reference and version.
pub(crate) const AT: char = '@';
/// The field with the name of the action.
const ACTION: &str = "action";

/// A request with its outcome.
struct ItemRow {
    reference: String,
    outcome: String,
    is_problem: bool,
    why: String,
}

#[derive(Template)]
#[template(path = "bulk.html")]
struct BulkPage<'a> {
    frame: Frame<'a>,
    title: String,
    lead: String,
    rows: Vec<ItemRow>,
    /// The button that takes the action, after a dry run that found a request that accepts it.
    button: Option<String>,
    pairs: Vec<(String, String)>,
}

/// Checks the action on each selected request. Nothing is recorded.
pub(crate) async fn check(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let checked = async {
        let (targets, call) = asked(&deps, &posted)?;
        let found = bulk::dry_run(&deps.desk, &posted.signed.staff, &targets, &call).await;
        found.map(|found| (found, call)).map_err(Problem::from)
    };
    match checked.await {
        Ok((found, call)) => shown(&deps, &posted, &found, &call, true),
        Err(problem) => deps.failed(Some(&posted.signed), problem),
    }
}

/// Takes the action on each selected request.
pub(crate) async fn apply(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let applied = async {
        let (targets, call) = asked(&deps, &posted)?;
        let found = bulk::apply(&deps.desk, &posted.signed.staff, &targets, &call).await;
        found.map(|found| (found, call)).map_err(Problem::from)
    };
    match applied.await {
        Ok((found, call)) => shown(&deps, &posted, &found, &call, false),
        Err(problem) => deps.failed(Some(&posted.signed), problem),
    }
}

/// Reads the selected requests, and the action with its own fields alone: the form has the fields of every action.
fn asked(deps: &Deps, posted: &Posted) -> Result<(Vec<Target>, ActionCall), Problem> {
    let selected = posted.pairs.iter().filter(|(name, _)| name == REQUEST);
    let target = |(_, value): &(String, String)| {
        let (request, version) = value.split_once(AT)?;
        Some(Target {
            request: request.to_owned(),
            version: Some(version.parse().ok()?),
        })
    };
    let targets: Option<Vec<Target>> = selected.map(target).collect();
    let targets = targets.ok_or_else(Problem::bad_form)?;
    if targets.is_empty() || targets.len() > bulk::MOST {
        let select = deps.pages.text("desk-bulk-select").with("most", bulk::MOST);
        return Err(Problem::field(REQUEST, String::from(select)));
    }
    let name = posted.value(ACTION);
    let spec = ActionSpec::named(name).filter(|spec| ACTIONS.contains(&spec.name));
    let spec = spec.ok_or_else(Problem::bad_form)?;
    let is_own = |name: &str| spec.fields().iter().any(|field| field.name == name);
    let own = posted.pairs.iter().filter(|(name, _)| is_own(name));
    let own = own.map(|(name, value)| (name.as_str(), value.as_str()));
    let call = read(Fields::of_object(form::object(own)), Some(spec.name))?;
    Ok((targets, call))
}

fn shown(
    deps: &Deps,
    posted: &Posted,
    found: &Outcomes,
    call: &ActionCall,
    is_dry_run: bool,
) -> HttpResponse {
    let pages = &deps.pages;
    let action: String = pages
        .text("desk-action")
        .with("name", call.spec.name.as_str())
        .into();
    let row = |item: &bulk::Item| {
        let outcome = pages
            .text("desk-bulk-outcome")
            .with("name", item.outcome.as_str());
        let emails = item.emails.filter(|emails| *emails > 0);
        let emails = emails.map(|emails| pages.text("desk-bulk-emails").with("emails", emails));
        ItemRow {
            reference: item.request.clone(),
            outcome: outcome.into(),
            is_problem: !matches!(item.outcome, Outcome::Possible | Outcome::Done),
            why: match (&item.why, emails) {
                (Some(why), _) => why.clone(),
                (None, Some(emails)) => emails.into(),
                (None, None) => String::new(),
            },
        }
    };
    let (count, of) = (found.count, found.items.len());
    let lead = match is_dry_run {
        true => pages
            .text("desk-bulk-dry-run")
            .with("count", count)
            .with("of", of),
        false => pages
            .text("desk-bulk-done")
            .with("count", count)
            .with("of", of),
    };
    let button = (is_dry_run && count > 0).then(|| {
        pages
            .text("desk-bulk-apply")
            .with("count", count)
            .with("action", action.clone())
            .into()
    });
    let value = |name: &str| {
        let value = posted.value(name);
        let shown = (!value.is_empty()).then(|| words::value(pages, value));
        shown.map(|shown| format!(": {shown}")).unwrap_or_default()
    };
    let detail = match call.spec.name {
        CommandName::Confirm => value("right"),
        _ => String::new(),
    };
    // Only requests that accept the action are sent on.
    let accepted = |value: &str| {
        found.items.iter().any(|item| {
            let request = value.split(AT).next();
            item.outcome == Outcome::Possible && request == Some(item.request.as_str())
        })
    };
    let pairs = posted.pairs.iter();
    let pairs = pairs.filter(|(name, value)| name != REQUEST || accepted(value));
    let page = BulkPage {
        frame: deps.frame(&posted.signed, "requests"),
        title: format!("{action}{detail}"),
        lead: lead.into(),
        rows: found.items.iter().map(row).collect(),
        button,
        pairs: pairs.cloned().collect(),
    };
    pages.unlisted(StatusCode::OK, &page)
}
