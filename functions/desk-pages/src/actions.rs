//! The forms of the actions on a request, and the handler that applies a posted one.

use crate::Deps;
use crate::posted::Posted;
use crate::request::{Failure, show_failure};
use crate::words;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use desk::actions::{self, ActionSpec, FieldKind, Offered, OfferedField};
use desk::record::{self, RecordView};
use desk::{Query, StaffOrder, requests};
use domain::log::{Actor, Event};
use domain::outbound_email::EmailKind;
use domain::person::{AgeGroup, Region};
use domain::request::{CommandName, Note};
use gateway::{FieldError, Problem, Staff};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use pages::{Pages, message_for};

/// A form of an action.
pub(crate) struct ActionForm {
    pub(crate) action: &'static str,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) is_open: bool,
    pub(crate) is_grave: bool,
    /// Whether it can send an email, which staff can read before.
    pub(crate) may_email: bool,
    /// Whether a saved reply can fill a field of it.
    pub(crate) takes_reply: bool,
    pub(crate) fields: Vec<FormField>,
}

/// A field of a form.
pub(crate) struct FormField {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) input: Input,
    pub(crate) value: String,
    pub(crate) error: Option<String>,
}

/// How a field is entered.
pub(crate) enum Input {
    /// One line of this type.
    Line(&'static str),
    /// Several lines.
    Lines,
    /// One of these values, with their words.
    Choice(Vec<(String, String)>),
}

/// Returns the forms of the actions that the request allows and the role of staff covers.
pub(crate) fn forms(
    pages: &Pages,
    staff: &Staff,
    offered: &[Offered],
    failure: Option<&Failure<'_>>,
) -> Vec<ActionForm> {
    let allowed = offered.iter().filter(|offer| offer.role <= staff.role);
    let form = |offer: &Offered| {
        let action = offer.action.as_str();
        let failure = failure.filter(|failure| failure.action == action);
        let fields = offer.fields.iter();
        let spec = ActionSpec::named(action);
        ActionForm {
            action,
            title: pages.text("desk-action").with("name", action).into(),
            about: sentence(offer.about),
            is_open: failure.is_some(),
            is_grave: action == "erase",
            may_email: spec.is_some_and(ActionSpec::may_email),
            takes_reply: spec.and_then(ActionSpec::words_field).is_some(),
            fields: fields
                .flat_map(|field| inputs(pages, action, field, failure))
                .collect(),
        }
    };
    allowed.map(form).collect()
}

/// Writes a description of the API as a sentence of a page.
fn sentence(about: &str) -> String {
    let about = about.replace('`', "");
    let mut letters = about.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

/// Returns the inputs of a field: an object has one for each of its fields.
fn inputs(
    pages: &Pages,
    action: &str,
    field: &OfferedField,
    failure: Option<&Failure<'_>>,
) -> Vec<FormField> {
    let (name, required) = (field.field.name, field.field.required);
    let build = |name: &str, input: Input, required: bool| {
        form_field(pages, action, name, input, required, failure)
    };
    let choice = |values: &[&str]| choices(pages, values, required);
    let one = |input| vec![build(name, input, required)];
    match field.field.kind {
        FieldKind::Text if name == "email" => one(Input::Line("email")),
        FieldKind::Text => one(Input::Lines),
        FieldKind::Request => one(Input::Line("text")),
        // The page of the request knows the members of staff.
        FieldKind::Staff => one(Input::Line("text")),
        FieldKind::Number => one(Input::Line("number")),
        FieldKind::Choice => one(choice(&field.values)),
        FieldKind::Boolean => {
            let mut answers = vec![
                ("true".to_owned(), pages.text("desk-yes").into()),
                ("false".to_owned(), pages.text("desk-no").into()),
            ];
            // An optional step doesn't happen by itself.
            if !required {
                answers.reverse();
            }
            one(Input::Choice(answers))
        }
        FieldKind::Person => person_inputs(pages, name, action, failure),
        FieldKind::Agent => agent_inputs(pages, name, action, failure),
        FieldKind::Delivery => vec![
            build("delivery.elsewhere", Input::Lines, false),
            build("delivery.file", Input::Line("text"), false),
        ],
    }
}

/// Returns the options of a choice. An optional one starts with an empty option.
fn choices(pages: &Pages, values: &[&str], required: bool) -> Input {
    let empty = (!required || values.len() > 1).then(|| {
        let choose = pages.text("desk-choose");
        (String::new(), choose.into())
    });
    let options = values
        .iter()
        .map(|value| ((*value).to_owned(), words::value(pages, value)));
    Input::Choice(empty.into_iter().chain(options).collect())
}

/// Returns the inputs of a person.
pub(crate) fn person_inputs(
    pages: &Pages,
    name: &str,
    action: &str,
    failure: Option<&Failure<'_>>,
) -> Vec<FormField> {
    let build = |part: &str, input| {
        let name = format!("{name}.{part}");
        form_field(pages, action, &name, input, false, failure)
    };
    let states = Region::ALL.iter();
    let states = states.map(|(code, name)| ((*code).to_owned(), (*name).to_owned()));
    let none = (String::new(), String::from(pages.text("desk-choose")));
    let ages = AgeGroup::ALL.map(AgeGroup::as_str);
    vec![
        build("name", Input::Line("text")),
        build("email", Input::Line("email")),
        build("phone", Input::Line("tel")),
        build("postal_address", Input::Lines),
        build(
            "state",
            Input::Choice(std::iter::once(none).chain(states).collect()),
        ),
        build("age", choices(pages, &ages, false)),
    ]
}

/// Returns the inputs of an authorized agent.
pub(crate) fn agent_inputs(
    pages: &Pages,
    name: &str,
    action: &str,
    failure: Option<&Failure<'_>>,
) -> Vec<FormField> {
    let permissions = ["signed", "power_of_attorney", "parent_or_guardian"];
    let build = |part: &str, input| {
        let name = format!("{name}.{part}");
        form_field(pages, action, &name, input, false, failure)
    };
    vec![
        build("name", Input::Line("text")),
        build("email", Input::Line("email")),
        build("permission", choices(pages, &permissions, false)),
    ]
}

/// Returns one field, with what was entered and what to correct after a failure.
pub(crate) fn form_field(
    pages: &Pages,
    action: &str,
    name: &str,
    input: Input,
    is_required: bool,
    failure: Option<&Failure<'_>>,
) -> FormField {
    let entered = failure.and_then(|failure| {
        let found = failure.pairs.iter().find(|(of, _)| of == name);
        found.map(|(_, value)| value.clone())
    });
    let error = failure.and_then(|failure| message_for(failure.errors, name));
    let label = pages
        .text("desk-field")
        .with("name", name.replace('.', "-"));
    FormField {
        id: format!("{action}-{}", name.replace('.', "-")),
        name: name.to_owned(),
        label: label.into(),
        hint: match is_required {
            true => String::new(),
            false => pages.text("desk-optional").into(),
        },
        input,
        value: entered.unwrap_or_default(),
        error: error.map(str::to_owned),
    }
}

/// Applies an action to a request.
pub(crate) async fn act(
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
    let applied = async {
        let call = actions::read(posted.fields(), Some(spec.name))?;
        let acted = requests::apply(&deps.desk, &name, &order, call).await;
        acted.map_err(Problem::from)
    };
    match applied.await {
        Ok(acted) => {
            let reference = acted.request.reference;
            if acted.proposed {
                let done = format!("/desk/requests/{reference}?done={PROPOSED}");
                return deps.pages.see_other(&done);
            }
            let other = acted.other.map(|other| other.0.reference());
            let other = other.map_or_else(String::new, |other| format!("&other={other}"));
            deps.pages
                .see_other(&format!("/desk/requests/{reference}?done={action}{other}"))
        }
        Err(problem) => failed(&deps, &posted, &name, &action, problem).await,
    }
}

/// Shows why an action failed: with the form and its errors, or with what a colleague changed.
pub(crate) async fn failed(
    deps: &Deps,
    posted: &Posted,
    name: &str,
    action: &str,
    problem: Problem,
) -> HttpResponse {
    let signed = &posted.signed;
    let order = match posted.order() {
        Ok(order) => order,
        Err(problem) => return deps.failed(Some(signed), problem),
    };
    let view = match record::read(&deps.desk, name, Query::of(None)).await {
        Ok(view) => view,
        Err(error) => return deps.failed(Some(signed), error.into()),
    };
    let is_current = match problem.version() {
        Some(_) => Ok(false),
        None => requests::is_current(&deps.desk, &view.whole.request, &order, action).await,
    };
    match is_current {
        Ok(true) => {}
        // Correcting the form on a newer version would overwrite a decision that the page never showed.
        Ok(false) => {
            if let Some(done) = repeated(&view, posted, &order, action, deps.desk.clock.now()) {
                let done = format!("/desk/requests/{name}?done={done}");
                return deps.pages.see_other(&done);
            }
            return changed(deps, posted, name);
        }
        Err(error) => return deps.failed(Some(signed), error.into()),
    }
    let own = [FieldError::new("", problem.detail())];
    let errors = match problem.errors() {
        [] => &own[..],
        errors => errors,
    };
    let failure = Failure {
        action,
        pairs: &posted.pairs,
        errors,
    };
    show_failure(deps, signed, &view, problem.status(), failure).await
}

/// How long a second press of the same button counts as a repetition.
const REPEATED_WITHIN: SignedDuration = SignedDuration::from_mins(1);

/// The end of the URL after an action that waits for another member of staff.
pub(crate) const PROPOSED: &str = "proposed";

/// Returns what the page says was done, if the same member of staff has just taken this action on the version that the page
/// showed: a double click. Other words in a note or a message are another one.
fn repeated<'a>(
    view: &RecordView,
    posted: &Posted,
    order: &StaffOrder,
    action: &'a str,
    now: Timestamp,
) -> Option<&'a str> {
    let seen = order.seen.unwrap_or_default();
    let mut later = view.whole.log.iter().filter(|one| one.version > seen);
    let found = later.find(|one| {
        let by = matches!(&one.entry.by, Actor::Staff { id, .. } if *id == order.staff.id);
        let same = match one.entry.event {
            Event::Applied {
                command: CommandName::Write,
                ..
            } => action == CommandName::Write.as_str() && has_message(view, posted.value("text")),
            Event::Applied { command, .. } => command.as_str() == action,
            Event::Assigned { .. } => action == CommandName::Assign.as_str(),
            Event::Noted(Note::Proposed { command }) => command.as_str() == action,
            Event::Noted(Note::ByStaff) => {
                let note = Some(posted.value("note").trim());
                action == CommandName::Note.as_str() && one.why.as_deref() == note
            }
            _ => false,
        };
        by && same && now.duration_since(one.entry.at) <= REPEATED_WITHIN
    })?;
    Some(match found.entry.event {
        Event::Noted(Note::Proposed { .. }) => PROPOSED,
        _ => action,
    })
}

