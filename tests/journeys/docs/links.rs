//! Checks that every relative link in the documents leads to a file, and every anchor to a heading.

use crate::docs::root;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The documents: Markdown in the root and below `docs/`.
pub(super) fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("docs")];
    let is_markdown = |path: &Path| path.extension().is_some_and(|extension| extension == "md");
    for entry in std::fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() && is_markdown(&path) {
            found.push(path);
        }
    }
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if is_markdown(&path) => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

/// The lines of a document outside its code blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    })
}

/// The targets of the links in a document, code spans left out.
fn targets(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        let outside_code: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        for after in outside_code.split("](").skip(1) {
            if let Some((target, _)) = after.split_once(')') {
                found.push(target.to_owned());
            }
        }
    }
    found
}

/// The anchors that GitHub makes of a document's headings.
fn anchors(text: &str) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let headings = prose(text).filter(|line| line.starts_with('#'));
    let anchors = headings.map(|heading| {
        let title = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = title
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let count = seen.entry(anchor.clone()).or_default();
        *count += 1;
        match *count {
            1 => anchor,
            n => format!("{anchor}-{}", n - 1),
        }
    });
    anchors.collect()
}

/// What is wrong with one link, if anything is.
fn fault(from: &Path, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let file = match path {
        "" => from.to_owned(),
        path => from.parent()?.join(path),
    };
    if !file.exists() {
        return Some(format!("no such file: {target}"));
    }
    if anchor.is_empty() || file.is_dir() {
        return None;
    }
    let text = std::fs::read_to_string(&file).ok()?;
    let found = anchors(&text).iter().any(|known| known == anchor);
    (!found).then(|| format!("no such heading: {target}"))
}

#[test]
fn every_relative_link_leads_to_a_file_and_every_anchor_to_a_heading() {
    let mut checked = 0;
    let mut faults = Vec::new();
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap();
        for target in targets(&text) {
            checked += 1;
            let name = document.strip_prefix(root()).unwrap().display();
            faults.extend(fault(&document, &target).map(|fault| format!("{name}: {fault}")));
        }
    }
    assert!(checked > 100, "only {checked} links were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_broken_link_or_anchor_is_found() {
    let from = root().join("README.md");
    assert_eq!(fault(&from, "docs/api.md"), None);
    assert_eq!(fault(&from, "#status"), None);
    assert!(fault(&from, "docs/missing.md").is_some());
    assert!(fault(&from, "#no-such-heading").is_some());
    assert_eq!(targets("see [a](b.md) and `[c](d.md)`"), ["b.md"]);
}
