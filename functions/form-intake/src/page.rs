//! The form: empty, with errors, and after a failed save.

use crate::offer::{Choice, Offer};
use crate::prefill::Prefill;
use askama::Template;
use domain::law::Right;
use domain::person::Region;
use pages::{Browser, FieldError, LinkedText, Pages, message_for};
use texts::Message;

/// The fields that can have errors, in the order of the page, without the additional identifiers.
const FIELDS: [&str; 11] = [
    "email",
    "phone",
    "right",
    "state",
    "details",
    "name",
    "agent_name",
    "agent_email",
    "agent_permission",
    "agent_parent",
    "age",
];

/// The right that is selected in an empty form.
const OPT_OUT: &str = "opt_out";

/// The number of lines for additional identifiers in an empty form.
const LINES: usize = 3;

/// The values of the form's fields, as typed.
///
/// It has no `Debug`, because personal information must not reach a log.
#[derive(Clone, Default)]
pub struct FormValues {
    /// The idempotency nonce of this form.
    pub nonce: String,
    /// The value of the selected radio button.
    pub right: String,
    /// Email address.
    pub email: String,
    /// Phone number.
    pub phone: String,
    /// Name.
    pub name: String,
    /// Postal abbreviation of a state, or empty.
    pub state: String,
    /// The requester's own words about the request.
    pub details: String,
    /// Additional identifiers, one per line.
    pub identifiers: Vec<IdentifierLine>,
    /// The agent's name.
    pub agent_name: String,
    /// The agent's email address.
    pub agent_email: String,
    /// True if the agent says that they have signed permission.
    pub agent_permission: bool,
    /// True if the agent says that they are the parent or guardian of a child under 13.
    pub agent_parent: bool,
    /// The age group, if the person is under 16.
    pub age: String,
    /// The honeypot: empty unless a program filled it in.
    pub website: String,
}

/// One additional identifier, as typed.
#[derive(Clone, Default)]
pub struct IdentifierLine {
    /// `email`, `phone`, `account` or `device`.
    pub kind: String,
    /// The value.
    pub value: String,
    /// The company's signature of an account, if the company's own site built the form.
    pub signature: String,
}

impl FormValues {
    /// Returns an empty form. The opt-out is selected, because it is the purpose of the page.
    #[must_use]
    pub fn empty(nonce: String, state: &str) -> Self {
        Self {
            nonce,
            state: state.into(),
            right: OPT_OUT.into(),
            ..Self::default()
        }
    }
}

//= req: ca-7026-b, ca-7221-b-1-B.3
/// The form.
#[derive(Template)]
#[template(path = "form.html")]
pub struct FormPage<'a> {
    /// The company's pages.
    pub pages: &'a Pages,
    /// The rights that the form offers.
    pub offer: Offer,
    /// The values, as typed.
    pub values: FormValues,
    /// The errors, one per field, in the order of the page: see [`in_page_order`].
    pub errors: Vec<FieldError>,
    /// True if the request could not be saved (503). The form keeps the input and its nonce, so that repeated presses
    /// create one request.
    pub not_saved: bool,
    /// True if the link that should fill in the form can't be opened, or no longer.
    pub prefill_failed: bool,
    /// The browser that opened the form. `None` after the form was submitted.
    pub browser: Option<Browser>,
}

/// A line for an additional identifier, with the names of its fields.
struct Line<'a> {
    number: usize,
    legend: String,
    type_field: String,
    value_field: String,
    kind: &'a str,
    value: &'a str,
    signature: &'a str,
}

impl<'a> FormPage<'a> {
    /// Returns the empty form.
    #[must_use]
    pub fn empty(pages: &'a Pages, offer: Offer, nonce: String, browser: Browser) -> Self {
        let state = offer.state().map_or("", |(code, _)| code);
        Self {
            pages,
            values: FormValues::empty(nonce, state),
            offer,
            errors: Vec::new(),
            not_saved: false,
            prefill_failed: false,
            browser: Some(browser),
        }
    }

    /// Fills in what the company's site knows. The person sees it and can change it.
    #[must_use]
    pub fn filled_in(mut self, prefill: Option<Prefill>) -> Self {
        match prefill {
            Some(prefill) => {
                let values = &mut self.values;
                (values.email, values.phone, values.name) =
                    (prefill.email, prefill.phone, prefill.name);
            }
            None => self.prefill_failed = true,
        }
        self
    }

