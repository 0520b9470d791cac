//! The page of one request.

use crate::Deps;
use crate::actions::{ActionForm, Input, PROPOSED, forms};
use crate::frame::{Frame, MessagePage};
use crate::marks::{Piece, pieces};
use crate::partners::NotificationRow;
use crate::people::People;
use crate::session::Signed;
use crate::thread::{self, ThreadItem};
use crate::timeline::{TimelineEntry, entries};
use crate::words;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response as HttpResponse;
use desk::actions::ActionSpec;
use desk::approval;
use desk::export::{Exported, export};
use desk::record::{self, RecordView};
use desk::{Original, Query, response_file, saved_replies};
use domain::law::Rule;
use domain::log::Role;
use domain::person::Identifier;
use domain::request::CommandName;
use gateway::{FieldError, Problem};
use http::{StatusCode, Uri};
use pages::{FileKind, Pages};

/// A row of the header.
pub(crate) struct Fact {
    pub(crate) key: String,
    pub(crate) lines: Vec<String>,
}

/// An inbound email next to its reading.
pub(crate) struct OriginalView {
    pub(crate) facts: Vec<Fact>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) attached_text: String,
    pub(crate) attached_messages: Vec<(String, String)>,
    pub(crate) notices: Vec<String>,
    /// The rights that the reader finds, each with the words that weigh most.
    pub(crate) rights: Vec<(String, String)>,
}

/// A right that one press confirms.
struct Suggestion {
    value: &'static str,
    label: String,
}

#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage<'a> {
    frame: Frame<'a>,
    title: String,
    reference: String,
    version: u64,
    due: Option<(String, String, String, &'static str)>,
    facts: Vec<Fact>,
    reading: Vec<Fact>,
    is_held: bool,
    reads_only: bool,
    forms: Vec<ActionForm>,
    suggestions: Vec<Suggestion>,
    takes_file: bool,
    errors: Vec<FieldError>,
    is_done: bool,
    is_proposed: bool,
    proposal: Option<ProposalView>,
    other: Option<String>,
    timeline: Vec<TimelineEntry>,
    older: Option<String>,
    thread: Vec<ThreadItem>,
    originals: Vec<OriginalView>,
    notifications: Vec<NotificationRow>,
    /// The saved replies, by ID and name.
    replies: Vec<(String, String)>,
    is_closed: bool,
    /// Who works on it.
    assignee: String,
    /// The ID of the member of staff who looks, if they can take the request.
    me: Option<String>,
}

/// The input and the errors of a failed action.
pub(crate) struct Failure<'a> {
    pub(crate) action: &'a str,
    pub(crate) pairs: &'a [(String, String)],
    pub(crate) errors: &'a [FieldError],
}

