//! The emails of an action, before it is sent.

use crate::Deps;
use crate::frame::Frame;
use crate::posted::Posted;
use crate::request::{Failure, show_failure};
use crate::words;
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use desk::actions::{self, ActionSpec};
use desk::preview::{PreviewedEmail, preview};
use desk::{Query, record};
use domain::outbound_email::Addressee;
use gateway::Problem;
use http::StatusCode;

/// An email as it would be sent.
struct Previewed {
    to: String,
    language: String,
    subject: String,
    text: String,
}

#[derive(Template)]
#[template(path = "preview.html")]
struct PreviewPage<'a> {
    frame: Frame<'a>,
    title: String,
    reference: String,
    action: String,
    /// The label of the action's button.
    label: String,
    emails: Vec<Previewed>,
    /// The form, to be sent as it is.
    pairs: &'a [(String, String)],
}

/// Shows the emails that a form would send. Nothing is recorded.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Path((name, action)): Path<(String, String)>,
    request: Request,
) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let signed = &posted.signed;
    let Some(spec) = ActionSpec::named(&action) else {
        return deps.failed(Some(signed), Problem::no_page());
    };
    let order = match posted.order() {
        Ok(order) => order,
        Err(problem) => return deps.failed(Some(signed), problem),
    };
    let previewed = async {
        let call = actions::read(posted.fields(), Some(spec.name))?;
        let emails = preview(&deps.desk, &name, &order, call).await;
        emails.map_err(Problem::from)
    };
    match previewed.await {
        Ok(emails) => {
            let pages = &deps.pages;
            let page = PreviewPage {
                frame: deps.frame(signed, "requests"),
                title: pages.text("desk-preview-title").into(),
                reference: name,
                label: pages
                    .text("desk-action")
                    .with("name", action.clone())
                    .into(),
                action,
                emails: emails.into_iter().map(|one| email(&deps, one)).collect(),
                pairs: &posted.pairs,
            };
            pages.unlisted(StatusCode::OK, &page)
        }
        Err(problem) => crate::actions::failed(&deps, &posted, &name, &action, problem).await,
    }
}

fn email(deps: &Deps, email: PreviewedEmail) -> Previewed {
    let pages = &deps.pages;
    Previewed {
        to: match email.to {
            Addressee::Email(address) => address.as_str().to_owned(),
            Addressee::Manual(_) => pages.text("desk-email-no-address").into(),
        },
        language: words::value(pages, email.language),
        subject: email.subject,
        text: email.text,
    }
}

/// Shows the form again, with the values that staff entered.
pub(crate) async fn edit(
    State(deps): State<Deps>,
    Path((name, action)): Path<(String, String)>,
    request: Request,
) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let view = match record::read(&deps.desk, &name, Query::of(None)).await {
        Ok(view) => view,
        Err(error) => return deps.failed(Some(&posted.signed), error.into()),
    };
    let entered = Failure {
        action: &action,
        pairs: &posted.pairs,
        errors: &[],
    };
    show_failure(&deps, &posted.signed, &view, StatusCode::OK, entered).await
}
