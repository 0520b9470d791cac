//! The company: what pages and emails say about it.

mod brand;

pub use brand::{Brand, BrandId, NotABrandId, at_host};

use crate::locale::Locale;
use crate::person::EmailAddress;
use data_encoding::BASE64;

/// How the company presents itself; the same on every page and email.
#[derive(Debug, Clone)]
pub struct Company {
    /// The name that consumers know.
    pub name: String,
    /// The postal address, one line per line of the address.
    pub postal_address: Vec<String>,
    /// Where the privacy policy is.
    pub privacy_policy: String,
    /// The accent color of pages and emails.
    pub accent: Color,
    /// The privacy inbox. Emails are sent from it, and emails to it are requests.
    pub inbox: EmailAddress,
    /// Where the pages live, without a trailing slash.
    pub base_url: String,
    /// The company's additions.
    pub face: Face,
    /// The brands under which the company also appears. Empty for a brand itself.
    pub brands: Vec<Brand>,
}

/// Optional additions of a company to its pages and emails. Empty by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Face {
    /// The logo, instead of the name at the top of each page.
    pub logo: Option<Image>,
    /// The icon of the pages in a browser's tab.
    pub favicon: Option<Image>,
    /// The phone number of the privacy team.
    pub phone: Option<String>,
    /// When the team answers the phone, in each language.
    pub hours: Vec<(Locale, String)>,
}

impl Face {
    /// Returns when the team answers the phone, in this language or else in English.
    #[must_use]
    pub fn hours_in(&self, locale: Locale) -> Option<&str> {
        let of = |wanted| self.hours.iter().find(|(own, _)| *own == wanted);
        let (_, hours) = of(locale).or_else(|| of(Locale::English))?;
        Some(hours)
    }

    /// Returns the phone number with the hours, as one line.
    #[must_use]
    pub fn phone_line(&self, locale: Locale) -> Option<String> {
        let phone = self.phone.as_ref()?;
        Some(match self.hours_in(locale) {
            Some(hours) => format!("{phone} ({hours})"),
            None => phone.clone(),
        })
    }

    /// Returns the `tel` link of the phone number (RFC 3966).
    #[must_use]
    pub fn tel(&self) -> Option<String> {
        let phone = self.phone.as_ref()?;
        let kept = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+');
        Some(format!("tel:{}", kept.collect::<String>()))
    }
}

/// An image that is part of each page, as a `data` URL. In an `img` element it can run no script and load nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Image(String);

impl Image {
    /// Makes an image of an SVG file.
    #[must_use]
    pub fn svg(file: &str) -> Self {
        Self(format!(
            "data:image/svg+xml;base64,{}",
            BASE64.encode(file.as_bytes())
        ))
    }

    /// Makes an image of a PNG file.
    #[must_use]
    pub fn png(file: &[u8]) -> Self {
        Self(format!("data:image/png;base64,{}", BASE64.encode(file)))
    }

    /// Returns the URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹image›")
    }
}

/// A color as CSS writes it in hexadecimal, dark enough to carry white text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// Why a color can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnusableColor {
    /// It isn't `#` and six hexadecimal digits.
    #[error("write the color as # and six hexadecimal digits, like #1d4f91")]
    Unreadable,
    /// White text on it would be hard to read.
    #[error(
        "white text on this color has a contrast below 4.5 to 1 (WCAG 2.2, 1.4.3): choose a darker one"
    )]
    TooLight,
}

impl Color {
    /// The color of a company that chose none.
    pub const DEFAULT: Self = Self {
        red: 0x1d,
        green: 0x4f,
        blue: 0x91,
    };

    /// Parses `#rrggbb`. Rejects a color on which white text fails WCAG 2.2 success criterion 1.4.3.
    pub fn parse(text: &str) -> Result<Self, UnusableColor> {
        let digits = text
            .strip_prefix('#')
            .filter(|d| d.len() == 6 && d.is_ascii())
            .ok_or(UnusableColor::Unreadable)?;
        let channel = |at: usize| {
            u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| UnusableColor::Unreadable)
        };
        let color = Self {
            red: channel(0)?,
            green: channel(2)?,
            blue: channel(4)?,
        };
        if 1.05 / (color.luminance() + 0.05) < 4.5 {
            return Err(UnusableColor::TooLight);
        }
        Ok(color)
    }

    /// Returns the relative luminance as WCAG 2.2 defines it, 0 for black to 1 for white.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl std::fmt::Display for Color {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_has_its_hours_in_the_readers_language() {
        let face = Face {
            phone: Some("+1 (916) 555-0100".into()),
            hours: vec![
                (Locale::English, "9 a.m. to 5 p.m.".into()),
                (Locale::Spanish, "de 9 a 17 h".into()),
            ],
            ..Face::default()
        };
        let line = |locale| face.phone_line(locale).unwrap();
        assert_eq!(line(Locale::Spanish), "+1 (916) 555-0100 (de 9 a 17 h)");
        assert_eq!(line(Locale::German), line(Locale::English));
        assert_eq!(face.tel().as_deref(), Some("tel:+19165550100"));
        assert_eq!(Face::default().phone_line(Locale::English), None);
    }

    #[test]
    fn a_color_must_carry_white_text() {
        assert_eq!(Color::parse("#1d4f91"), Ok(Color::DEFAULT));
        assert_eq!(Color::parse("#ffcc00"), Err(UnusableColor::TooLight));
        for unreadable in ["", "1d4f91", "#1d4f9", "#1d4f9g", "#äöü", "red;}body{"] {
            assert_eq!(
                Color::parse(unreadable),
                Err(UnusableColor::Unreadable),
                "{unreadable}"
            );
        }
        assert_eq!(Color::DEFAULT.to_string(), "#1d4f91");
    }
}
