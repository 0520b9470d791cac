//! The pages that show the status of a request.

use askama::Template;
use pages::{Browser, FieldError, Pages};

/// The page that looks up a request by its reference number.
#[derive(Template)]
#[template(path = "lookup.html")]
pub struct LookupPage<'a> {
    /// The company's pages.
    pub pages: &'a Pages,
    /// The reference number, as typed.
    pub reference: String,
    /// The email address or phone number, as typed.
    pub contact: String,
    /// True if no request was found. The page doesn't distinguish an unknown reference number from a wrong contact.
    pub not_found: bool,
    /// The fields that are empty or malformed. No request was looked up.
    pub errors: Vec<FieldError>,
    /// The browser that opened the empty page. `None` after a lookup.
    pub browser: Option<Browser>,
}

impl<'a> LookupPage<'a> {
    /// Returns the empty page.
    #[must_use]
    pub fn empty(pages: &'a Pages, browser: Browser) -> Self {
        Self {
            pages,
            reference: String::new(),
            contact: String::new(),
            not_found: false,
            errors: Vec::new(),
            browser: Some(browser),
        }
    }

    /// Returns the page after a lookup that found no request.
    #[must_use]
    pub fn not_found(pages: &'a Pages, reference: String, contact: String) -> Self {
        Self {
            pages,
            reference,
            contact,
            not_found: true,
            errors: Vec::new(),
            browser: None,
        }
    }

    /// Returns the page after input that is no lookup.
    #[must_use]
    pub fn invalid(
        pages: &'a Pages,
        reference: String,
        contact: String,
        errors: Vec<FieldError>,
    ) -> Self {
        Self {
            pages,
            reference,
            contact,
            not_found: false,
            errors,
            browser: None,
        }
    }

    /// Returns whether the browser sends the opt-out signal now. `None` if it has not opted out.
    fn signal(&self) -> Option<bool> {
        let browser = self.browser.filter(Browser::has_opted_out);
        browser.map(|browser| browser.signal)
    }

    /// Returns the error of a field. A lookup that found no request has none: it would reveal which field was wrong.
    fn error(&self, field: &str) -> Option<&str> {
        let error = self.errors.iter().find(|error| error.field == field);
        error.map(|error| error.message.as_str())
    }

    /// Returns the fields of the form.
    fn fields(&self) -> Vec<String> {
        ["reference", "contact"].map(str::to_owned).into()
    }
}

/// The content of the status page. Dates are written out, identifiers are masked.
///
/// It has no `Debug`, because personal information must not reach a log.
#[derive(Clone, Default)]
pub struct StatusView {
    /// The title. For opt-outs, the regulations give the wording: `Opt-Out Request Honored` (11 CCR § 7026(g)).
    pub title: String,
    /// The reference number, in groups of four characters.
    pub reference: String,
    /// The request, in the words of the form.
    pub right: String,
    /// The stage, in a few words.
    pub stage: String,
    /// The day we received it.
    pub received: String,
    /// The day since which it is in effect. `None` for a request that needs a response.
    pub in_force: Option<String>,
    /// The setting with that day, in a sentence.
    pub setting: Option<String>,
    /// The masked identifiers that it applies to.
    pub identifiers: Vec<String>,
    /// The name of the law. Empty while no law is known.
    pub law: String,
    /// The rule, in a sentence or two.
    pub rule: String,
    /// The legal citation.
    pub citation: String,
    /// The last day of our promise, if it has not passed.
    pub due: Option<String>,
    /// The label of that day.
    pub deadline: String,
    /// True if the company set the day, because no law does.
    pub set_by_policy: bool,
    /// The past events: the day and a sentence.
    pub done: Vec<(String, String)>,
    /// How many partners have confirmed.
    pub progress: Option<String>,
    /// The next steps.
    pub next: Vec<String>,
    /// What staff wrote to the requester: the sentence before it, and the text.
    pub reason: Option<(String, String)>,
    /// The actions that the requester can take: label and path.
    pub actions: Vec<(String, String)>,
    /// The masked address of the requester, on a page that doesn't show everything.
    pub emails_go_to: Option<String>,
    /// True if the page is the receipt after the form.
    pub fresh: bool,
}

