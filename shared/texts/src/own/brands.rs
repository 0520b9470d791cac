//! A company's brands: the folder `brands`, with one folder per brand.
//!
//! A brand's folder has `brand.json` and, like the folder above it, texts, a logo, an icon and a phone number. What a brand
//! leaves out is the company's.

use super::face::face;
use super::finding::Finding;
use super::folder::{bytes_of, names};
use domain::company::{Brand, BrandId, Color, Company, Face, at_host};
use domain::person::EmailAddress;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The folder of the brands.
pub(super) const FOLDER: &str = "brands";
/// The file that describes a brand.
pub(super) const DESCRIPTION: &str = "brand.json";

/// The largest description.
const MAX_DESCRIPTION: u64 = 16 * 1024;
/// The most brands of one company. A function reads all of them when it starts.
const MOST_BRANDS: usize = 50;

/// The contents of `brand.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    name: String,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    inboxes: Vec<String>,
    postal_address: Option<Vec<String>>,
    privacy_policy: Option<String>,
    accent_color: Option<String>,
}

/// A brand as its folder describes it.
#[derive(Debug, Clone)]
pub struct BrandFolder {
    /// The ID: the name of the folder.
    pub id: BrandId,
    /// The host names of its pages, in lowercase.
    pub hosts: Vec<String>,
    /// Its inbox addresses.
    pub inboxes: Vec<EmailAddress>,
    pub(super) path: PathBuf,
    name: String,
    postal_address: Option<Vec<String>>,
    privacy_policy: Option<String>,
    accent: Option<Color>,
    face: Face,
}

impl BrandFolder {
    /// Returns the brand, with what it leaves out from the company.
    #[must_use]
    pub fn of(self, company: &Company) -> Brand {
        let own = self.face;
        let all = company.face.clone();
        // A phone number and its hours belong together.
        let (phone, hours) = match own.phone {
            Some(phone) => (Some(phone), own.hours),
            None => (all.phone, all.hours),
        };
        let appearance = Company {
            name: self.name,
            postal_address: self
                .postal_address
                .unwrap_or_else(|| company.postal_address.clone()),
            privacy_policy: self
                .privacy_policy
                .unwrap_or_else(|| company.privacy_policy.clone()),
            accent: self.accent.unwrap_or(company.accent),
            inbox: self.inboxes.first().unwrap_or(&company.inbox).clone(),
            base_url: match self.hosts.first() {
                Some(host) => at_host(&company.base_url, host),
                None => company.base_url.clone(),
            },
            face: Face {
                // The company's logo would name the company.
                logo: own.logo,
                favicon: own.favicon.or(all.favicon),
                phone,
                hours,
            },
            brands: Vec::new(),
        };
        Brand {
            id: self.id,
            hosts: self.hosts,
            inboxes: self.inboxes,
            company: appearance,
        }
    }
}

/// Reads the brands. One whose folder has a finding about its description is left out; its requests are the company's.
#[must_use]
pub fn brands(folder: &Path) -> (Vec<BrandFolder>, Vec<Finding>) {
    let all = names(&folder.join(FOLDER));
    let mut findings = Vec::new();
    if all.len() > MOST_BRANDS {
        let problem = format!("There are {} brands.", all.len());
        let instead = format!("Keep at most {MOST_BRANDS}.");
        findings.push(Finding::of_file(FOLDER.to_owned(), &problem, instead));
    }
    let mut brands: Vec<BrandFolder> = Vec::new();
    for name in all.into_iter().take(MOST_BRANDS) {
        let within = format!("{FOLDER}/{name}");
        match read(folder, &name) {
            Ok((brand, of_face)) => {
                findings.extend(of_face.into_iter().map(|finding| finding.within(&within)));
                brands.push(brand);
            }
            Err(finding) => findings.push(finding.within(&within)),
        }
    }
    findings.extend(shared_by_two(&mut brands));
    (brands, findings)
}

/// Takes a host or an address that two brands name from the later one.
fn shared_by_two(brands: &mut [BrandFolder]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut owners: BTreeMap<String, BrandId> = BTreeMap::new();
    for brand in brands {
        let id = brand.id.clone();
        let mut is_own = |name: String| match owners.get(&name) {
            Some(owner) if *owner != id => {
                let problem = format!("{name} also belongs to the brand {}.", owner.as_str());
                let file = format!("{FOLDER}/{}/{DESCRIPTION}", id.as_str());
                let instead = "Name each host and each address for one brand only.";
                findings.push(Finding::of_file(file, &problem, instead.to_owned()));
                false
            }
            _ => {
                owners.insert(name, id.clone());
                true
            }
        };
        brand.hosts.retain(|host| is_own(host.clone()));
        brand.inboxes.retain(|inbox| is_own(inbox.normalized()));
    }
    findings
}

