//! The pages of one company: their style, and the headers of every response.

use askama::Template;
use axum::body::Body;
use axum::response::Response as HttpResponse;
use domain::company::{Brand, BrandId, Company};
use domain::locale::Locale;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    HeaderName, LOCATION, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use std::borrow::Borrow;
use std::sync::Arc;
use texts::{Catalog, Message, Texts};

use crate::browser::{self, Browser, OptOutCookie};
use crate::linked_text::LinkedText;
use crate::style;
use crate::visitor::Language;
use crate::wants::Wants;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// What a file to download holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A table of ours.
    Csv,
    /// A document of ours.
    Json,
    /// A file of unknown content, which staff uploaded.
    Unknown,
}

impl FileKind {
    fn media_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            Self::Unknown => "application/octet-stream",
        })
    }
}

/// Renders pages in the company's style, in one language. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Pages {
    pub(crate) site: Arc<Site>,
    pub(crate) language: Language,
}

#[derive(Debug, Clone)]
pub(crate) struct Site {
    company: Company,
    /// The brand whose pages these are. `None` for the company itself.
    brand: Option<BrandId>,
    /// The pages of each brand, with the hosts that show them. Empty for a brand.
    brands: Vec<(Vec<String>, Arc<Site>)>,
    pub(crate) catalog: &'static Catalog,
    style: String,
    policy: HeaderValue,
    policy_with_own_images: HeaderValue,
    mailto: String,
}

impl Pages {
    /// Creates the pages of this company.
    #[must_use]
    pub fn new(company: Company) -> Self {
        Self::in_frames_of(company, &[])
    }

    /// Creates the pages of this company and its brands, which pages of these origins may show in a frame.
    #[must_use]
    pub fn in_frames_of(company: Company, origins: &[String]) -> Self {
        let of_brand = |brand: &Brand| {
            let site = Site::in_frames_of(brand.company.clone(), Some(brand.id.clone()), origins);
            (brand.hosts.clone(), Arc::new(site))
        };
        let brands = company.brands.iter().map(of_brand).collect();
        let site = Site::in_frames_of(company, None, origins);
        Self {
            site: Arc::new(Site { brands, ..site }),
            language: Language::of(texts::PAGES.in_language(Locale::English)),
        }
    }

    /// Creates pages for staff: with more style, and with a script. Neither can change without its hash in the policy.
    #[must_use]
    pub fn for_staff(company: Company, more_style: &str, script: &'static str) -> Self {
        let style = format!("{}{more_style}", style::sheet(company.accent));
        let images = style::Images {
            inline: has_images(&company),
            own: false,
        };
        let (style_hash, script_hash) = (style::hash(&style), style::hash(script));
        let policy = style::policy_with_script(&style_hash, &script_hash, images);
        let mailto = mailto(company.inbox.as_str());
        let site = Site {
            company,
            brand: None,
            brands: Vec::new(),
            catalog: &texts::PAGES,
            style,
            policy_with_own_images: policy.clone(),
            policy,
            mailto,
        };
        Self {
            site: Arc::new(site),
            language: Language::of(texts::PAGES.in_language(Locale::English)),
        }
    }

    /// Returns the pages with the texts of this catalog, in English until a visitor is known.
    #[must_use]
    pub fn with_texts(self, catalog: &'static Catalog) -> Self {
        let texts = catalog.in_language(self.texts().locale());
        let site = Arc::unwrap_or_clone(self.site);
        Self {
            site: Arc::new(site.with_texts(catalog)),
            language: Language::of(texts),
        }
    }

    /// Returns the brand whose pages these are. `None` for the company itself.
    #[must_use]
    pub fn brand(&self) -> Option<&BrandId> {
        self.site.brand.as_ref()
    }

    /// Returns the texts, in the language of these pages.
    #[must_use]
    pub fn texts(&self) -> Texts {
        self.language.texts
    }

    /// Returns the texts for this format. Programs read English.
    #[must_use]
    pub fn texts_as(&self, wants: Wants) -> Texts {
        match wants {
            Wants::Html => self.texts(),
            Wants::Json => self.site.catalog.in_language(Locale::English),
        }
    }

    /// Returns a text in the language of these pages.
    pub fn text(&self, id: &'static str) -> Message {
        self.texts().text(id)
    }

    /// Returns a text as HTML, with its links. A link's target is the name of a page, or a field (`#email`).
    #[must_use]
    pub fn linked(&self, message: impl Borrow<Message>) -> LinkedText {
        LinkedText(message.borrow().html(|target| self.url_of(target)))
    }

