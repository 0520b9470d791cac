//! The saved replies: a list, and a form for each.

use crate::Deps;
use crate::actions::{FormField, Input, form_field};
use crate::emails::errors_of;
use crate::frame::Frame;
use crate::posted::Posted;
use crate::request::Failure;
use crate::session::Signed;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use desk::saved_replies::{self, SavedReplyView, VARIABLES};
use domain::log::Role;
use gateway::{FieldError, Problem};
use http::StatusCode;
use pages::Pages;

/// The field with the ID of the reply. Empty for a new one.
const ID: &str = "id";

/// A reply with its form.
struct ReplyForm {
    id: String,
    version: u64,
    title: String,
    is_open: bool,
    fields: Vec<FormField>,
}

#[derive(Template)]
#[template(path = "replies.html")]
struct RepliesPage<'a> {
    frame: Frame<'a>,
    replies: Vec<ReplyForm>,
    variables: String,
    can_edit: bool,
    errors: Vec<FieldError>,
}

/// Lists the saved replies.
pub(crate) async fn list(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
) -> HttpResponse {
    page(&deps, &signed, &[], &[], StatusCode::OK).await
}

async fn page(
    deps: &Deps,
    signed: &Signed,
    entered: &[(String, String)],
    errors: &[FieldError],
    status: StatusCode,
) -> HttpResponse {
    let found = match saved_replies::list(&deps.desk).await {
        Ok(found) => found,
        Err(error) => return deps.failed(Some(signed), error.into()),
    };
    let pages = &deps.pages;
    let new = SavedReplyView {
        id: String::new(),
        version: 0,
        name: String::new(),
        text: String::new(),
    };
    let can_edit = signed.staff.role >= Role::Configure;
    let shown = found.iter().chain(can_edit.then_some(&new));
    let page = RepliesPage {
        frame: deps.frame(signed, "me"),
        replies: shown
            .map(|reply| form(pages, reply, entered, errors))
            .collect(),
        variables: VARIABLES.join(", "),
        can_edit,
        errors: errors.to_vec(),
    };
    pages.unlisted(status, &page)
}

/// Returns the form of a reply, with the values that staff entered for this reply, if any.
fn form(
    pages: &Pages,
    reply: &SavedReplyView,
    entered: &[(String, String)],
    errors: &[FieldError],
) -> ReplyForm {
    let stored = [
        ("name".to_owned(), reply.name.clone()),
        ("text".to_owned(), reply.text.clone()),
    ];
    let id = entered.iter().find(|(name, _)| name == ID);
    let is_entered = id.is_some_and(|(_, id)| *id == reply.id);
    let failure = match is_entered {
        true => Failure {
            action: "reply",
            pairs: entered,
            errors,
        },
        false => Failure {
            action: "reply",
            pairs: &stored,
            errors: &[],
        },
    };
    let field = |name: &str, label: String, input| {
        let mut field = form_field(pages, "reply", name, input, true, Some(&failure));
        field.id = format!("reply-{}-{name}", reply.id);
        field.label = label;
        field
    };
    ReplyForm {
        id: reply.id.clone(),
        version: reply.version,
        title: match reply.id.is_empty() {
            true => pages.text("desk-replies-new").into(),
            false => reply.name.clone(),
        },
        is_open: is_entered,
        fields: vec![
            field(
                "name",
                pages.text("desk-replies-name").into(),
                Input::Line("text"),
            ),
            field("text", pages.text("desk-replies-text").into(), Input::Lines),
        ],
    }
}

/// Saves a reply.
pub(crate) async fn save(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let saved = async {
        let order = posted.order()?;
        let id = Some(posted.value(ID)).filter(|id| !id.is_empty());
        let fields = posted.fields_without(ID);
        let saved = saved_replies::save(&deps.desk, id, &order, fields).await;
        saved.map_err(Problem::from)
    };
    match saved.await {
        Ok(_) => deps.pages.see_other("/desk/replies"),
        Err(problem) if problem.status() == StatusCode::FORBIDDEN => {
            deps.failed(Some(&posted.signed), problem)
        }
        Err(problem) => {
            let errors = errors_of(&problem);
            let (signed, pairs) = (&posted.signed, &posted.pairs);
            page(&deps, signed, pairs, &errors, problem.status()).await
        }
    }
}

/// Removes a reply.
pub(crate) async fn remove(
    State(deps): State<Deps>,
    Path(id): Path<String>,
    request: Request,
) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let removed = async {
        let order = posted.order()?;
        let removed = saved_replies::remove(&deps.desk, &id, &order).await;
        removed.map_err(Problem::from)
    };
    match removed.await {
        Ok(_) => deps.pages.see_other("/desk/replies"),
        Err(problem) => deps.failed(Some(&posted.signed), problem),
    }
}