/// Shows a request.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    Path(name): Path<String>,
    uri: Uri,
) -> HttpResponse {
    let mut query = Query::of(uri.query());
    let done = query.take("done");
    let other = query.take("other");
    let log = query.take("log");
    let file = query.take("file");
    let reply = query.take("reply");
    let reply_to = query.take("for");
    if let Err(problem) = query.done() {
        return deps.failed(Some(&signed), problem);
    }
    let query = log.map(|cursor| format!("log={cursor}"));
    let view = match record::read(&deps.desk, &name, Query::of(query.as_deref())).await {
        Ok(view) => view,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let (request, by) = (view.whole.summary.id, &signed.staff.id);
    tracing::info!(%request, %by, "staff opened a request");
    let after = After {
        is_done: done.is_some(),
        is_proposed: done.as_deref() == Some(PROPOSED),
        other,
    };
    let filled = match (file, reply) {
        (Some(file), _) => Some((CommandName::Respond, "delivery.file", file)),
        (None, Some(reply)) => {
            let write = CommandName::Write.as_str();
            let spec = ActionSpec::named(reply_to.as_deref().unwrap_or(write));
            let Some((spec, field)) = spec.and_then(|spec| Some((spec, spec.words_field()?)))
            else {
                return deps.failed(Some(&signed), Problem::no_page());
            };
            let text = saved_replies::filled(&deps.desk, &reply, &view.whole.request).await;
            match text {
                Ok(text) => Some((spec.name, field, text)),
                Err(error) => return deps.failed(Some(&signed), error.into()),
            }
        }
        (None, None) => None,
    };
    let filled = filled.map(|(action, field, value)| (action, [(field.to_owned(), value)]));
    let filled = filled.as_ref().map(|(action, pairs)| Failure {
        action: action.as_str(),
        pairs,
        errors: &[],
    });
    page(&deps, &signed, &view, filled, after).await
}

/// The notice about the action that led to the page.
#[derive(Default)]
pub(crate) struct After {
    pub(crate) is_done: bool,
    /// Whether the action waits for another member of staff.
    pub(crate) is_proposed: bool,
    pub(crate) other: Option<String>,
}

/// Shows a request after an action failed, with the input and the errors.
pub(crate) async fn show_failure(
    deps: &Deps,
    signed: &Signed,
    view: &RecordView,
    status: StatusCode,
    failure: Failure<'_>,
) -> HttpResponse {
    let mut response = page(deps, signed, view, Some(failure), After::default()).await;
    *response.status_mut() = status;
    response
}

async fn page(
    deps: &Deps,
    signed: &Signed,
    view: &RecordView,
    failure: Option<Failure<'_>>,
    after: After,
) -> HttpResponse {
    let read = tokio::try_join!(People::read(deps, signed), saved_replies::list(&deps.desk));
    let (people, replies) = match read {
        Ok(read) => read,
        Err(error) => return deps.failed(Some(signed), error.into()),
    };
    let pages = &deps.pages;
    let whole = &view.whole;
    let summary = &whole.summary;
    let request = &whole.request;
    let title = match summary.right {
        Some(right) => words::right(pages, right),
        None => pages.text("desk-request-to-read").into(),
    };
    let today = request.calendar().date_of(deps.desk.clock.now());
    let due = summary.due.map(|due| {
        let (left, urgency) = words::days_left(pages, due, today);
        let (target, latest) = (
            words::date(pages, due.target),
            words::date(pages, due.latest),
        );
        (target, latest, left, urgency.class())
    });
    let mut forms = forms(pages, &signed.staff, &whole.actions, failure.as_ref());
    let later = later_messages(pages, view);
    forms.retain(|form| form.action != CommandName::EraseMessage.as_str() || !later.is_empty());
    let assignee = summary.assignee.as_deref();
    for form in &mut forms {
        let is = |action: CommandName| form.action == action.as_str();
        let choice = match () {
            () if is(CommandName::EraseMessage) => later.clone(),
            () if is(CommandName::Assign) => assignees(pages, &people, assignee),
            () => continue,
        };
        if let Some(field) = form.fields.first_mut() {
            field.input = Input::Choice(choice);
            if is(CommandName::Assign) && field.value.is_empty() {
                field.value = assignee.unwrap_or_default().to_owned();
            }
        }
    }
    let can_take = forms
        .iter()
        .any(|form| form.action == CommandName::Assign.as_str());
    let errors = failure.map_or_else(Vec::new, |failure| failure.errors.to_vec());
    let page = RequestPage {
        frame: deps.frame(signed, "requests"),
        title,
        reference: summary.reference.to_string(),
        version: summary.version,
        due,
        facts: facts(pages, view),
        reading: reading(pages, view),
        is_held: summary.held,
        reads_only: signed.staff.role == Role::Read,
        suggestions: suggestions(pages, view),
        takes_file: signed.staff.role > Role::Read && response_file::takes_a_file(request),
        forms,
        errors,
        is_done: after.is_done,
        is_proposed: after.is_proposed,
        proposal: proposal(pages, &people, signed, view),
        other: after.other,
        timeline: entries(pages, &people, &whole.log),
        older: view.next.log.clone(),
        thread: thread::items(pages, &people, view),
        replies: replies.into_iter().map(|one| (one.id, one.name)).collect(),
        is_closed: summary.due.is_none(),
        assignee: match assignee {
            Some(id) => people.name(id),
            None => pages.text("desk-assigned-nobody").into(),
        },
        me: (can_take && assignee != Some(people.me())).then(|| people.me().to_owned()),
        originals: whole
            .originals
            .iter()
            .map(|one| original(pages, one))
            .collect(),
        notifications: whole
            .notifications
            .iter()
            .map(|one| NotificationRow::of(pages, one))
            .collect(),
    };
    pages.unlisted(StatusCode::OK, &page)
}

/// A decision that waits for another member of staff.
struct ProposalView {
    action: String,
    title: String,
    who: String,
    facts: Vec<Fact>,
    pairs: Vec<(String, String)>,
    /// Whether the member of staff who looks can approve it.
    can_approve: bool,
}

/// Returns the proposal on a request, if there is one.
fn proposal(
    pages: &Pages,
    people: &People,
    signed: &Signed,
    view: &RecordView,
) -> Option<ProposalView> {
    let proposal = approval::pending(&view.whole.log)?;
    let action = proposal.action.as_str();
    let pairs = approval::pairs(&proposal.fields);
    let spec = ActionSpec::named(action);
    let has_role = spec.is_some_and(|spec| signed.staff.role >= spec.role);
    let facts = pairs.iter().map(|(name, value)| Fact {
        key: pages
            .text("desk-field")
            .with("name", name.replace('.', "-"))
            .into(),
        lines: vec![words::value(pages, value)],
    });
    Some(ProposalView {
        title: pages.text("desk-action").with("name", action).into(),
        who: people.name(&proposal.by),
        facts: facts.collect(),
        can_approve: has_role && proposal.by != signed.staff.id,
        action: action.to_owned(),
        pairs,
    })
}

/// Returns the members of staff who can take the request, by ID, and an empty choice. The one who works on it is among
/// them.
fn assignees(pages: &Pages, people: &People, assignee: Option<&str>) -> Vec<(String, String)> {
    let mut choices = vec![(String::new(), pages.text("desk-assigned-nobody").into())];
    choices.extend(people.choices());
    for id in [assignee, Some(people.me())].into_iter().flatten() {
        if !choices.iter().any(|(known, _)| known == id) {
            choices.push((id.to_owned(), people.name(id)));
        }
    }
    choices
}

/// Returns the messages that staff can erase, by key in the archive: those that came after the one that made the request.
fn later_messages(pages: &Pages, view: &RecordView) -> Vec<(String, String)> {
    let first = view.whole.request.inbound_email.as_ref();
    let first = first.map(|email| email.archived.as_str());
    let originals = view.whole.originals.iter();
    let later = originals.filter(|one| !one.gone && Some(one.archived.as_str()) != first);
    let choices = later.map(|one| {
        let parts = [&one.date, &one.from, &one.subject];
        let known: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
        (one.archived.clone(), known.join(", "))
    });
    let mut choices: Vec<_> = choices.collect();
    if !choices.is_empty() {
        choices.insert(0, (String::new(), pages.text("desk-choose").into()));
    }
    choices
}

/// Returns the rights that one press confirms: those that the reader found and the request accepts.
fn suggestions(pages: &Pages, view: &RecordView) -> Vec<Suggestion> {
    let confirm = view
        .whole
        .actions
        .iter()
        .find(|offer| offer.action == CommandName::Confirm);
    let allowed = confirm.and_then(|offer| offer.fields.first());
    let Some(allowed) = allowed else {
        return Vec::new();
    };
    let found = view
        .whole
        .originals
        .iter()
        .flat_map(|original| &original.rights);
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for right in found {
        let value = allowed.values.iter().find(|value| **value == right.right);
        if let Some(value) = value
            && !suggestions.iter().any(|one| one.value == *value)
        {
            let label = pages
                .text("desk-confirm-right")
                .with("right", words::right(pages, value));
            suggestions.push(Suggestion {
                value,
                label: label.into(),
            });
        }
    }
    suggestions
}

fn facts(pages: &Pages, view: &RecordView) -> Vec<Fact> {
    let whole = &view.whole;
    let (summary, request) = (&whole.summary, &whole.request);
    let mut facts = Vec::new();
    let mut add = |key: String, lines: Vec<String>| {
        if !lines.is_empty() {
            facts.push(Fact { key, lines });
        }
    };
    let person = &request.person;
    let mut who: Vec<String> = Vec::new();
    who.extend(person.name.as_ref().map(|name| name.as_str().to_owned()));
    who.extend(person.identifiers().iter().map(identifier));
    let post = person.postal_address.iter();
    who.extend(post.flat_map(|post| post.as_str().lines().map(str::to_owned)));
    if let Some(corrected) = &request.corrected_address {
        let to = corrected.to.as_str().to_owned();
        who.push(pages.text("desk-corrected").with("to", to).into());
    }
    who.extend(person.region.map(|region| region.name().to_owned()));
    who.extend(person.age.map(|age| words::value(pages, age.as_str())));
    if who.is_empty() {
        who.push(crate::queue::unknown(pages, summary));
    }
    add(pages.text("desk-person").into(), who);
    if let Some(agent) = &request.agent {
        let name = agent.name.as_ref().map(|name| name.as_str().to_owned());
        let email = agent.email.as_ref().map(|email| email.as_str().to_owned());
        add(
            pages.text("desk-agent").into(),
            name.into_iter().chain(email).collect(),
        );
    }
    add(
        pages.text("desk-stage-row").into(),
        vec![words::stage(pages, summary.stage)],
    );
    let review = summary.review.map(|reason| {
        let name = serde_json::to_value(reason).ok();
        let name = name.and_then(|name| name.as_str().map(str::to_owned));
        let name = name.unwrap_or_default();
        String::from(pages.text("desk-review-reason").with("name", name))
    });
    add(
        pages.text("desk-review-why").into(),
        review.into_iter().collect(),
    );
    add(
        pages.text("desk-received").into(),
        vec![
            words::time(pages, summary.received),
            words::value(pages, summary.channel.as_str()),
        ],
    );
    add(
        pages.text("desk-in-force").into(),
        summary
            .in_force_since
            .map(|at| words::time(pages, at))
            .into_iter()
            .collect(),
    );
    add(pages.text("desk-law").into(), law(pages, request.rule()));
    add(
        pages.text("desk-scope").into(),
        whole
            .scope
            .iter()
            .map(|scope| (*scope).to_owned())
            .collect(),
    );
    add(
        pages.text("desk-certainty").into(),
        whole.certainty.map(str::to_owned).into_iter().collect(),
    );
    add(
        pages.text("desk-language").into(),
        vec![words::value(pages, summary.language.code())],
    );
    let brand = summary.brand.as_ref();
    let brand = brand.map(|brand| pages.company().under(Some(brand)).name.clone());
    add(pages.text("desk-brand").into(), brand.into_iter().collect());
    let written = whole
        .receipts
        .iter()
        .filter_map(|view| view.receipt.details.as_ref());
    add(
        pages.text("desk-originals").into(),
        written.map(|details| details.as_str().to_owned()).collect(),
    );
    facts
}

fn law(pages: &Pages, rule: Option<&'static Rule>) -> Vec<String> {
    let named = rule.map(|rule| pages.texts().law(rule.law));
    let citation = rule.map(|rule| rule.cite.to_owned());
    named.into_iter().chain(citation).collect()
}

fn identifier(identifier: &Identifier) -> String {
    match identifier {
        Identifier::Email(address) => address.as_str().to_owned(),
        Identifier::Phone(number) => number.as_str().to_owned(),
        Identifier::Account(id) | Identifier::Device(id) | Identifier::ClaimedAccount(id) => {
            let kind = words::plain(identifier.kind().as_str());
            format!("{kind} {}", id.as_str())
        }
    }
}

/// Returns how the request's email was read: reasons, candidates, and the findings of our mail server.
fn reading(pages: &Pages, view: &RecordView) -> Vec<Fact> {
    let Some(email) = &view.whole.request.inbound_email else {
        return Vec::new();
    };
    let mut facts = vec![Fact {
        key: pages.text("desk-reading-reasons").into(),
        lines: email.reasons.clone(),
    }];
    if !email.identified.is_empty() {
        let lines = email.identified.iter().map(|found| {
            pages
                .text("desk-reading-identified")
                .with("identifier", identifier(&found.identifier))
                .with("where", found.source.clone())
                .with("confidence", words::plain(found.confidence.as_str()))
                .into()
        });
        facts.push(Fact {
            key: pages.text("desk-reading-candidates").into(),
            lines: lines.collect(),
        });
    }
    if let Some(found) = &email.authentication {
        facts.push(Fact {
            key: pages.text("desk-reading-authentication").into(),
            lines: vec![found.clone()],
        });
    }
    if !email.cited.is_empty() {
        facts.push(Fact {
            key: pages.text("desk-reading-cited").into(),
            lines: email.cited.clone(),
        });
    }
    facts
}

/// Describes an inbound email.
pub(crate) fn original(pages: &Pages, original: &Original) -> OriginalView {
    let none = || String::from(pages.text("desk-original-none"));
    let fact = |key: String, value: &Option<String>| Fact {
        key,
        lines: vec![value.clone().unwrap_or_else(none)],
    };
    let mut facts = vec![
        fact(pages.text("desk-original-from").into(), &original.from),
        fact(
            pages.text("desk-original-reply-to").into(),
            &original.reply_to,
        ),
        fact(pages.text("desk-original-to").into(), &original.to),
        fact(
            pages.text("desk-original-subject").into(),
            &original.subject,
        ),
        fact(pages.text("desk-original-date").into(), &original.date),
    ];
    if !original.attachments.is_empty() {
        facts.push(Fact {
            key: pages.text("desk-original-attachments").into(),
            lines: original.attachments.clone(),
        });
    }
    let notices = [
        (original.gone, pages.text("desk-original-gone")),
        (original.truncated, pages.text("desk-original-cut")),
        (
            original.unread_attachment,
            pages.text("desk-original-unread-attachment"),
        ),
    ];
    let rights = original.rights.iter().map(|found| {
        let right = words::right(pages, found.right);
        let label = match found.percent {
            Some(score) => pages
                .text("desk-reading-label")
                .with("right", right)
                .with("score", score)
                .into(),
            None => right,
        };
        (label, found.words.join(", "))
    });
    OriginalView {
        facts,
        pieces: pieces(original),
        attached_text: original.attached_text.clone(),
        attached_messages: original
            .attached_messages
            .iter()
            .map(|one| {
                let subject = one.subject.clone().unwrap_or_else(none);
                let from = one.from.clone().unwrap_or_else(none);
                (format!("{subject} ({from})"), one.text.clone())
            })
            .collect(),
        notices: notices
            .into_iter()
            .filter(|(applies, _)| *applies)
            .map(|(_, text)| text.into())
            .collect(),
        rights: rights.collect(),
    }
}

/// Returns the path of the part that follows.
fn next_part(name: &str, part: u64, cursor: &str) -> String {
    let part = part.saturating_add(1).to_string();
    let query = words::query([("cursor", cursor), ("part", part.as_str())]);
    format!("/desk/requests/{name}/evidence?{query}")
}

/// Returns the evidence file as a download, or a page with the link to a file that is too large for one.
pub(crate) async fn evidence(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    Path(name): Path<String>,
    uri: Uri,
) -> HttpResponse {
    let mut query = Query::of(uri.query());
    let part: u64 = query
        .take("part")
        .and_then(|part| part.parse().ok())
        .unwrap_or(1);
    let exported = export(&deps.desk, &name, &signed.staff, query).await;
    match exported {
        Ok(Exported::File { name, json, .. }) => {
            tracing::info!("staff downloaded an evidence file");
            deps.pages.file(&name, FileKind::Json, json)
        }
        Ok(Exported::Link(link)) => {
            let pages = &deps.pages;
            let more: String = match link.next {
                Some(_) => pages.text("desk-evidence-more").into(),
                None => String::new(),
            };
            let page = MessagePage {
                frame: deps.frame(&signed, "requests"),
                title: pages.text("desk-evidence-part").with("part", part).into(),
                text: format!("{} {more}", pages.text("desk-evidence-large")),
                errors: Vec::new(),
                link: Some((pages.text("desk-evidence-button").into(), link.file)),
                more: link.next.map(|next| {
                    (
                        pages.text("desk-evidence-next").into(),
                        next_part(&name, part, &next),
                    )
                }),
            };
            pages.unlisted(StatusCode::OK, &page)
        }
        Err(error) => deps.failed(Some(&signed), error.into()),
    }
}