    /// Returns the URL of a link's target.
    fn url_of(&self, target: &str) -> String {
        match target {
            "form" => self.path("/"),
            "status" => self.path("/status"),
            "signals" => self.path("/signals"),
            "inbox" => self.mailto().to_owned(),
            "policy" => self.company().privacy_policy.clone(),
            "gpc" => "https://globalprivacycontrol.org".to_owned(),
            // A company's own text can't lead elsewhere.
            field => format!("#{}", field.trim_start_matches('#')),
        }
    }

    /// Returns the `tel` link and the text of the company's phone number.
    #[must_use]
    pub fn phone(&self) -> Option<(String, &str)> {
        let face = &self.company().face;
        Some((face.tel()?, face.phone.as_ref()?))
    }

    /// Returns when the company answers the phone.
    #[must_use]
    pub fn hours(&self) -> Option<&str> {
        self.company().face.hours_in(self.texts().locale())
    }

    /// Returns the address of the privacy inbox.
    #[must_use]
    pub fn inbox(&self) -> String {
        self.company().inbox.as_str().to_owned()
    }

    /// Returns the company.
    #[must_use]
    pub fn company(&self) -> &Company {
        &self.site.company
    }

    /// Returns the style sheet. Its hash is in the content security policy, so every byte counts.
    #[must_use]
    pub fn style(&self) -> &str {
        &self.site.style
    }

    /// Returns a `mailto` link to the privacy inbox.
    #[must_use]
    pub fn mailto(&self) -> &str {
        &self.site.mailto
    }

    /// Responds with a page that search engines may list. The opt-out form must be easy to find.
    pub fn html(&self, status: StatusCode, page: &impl Template) -> HttpResponse {
        match page.render() {
            Ok(html) => {
                let mut response = self.dress(status, HTML, html);
                let language = HeaderValue::from_static(self.texts().locale().code());
                let headers = response.headers_mut();
                headers.insert(CONTENT_LANGUAGE, language);
                headers.insert(VARY, HeaderValue::from_static("Accept-Language"));
                response
            }
            Err(error) => {
                tracing::error!(%error, "a page did not render");
                self.dress(StatusCode::INTERNAL_SERVER_ERROR, HTML, "")
            }
        }
    }

    /// Responds with a page about one person, which search engines must not list.
    pub fn unlisted(&self, status: StatusCode, page: &impl Template) -> HttpResponse {
        let mut response = self.html(status, page);
        response
            .headers_mut()
            .insert(X_ROBOTS_TAG, HeaderValue::from_static("noindex"));
        response
    }

    /// Prepares a page that shows a browser its opt-out. A browser that opted out gets the cookie, and may load the image
    /// that makes it return the cookie.
    pub fn to_browser(
        &self,
        mut response: HttpResponse,
        browser: &Browser,
        cookie: &OptOutCookie,
    ) -> HttpResponse {
        browser::vary(&mut response);
        if let Some(profile) = browser.profile_to_keep() {
            let cookie = cookie.at(&self.company().base_url);
            cookie.set(&mut response, profile);
            let policy = self.site.policy_with_own_images.clone();
            let headers = response.headers_mut();
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    /// Responds with an image of one transparent pixel.
    pub fn pixel(&self, status: StatusCode) -> HttpResponse {
        const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
        self.dress(status, HeaderValue::from_static("image/gif"), GIF)
    }

    /// Responds with JSON.
    pub fn json(&self, status: StatusCode, body: &impl Serialize) -> HttpResponse {
        self.json_of_type(status, JSON, body)
    }

    /// Responds with a file to download. The file name keeps only letters, digits, dots and dashes.
    pub fn file(&self, name: &str, kind: FileKind, content: Vec<u8>) -> HttpResponse {
        let mut response = self.dress(StatusCode::OK, kind.media_type(), content);
        let safe = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let name: String = name.chars().filter(safe).collect();
        if let Ok(attachment) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
            response
                .headers_mut()
                .insert(CONTENT_DISPOSITION, attachment);
        }
        response
    }

    /// Redirects to the page at this path of ours, with `GET`.
    pub fn see_other(&self, path: &str) -> HttpResponse {
        let mut response = HttpResponse::new(Body::empty());
        *response.status_mut() = StatusCode::SEE_OTHER;
        let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/status"));
        let headers = response.headers_mut();
        headers.insert(LOCATION, location);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response
    }

    pub(crate) fn json_of_type(
        &self,
        status: StatusCode,
        media_type: HeaderValue,
        body: &impl Serialize,
    ) -> HttpResponse {
        match serde_json::to_string(body) {
            Ok(json) => self.dress(status, media_type, json),
            Err(error) => {
                tracing::error!(%error, "a response did not serialize");
                self.dress(StatusCode::INTERNAL_SERVER_ERROR, media_type, "{}")
            }
        }
    }

    fn dress(
        &self,
        status: StatusCode,
        media_type: HeaderValue,
        body: impl Into<Body>,
    ) -> HttpResponse {
        let mut response = HttpResponse::new(body.into());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, media_type);
        headers.insert(CONTENT_SECURITY_POLICY, self.site.policy.clone());
        // The URL of a status page is enough to read it, so the browser must not send it as a referrer.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl Site {
    fn in_frames_of(company: Company, brand: Option<BrandId>, origins: &[String]) -> Self {
        let style = style::sheet(company.accent);
        let hash = style::hash(&style);
        let images = style::Images {
            inline: has_images(&company),
            own: false,
        };
        let policy = style::content_security_policy(&hash, images, origins);
        let own_too = style::Images {
            own: true,
            ..images
        };
        let policy_with_own_images = style::content_security_policy(&hash, own_too, origins);
        let mailto = mailto(company.inbox.as_str());
        Self {
            company,
            brand,
            brands: Vec::new(),
            catalog: &texts::PAGES,
            style,
            policy,
            policy_with_own_images,
            mailto,
        }
    }

    fn with_texts(self, catalog: &'static Catalog) -> Self {
        let of_brand = |(hosts, site): (Vec<String>, Arc<Self>)| {
            (
                hosts,
                Arc::new(Arc::unwrap_or_clone(site).with_texts(catalog)),
            )
        };
        Self {
            catalog: catalog.under(self.brand.as_ref()),
            brands: self.brands.into_iter().map(of_brand).collect(),
            ..self
        }
    }
}

impl Pages {
    /// Returns the pages that this host shows: those of a brand, or else those of the company.
    pub(crate) fn site_at(&self, host: Option<&str>) -> &Arc<Site> {
        let shows = |host: &str| {
            let mut brands = self.site.brands.iter();
            brands.find(|(hosts, _)| hosts.iter().any(|own| own == host))
        };
        host.and_then(shows).map_or(&self.site, |(_, site)| site)
    }

