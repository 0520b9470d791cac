//! The pages on which a person sees where a request stands.

use askama::Template;
use pages::{Browser, Pages};

/// Where a person looks up a request by its reference.
#[derive(Template)]
#[template(path = "lookup.html")]
pub struct LookupPage<'a> {
    /// The look.
    pub pages: &'a Pages,
    /// The reference, as typed.
    pub reference: String,
    /// The e-mail address or phone number, as typed.
    pub contact: String,
    /// Whether nothing was found: the same for an unknown reference, a wrong pair and what can't be read.
    pub not_found: bool,
    /// The browser that asked for the page; none once the question was sent.
    pub browser: Option<Browser>,
}

impl<'a> LookupPage<'a> {
    /// The page before anything was typed.
    #[must_use]
    pub fn empty(pages: &'a Pages, browser: Browser) -> Self {
        Self {
            pages,
            reference: String::new(),
            contact: String::new(),
            not_found: false,
            browser: Some(browser),
        }
    }

    /// The page with what was typed, when nothing was found.
    #[must_use]
    pub fn not_found(pages: &'a Pages, reference: String, contact: String) -> Self {
        Self {
            pages,
            reference,
            contact,
            not_found: true,
            browser: None,
        }
    }

    /// Whether the browser has opted out, and if so whether it says so now.
    fn signal(&self) -> Option<bool> {
        let browser = self.browser.filter(Browser::has_opted_out);
        browser.map(|browser| browser.signal)
    }

    /// No field has an error of its own: that would tell which of the two was wrong.
    fn no_error(&self) -> Option<&str> {
        None
    }
}

/// What the status page says, in words. Dates are written out, identifiers are masked.
///
/// It has no `Debug`: what belongs to a person must not reach a log.
#[derive(Clone, Default)]
pub struct StatusView {
    /// The good news: `Opt-Out Request Honored` for opt-outs (11 CCR § 7026(g)), else `Your request is recorded`.
    pub title: String,
    /// The reference, in its groups of four.
    pub reference: String,
    /// What was asked, in the words of the form.
    pub right: String,
    /// Where it stands, in a few words.
    pub stage: String,
    /// The day on which it was received.
    pub received: String,
    /// Since when it is in force, for requests that need no answer to be.
    pub in_force_since: Option<String>,
    /// What it applies to, masked.
    pub identifiers: Vec<String>,
    /// The law's name; empty while nobody knows which law it is, and the page names none.
    pub law: String,
    /// The rule, in a sentence.
    pub rule: String,
    /// Where the rule is written.
    pub citation: String,
    /// The day by which the company means to be done.
    pub target: Option<String>,
    /// The last day that the law allows.
    pub latest: Option<String>,
    /// Whether the dates are the company's own promise, because the law sets none.
    pub house_date: bool,
    /// What was done: the day, and what.
    pub done: Vec<(String, String)>,
    /// How many of those who must know have confirmed it, if they are being told.
    pub notified: Option<String>,
    /// What comes next.
    pub next: Vec<String>,
    /// Whether the page is the receipt that follows the form.
    pub fresh: bool,
}

/// Where one request stands.
#[derive(Template)]
#[template(path = "status.html")]
pub struct StatusPage<'a> {
    /// The look.
    pub pages: &'a Pages,
    /// What the page says.
    pub view: StatusView,
}

impl StatusPage<'_> {
    /// What the dates are for: what is in force needs no answer.
    fn deadline(&self) -> &'static str {
        if self.view.in_force_since.is_some() {
            "We will be done by"
        } else {
            "We will answer by"
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use domain::company::{Color, Company};
    use domain::person::EmailAddress;
    use http::StatusCode;

    const HOSTILE: &str = "\"><script>alert('x')</script>";

    fn acme() -> Pages {
        Pages::new(Company {
            name: "Acme & Sons".into(),
            postal_address: vec!["1 Main Street".into(), "Sacramento, CA 95814".into()],
            privacy_policy: "https://acme.example/privacy".into(),
            accent: Color::DEFAULT,
            inbox: EmailAddress::parse("privacy@acme.example").unwrap(),
            base_url: "https://privacy.acme.example".into(),
        })
    }

    fn html(pages: &Pages, page: &impl Template) -> String {
        page.render().unwrap().replace(pages.style(), "…")
    }

    fn opt_out() -> StatusView {
        StatusView {
            title: "Opt-Out Request Honored".into(),
            reference: "7K3M-9XQ2-4HTC".into(),
            right: "Do not sell or share my personal information".into(),
            stage: "In force; we are telling the companies that got your information".into(),
            received: "November 21, 2026".into(),
            in_force_since: Some("November 21, 2026".into()),
            identifiers: vec!["a***@example.com".into(), "(***) ***-0143".into()],
            law: "California Consumer Privacy Act (CCPA)".into(),
            rule:
                "As soon as feasibly possible, at the latest 15 business days after we received it"
                    .into(),
            citation: "11 CCR § 7026(f)(1)".into(),
            target: Some("December 4, 2026".into()),
            latest: Some("December 14, 2026".into()),
            house_date: false,
            done: vec![
                (
                    "November 21, 2026".into(),
                    "We received your request and put it in force.".into(),
                ),
                (
                    "November 21, 2026".into(),
                    "We told 3 companies that got your information from us.".into(),
                ),
            ],
            notified: Some("1 of 3 confirmed it, on November 21, 2026".into()),
            next: vec!["2 more companies have to confirm that they stopped.".into()],
            fresh: true,
        }
    }

    fn delete() -> StatusView {
        StatusView {
            title: "Your request is recorded".into(),
            reference: "7K3M-9XQ2-4HTD".into(),
            right: "Delete my personal information".into(),
            stage: "Recorded".into(),
            in_force_since: None,
            rule: "45 days after we received it".into(),
            citation: "Cal. Civ. Code § 1798.130(a)(2)(A)".into(),
            target: Some("December 21, 2026".into()),
            latest: Some("January 5, 2027".into()),
            house_date: true,
            done: Vec::new(),
            next: vec!["We write to you to make sure that it is you who asked.".into()],
            notified: None,
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
    fn the_lookup_tells_a_browser_that_opted_out_so() {
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
    fn a_lookup_that_found_nothing_keeps_what_was_typed_and_names_no_field() {
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
    fn a_closed_request_has_no_date_ahead() {
        let pages = acme();
        let view = StatusView {
            target: None,
            latest: None,
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
        assert!(!html.contains("We will answer by") && !html.contains("What comes next"));
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