    /// Selects a right that the form offers.
    #[must_use]
    pub fn asking_for(mut self, right: Option<Right>) -> Self {
        if let Some(right) = right {
            right.as_str().clone_into(&mut self.values.right);
        }
        self
    }

    /// Returns the form with the input and the errors.
    #[must_use]
    pub fn with_errors(
        pages: &'a Pages,
        offer: Offer,
        values: FormValues,
        errors: Vec<FieldError>,
    ) -> Self {
        Self {
            pages,
            offer,
            values,
            errors: in_page_order(errors),
            not_saved: false,
            prefill_failed: false,
            browser: None,
        }
    }

    /// Returns the form with the input after a failed save.
    #[must_use]
    pub fn not_saved(pages: &'a Pages, offer: Offer, values: FormValues) -> Self {
        Self {
            pages,
            offer,
            values,
            errors: Vec::new(),
            not_saved: true,
            prefill_failed: false,
            browser: None,
        }
    }

    /// Returns what search engines show about the form.
    fn description(&self) -> Message {
        let company = self.pages.company().name.clone();
        self.pages.text("form-description").with("company", company)
    }

    /// Returns whether the browser sends the opt-out signal now. `None` if it has not opted out.
    fn signal(&self) -> Option<bool> {
        let browser = self.browser.filter(Browser::has_opted_out);
        browser.map(|browser| browser.signal)
    }

    fn choices(&self) -> Vec<Choice> {
        self.offer.choices(&self.values.right, self.pages.texts())
    }

    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }

    /// Returns the names of the fields that an error can link to.
    fn fields(&self) -> Vec<String> {
        let lines = self
            .lines()
            .into_iter()
            .flat_map(|line| [line.type_field, line.value_field]);
        FIELDS.into_iter().map(String::from).chain(lines).collect()
    }

    /// Returns the name of a state, from its code and its English name.
    fn region(&self, code: &'static str, name: &'static str) -> String {
        self.pages
            .text("region")
            .with("region", code)
            .with("name", name)
            .into()
    }

    fn states(&self) -> Vec<(&'static str, String)> {
        let regions = Region::ALL.iter();
        let mut states: Vec<_> = regions
            .map(|(code, name)| (*code, self.region(code, name)))
            .collect();
        states.insert(0, ("", self.pages.text("form-no-state").into()));
        states
    }

    /// Returns a note about the state whose rights the form shows.
    fn state_rights(&self) -> Option<LinkedText> {
        let (code, name) = self.offer.state()?;
        let state = self.region(code, name);
        let rights = self.pages.text("form-state-rights").with("state", state);
        Some(self.pages.linked(rights))
    }

    /// Returns the paths of the forms for the states that grant more rights, with the names of the states.
    fn states_with_more(&self) -> Vec<(String, String)> {
        let states = self.offer.states_with_more().iter();
        states
            .map(|(code, name)| (format!("/?state={code}"), self.region(code, name)))
            .collect()
    }

    fn types(&self) -> Vec<(&'static str, String)> {
        let types = ["email", "phone", "account", "device"];
        let label = |kind: &'static str| self.pages.text("identifier-type").with("type", kind);
        types.map(|kind| (kind, label(kind).into())).into()
    }

    fn lines(&self) -> Vec<Line<'_>> {
        let line = |at: usize| {
            let typed = self.values.identifiers.get(at);
            Line {
                number: at + 1,
                legend: self.pages.text("form-other").with("number", at + 1).into(),
                type_field: format!("identifier_type_{}", at + 1),
                value_field: format!("identifier_value_{}", at + 1),
                kind: typed.map_or("", |line| &line.kind),
                value: typed.map_or("", |line| &line.value),
                signature: typed.map_or("", |line| &line.signature),
            }
        };
        (0..LINES.max(self.values.identifiers.len()))
            .map(line)
            .collect()
    }

    /// Returns whether the person asks for something else than an opt-out, so that those fields are open.
    fn asks_for_other(&self) -> bool {
        self.values.right != OPT_OUT
            || self.offer.state().is_some()
            || !self.values.state.is_empty()
            || !self.values.details.is_empty()
            || ["right", "state", "details"].map(|field| self.has_error_in(field)) != [false; 3]
    }

    /// Returns whether one of the other optional fields is filled in or wrong.
    fn has_more(&self) -> bool {
        let values = &self.values;
        let typed = [
            &values.name,
            &values.agent_name,
            &values.agent_email,
            &values.age,
        ];
        let lines = &values.identifiers;
        typed.iter().any(|text| !text.is_empty())
            || lines.iter().any(|line| !line.value.is_empty())
            || values.agent_permission
            || values.agent_parent
            || ["name", "identifier_", "agent_", "age"].map(|field| self.has_error_in(field))
                != [false; 4]
    }

    fn has_error_in(&self, section: &str) -> bool {
        self.errors
            .iter()
            .any(|error| error.field.starts_with(section))
    }
}

