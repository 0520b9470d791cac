//! The language of our pages and emails to a person.

use serde::{Deserialize, Serialize};

/// A language of pages and emails. Stored items from before the first translation have none and read as English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Locale {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// German.
    #[serde(rename = "de")]
    German,
    /// French.
    #[serde(rename = "fr")]
    French,
    /// Italian.
    #[serde(rename = "it")]
    Italian,
    /// Dutch.
    #[serde(rename = "nl")]
    Dutch,
    /// Portuguese.
    #[serde(rename = "pt")]
    Portuguese,
}

impl Locale {
    /// Every language that the mail reader understands.
    pub const ALL: [Self; 7] = [
        Self::English,
        Self::Spanish,
        Self::German,
        Self::French,
        Self::Italian,
        Self::Dutch,
        Self::Portuguese,
    ];

    /// Returns the ISO 639-1 code, for JSON, `lang` attributes and `Content-Language`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::German => "de",
            Self::French => "fr",
            Self::Italian => "it",
            Self::Dutch => "nl",
            Self::Portuguese => "pt",
        }
    }

    /// Returns the language's name in the language itself, for a link to it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Italian => "Italiano",
            Self::Dutch => "Nederlands",
            Self::Portuguese => "Português",
        }
    }

    /// Returns the language of a tag such as `es`, `es-MX` or `ES_419`.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|locale| locale.code().eq_ignore_ascii_case(primary))
    }

    /// Chooses the offered language that an `Accept-Language` header prefers (RFC 9110 § 12.5.4).
    ///
    /// Of equal weights the first one wins. `*` means English, because English has every text. A header that names no offered
    /// language, or that can't be parsed, gives English as well: a header must never cost a person their request.
    #[must_use]
    pub fn negotiate(accept_language: &str, offered: &[Self]) -> Self {
        let mut best: Option<(Self, f32)> = None;
        for range in accept_language.split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let locale = match tag.trim() {
                "*" => Some(Self::default()),
                tag => Self::of_tag(tag),
            };
            let Some(locale) = locale.filter(|locale| offered.contains(locale)) else {
                continue;
            };
            let weight = weight(parameters);
            if weight > best.map_or(0.0, |(_, weight)| weight) {
                best = Some((locale, weight));
            }
        }
        best.map_or_else(Self::default, |(locale, _)| locale)
    }
}

/// Returns the weight of a language range. A weight that can't be parsed counts as 0, so that the range is ignored.
fn weight(parameters: &str) -> f32 {
    let first = parameters.split(';').next().unwrap_or_default();
    let Some((name, value)) = first.split_once('=') else {
        return 1.0;
    };
    if !name.trim().eq_ignore_ascii_case("q") {
        return 1.0;
    }
    let value = value.trim().parse::<f32>().unwrap_or_default();
    if value.is_finite() {
        value.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: [Locale; 2] = [Locale::English, Locale::Spanish];

    #[test]
    fn the_preferred_language_that_is_offered_wins() {
        for (header, expected) in [
            ("es", Locale::Spanish),
            ("es-MX", Locale::Spanish),
            ("ES-419,en;q=0.9", Locale::Spanish),
            ("en-US,en;q=0.9,es;q=0.8", Locale::English),
            ("en;q=0.4, es ; q=0.5", Locale::Spanish),
            ("fr-CA, es;q=0.2", Locale::Spanish),
            ("es;q=0, en;q=0.1", Locale::English),
            ("*", Locale::English),
            ("zh, *;q=0.5, es;q=0.1", Locale::English),
            ("en;q=0.5, es;q=0.7;x=1", Locale::Spanish),
        ] {
            assert_eq!(Locale::negotiate(header, &OFFERED), expected, "{header}");
        }
    }

    #[test]
    fn a_header_that_makes_no_sense_gives_english() {
        for header in [
            "",
            ",",
            ";;;",
            "=",
            "q=1",
            "es;q=x",
            "es;q=NaN",
            "es;q=inf",
            "es;q=-1",
            "\0",
            "español",
            "e",
            "-",
            "日本語",
        ] {
            assert_eq!(
                Locale::negotiate(header, &OFFERED),
                Locale::English,
                "{header}"
            );
        }
        let long = "es;q=0.1,".repeat(10_000);
        assert_eq!(Locale::negotiate(&long, &OFFERED), Locale::Spanish);
    }

    #[test]
    fn a_language_that_is_not_offered_is_not_chosen() {
        assert_eq!(Locale::negotiate("de", &OFFERED), Locale::English);
        assert_eq!(Locale::negotiate("de", &Locale::ALL), Locale::German);
    }

    #[test]
    fn a_code_is_its_own_tag_and_its_own_json() {
        for locale in Locale::ALL {
            assert_eq!(Locale::of_tag(locale.code()), Some(locale));
            let json = serde_json::to_string(&locale).unwrap();
            assert_eq!(json, format!("\"{}\"", locale.code()));
        }
    }
}
