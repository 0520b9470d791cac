//! Lays out an email as an HTML page.
//!
//! Styles are inline, because email programs drop style sheets. The layout uses tables, because some email programs
//! support nothing else. Text and page set no colors of their own, so that dark mode works. Text on the company's
//! color is white: [`domain::company::Color`] ensures enough contrast.

use crate::block::{Block, Draft};
use crate::footer::Footer;
use askama::Template;
use domain::company::{Color, Company};
use texts::Texts;

#[derive(Template)]
#[template(path = "email.html")]
struct Page<'a> {
    subject: &'a str,
    headline: &'a str,
    blocks: &'a [Block],
    footer: Footer<'a>,
    accent: Color,
    language: &'static str,
}

/// Returns the email as HTML.
pub(crate) fn lay_out(subject: &str, draft: &Draft, company: &Company, texts: Texts) -> String {
    let page = Page {
        subject,
        headline: &draft.headline,
        blocks: &draft.blocks,
        footer: Footer::of(company, draft.reader, texts),
        accent: company.accent,
        language: texts.locale().code(),
    };
    page.render()
        .unwrap_or_else(|error| unreachable!("writing strings into a string can't fail: {error}"))
}
