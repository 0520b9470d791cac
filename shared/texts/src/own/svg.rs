//! The check of a company's SVG file: a drawing and nothing else.
//!
//! Pages show the file in an `img` element, in which browsers run no script and load nothing. A company may use the same file
//! elsewhere, so a file that could do either is refused.

/// The elements of a drawing.
const ELEMENTS: &[&str] = &[
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "title",
    "desc",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
    "pattern",
];

/// Returns the faults of an SVG file.
pub(super) fn problem_of(file: &str) -> Option<String> {
    let mut rest = file.trim_start_matches('\u{feff}').trim_start();
    let mut elements = 0;
    while let Some((before, tag)) = rest.split_once('<') {
        if has_unknown_reference(before) {
            return Some("It has a character reference such as &#106;.".to_owned());
        }
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = after(comment, "-->")?;
            continue;
        }
        if let Some(declaration) = tag.strip_prefix("?xml ") {
            rest = after(declaration, "?>")?;
            continue;
        }
        if tag.starts_with(['!', '?']) {
            return Some("It has a document type, an entity or a style sheet.".to_owned());
        }
        let Some((inside, others)) = split_at_end(tag) else {
            return Some("A tag has no end.".to_owned());
        };
        rest = others;
        if inside.starts_with('/') {
            continue;
        }
        if let Some(problem) = problem_of_tag(inside, elements == 0) {
            return Some(problem);
        }
        elements += 1;
    }
    (elements == 0).then(|| "It has no svg element.".to_owned())
}

/// Returns the text after this end. An unfinished comment ends the file.
fn after<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    Some(text.split_once(end).map_or("", |(_, rest)| rest))
}

/// Splits a tag from the text behind it. A `>` in an attribute doesn't end it.
fn split_at_end(tag: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return Some((&tag[..at], &tag[at + 1..])),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

fn problem_of_tag(inside: &str, is_first: bool) -> Option<String> {
    let inside = inside.trim_end_matches('/');
    let (name, mut rest) = inside
        .split_once(char::is_whitespace)
        .unwrap_or((inside, ""));
    if is_first && name != "svg" {
        return Some("It doesn't begin with an svg element.".to_owned());
    }
    if !ELEMENTS.contains(&name) {
        return Some(format!("It has the element {name}."));
    }
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let Some((attribute, value, others)) = attribute(rest) else {
            return Some(format!("An attribute of {name} can't be read."));
        };
        rest = others;
        if let Some(problem) = problem_of_attribute(attribute, value) {
            return Some(problem);
        }
    }
}

/// Splits `name="value"` from the text behind it.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (name, value) = text.split_once('=')?;
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, rest) = value[1..].split_once(quote)?;
    Some((name.trim_end(), value, rest))
}

fn problem_of_attribute(name: &str, value: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_' | '.');
    if name.is_empty() || !name.chars().all(plain) {
        return Some("The name of an attribute can't be read.".to_owned());
    }
    if has_unknown_reference(value) {
        return Some("It has a character reference such as &#106;.".to_owned());
    }
    let name = name.to_ascii_lowercase();
    if name.starts_with("on") {
        return Some(format!("It has a script: the attribute {name}."));
    }
    // The name of a namespace is an address that nothing opens.
    if name == "xmlns" || name.starts_with("xmlns:") {
        return None;
    }
    let value: String = value.to_ascii_lowercase().split_whitespace().collect();
    let is_link = name == "href" || name.ends_with(":href") || name == "src";
    let leads_out = is_link && !value.starts_with('#')
        || value
            .split("url(")
            .skip(1)
            .any(|of| !of.trim_start_matches(['"', '\'']).starts_with('#'))
        || ["://", "@import", "javascript:", "data:", "\\"]
            .iter()
            .any(|bad| value.contains(bad));
    leads_out.then(|| format!("It refers to something outside of the file: the attribute {name}."))
}

/// Whether a text has a reference that could hide another text.
fn has_unknown_reference(text: &str) -> bool {
    const KNOWN: [&str; 5] = ["amp;", "lt;", "gt;", "quot;", "apos;"];
    let mut references = text.split('&').skip(1);
    references.any(|reference| !KNOWN.iter().any(|known| reference.starts_with(known)))
}

#[cfg(test)]
mod tests {
    use super::problem_of;

    const DRAWING: &str = "<?xml version=\"1.0\"?>\n<!-- ours -->\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
        xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 10 10\"><title>A &amp; B</title><defs>\
        <linearGradient id=\"a\"><stop offset='0' stop-color=\"#123\"/></linearGradient></defs>\
        <path d=\"M0 0h10v10z\" fill=\"url(#a)\" style=\"opacity:.5\"/><use xlink:href=\"#b\"/></svg>\n";

    #[test]
    fn a_drawing_is_accepted() {
        assert_eq!(problem_of(DRAWING), None);
    }

    #[test]
    fn a_script_or_a_reference_to_another_file_is_refused() {
        let within =
            |content: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{content}</svg>");
        for content in [
            "<script>alert(1)</script>",
            "<SCRIPT>alert(1)</SCRIPT>",
            "<path d=\"M0 0\" onload=\"alert(1)\"/>",
            "<path d=\"M0 0\" ONCLICK = 'alert(1)'/>",
            "<image href=\"https://evil.example/x.png\"/>",
            "<use href=\"other.svg#a\"/>",
            "<use xlink:href=' https://evil.example/#a'/>",
            "<path fill=\"url(https://evil.example/#a)\"/>",
            "<path fill='URL( \"//evil.example\")'/>",
            "<path style=\"fill:u\\72l(//evil.example)\"/>",
            "<style>@import 'https://evil.example'</style>",
            "<foreignObject><p>x</p></foreignObject>",
            "<a href=\"#\"><path d=\"M0 0\"/></a>",
            "<animate attributeName=\"href\"/>",
            "<text>&#106;avascript</text>",
            "<path fill=\"&x;\"/>",
            "<path fill=red/>",
            "<path fill=\"red\"",
            "<?xml-stylesheet href=\"https://evil.example\"?>",
            "<!DOCTYPE svg>",
        ] {
            assert!(problem_of(&within(content)).is_some(), "{content}");
        }
        let on_root = "<svg onload=\"alert(1)\"/>";
        for file in [
            "",
            "alert(1)",
            "<html><svg/></html>",
            on_root,
            "<!ENTITY x 'y'><svg/>",
        ] {
            assert!(problem_of(file).is_some(), "{file}");
        }
    }
}
