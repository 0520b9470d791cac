//! The files of a folder with a company's texts.

use super::brands;
use super::face::{CONTACT, IMAGES};
use super::finding::Finding;
use crate::catalog::File;
use crate::{CATALOGS, OFFERED};
use domain::locale::Locale;
use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

/// The largest file that is read. The largest built-in file has a tenth of it.
const MAX_BYTES: u64 = 256 * 1024;

/// The largest image. Every page has it.
pub(super) const MAX_IMAGE: u64 = 32 * 1024;

/// Deeper braces than any text needs. Fluent's parser calls itself for each, and would exhaust the stack.
const MAX_NESTED_BRACES: usize = 64;

/// Checks that the folder exists.
pub(super) fn readable(folder: &Path) -> Result<(), Finding> {
    match fs::read_dir(folder) {
        Ok(_) => Ok(()),
        Err(error) => Err(Finding::of_file(
            folder.display().to_string(),
            &format!("The folder can't be read: {error}."),
            "Name a folder that has one folder per language, such as es/emails.ftl.".to_owned(),
        )),
    }
}

/// Reads a file at the top of the folder, if the folder has it.
pub(super) fn bytes_of(folder: &Path, name: &str, most: u64) -> Result<Option<Vec<u8>>, Finding> {
    let bad = |problem: &str, instead: &str| {
        Err(Finding::of_file(
            name.to_owned(),
            problem,
            instead.to_owned(),
        ))
    };
    let path = folder.join(name);
    match fs::metadata(&path) {
        Ok(about) if about.len() > most => {
            let instead = format!("Keep it below {} KB.", most / 1024);
            return bad("The file is too large.", &instead);
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let problem = format!("The file can't be read: {error}.");
            return bad(&problem, "Check its permissions.");
        }
    }
    match fs::read(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) => {
            let problem = format!("The file can't be read: {error}.");
            bad(&problem, "Check its permissions.")
        }
    }
}

/// Reads a file with texts, if the folder has it.
pub(super) fn read(folder: &Path, locale: Locale, name: &str) -> Result<Option<String>, Finding> {
    let file = path(locale.code(), name);
    let bad = |problem: &str, instead: &str| {
        Err(Finding::of_file(file.clone(), problem, instead.to_owned()))
    };
    let path = folder.join(&file);
    match fs::metadata(&path) {
        Ok(about) if about.len() > MAX_BYTES => {
            return bad("The file is too large.", "Keep it below 256 KB.");
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let problem = format!("The file can't be read: {error}.");
            return bad(&problem, "Check its permissions.");
        }
    }
    match fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) if nested_braces(&text) > MAX_NESTED_BRACES => bad(
            "The file has too many open braces within each other.",
            "Close each { with }.",
        ),
        Ok(Ok(text)) => Ok(Some(text.trim_start_matches('\u{feff}').to_owned())),
        Ok(Err(_)) => bad("The file isn't UTF-8.", "Save it as UTF-8."),
        Err(error) => {
            let problem = format!("The file can't be read: {error}.");
            bad(&problem, "Check its permissions.")
        }
    }
}

/// Returns how many braces are open at once.
fn nested_braces(text: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for c in text.chars() {
        match c {
            '{' => open += 1,
            '}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// Returns a finding for each name that no catalog has.
pub(super) fn unknown_names(folder: &Path) -> Vec<Finding> {
    let files = CATALOGS.iter().flat_map(|catalog| catalog.files);
    let files: BTreeSet<_> = files
        .map(|file: &File| format!("{}.ftl", file.name))
        .collect();
    let languages = OFFERED.map(Locale::code);
    let mut findings = Vec::new();
    for name in names(folder) {
        let is_of_brands = [brands::FOLDER, brands::DESCRIPTION].contains(&name.as_str());
        if is_of_face(&name) || is_of_brands {
            continue;
        }
        if !languages.contains(&name.as_str()) {
            let instead = format!("These languages have texts: {}.", languages.join(", "));
            let problem = "This is not a language that has texts.";
            findings.push(Finding::of_file(name, problem, instead));
            continue;
        }
        for file in names(&folder.join(&name)) {
            if !files.contains(&file) {
                let known: Vec<_> = files.iter().map(String::as_str).collect();
                let instead = format!("These files have texts: {}.", known.join(", "));
                let problem = "There is no built-in file of this name.";
                findings.push(Finding::of_file(format!("{name}/{file}"), problem, instead));
            }
        }
    }
    findings
}

/// Whether a file at the top of the folder is one of those that [`face`](super::face) reads.
fn is_of_face(name: &str) -> bool {
    let is_image = |image: &&str| {
        let ending = name.strip_prefix(*image);
        matches!(ending, Some(".svg" | ".png"))
    };
    name == CONTACT || IMAGES.iter().any(is_image)
}

/// Returns the names in a folder, without hidden files and notes.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names
        .filter(|name| !name.starts_with('.') && !name.ends_with(".md"))
        .collect();
    names.sort();
    names
}

/// Returns the path of a file in the folder.
pub(super) fn path(language: &str, name: &str) -> String {
    format!("{language}/{name}.ftl")
}
