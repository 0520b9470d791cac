//! The part of a page that is our own text.

/// The elements whose text is read as one block.
const BLOCKS: [&str; 9] = [
    "h1", "h2", "h3", "p", "li", "label", "legend", "summary", "button",
];

/// The elements that hold facts, choices or what other people wrote.
const LEFT_OUT: [&str; 4] = ["dl", "blockquote", "select", "address"];

/// Returns the headings, paragraphs, labels and points of a page's main part, as text.
#[must_use]
pub fn blocks(html: &str) -> Vec<String> {
    let main = html.split_once("<main").map_or(html, |(_, main)| main);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let (mut blocks, mut block, mut left_out) = (Vec::new(), String::new(), 0_u32);
    for part in main.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let name = tag.trim_start_matches('/').split(' ').next();
        let name = name.unwrap_or_default();
        let is_end = tag.starts_with('/');
        if LEFT_OUT.contains(&name) {
            left_out = match is_end {
                true => left_out.saturating_sub(1),
                false => left_out + 1,
            };
        } else if BLOCKS.contains(&name) {
            let done = std::mem::take(&mut block);
            let done = done.trim();
            if !done.is_empty() {
                blocks.push(unescaped(done));
            }
        }
        if left_out == 0 {
            block.push_str(text);
        }
    }
    blocks
}

fn unescaped(text: &str) -> String {
    text.replace("&#39;", "'")
        .replace("&#34;", "\"")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_without_its_facts_and_what_others_wrote() {
        let html = "<header><p>Acme</p></header><main class=\"width\"><h1>Your <strong>request</strong></h1>\n<dl><dt>Law</dt><dd><p>CCPA</p></dd></dl><ul><li>One <a href=\"/\">link</a>.</li>\n<li>It&#39;s two</li></ul><blockquote>Theirs</blockquote><p>End</p></main><p>Footer</p>";
        assert_eq!(
            blocks(html),
            ["Your request", "One link.", "It's two", "End"]
        );
    }
}
