//! Sets a letter as plain text.

use crate::block::{Block, Draft};
use crate::foot::Foot;
use domain::company::Company;

/// The most columns of a line; a longer word, such as an address on the web, has a line of its own.
const COLUMNS: usize = 74;

/// The letter as text.
pub(crate) fn set(draft: &Draft, company: &Company) -> String {
    let mut page = Page::default();
    page.wrapped("", &draft.headline);
    for block in &draft.blocks {
        page.block(block);
    }
    page.foot(&Foot::of(company));
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn block(&mut self, block: &Block) {
        if !self.0.ends_with(HEADING_END) {
            self.gap();
        } else {
            self.0.truncate(self.0.len() - HEADING_END.len());
            self.gap_if_needed();
        }
        match block {
            Block::Paragraph(sentences) => self.wrapped("", sentences),
            _ => {}
        }
    }
}
