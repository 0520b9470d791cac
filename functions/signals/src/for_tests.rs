//! Pages for the tests of this crate.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use domain::company::{Color, Company, Face};
use domain::locale::Locale;
use domain::person::EmailAddress;
use http::HeaderMap;
use pages::{Pages, Visitor};

/// Returns the pages of a company in a language.
pub(crate) fn in_language(locale: Locale) -> Pages {
    let visitor = Visitor::of(&"/".parse().unwrap(), &HeaderMap::new());
    Pages::new(Company {
        name: "Acme & Sons".into(),
        postal_address: vec!["1 Main Street".into()],
        privacy_policy: "https://acme.example/privacy".into(),
        accent: Color::DEFAULT,
        inbox: EmailAddress::parse("privacy@acme.example").unwrap(),
        base_url: "https://privacy.acme.example".into(),
        face: Face::default(),
        brands: Vec::new(),
    })
    .with_texts(&texts::SIGNALS)
    .about(&visitor, locale, None)
}
