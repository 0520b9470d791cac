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
use domain::company::{BrandId, Company};
use domain::keys::LinkKeys;
use domain::locale::Locale;
use domain::outbound_email::OutboundEmail;
use domain::person::Region;
use gateway::PageText;
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

    /// Returns every page in this language and of this brand, for a resident of this state.
    async fn pages(&self, chosen: &Chosen) -> Vec<(String, String)> {
        let (locale, region) = (chosen.locale, chosen.region);
        let brand = chosen.brand.as_ref();
        let code = locale.code();
        let state = region.map(Region::code).unwrap_or_default();
        let asks = format!("/?lang={code}&state={state}");
        let mut all = vec![
            ("form".to_owned(), self.form(chosen, "GET", &asks, "").await),
            (
                "form: with errors".to_owned(),
                self.form(
                    chosen,
                    "POST",
                    "/requests",
                    &format!("right=delete&language={code}"),
                )
                .await,
            ),
            (
                "an unknown address".to_owned(),
                self.form(chosen, "GET", &format!("/nowhere?lang={code}"), "")
                    .await,
            ),
        ];
        let visitor = Visitor::of(&Uri::from_static("/"), &HeaderMap::new());
        let pages = self.status.about(&visitor, locale, brand);
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
        all.extend(statuses(&pages, region));
        all.extend(link_actions::samples::pages(
            &self.actions.about(&visitor, locale, brand),
            &self.links,
        ));
        let signals = self.signals.about(&visitor, locale, brand);
        all.extend(signals::samples::pages(&signals));
        for (name, problem) in problems() {
            let page = body(signals.problem(problem, pages::Wants::Html)).await;
            all.push((format!("problem: {name}"), page));
        }
        all
    }

    /// Returns a page of the form's function.
    async fn form(&self, chosen: &Chosen, method: &str, path: &str, fields: &str) -> String {
        let request = Request::builder()
            .header("host", &self.host_of(chosen.brand.as_ref()))
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

    /// Returns the host that shows a brand. Empty for the company itself.
    fn host_of(&self, brand: Option<&BrandId>) -> String {
        let mut brands = self.company.brands.iter();
        let own = brand.and_then(|id| brands.find(|brand| brand.id == *id));
        let host = own.and_then(|brand| brand.hosts.first());
        host.cloned().unwrap_or_default()
    }

    /// Returns every email in this language and of this brand, to a resident of this state.
    fn emails(&self, chosen: &Chosen) -> Vec<Email> {
        let (locale, region) = (chosen.locale, chosen.region);
        let in_language = |email| OutboundEmail {
            locale,
            brand: chosen.brand.clone(),
            ..email
        };
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

/// What a reader of the page chose.
struct Chosen {
    locale: Locale,
    region: Option<Region>,
    brand: Option<BrandId>,
}

/// Returns one problem for each text that a page can show.
fn problems() -> Vec<(&'static str, Problem)> {
    const ALL: [PageText; 12] = [
        PageText::BadForm,
        PageText::NotOneClick,
        PageText::NoPage,
        PageText::BrokenLink,
        PageText::WrongMethod,
        PageText::FormTooLarge,
        PageText::NotAForm,
        PageText::Invalid,
        PageText::KeyUsedBefore,
        PageText::NotSaved,
        PageText::Unavailable,
        PageText::Late,
    ];
    let problem = |text| (name(text), Problem::bad_form().on_page(text));
    ALL.map(problem).into()
}

fn name(text: PageText) -> &'static str {
    match text {
        PageText::BadForm => "a form that can't be read",
        PageText::NotOneClick => "a form that isn't the button of the unsubscribe page",
        PageText::NoPage => "an unknown address",
        PageText::BrokenLink => "a broken link",
        PageText::WrongMethod => "the wrong method",
        PageText::FormTooLarge => "a form that is too long",
        PageText::NotAForm => "neither a form nor JSON",
        PageText::Invalid => "fields to correct",
        PageText::KeyUsedBefore => "a key that was used before",
        PageText::NotSaved => "a request that could not be saved",
        PageText::Unavailable => "a service that failed",
        PageText::Late => "a call that took too long",
    }
}

/// Returns the status page in every stage that a resident of this state can see, before and after the last day.
fn statuses(pages: &Pages, region: Option<Region>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let requests = requests::stages_in(region);
    for (name, receipt, request) in requests.into_iter().chain(requests::rights_in(region)) {
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
    /// ID, name, and whether it is chosen. Empty if the company has no brands.
    brands: Vec<(&'a str, &'a str, bool)>,
    /// The footer of every page.
    footer: String,
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
    let chosen = Chosen {
        locale,
        region: chosen("state").and_then(|code| Region::parse(&code).ok()),
        brand: chosen("brand").and_then(|id| BrandId::parse(&id).ok()),
    };
    let region = chosen.region;
    let shown_pages = texts.pages(&chosen).await;
    let brands = texts.company.brands.iter();
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
        brands: brands
            .map(|brand| {
                let is_chosen = chosen.brand.as_ref() == Some(&brand.id);
                (brand.id.as_str(), brand.company.name.as_str(), is_chosen)
            })
            .collect(),
        footer: shown_pages
            .first()
            .map_or_else(String::new, |(_, html)| part_of(html, "footer")),
        shown_pages: shown_pages
            .into_iter()
            .map(|(name, html)| Sample {
                name,
                main: main_of(&html),
            })
            .collect(),
        emails: texts.emails(&chosen),
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
    part_of(html, "main")
        .replace(" id=\"", " data-id=\"")
        .replace("<form", "<div")
        .replace("</form>", "</div>")
}

/// Returns the contents of an element that a page has once.
fn part_of(html: &str, element: &str) -> String {
    let start = html.split_once(&format!("<{element}"));
    let part = start.and_then(|(_, rest)| rest.split_once('>'));
    let part = part.and_then(|(_, rest)| rest.split_once(&format!("</{element}>")));
    part.map_or_else(String::new, |(part, _)| part.to_owned())
}
