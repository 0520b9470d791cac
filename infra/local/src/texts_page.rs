//! The page with every text that consumers read, for counsel. It exists on this machine only.
//!
//! The functions render the pages and the emails, about invented requests. Nothing is stored, and no form can be sent.

use crate::functions::Functions;
use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{RawQuery, State};
use axum::response::Response as HttpResponse;
use axum::routing::get;
use domain::company::Company;
use domain::keys::LinkKeys;
use domain::locale::Locale;
use domain::outbound_email::OutboundEmail;
use domain::person::Region;
use http::{HeaderMap, Request, StatusCode, Uri};
use pages::{Browser, Pages, Problem, Visitor};
use runtime::settings::TEXTS;
use runtime::{BadSetting, Runtime};
use status_lookup::Status;
use status_lookup::page::{LookupPage, StatusPage};
use status_lookup::samples as requests;
use store::Downloads;
use texts::{Catalog, OFFERED};
use tower::ServiceExt;

/// The path of the page.
pub(crate) const PATH: &str = "/texts";

/// No sample page is larger.
const MAX_BODY: usize = 1024 * 1024;

/// What renders the samples.
#[derive(Clone)]
pub(crate) struct TextsPage {
    /// The frame of the page itself.
    frame: Pages,
    company: Company,
    links: LinkKeys,
    emails: &'static Catalog,
    /// The folder with the company's own texts. Empty if it has none.
    folder: String,
    form: Router,
    status: Pages,
    actions: Pages,
    signals: Pages,
}

impl TextsPage {
    pub(crate) fn new(runtime: &Runtime, functions: &Functions) -> Result<Self, BadSetting> {
        let folder = |text: &str| Ok::<_, BadSetting>(text.to_owned());
        Ok(Self {
            frame: Pages::new(runtime.company()?),
            company: runtime.company()?,
            links: runtime.link_keys()?,
            emails: runtime.texts(&texts::EMAILS)?,
            folder: runtime
                .settings()
                .optional(&TEXTS, folder)?
                .unwrap_or_default(),
            form: form_intake::router(functions.form_intake.clone()),
            status: functions.status_lookup.pages.clone(),
            actions: functions.link_actions.pages.clone(),
            signals: functions.signals.pages.clone(),
        })
    }

    /// Returns every page in this language, for a resident of this state.
    async fn pages(&self, locale: Locale, region: Option<Region>) -> Vec<(String, String)> {
        let code = locale.code();
        let state = region.map(Region::code).unwrap_or_default();
        let asks = format!("/?lang={code}&state={state}");
        let mut all = vec![
            ("form".to_owned(), self.form("GET", &asks, "").await),
            (
                "form: with errors".to_owned(),
                self.form(
                    "POST",
                    "/requests",
                    &format!("right=delete&language={code}"),
                )
                .await,
            ),
            (
                "an unknown address".to_owned(),
                self.form("GET", &format!("/nowhere?lang={code}"), "").await,
            ),
        ];
        let visitor = Visitor::of(&Uri::from_static("/"), &HeaderMap::new());
        let pages = self.status.about(&visitor, locale);
        let browser = Browser::of(&HeaderMap::new());
        let lookups = [
            ("lookup", LookupPage::empty(&pages, browser)),
            (
                "lookup: nothing found",
                LookupPage::not_found(&pages, String::new(), String::new()),
            ),
        ];
        for (name, page) in lookups {
            all.push((name.to_owned(), page.render().unwrap_or_default()));
        }
        all.extend(statuses(&pages));
        all.extend(link_actions::samples::pages(
            &self.actions.about(&visitor, locale),
            &self.links,
        ));
        let signals = self.signals.about(&visitor, locale);
        all.extend(signals::samples::pages(&signals));
        let problems = [
            ("a broken link", Problem::broken_link()),
            ("a form that can't be read", Problem::bad_form()),
        ];
        for (name, problem) in problems {
            let page = body(signals.problem(problem, pages::Wants::Html)).await;
            all.push((format!("problem: {name}"), page));
        }
        all
    }