    /// Returns the pages of this brand, or else those of the company.
    pub(crate) fn site_of(&self, brand: Option<&BrandId>) -> &Arc<Site> {
        let mut brands = self.site.brands.iter();
        let own = brand.and_then(|_| brands.find(|(_, site)| site.brand.as_ref() == brand));
        own.map_or(&self.site, |(_, site)| site)
    }
}

/// Whether pages have a logo or an icon of the company.
fn has_images(company: &Company) -> bool {
    company.face.logo.is_some() || company.face.favicon.is_some()
}

/// Percent-encodes the characters that have a meaning in a `mailto` link (RFC 6068).
fn mailto(address: &str) -> String {
    let mut link = String::from("mailto:");
    for c in address.chars() {
        match c {
            '%' => link.push_str("%25"),
            '?' => link.push_str("%3F"),
            '&' => link.push_str("%26"),
            '#' => link.push_str("%23"),
            '/' => link.push_str("%2F"),
            c => link.push(c),
        }
    }
    link
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use domain::company::{Color, Face, Image};
    use domain::person::EmailAddress;

    #[derive(Template)]
    #[template(
        source = "{% extends \"layout.html\" %}{% block title %}Hello{% endblock %}",
        ext = "html"
    )]
    struct Hello<'a> {
        pages: &'a Pages,
    }

    pub(crate) fn acme(base_url: &str) -> Pages {
        Pages::new(Company {
            name: "Acme & Sons".into(),
            postal_address: vec![
                "Privacy Office".into(),
                "1 Main Street".into(),
                "Sacramento, CA 95814".into(),
            ],
            privacy_policy: "https://acme.example/privacy".into(),
            accent: Color::DEFAULT,
            inbox: EmailAddress::parse("privacy@acme.example").unwrap(),
            base_url: base_url.into(),
            face: Face::default(),
            brands: Vec::new(),
        })
    }

    pub(crate) async fn text(response: HttpResponse) -> String {
        let bytes = http_body_util::BodyExt::collect(response.into_body())
            .await
            .unwrap()
            .to_bytes();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn a_link_leads_to_a_page_or_to_a_field() {
        let pages = acme("https://privacy.acme.example");
        assert_eq!(pages.url_of("status"), "/status");
        assert_eq!(pages.url_of("#email"), "#email");
        for elsewhere in [
            "https://evil.example",
            "//evil.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(pages.url_of(elsewhere), format!("#{elsewhere}"));
        }
    }

    #[test]
    fn every_page_has_the_same_headers() {
        let pages = acme("https://privacy.acme.example");
        let response = pages.html(StatusCode::OK, &Hello { pages: &pages });
        let mut shown: Vec<String> = response
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        shown.sort();
        let hash = style::hash(pages.style());
        insta::assert_snapshot!(shown.join("\n").replace(&hash, "…"));
    }

    #[test]
    fn only_unlisted_pages_are_hidden_from_search_engines() {
        let pages = acme("https://privacy.acme.example");
        let listed = pages.html(StatusCode::OK, &Hello { pages: &pages });
        assert!(!listed.headers().contains_key("x-robots-tag"));
        let unlisted = pages.unlisted(StatusCode::OK, &Hello { pages: &pages });
        assert_eq!(unlisted.headers()["x-robots-tag"], "noindex");
    }

    #[test]
    fn a_file_is_downloaded_and_its_name_is_safe_in_a_header() {
        let pages = acme("https://privacy.acme.example");
        let name = "an \"answer\"\r\n.pdf";
        let response = pages.file(name, FileKind::Unknown, vec![0, 255]);
        let headers = response.headers();
        assert_eq!(headers["content-type"], "application/octet-stream");
        assert_eq!(
            headers["content-disposition"],
            "attachment; filename=\"ananswer.pdf\""
        );
        assert_eq!(headers["cache-control"], "no-store");
    }

    #[test]
    fn a_logo_and_an_icon_are_part_of_the_page_and_load_nothing() {
        let plain = acme("https://privacy.acme.example");
        let company = Company {
            face: Face {
                logo: Some(Image::svg("<svg/>")),
                favicon: Some(Image::png(b"png")),
                phone: Some("+1 916 555-0100".into()),
                hours: vec![(Locale::English, "9 to 5 & more".into())],
            },
            ..plain.company().clone()
        };
        let pages = Pages::new(company);
        let html = Hello { pages: &pages }.render().unwrap();
        for shown in [
            "<link rel=\"icon\" href=\"data:image/png;base64,cG5n\">",
            "<img class=\"logo\" src=\"data:image/svg+xml;base64,PHN2Zy8+\" alt=\"Acme &#38; Sons\">",
            "<a href=\"tel:+19165550100\">+1 916 555-0100</a> (9 to 5 &#38; more)",
        ] {
            assert!(html.contains(shown), "{html}");
        }
        let policy = |pages: &Pages| {
            let response = pages.html(StatusCode::OK, &Hello { pages });
            let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str();
            policy.unwrap().to_owned()
        };
        assert!(policy(&pages).contains("; img-src data:; "));
        assert!(!policy(&plain).contains("img-src"));
    }

    #[test]
    fn the_opt_out_icon_is_next_to_its_title_on_every_page() {
        let pages = acme("https://privacy.acme.example");
        let html = Hello { pages: &pages }.render().unwrap();
        let link =
            "<a href=\"/\">Your Privacy Choices <svg class=\"choices\" viewBox=\"0 0 30 14\"";
        assert!(html.contains(link), "{html}");
    }

    #[tokio::test]
    async fn the_policy_allows_the_style_on_the_page_and_nothing_else() {
        use sha2::{Digest, Sha256};
        let pages = acme("https://privacy.acme.example");
        let response = pages.html(StatusCode::OK, &Hello { pages: &pages });
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        let html = text(response).await;
        let (_, rest) = html.split_once("<style>").unwrap();
        let (style, rest) = rest.split_once("</style>").unwrap();
        let hash = data_encoding::BASE64.encode(&Sha256::digest(style));
        assert_eq!(
            policy,
            format!(
                "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            )
        );
        assert!(!rest.contains("<style") && !rest.contains("style=") && !html.contains("<script"));
    }

    #[test]
    fn only_listed_sites_may_show_a_page_in_a_frame() {
        let company = acme("https://privacy.acme.example").company().clone();
        let sites = ["https://www.acme.example", "https://shop.acme.example"].map(str::to_owned);
        for (origins, frames) in [
            (
                &sites[..],
                "https://www.acme.example https://shop.acme.example",
            ),
            (&[], "'none'"),
        ] {
            let pages = Pages::in_frames_of(company.clone(), origins);
            let response = pages.html(StatusCode::OK, &Hello { pages: &pages });
            let policy = response.headers()["content-security-policy"].to_str();
            let policy = policy.unwrap();
            let end = format!("; frame-ancestors {frames}");
            assert!(policy.ends_with(&end), "{policy}");
        }
    }

    #[tokio::test]
    async fn the_layout_names_the_company() {
        let pages = acme("https://privacy.acme.example");
        let html = text(pages.html(StatusCode::OK, &Hello { pages: &pages })).await;
        insta::assert_snapshot!(html.replace(pages.style(), "…"));
    }

    #[test]
    fn a_mailto_link_contains_only_the_address() {
        assert_eq!(
            mailto("privacy+us@acme.example"),
            "mailto:privacy+us@acme.example"
        );
        assert_eq!(
            mailto("a?b&c#d/e%f@acme.example"),
            "mailto:a%3Fb%26c%23d%2Fe%25f@acme.example"
        );
    }
}
