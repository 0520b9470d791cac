//! The language and the brand of a response: who wants which, and the links to the other languages.
//!
//! A page about a request is that of the brand at which it was made. Any other page is that of the brand whose host the visitor
//! opened. An unknown host shows the company itself.
//!
//! A visitor chooses a language with the link on each page. That choice is `lang` in the query, and a hidden field in forms.
//! Without a choice, a page about a request is in the language of the request. Any other page is in the language that
//! `Accept-Language` prefers.

use crate::Pages;
use crate::site::Site;
use axum::extract::FromRequestParts;
use domain::company::BrandId;
use domain::locale::Locale;
use gateway::VISITED_HOST;
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
use http::{HeaderMap, Uri};
use std::convert::Infallible;
use std::sync::Arc;
use texts::{OFFERED, Texts};

/// The name of the parameter with the language.
const LANG: &str = "lang";

/// The language that a visitor wants, and the page that they opened.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The host that they opened, in lowercase and without a port.
    host: Option<String>,
    chosen: Option<Locale>,
    accepts: Locale,
    /// The page that the links to other languages open, without the language: relative to the page that shows them, so that
    /// a page doesn't repeat the token in its own address.
    page: String,
}

/// A link to the same page in another language.
#[derive(Debug)]
pub struct OtherLanguage {
    /// The code, for `lang` attributes.
    pub code: &'static str,
    /// The name in the language itself.
    pub name: &'static str,
    /// The URL, relative to the page.
    pub path: String,
}

/// The language of a response.
#[derive(Debug, Clone)]
pub(crate) struct Language {
    pub(crate) texts: Texts,
    is_chosen: bool,
    /// The page that the links to other languages open. `None` if there are none.
    page: Option<String>,
}

impl Visitor {
    /// Reads the visitor from a request.
    #[must_use]
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let mut chosen = None;
        let mut page = String::new();
        let mut separator = '?';
        for pair in uri.query().unwrap_or_default().split('&') {
            match pair.split_once('=') {
                Some((LANG, code)) => chosen = offered(code).or(chosen),
                _ if pair.is_empty() => {}
                _ => {
                    page.push(separator);
                    page.push_str(pair);
                    separator = '&';
                }
            }
        }
        let accepts = headers.get_all(ACCEPT_LANGUAGE).iter();
        let accepts: Vec<_> = accepts.filter_map(|value| value.to_str().ok()).collect();
        Self {
            host: host(headers),
            chosen,
            accepts: Locale::negotiate(&accepts.join(","), &OFFERED),
            page,
        }
    }

    /// Adds the choice in a form's hidden field, if it is an offered language.
    #[must_use]
    pub fn choosing(self, code: &str) -> Self {
        let chosen = offered(code).or(self.chosen);
        Self { chosen, ..self }
    }

    /// Sets the page that the links to other languages open, if this address can only be posted to.
    #[must_use]
    pub fn on_page(self, path: &str) -> Self {
        let page = path.to_owned();
        Self { page, ..self }
    }

    /// Returns the language of what the visitor sends.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.chosen.unwrap_or(self.accepts)
    }
}

/// A request always has a visitor.
impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri, &parts.headers))
    }
}

/// Returns the host that the visitor opened, as brands name theirs.
fn host(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(VISITED_HOST)?.to_str().ok()?;
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    Some(host.trim_end_matches('.').to_ascii_lowercase())
}

/// Returns the offered language of a tag such as `es` or `es-MX`.
fn offered(tag: &str) -> Option<Locale> {
    Locale::of_tag(tag).filter(|locale| OFFERED.contains(locale))
}

impl Pages {
    /// Returns the pages in the visitor's language, of the brand whose host they opened.
    #[must_use]
    pub fn for_visitor(&self, visitor: &Visitor) -> Self {
        let site = self.site_at(visitor.host.as_deref());
        Self::of_site(site, visitor, visitor.locale())
    }

    /// Returns the pages about a request that is in this language and was made at this brand.
    #[must_use]
    pub fn about(&self, visitor: &Visitor, locale: Locale, brand: Option<&BrandId>) -> Self {
        let locale = visitor.chosen.unwrap_or(locale);
        Self::of_site(self.site_of(brand), visitor, locale)
    }

    fn of_site(site: &Arc<Site>, visitor: &Visitor, locale: Locale) -> Self {
        Self {
            site: site.clone(),
            language: Language {
                texts: site.catalog.in_language(locale),
                is_chosen: visitor.chosen.is_some(),
                page: Some(visitor.page.clone()),
            },
        }
    }

    /// Returns the path of one of our pages, in the language that the visitor chose.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        if !self.language.is_chosen {
            return path.to_owned();
        }
        with_language(path, self.language.texts.locale())
    }

    /// Returns the code of the language that the visitor chose, for the hidden field of a form. Empty without a choice.
    #[must_use]
    pub fn chosen_language(&self) -> &'static str {
        match self.language.is_chosen {
            true => self.language.texts.locale().code(),
            false => "",
        }
    }

    /// Returns the links to this page in the other languages. Empty for a page that no visitor was named for.
    #[must_use]
    pub fn other_languages(&self) -> Vec<OtherLanguage> {
        let Some(page) = &self.language.page else {
            return Vec::new();
        };
        let own = self.language.texts.locale();
        let link = |locale: Locale| OtherLanguage {
            code: locale.code(),
            name: locale.own_name(),
            path: with_language(page, locale),
        };
        OFFERED
            .into_iter()
            .filter(|locale| *locale != own)
            .map(link)
            .collect()
    }
}

