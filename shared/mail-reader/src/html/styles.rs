//! The parts of CSS that decide whether text is visible.

/// A color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Color(u8, u8, u8);

/// Colors that differ by at most this in every channel look alike.
const INDISTINCT: u8 = 8;

impl Color {
    pub(super) const BLACK: Self = Self(0, 0, 0);
    pub(super) const WHITE: Self = Self(255, 255, 255);

    /// Parses a color: hexadecimal, `rgb(…)`, or a name that hidden text often uses.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches("!important").trim();
        let lower = text.to_ascii_lowercase();
        if let Some(digits) = lower.strip_prefix('#') {
            return Self::of_digits(digits);
        }
        if let Some(inside) = lower
            .strip_prefix("rgba(")
            .or_else(|| lower.strip_prefix("rgb("))
        {
            let inside = inside.split(')').next().unwrap_or_default();
            let mut parts = inside
                .split([',', ' ', '/'])
                .filter(|part| !part.is_empty())
                .map(|part| part.trim().parse::<u8>().ok());
            return Some(Self(parts.next()??, parts.next()??, parts.next()??));
        }
        match lower.as_str() {
            "white" => Some(Self::WHITE),
            "black" => Some(Self::BLACK),
            "snow" | "ivory" | "ghostwhite" => Some(Self(250, 250, 250)),
            "whitesmoke" => Some(Self(245, 245, 245)),
            "gray" | "grey" => Some(Self(128, 128, 128)),
            "red" => Some(Self(255, 0, 0)),
            "green" => Some(Self(0, 128, 0)),
            "blue" => Some(Self(0, 0, 255)),
            "navy" => Some(Self(0, 0, 128)),
            _ => None,
        }
    }

    fn of_digits(digits: &str) -> Option<Self> {
        let digit = |at: usize| {
            let c = digits.as_bytes().get(at).copied()?;
            u8::try_from(char::from(c).to_digit(16)?).ok()
        };
        match digits.len() {
            3 | 4 => Some(Self(digit(0)? * 17, digit(1)? * 17, digit(2)? * 17)),
            6 | 8 => {
                let byte = |at: usize| Some(digit(at)? * 16 + digit(at + 1)?);
                Some(Self(byte(0)?, byte(2)?, byte(4)?))
            }
            _ => None,
        }
    }

    /// Returns whether text of this color is unreadable on the other.
    pub(super) fn is_close_to(self, other: Self) -> bool {
        let close = |a: u8, b: u8| a.abs_diff(b) <= INDISTINCT;
        close(self.0, other.0) && close(self.1, other.1) && close(self.2, other.2)
    }
}

/// The declarations of a `style` attribute or of a rule.
pub(super) struct Style<'t>(&'t str);

impl<'t> Style<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self(text)
    }

    /// Returns a property's value in lower case, without `!important`.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let declarations = self.0.split(';').filter_map(|part| part.split_once(':'));
        let mut named = declarations.filter(|(known, _)| known.trim().eq_ignore_ascii_case(name));
        let (_, value) = named.next()?;
        let value = value.trim().to_ascii_lowercase();
        Some(value.trim_end_matches("!important").trim().to_owned())
    }

    /// Returns a length in pixels. Points count as pixels, and relative units as sixteen pixels.
    pub(super) fn pixels(&self, name: &str) -> Option<f32> {
        let value = self.value(name)?;
        let end = value
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')))
            .unwrap_or(value.len());
        let number: f32 = value[..end].parse().ok()?;
        match value[end..].trim() {
            "em" | "rem" | "vw" | "vh" => Some(number * 16.0),
            "%" => Some(number / 100.0 * 16.0),
            _ => Some(number),
        }
    }

    /// Returns the text color.
    pub(super) fn color(&self) -> Option<Color> {
        Color::of(&self.value("color")?)
    }

    /// Returns the background color.
    pub(super) fn background(&self) -> Option<Color> {
        let value = self
            .value("background-color")
            .or_else(|| self.value("background"))?;
        // `background: #fff url(…)`
        let first = if value.starts_with("rgb") {
            value.as_str()
        } else {
            value.split_ascii_whitespace().next().unwrap_or_default()
        };
        Color::of(first)
    }
}

/// Returns the classes that a style sheet hides. Rules for a medium are skipped.
pub(super) fn hidden_classes(sheet: &str, most: usize) -> Vec<String> {
    let mut hidden = Vec::new();
    let mut rest = sheet;
    while let Some(open) = rest.find('{') {
        let selector = &rest[..open];
        let inside = &rest[open + 1..];
        if selector.contains('@') {
            rest = after_block(inside);
            continue;
        }
        let end = inside.find('}').unwrap_or(inside.len());
        let style = Style::of(&inside[..end]);
        if super::hidden::is_hidden(&style) {
            let selectors = selector.split(',').map(str::trim);
            let classes = selectors.filter_map(|one| one.strip_prefix('.'));
            let plain = classes.filter(|class| {
                class
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            });
            hidden.extend(plain.map(str::to_owned));
            hidden.truncate(most);
        }
        rest = inside.get(end + 1..).unwrap_or_default();
    }
    hidden
}

/// Returns the text after a block, which can contain nested blocks.
fn after_block(inside: &str) -> &str {
    let mut depth = 1_usize;
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &inside[at + 1..];
        }
    }
    ""
}
