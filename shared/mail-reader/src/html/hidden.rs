//! Finds the elements that a reader doesn't see: preheaders, planted text, tracking text.

use super::styles::{Color, Style};

/// The visibility of an element's text, as its ancestors define it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    /// Whether the element and everything in it is hidden.
    hidden: bool,
    /// Whether its text is too small to read. A nested element can be larger.
    tiny: bool,
    /// The color of its text; `None` is the default, dark.
    color: Option<Color>,
    /// The background color; `None` is the default, white.
    background: Option<Color>,
}

/// Text of this size or less, in pixels, can't be read.
const UNREADABLE: f32 = 2.0;
/// Elements that are moved this many pixels off the page are hidden.
const OFF_PAGE: f32 = -400.0;

impl Look {
    /// Returns the look of an element with these attributes within an element of this look.
    pub(super) fn of_element(self, attributes: &str, hidden_classes: &[String]) -> Self {
        if attributes.trim().is_empty() {
            return self;
        }
        let attributes = Attributes::of(attributes);
        let style = Style::of(attributes.value("style"));
        let color = style
            .color()
            .or_else(|| Color::of(attributes.value("color")));
        let background = style
            .background()
            .or_else(|| Color::of(attributes.value("bgcolor")));
        let mut look = Self {
            color: color.or(self.color),
            background: background.or(self.background),
            hidden: self.hidden,
            tiny: style
                .pixels("font-size")
                .map_or(self.tiny, |size| size <= UNREADABLE),
        };
        let classes = attributes.value("class");
        look.hidden |= attributes.has("hidden")
            || attributes.value("aria-hidden").eq_ignore_ascii_case("true")
            || is_hidden(&style)
            || classes
                .split_ascii_whitespace()
                .any(|class| hidden_classes.iter().any(|hidden| hidden == class));
        look
    }

    /// Returns whether its text is invisible.
    pub(super) fn is_hidden(&self) -> bool {
        self.hidden || self.tiny || self.is_of_one_color()
    }

    fn is_of_one_color(&self) -> bool {
        if self.color.is_none() && self.background.is_none() {
            return false;
        }
        let text = self.color.unwrap_or(Color::BLACK);
        let behind = self.background.unwrap_or(Color::WHITE);
        text.is_close_to(behind)
    }
}

/// Returns whether a style hides its element.
pub(super) fn is_hidden(style: &Style<'_>) -> bool {
    let is = |name: &str, value: &str| style.value(name).is_some_and(|v| v.starts_with(value));
    let at_most = |name: &str, most: f32| style.pixels(name).is_some_and(|px| px <= most);
    let clipped = is("overflow", "hidden");
    is("display", "none")
        || is("visibility", "hidden")
        || is("visibility", "collapse")
        || is("mso-hide", "all")
        || style
            .value("opacity")
            .is_some_and(|v| v.parse::<f32>().is_ok_and(|v| v <= 0.05))
        || (clipped && (at_most("max-height", 0.0) || at_most("height", 0.0)))
        || (clipped && (at_most("max-width", 0.0) || at_most("width", 0.0)))
        || at_most("text-indent", OFF_PAGE)
        || (is("position", "absolute") || is("position", "fixed"))
            && (at_most("left", OFF_PAGE) || at_most("top", OFF_PAGE) || at_most("right", OFF_PAGE))
        || at_most("margin-left", OFF_PAGE)
        || style
            .value("clip")
            .is_some_and(|v| v.starts_with("rect(0") || v.starts_with("rect(1px"))
        || style.value("color").is_some_and(|v| v == "transparent")
        || style
            .value("transform")
            .is_some_and(|v| v.starts_with("scale(0"))
}

/// The attributes of a tag.
struct Attributes<'t> {
    text: &'t str,
}

/// How much of a tag is read, in bytes.
const MOST_OF_A_TAG: usize = 2_000;

impl<'t> Attributes<'t> {
    fn of(text: &'t str) -> Self {
        let end = text.floor_char_boundary(MOST_OF_A_TAG);
        Self { text: &text[..end] }
    }

    /// Returns an attribute's value, or an empty text.
    fn value(&self, name: &str) -> &'t str {
        let mut found = self
            .all()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map_or("", |(_, value)| value)
    }

    fn has(&self, name: &str) -> bool {
        self.all()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    fn all(&self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let mut rest = self.text;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest
                .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/'))
                .unwrap_or(rest.len());
            let (name, after) =
                rest.split_at(end.max(rest.chars().next().map_or(0, char::len_utf8)));
            let after = after.trim_start();
            let Some(value) = after.strip_prefix('=') else {
                rest = after;
                return Some((name, ""));
            };
            let value = value.trim_start();
            let (value, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inside = &value[1..];
                    inside.split_once(quote).unwrap_or((inside, ""))
                }
                _ => {
                    let end = value.find(|c: char| c.is_ascii_whitespace());
                    value.split_at(end.unwrap_or(value.len()))
                }
            };
            rest = after;
            Some((name, value))
        })
    }
}