fn read(folder: &Path, name: &str) -> Result<(BrandFolder, Vec<Finding>), Finding> {
    let bad = |problem: &str, instead: &str| {
        Finding::of_file(DESCRIPTION.to_owned(), problem, instead.to_owned())
    };
    let id = BrandId::parse(name).map_err(|error| {
        Finding::of_file(
            String::new(),
            &format!("The name of the folder can't be the ID of a brand: {error}."),
            "Rename the folder, such as acme-kids.".to_owned(),
        )
    })?;
    let path = folder.join(FOLDER).join(name);
    let example = r#"Write {"name": "Acme Kids", "hosts": ["privacy.acmekids.example"], "inboxes": ["privacy@acmekids.example"]}."#;
    let Some(file) = bytes_of(&path, DESCRIPTION, MAX_DESCRIPTION)? else {
        return Err(bad("The brand has no description.", example));
    };
    let description: Description = serde_json::from_slice(&file)
        .map_err(|error| bad(&format!("The file can't be read: {error}."), example))?;
    if !is_line(&description.name, 60) {
        return Err(bad(
            "The name can't be shown.",
            "Write one line of at most 60 characters, without markup.",
        ));
    }
    if description.hosts.is_empty() && description.inboxes.is_empty() {
        let problem = "Nothing leads to the brand: it has no host and no inbox.";
        return Err(bad(problem, example));
    }
    if let Some(host) = description.hosts.iter().find(|host| !is_host(host)) {
        return Err(bad(
            &format!("{host} is not a host name."),
            "Write it without https:// and without a port, such as privacy.acmekids.example.",
        ));
    }
    let inboxes: Result<Vec<_>, _> = description
        .inboxes
        .iter()
        .map(|inbox| {
            let address = EmailAddress::parse(inbox).ok();
            let usable = address.filter(EmailAddress::is_deliverable_by_ses);
            usable.ok_or_else(|| bad("An inbox is not an email address.", example))
        })
        .collect();
    let mut lines = description.postal_address.iter().flatten();
    if !lines.all(|line| is_line(line, 100)) {
        let instead = "Write a list of lines, each of at most 100 characters.";
        return Err(bad("The postal address can't be shown.", instead));
    }
    let policy = description.privacy_policy.as_deref();
    let is_url = |url: &str| {
        url.starts_with("https://") && !url.chars().any(|c| c.is_whitespace() || "\"<>".contains(c))
    };
    if !policy.is_none_or(is_url) {
        let instead = "Write a URL that starts with https://.";
        return Err(bad("This is not the address of a privacy policy.", instead));
    }
    let accent = description.accent_color.as_deref().map(Color::parse);
    let accent = accent
        .transpose()
        .map_err(|error| bad(&format!("The color can't be used: {error}."), "Change it."))?;
    let (face, findings) = face(&path);
    let brand = BrandFolder {
        id,
        hosts: unique(description.hosts.iter().map(|host| host.to_lowercase())),
        inboxes: inboxes?,
        path,
        name: description.name,
        postal_address: description.postal_address,
        privacy_policy: description.privacy_policy,
        accent,
        face,
    };
    Ok((brand, findings))
}

fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts.filter(|text| seen.insert(text.clone())).collect()
}

/// Whether a text is one line that a page and a header can show.
fn is_line(text: &str, most: usize) -> bool {
    let is_shown = |c: char| !c.is_control() && !"<>{}[]*_\"".contains(c);
    !text.trim().is_empty() && text.chars().count() <= most && text.chars().all(is_shown)
}

/// Whether a text is a host name without a port (RFC 952, RFC 1123).
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_without_scheme_and_port() {
        assert!(is_host("privacy.Kids.example") && is_host("kids.localhost"));
        for other in [
            "",
            "kids",
            "https://kids.example",
            "kids.example:80",
            "kids..example",
            "a b.example",
        ] {
            assert!(!is_host(other), "{other}");
        }
    }
}