/// Whether staff have written these words to the requester.
fn has_message(view: &RecordView, words: &str) -> bool {
    let emails = view.whole.emails.iter();
    let mut messages = emails.filter_map(|email| match &email.kind {
        Some(EmailKind::Message { text }) => Some(text),
        _ => None,
    });
    messages.any(|text| text == words.trim())
}

/// Shows that a colleague was faster, with the entered text, so staff don't type it twice.
fn changed(deps: &Deps, posted: &Posted, name: &str) -> HttpResponse {
    let pages = &deps.pages;
    let entered = posted
        .pairs
        .iter()
        .filter(|(of, value)| of != "version" && !value.is_empty());
    let page = crate::frame::MessagePage {
        frame: deps.frame(&posted.signed, "requests"),
        title: pages.text("desk-changed-title").into(),
        text: pages.text("desk-changed").into(),
        errors: entered
            .map(|(of, value)| {
                let label = pages.text("desk-field").with("name", of.replace('.', "-"));
                FieldError::new(
                    of.as_str(),
                    format!("{label}: {}", words::value(pages, value)),
                )
            })
            .collect(),
        link: Some((
            pages.text("desk-changed-open").into(),
            format!("/desk/requests/{name}"),
        )),
        more: None,
    };
    pages.unlisted(StatusCode::CONFLICT, &page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::locale::Locale;

    /// The fields whose name on the page differs from that of the API.
    const PARTS: [&str; 11] = [
        "person-name",
        "person-email",
        "person-phone",
        "person-postal_address",
        "person-state",
        "person-age",
        "agent-name",
        "agent-email",
        "agent-permission",
        "delivery-file",
        "delivery-elsewhere",
    ];

    #[test]
    fn each_action_and_field_has_words_of_its_own() {
        let texts = texts::DESK.in_language(Locale::English);
        let words = |id, name: &str| String::from(texts.text(id).with("name", name.to_owned()));
        for spec in ActionSpec::all() {
            let name = spec.name.as_str();
            assert_ne!(words("desk-action", name), name);
            let whole = [FieldKind::Person, FieldKind::Agent, FieldKind::Delivery];
            let fields = spec.fields().iter();
            for field in fields.filter(|field| !whole.contains(&field.kind)) {
                assert_ne!(words("desk-field", field.name), field.name, "{name}");
            }
        }
        for part in PARTS {
            assert_ne!(words("desk-field", part), part);
        }
    }
}