/// The status page of one request.
#[derive(Template)]
#[template(path = "status.html")]
pub struct StatusPage<'a> {
    /// The company's pages.
    pub pages: &'a Pages,
    /// The content.
    pub view: StatusView,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use domain::company::{Color, Company, Face};
    use domain::person::EmailAddress;
    use http::{HeaderMap, StatusCode};
    use pages::Visitor;

    const HOSTILE: &str = "\"><script>alert('x')</script>";

    fn acme() -> Pages {
        Pages::new(Company {
            name: "Acme & Sons".into(),
            postal_address: vec!["1 Main Street".into(), "Sacramento, CA 95814".into()],
            privacy_policy: "https://acme.example/privacy".into(),
            accent: Color::DEFAULT,
            inbox: EmailAddress::parse("privacy@acme.example").unwrap(),
            base_url: "https://privacy.acme.example".into(),
            face: Face::default(),
            brands: Vec::new(),
        })
        .with_texts(&texts::STATUS)
    }

    fn html(pages: &Pages, page: &impl Template) -> String {
        page.render().unwrap().replace(pages.style(), "…")
    }

    fn opt_out() -> StatusView {
        StatusView {
            title: "Opt-Out Request Honored".into(),
            reference: "7K3M-9XQ2-4HTC".into(),
            right: "Do not sell or share my personal information".into(),
            stage: "In effect. We are notifying the other companies.".into(),
            received: "November 21, 2026".into(),
            in_force: Some("November 21, 2026".into()),
            setting: Some(
                "Do not sell or share my personal information: in effect since November 21, 2026"
                    .into(),
            ),
            identifiers: vec!["a***@example.com".into(), "(***) ***-0143".into()],
            law: "California Consumer Privacy Act (CCPA)".into(),
            rule: "It takes effect right away. The law allows us up to 15 business days.".into(),
            citation: "11 CCR § 7026(f)(1)".into(),
            due: Some("December 4, 2026".into()),
            deadline: "We will notify other companies by".into(),
            set_by_policy: false,
            done: vec![
                (
                    "November 21, 2026".into(),
                    "We received your request. It took effect.".into(),
                ),
                (
                    "November 21, 2026".into(),
                    "We notified 3 companies.".into(),
                ),
            ],
            progress: Some("1 of 3 confirmed on November 21, 2026".into()),
            next: vec!["2 more companies have to confirm.".into()],
            emails_go_to: Some("a***@example.com".into()),
            fresh: true,
            ..StatusView::default()
        }
    }

    fn delete() -> StatusView {
        StatusView {
            title: "We received your request".into(),
            reference: "7K3M-9XQ2-4HTD".into(),
            right: "Delete my personal information".into(),
            stage: "We are working on it".into(),
            in_force: None,
            setting: None,
            rule: "We have 45 calendar days to respond.".into(),
            citation: "Cal. Civ. Code § 1798.130(a)(2)(A)".into(),
            due: Some("December 21, 2026".into()),
            deadline: "We will respond by".into(),
            set_by_policy: true,
            reason: Some(("Here is why:".into(), HOSTILE.into())),
            actions: vec![("Appeal our decision".into(), "/requests/R/appeal/T".into())],
            emails_go_to: None,
            done: Vec::new(),
            next: vec!["We will verify your identity.".into()],
            progress: None,
            fresh: false,
            ..opt_out()
        }
    }

    #[test]
    fn the_lookup() {
        let pages = acme();
        let silent = Browser {
            signal: false,
            profile: None,
        };
        insta::assert_snapshot!(html(&pages, &LookupPage::empty(&pages, silent)));
    }

    #[test]
    fn the_lookup_is_easy_to_read_in_each_language() {
        for locale in texts::OFFERED {
            let visitor = Visitor::of(&"/".parse().unwrap(), &HeaderMap::new());
            let pages = acme().about(&visitor, locale, None);
            let page = LookupPage::not_found(&pages, String::new(), String::new());
            let blocks = readability::blocks(&html(&pages, &page));
            let why = readability::hard(blocks.iter().map(String::as_str), locale);
            assert_eq!(why, None, "{locale:?}");
        }
    }

    #[test]
    fn the_lookup_shows_a_browser_that_it_has_opted_out() {
        let pages = acme();
        let browser = Browser {
            signal: true,
            profile: None,
        };
        let html = html(&pages, &LookupPage::empty(&pages, browser));
        assert!(html.contains("Opt-Out Request Honored") && html.contains("src=\"/signals/seen\""));
        assert!(html.contains("href=\"/signals\""));
    }

    #[test]
    fn a_lookup_without_a_result_keeps_the_input_and_blames_no_field() {
        let pages = acme();
        let html = html(
            &pages,
            &LookupPage::not_found(&pages, HOSTILE.into(), HOSTILE.into()),
        );
        assert!(
            html.contains("<title>Error: ")
                && !html.contains("<script")
                && !html.contains("aria-invalid")
        );
        insta::assert_snapshot!(html);
    }

    #[test]
    fn a_lookup_with_mistakes_says_which_and_keeps_the_input() {
        let pages = acme();
        let errors = vec![
            FieldError::new("reference", "Enter your reference number"),
            FieldError::new("contact", "Enter an email address"),
        ];
        let page = LookupPage::invalid(&pages, String::new(), HOSTILE.into(), errors);
        let html = html(&pages, &page);
        assert!(html.contains("<title>Error: ") && !html.contains("<script"));
        assert_eq!(html.matches("aria-invalid").count(), 2);
        assert!(html.contains("<a href=\"#reference\">Enter your reference number</a>"));
        assert!(html.contains("alert("), "the input is still there");
    }

    #[test]
    fn every_field_of_the_lookup_has_a_label_and_a_hint() {
        let pages = acme();
        let html = html(
            &pages,
            &LookupPage::not_found(&pages, String::new(), String::new()),
        );
        for field in ["reference", "contact"] {
            assert_eq!(html.matches(&format!("for=\"{field}\"")).count(), 1);
            assert_eq!(html.matches(&format!(" id=\"{field}\"")).count(), 1);
            assert_eq!(html.matches(&format!("id=\"{field}-hint\"")).count(), 1);
            assert_eq!(
                html.matches(&format!("aria-describedby=\"{field}-hint\""))
                    .count(),
                1
            );
            assert_eq!(html.matches(&format!("href=\"#{field}\"")).count(), 1);
        }
    }

    //= req: ca-7026-g
    #[test]
    fn the_status_of_an_opt_out() {
        let pages = acme();
        insta::assert_snapshot!(html(
            &pages,
            &StatusPage {
                pages: &pages,
                view: opt_out()
            }
        ));
    }

    #[test]
    fn the_status_of_a_deletion() {
        let pages = acme();
        insta::assert_snapshot!(html(
            &pages,
            &StatusPage {
                pages: &pages,
                view: delete()
            }
        ));
    }

    #[test]
    fn a_closed_request_has_no_due_date() {
        let pages = acme();
        let view = StatusView {
            due: None,
            next: Vec::new(),
            ..delete()
        };
        let html = html(
            &pages,
            &StatusPage {
                pages: &pages,
                view,
            },
        );
        assert!(!html.contains("We will respond by") && !html.contains("What happens next"));
    }

    #[test]
    fn a_status_shows_markup_as_text() {
        let pages = acme();
        let view = StatusView {
            identifiers: vec![HOSTILE.into()],
            next: vec![HOSTILE.into()],
            ..delete()
        };
        assert!(
            !html(
                &pages,
                &StatusPage {
                    pages: &pages,
                    view
                }
            )
            .contains("<script")
        );
    }

    #[test]
    fn search_engines_may_not_list_a_status() {
        let pages = acme();
        let response = pages.unlisted(
            StatusCode::OK,
            &StatusPage {
                pages: &pages,
                view: opt_out(),
            },
        );
        assert_eq!(response.headers()["x-robots-tag"], "noindex");
    }
}
