//! Sets an email as a page of HTML.
//!
//! Styles are inline, since mail programs drop style sheets, and the layout is tables, since some know
//! nothing else. Text and page have no colors of their own, so that a dark mail program stays dark; what
//! stands on the company's color is white, which [`domain::company::Color`] makes sure can be read.

use crate::block::{Block, Draft};
use crate::foot::Foot;
use askama::Template;
use domain::company::{Color, Company};

#[derive(Template)]
#[template(path = "email.html")]
struct Page<'a> {
    subject: &'a str,
    headline: &'a str,
    blocks: &'a [Block],
    foot: Foot<'a>,
    accent: Color,
}

/// The email as HTML.
pub(crate) fn set(subject: &str, draft: &Draft, company: &Company) -> String {
    let page = Page {
        subject,
        headline: &draft.headline,
        blocks: &draft.blocks,
        foot: Foot::of(company, draft.reader),
        accent: company.accent,
    };
    page.render()
        .unwrap_or_else(|error| unreachable!("writing strings into a string can't fail: {error}"))
}