impl Language {
    /// The language of pages that offer no other, such as those of partners.
    pub(crate) fn of(texts: Texts) -> Self {
        Self {
            texts,
            is_chosen: false,
            page: None,
        }
    }
}

fn with_language(path: &str, locale: Locale) -> String {
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{path}{separator}{LANG}={}", locale.code())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use crate::site::tests::{acme, text};
    use http::{Request, StatusCode};

    fn visitor(uri: &str, accept_language: &str) -> Visitor {
        let uri = uri.parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, accept_language.parse().unwrap());
        Visitor::of(&uri, &headers)
    }

    #[test]
    fn a_choice_wins_over_the_request_and_that_over_the_browser() {
        let pages = acme("https://privacy.acme.example");
        let code = |pages: Pages| pages.texts().locale().code();
        for (uri, accepts, of_visitor, about_spanish) in [
            ("/", "en", "en", "es"),
            ("/", "es-MX,es;q=0.9,en;q=0.5", "es", "es"),
            ("/?lang=en", "es-MX", "en", "en"),
            ("/?lang=es", "en", "es", "es"),
            ("/?lang=xx", "es", "es", "es"),
            ("/?lang=", "en", "en", "es"),
            ("/?lang=es&lang=en", "de", "en", "en"),
            ("/", "de", "en", "es"),
        ] {
            let visitor = visitor(uri, accepts);
            assert_eq!(code(pages.for_visitor(&visitor)), of_visitor, "{uri}");
            let about = pages.about(&visitor, Locale::Spanish, None);
            assert_eq!(code(about), about_spanish, "{uri}");
        }
        let form = visitor("/", "en").choosing("es");
        assert_eq!(code(pages.for_visitor(&form)), "es");
        let unknown = visitor("/?lang=es", "en").choosing("tlh");
        assert_eq!(code(pages.for_visitor(&unknown)), "es");
    }

    #[test]
    fn a_choice_stays_in_the_links_and_the_fields_of_the_page() {
        let pages = acme("https://privacy.acme.example");
        let chosen = pages.for_visitor(&visitor("/status?lang=es", "en"));
        assert_eq!(chosen.path("/"), "/?lang=es");
        assert_eq!(chosen.path("/?state=CO"), "/?state=CO&lang=es");
        assert_eq!(chosen.chosen_language(), "es");
        let accepted = pages.for_visitor(&visitor("/status", "es"));
        assert_eq!(
            (accepted.path("/"), accepted.chosen_language()),
            ("/".to_owned(), "")
        );
    }

    #[test]
    fn the_links_to_other_languages_open_the_same_page() {
        let pages = acme("https://privacy.acme.example");
        let link = |visitor: Visitor| {
            let mut others = pages.for_visitor(&visitor).other_languages();
            let other = others.pop().unwrap();
            (other.code, other.name, other.path)
        };
        assert_eq!(
            link(visitor("/?state=CO&lang=es&x", "en")),
            ("en", "English", "?state=CO&x&lang=en".to_owned())
        );
        assert_eq!(
            link(visitor("/requests", "en").on_page("/")),
            ("es", "Español", "/?lang=es".to_owned())
        );
    }

    #[tokio::test]
    async fn a_page_names_its_language_in_its_head_and_its_headers() {
        let pages = acme("https://privacy.acme.example");
        let spanish = pages.for_visitor(&visitor("/nowhere", "es-419"));
        let response = spanish.problem(crate::Problem::no_page(), crate::Wants::Html);
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.headers()["content-language"], "es");
        assert_eq!(response.headers()["vary"], "Accept-Language");
        assert_eq!(response.headers()["cache-control"], "no-store");
        let html = text(response).await;
        assert!(html.contains("<html lang=\"es\">"));
        assert!(html.contains("<a href=\"?lang=en\" lang=\"en\" hreflang=\"en\">English</a>"));
        insta::assert_snapshot!(html.replace(pages.style(), "…"));
    }

    #[tokio::test]
    async fn any_header_and_any_query_give_a_page() {
        for query in [
            "?",
            "?&&",
            "?=",
            "?lang",
            "?lang=%00",
            "?LANG=es",
            "?lang=es%",
        ] {
            let mut request = Request::builder().uri(format!("/{query}"));
            request = request.header(
                ACCEPT_LANGUAGE,
                http::HeaderValue::from_bytes(b"\xff").unwrap(),
            );
            let (mut parts, ()) = request.body(()).unwrap().into_parts();
            let visitor = Visitor::from_request_parts(&mut parts, &()).await.unwrap();
            assert_eq!(visitor.locale(), Locale::English, "{query}");
        }
    }
}
