//! A company's additions to its pages and emails: a logo, an icon, a phone number and its hours.

use super::finding::Finding;
use super::folder::{MAX_IMAGE, bytes_of};
use super::svg;
use crate::OFFERED;
use domain::company::{Face, Image};
use domain::locale::Locale;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The file with the phone number and its hours.
pub(super) const CONTACT: &str = "contact.json";
/// The names of the images, without their ending.
pub(super) const IMAGES: [&str; 2] = ["logo", "favicon"];

/// The longest line about hours, in characters.
const LONGEST_HOURS: usize = 100;

/// The contents of `contact.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contact {
    phone: Option<String>,
    #[serde(default)]
    hours: BTreeMap<String, String>,
}

/// Reads the folder's additions. A file with a finding is left out.
#[must_use]
pub fn face(folder: &Path) -> (Face, Vec<Finding>) {
    let mut findings = Vec::new();
    let [logo, favicon] = IMAGES.map(|name| match image(folder, name) {
        Ok(image) => image,
        Err(finding) => {
            findings.push(finding);
            None
        }
    });
    let mut face = Face {
        logo,
        favicon,
        ..Face::default()
    };
    match contact(folder) {
        Ok(Some(contact)) => {
            face.phone = contact.phone;
            face.hours = hours(contact.hours);
        }
        Ok(None) => {}
        Err(finding) => findings.push(finding),
    }
    (face, findings)
}

fn image(folder: &Path, name: &str) -> Result<Option<Image>, Finding> {
    let [svg_file, png_file] = ["svg", "png"].map(|ending| format!("{name}.{ending}"));
    let (svg, png) = (
        bytes_of(folder, &svg_file, MAX_IMAGE)?,
        bytes_of(folder, &png_file, MAX_IMAGE)?,
    );
    match (svg, png) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(Finding::of_file(
            png_file,
            "There is the same image as an SVG file.",
            "Keep one of the two files.".to_owned(),
        )),
        (Some(file), None) => {
            let text = String::from_utf8(file).map_err(|_| "It isn't UTF-8.".to_owned());
            let drawing = text.and_then(|text| match svg::problem_of(&text) {
                None => Ok(Image::svg(&text)),
                Some(problem) => Err(problem),
            });
            drawing.map(Some).map_err(|problem| {
                let instead = "Export it as a plain SVG file that has only shapes, and text as paths. \
                               Or use a PNG file.";
                Finding::of_file(svg_file, &problem, instead.to_owned())
            })
        }
        (None, Some(file)) => match is_png(&file) {
            true => Ok(Some(Image::png(&file))),
            false => Err(Finding::of_file(
                png_file,
                "It is not a PNG file.",
                "Save the image as a PNG file.".to_owned(),
            )),
        },
    }
}

/// Whether a file begins as a PNG file does: its signature, then the header chunk (RFC 2083 § 3.1).
fn is_png(file: &[u8]) -> bool {
    file.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") && file.ends_with(b"IEND\xaeB`\x82")
}

fn contact(folder: &Path) -> Result<Option<Contact>, Finding> {
    let bad = |problem: &str, instead: &str| {
        Finding::of_file(CONTACT.to_owned(), problem, instead.to_owned())
    };
    let Some(file) = bytes_of(folder, CONTACT, MAX_IMAGE)? else {
        return Ok(None);
    };
    let contact: Contact = serde_json::from_slice(&file).map_err(|error| {
        let example = r#"Write {"phone": "+1 916 555 0100", "hours": {"en": "Monday to Friday, 9 a.m. to 5 p.m."}}."#;
        bad(&format!("The file can't be read: {error}."), example)
    })?;
    let phone = contact.phone.as_deref();
    let digits = phone
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_digit);
    let is_phone = |text: &str| {
        let fits = |c: char| c.is_ascii_digit() || "+() .-".contains(c);
        (7..=20).contains(&digits.clone().count()) && text.len() <= 30 && text.chars().all(fits)
    };
    if !phone.is_none_or(is_phone) {
        return Err(bad(
            "This is not a phone number.",
            "Write digits, spaces, dots, dashes and parentheses, such as +1 (916) 555-0100.",
        ));
    }
    if phone.is_none() && !contact.hours.is_empty() {
        return Err(bad(
            "There are hours and no phone number.",
            "Add \"phone\".",
        ));
    }
    for (language, hours) in &contact.hours {
        if !OFFERED.iter().any(|offered| offered.code() == language) {
            let offered = OFFERED.map(Locale::code).join(", ");
            let instead = format!("These languages have texts: {offered}.");
            return Err(bad(
                "The hours are in a language that has no texts.",
                &instead,
            ));
        }
        let is_shown = |c: char| !c.is_control() && !"<>{}[]*_".contains(c);
        let is_plain = hours.chars().all(is_shown) && !hours.contains("://");
        if hours.trim().is_empty() || hours.chars().count() > LONGEST_HOURS || !is_plain {
            let instead = "Write one line of at most 100 characters, without markup and addresses.";
            return Err(bad("The hours can't be shown.", instead));
        }
    }
    Ok(Some(contact))
}

fn hours(of: BTreeMap<String, String>) -> Vec<(Locale, String)> {
    let known = of.into_iter().filter_map(|(language, hours)| {
        let locale = OFFERED
            .into_iter()
            .find(|offered| offered.code() == language)?;
        Some((locale, hours))
    });
    known.collect()
}