    /// Returns a page of the form's function.
    async fn form(&self, method: &str, path: &str, fields: &str) -> String {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(fields.to_owned()));
        match request {
            Ok(request) => {
                let router = self.form.clone();
                body(
                    router
                        .oneshot(request)
                        .await
                        .unwrap_or_else(|never| match never {}),
                )
                .await
            }
            Err(_) => String::new(),
        }
    }

    /// Returns every email in this language, to a resident of this state.
    fn emails(&self, locale: Locale, region: Option<Region>) -> Vec<Email> {
        let in_language = |email| OutboundEmail { locale, ..email };
        let mut emails: Vec<Email> = Vec::new();
        for (name, email) in emails::samples::in_state(region) {
            let email =
                emails::render(&in_language(email), &self.company, &self.links, self.emails);
            if emails.iter().all(|before| before.text != email.text) {
                emails.push(Email {
                    name: name.replace('_', " "),
                    subject: email.subject,
                    text: email.text,
                });
            }
        }
        let several = [
            (
                "the receipts of one message",
                emails::samples::of_one_message(),
            ),
            ("several emails in one", emails::samples::receipts()),
        ];
        for (name, several) in several {
            let several: Vec<_> = several.into_iter().map(in_language).collect();
            let one = emails::render_summary(&several, &self.company, &self.links, self.emails);
            emails.push(Email {
                name: name.to_owned(),
                subject: one.subject,
                text: one.text,
            });
        }
        emails
    }
}

/// Returns the status page in every stage, before and after the last day.
fn statuses(pages: &Pages) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for (name, receipt, request) in requests::stages().into_iter().chain(requests::rights()) {
        for (time, now) in [("", requests::ON_TIME), (", late", requests::LATE)] {
            let now = requests::at(now);
            let downloads = Downloads::default();
            let texts = pages.texts();
            let mailbox = Status::for_mailbox(texts, &receipt, &request, &downloads, now);
            let bearer = Status::for_bearer(texts, &receipt, &request, now);
            for (reader, status) in [("email", mailbox), ("receipt", bearer)] {
                let view = status.view(|action| format!("/{}", action.as_str()));
                let html = StatusPage { pages, view }.render().unwrap_or_default();
                if all.iter().all(|(_, before)| *before != html) {
                    all.push((format!("status from the {reader}: {name}{time}"), html));
                }
            }
        }
    }
    all
}

/// An email as the page shows it.
struct Email {
    name: String,
    subject: String,
    text: String,
}

/// A page as the page shows it.
struct Sample {
    name: String,
    main: String,
}

#[derive(Template)]
#[template(path = "texts.html")]
struct AllTexts<'a> {
    pages: &'a Pages,
    has_own: bool,
    folder: &'a str,
    code: &'static str,
    /// Code, name, and whether it is chosen.
    offered: Vec<(&'static str, &'static str, bool)>,
    states: Vec<(&'static str, &'static str, bool)>,
    shown_pages: Vec<Sample>,
    emails: Vec<Email>,
}

/// Serves the page.
pub(crate) fn router(texts: TextsPage) -> Router {
    Router::new().route(PATH, get(page)).with_state(texts)
}

async fn page(State(texts): State<TextsPage>, RawQuery(query): RawQuery) -> HttpResponse {
    let query = query.unwrap_or_default();
    let chosen = |name: &str| {
        let mut fields = form_urlencoded::parse(query.as_bytes());
        fields
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.into_owned())
    };
    let locale = chosen("in").and_then(|code| Locale::of_tag(&code));
    let locale = locale
        .filter(|locale| OFFERED.contains(locale))
        .unwrap_or_default();
    let region = chosen("state").and_then(|code| Region::parse(&code).ok());
    let shown_pages = texts.pages(locale, region).await;
    let page = AllTexts {
        pages: &texts.frame,
        has_own: !texts.folder.is_empty(),
        folder: &texts.folder,
        code: locale.code(),
        offered: OFFERED
            .map(|one| (one.code(), one.own_name(), one == locale))
            .into(),
        states: Region::ALL
            .iter()
            .map(|(code, name)| (*code, *name, region.map(Region::code) == Some(code)))
            .collect(),
        shown_pages: shown_pages
            .into_iter()
            .map(|(name, html)| Sample {
                name,
                main: main_of(&html),
            })
            .collect(),
        emails: texts.emails(locale, region),
    };
    texts.frame.unlisted(StatusCode::OK, &page)
}

async fn body(response: HttpResponse) -> String {
    let bytes = to_bytes(response.into_body(), MAX_BODY)
        .await
        .unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns the main part of a page, without IDs, because this page has many samples, and without forms that could be sent.
fn main_of(html: &str) -> String {
    let main = html
        .split_once("<main")
        .and_then(|(_, rest)| rest.split_once('>'));
    let main = main.and_then(|(_, rest)| rest.split_once("</main>"));
    let main = main.map_or("", |(main, _)| main);
    main.replace(" id=\"", " data-id=\"")
        .replace("<form", "<div")
        .replace("</form>", "</div>")
}