/// Sorts errors in the order of the page, and keeps the first error of each field.
#[must_use]
pub fn in_page_order(mut errors: Vec<FieldError>) -> Vec<FieldError> {
    errors.sort_by_key(|error| place(&error.field));
    errors.dedup_by(|later, first| later.field == first.field);
    errors
}

/// Returns the position of a field: its section, its line, and its place on the line.
fn place(field: &str) -> (usize, usize, usize) {
    const BEFORE_THE_LINES: usize = 6;
    let line = |prefix| {
        field
            .strip_prefix(prefix)
            .and_then(|number: &str| number.parse().ok())
    };
    if let Some(number) = line("identifier_type_") {
        return (BEFORE_THE_LINES, number, 0);
    }
    if let Some(number) = line("identifier_value_") {
        return (BEFORE_THE_LINES, number, 1);
    }
    match FIELDS.iter().position(|known| *known == field) {
        Some(at) if at < BEFORE_THE_LINES => (at, 0, 0),
        Some(at) => (at + 1, 0, 0),
        None => (usize::MAX, 0, 0),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use domain::company::{Color, Company, Face};
    use domain::law::Practices;
    use domain::person::EmailAddress;
    use http::HeaderMap;
    use pages::Visitor;
    use std::collections::HashSet;

    const SILENT: Browser = Browser {
        signal: false,
        profile: None,
    };

    const HOSTILE: &str = "\"><script>alert('x')</script>&{{ 7*7 }}";

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
        .with_texts(&texts::FORM)
    }

    /// The offer to a person of unknown residence on 2026-11-21.
    fn usual() -> Offer {
        Offer::of(
            None,
            "2026-11-21T18:00:00Z".parse().unwrap(),
            Practices::USUAL,
        )
    }

    /// The offer to a resident of `state` at the start of a day in California.
    fn offer(state: &str, day: &str) -> Offer {
        let now = format!("{day}T00:00:00-08:00").parse().unwrap();
        let practices = Practices::parse("sensitive_data,automated_decisions").unwrap();
        Offer::of(Region::parse(state).ok(), now, practices)
    }

    fn html(page: &FormPage<'_>) -> String {
        page.render().unwrap().replace(page.pages.style(), "…")
    }

    fn hostile_values() -> FormValues {
        let typed = || String::from(HOSTILE);
        let line = |kind: &str| IdentifierLine {
            kind: kind.into(),
            value: typed(),
            signature: typed(),
        };
        FormValues {
            nonce: typed(),
            right: "delete".into(),
            email: typed(),
            phone: typed(),
            name: typed(),
            state: "CA".into(),
            details: typed(),
            identifiers: vec![
                line("phone"),
                line("account"),
                line("device"),
                line(HOSTILE),
            ],
            agent_name: typed(),
            agent_email: typed(),
            agent_permission: true,
            agent_parent: true,
            age: "13_to_15".into(),
            website: typed(),
        }
    }

    fn an_error_in_every_field() -> Vec<FieldError> {
        let lines = [
            "identifier_value_2",
            "identifier_type_4",
            "identifier_value_1",
        ];
        let fields = FIELDS.into_iter().rev().chain(lines).chain(["nonce"]);
        fields
            .map(|field| FieldError::new(field, format!("Correct {field} {HOSTILE}")))
            .collect()
    }

    /// Returns the values of this attribute, in the order of the page.
    fn all<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
        let start = format!(" {attribute}=\"");
        html.split(start.as_str())
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect()
    }

    #[test]
    fn the_empty_form() {
        let pages = acme();
        insta::assert_snapshot!(html(&FormPage::empty(
            &pages,
            usual(),
            "n0nce".into(),
            SILENT
        )));
    }

    #[test]
    fn the_form_in_spanish() {
        let visitor = Visitor::of(&"/?lang=es".parse().unwrap(), &HeaderMap::new());
        let pages = acme().for_visitor(&visitor);
        let offer = offer("", "2027-01-01");
        let page = FormPage::with_errors(&pages, offer, hostile_values(), Vec::new());
        let html = html(&page);
        assert!(html.contains("<html lang=\"es\">"));
        assert!(html.contains("<input type=\"hidden\" name=\"language\" value=\"es\">"));
        let (_, main) = html.split_once("<main").unwrap();
        insta::assert_snapshot!(main);
    }

    //= req: ca-7221-b-1-B.3
    #[test]
    fn the_form_is_easy_to_read_in_each_language() {
        for locale in texts::OFFERED {
            let visitor = Visitor::of(&"/".parse().unwrap(), &HeaderMap::new());
            let pages = acme().about(&visitor, locale, None);
            for page in [
                FormPage::empty(&pages, offer("", "2027-01-01"), "n0nce".into(), SILENT),
                FormPage::not_saved(&pages, offer("VA", "2027-01-01"), FormValues::default()),
            ] {
                let blocks = readability::blocks(&html(&page));
                let why = readability::hard(blocks.iter().map(String::as_str), locale);
                assert_eq!(why, None, "{locale:?}");
            }
        }
    }

    #[test]
    fn the_form_for_a_browser_that_sends_or_sent_the_signal() {
        let pages = acme();
        let profile = domain::signal::ProfileId::from_bytes([7; 16]);
        let mut shown = String::new();
        for (signal, profile) in [(true, None), (false, Some(profile))] {
            let browser = Browser { signal, profile };
            let html = html(&FormPage::empty(&pages, usual(), "n0nce".into(), browser));
            assert!(profile.is_none_or(|profile| !html.contains(&profile.text())));
            let (_, main) = html.split_once("<main").unwrap();
            shown += main.split_once("<form").unwrap().0;
        }
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn the_form_with_errors_keeps_the_input_and_shows_markup_as_text() {
        let pages = acme();
        let html = html(&FormPage::with_errors(
            &pages,
            usual(),
            hostile_values(),
            an_error_in_every_field(),
        ));
        assert!(!html.contains("<script"));
        insta::assert_snapshot!(html);
    }

    #[test]
    fn the_form_after_a_failed_save_keeps_the_input() {
        let pages = acme();
        let values = FormValues {
            email: "ana@example.com".into(),
            ..FormValues::empty("n0nce".into(), "")
        };
        let html = html(&FormPage::not_saved(&pages, usual(), values));
        assert!(html.contains("value=\"n0nce\"") && html.contains("value=\"ana@example.com\""));
        let (_, main) = html.split_once("<main").unwrap();
        insta::assert_snapshot!(main.split_once("<form").unwrap().0);
    }

    #[test]
    fn every_field_has_a_label_and_every_reference_a_target() {
        let pages = acme();
        for page in [
            FormPage::empty(&pages, usual(), "n0nce".into(), SILENT),
            FormPage::with_errors(&pages, usual(), hostile_values(), an_error_in_every_field()),
            FormPage::not_saved(&pages, usual(), hostile_values()),
        ] {
            let html = html(&page);
            let ids = all(&html, "id");
            let known: HashSet<&str> = ids.iter().copied().collect();
            assert_eq!(known.len(), ids.len(), "an id is there twice");
            let labels: HashSet<&str> = all(&html, "for").into_iter().collect();
            for field in html
                .split('<')
                .filter(|tag| tag.starts_with("input ") || tag.starts_with("select "))
            {
                if !field.contains("type=\"hidden\"") {
                    assert!(labels.contains(all(field, "id")[0]), "no label: {field}");
                }
            }
            let described = all(&html, "aria-describedby")
                .into_iter()
                .flat_map(|ids| ids.split(' '));
            let links = all(&html, "href")
                .into_iter()
                .filter_map(|link| link.strip_prefix('#'));
            for target in labels.iter().copied().chain(described).chain(links) {
                assert!(known.contains(target), "nothing has the id {target}");
            }
        }
    }

    #[test]
    fn errors_come_first_in_the_order_of_the_page() {
        let pages = acme();
        let html = html(&FormPage::with_errors(
            &pages,
            usual(),
            hostile_values(),
            an_error_in_every_field(),
        ));
        assert!(html.contains("<title>Error: "));
        let (_, main) = html.split_once("<main").unwrap();
        let (summary, rest) = main.split_once("</div>").unwrap();
        assert!(summary.contains("role=\"alert\"") && rest.contains("<h1>"));
        let linked: Vec<&str> = all(summary, "href")
            .into_iter()
            .map(|link| &link[1..])
            .collect();
        let names = all(rest, "name");
        let places: Vec<_> = linked
            .iter()
            .map(|field| names.iter().position(|name| name == field).unwrap())
            .collect();
        assert_eq!(linked.len(), FIELDS.len() + 3);
        assert!(places.is_sorted(), "{linked:?}");
        assert_eq!(
            all(rest, "aria-invalid").len() + 1,
            linked.len(),
            "all but the radios"
        );
    }

    #[test]
    fn a_field_has_one_error() {
        let twice = vec![
            FieldError::new("email", "b"),
            FieldError::new("right", "a"),
            FieldError::new("email", "c"),
        ];
        assert_eq!(
            in_page_order(twice),
            [FieldError::new("email", "b"), FieldError::new("right", "a")]
        );
    }

    //= req: ca-7060-c-2
    #[test]
    fn one_contact_point_is_enough_and_nothing_else_is_required() {
        let pages = acme();
        let html = html(&FormPage::empty(&pages, usual(), "n0nce".into(), SILENT));
        assert!(!html.contains("required"));
        assert!(!html.contains("type=\"file\""));
        assert_eq!(html.matches("<button").count(), 1);
        assert_eq!(html.matches(" checked").count(), 1);
        assert!(html.contains("value=\"opt_out\" checked"));
        assert!(!html.contains("<details open"));
    }

    /// Returns the IDs of the rights on the form, with their words.
    fn radios(html: &str) -> Vec<&str> {
        let radios = html.split("<input type=\"radio\"").skip(1);
        radios
            .map(|radio| {
                let id = all(radio, "value")[0];
                let words = Right::named(id).unwrap().in_words();
                assert!(radio.contains(&format!(">{words}</label>")), "{radio}");
                id
            })
            .collect()
    }

    //= req: ca-7026-a-4.2, ca-7027-b-4.2, ca-7020-e
    #[test]
    fn the_form_offers_the_rights_of_the_law_in_its_own_words() {
        let pages = acme();
        let html = html(&FormPage::empty(&pages, usual(), "n0nce".into(), SILENT));
        assert_eq!(
            radios(&html),
            [
                "opt_out",
                "limit",
                "delete",
                "know",
                "know_categories",
                "correct",
                "marketing_stop"
            ]
        );
        assert!(html.contains("More rights in some states"));
        assert!(
            html.contains("<a href=\"/?state=OR\">Oregon</a>"),
            "consent"
        );
        assert!(!html.contains("/?state=VA"));
    }

    //= req: ca-7221-c-1, ca-7221-c-4.2
    #[test]
    fn the_rights_on_automated_decisions_appear_on_their_first_day() {
        let pages = acme();
        let shown = |state: &str, day: &str| {
            let offer = offer(state, day);
            html(&FormPage::empty(&pages, offer, "n0nce".into(), SILENT))
        };
        let eve = shown("CA", "2026-12-31");
        assert_eq!(radios(&eve).len(), 7);
        let first = shown("CA", "2027-01-01");
        assert_eq!(radios(&first)[7..], ["admt_opt_out", "admt_access"]);
        assert!(first.contains("<option value=\"CA\" selected>"));
        // In Virginia the opt-out of profiling is older. A person who names no state finds the way to it.
        let anyone = shown("", "2026-12-31");
        assert!(!radios(&anyone).contains(&"admt_opt_out"));
        assert!(anyone.contains("<a href=\"/?state=VA\">Virginia</a>"));
        assert!(radios(&shown("VA", "2026-12-31")).contains(&"admt_opt_out"));
    }

    #[test]
    fn a_right_that_is_not_offered_stays_on_the_form_once_it_is_chosen() {
        let pages = acme();
        let values = FormValues {
            right: "limit".into(),
            ..FormValues::empty("n0nce".into(), "")
        };
        let now = "2026-11-21T18:00:00Z".parse().unwrap();
        let offer = Offer::of(None, now, Practices::parse("none").unwrap());
        let html = html(&FormPage::with_errors(&pages, offer, values, vec![]));
        assert!(html.contains("value=\"limit\" checked"));
    }

    #[test]
    fn search_engines_may_list_the_form() {
        let pages = acme();
        let page = FormPage::empty(&pages, usual(), "n0nce".into(), SILENT);
        let response = pages.html(http::StatusCode::OK, &page);
        assert!(!response.headers().contains_key("x-robots-tag"));
        assert!(!html(&page).contains("noindex"));
    }
}
