//! The calls of the catalog in code and templates.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A call of `.text("…")` with the `.with("…", …)` that follow it.
pub(crate) struct Call {
    /// The file and the line.
    pub(crate) place: String,
    pub(crate) id: String,
    pub(crate) holes: BTreeSet<String>,
    /// Whether the call is one of an email's context, which fills `$right`.
    pub(crate) fills_right: bool,
}

/// Returns the calls in the sources and templates of a folder.
pub(crate) fn calls(folder: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    for (name, source) in files(folder) {
        let mut from = 0;
        while let Some(at) = source[from..].find(".text(") {
            let at = from + at;
            from = at + ".text(".len();
            let Some((id, mut rest)) = literal(&source[from..]) else {
                continue; // a method of another type
            };
            rest = rest
                .strip_prefix(')')
                .unwrap_or_else(|| panic!("{name}: .text({id:?}"));
            let mut holes = BTreeSet::new();
            while let Some(argument) = rest.trim_start().strip_prefix(".with(") {
                let (hole, after) = literal(argument)
                    .unwrap_or_else(|| panic!("{name}: {id} has a hole without a literal name"));
                holes.insert(hole.to_owned());
                rest = &after[end_of_call(after)..];
            }
            let line = source[..at].lines().count();
            calls.push(Call {
                place: format!("{name}:{line}"),
                id: id.to_owned(),
                holes,
                fills_right: source[..at].trim_end().ends_with("context")
                    || source[..at].trim_end().ends_with("self"),
            });
        }
    }
    calls
}

/// Returns the string literals that are sentences or parts of one, outside comments and tests.
pub(crate) fn sentences(folder: &str) -> Vec<(String, String)> {
    let mut sentences = Vec::new();
    for (name, source) in files(folder) {
        let is_test = ["/tests/", "/test_"].iter().any(|part| name.contains(part));
        if !name.ends_with(".rs") || is_test || name.ends_with("tests.rs") {
            continue;
        }
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let mut before = "";
        for (number, line) in (1..).zip(code.lines()) {
            // An error's text has a line of its own if it is long.
            let is_error = before.trim_end().ends_with("#[error(");
            before = line;
            if is_error {
                continue;
            }
            let is_for_programs = [
                "assert!(",
                "unreachable!(",
                "expect(",
                "tracing::",
                "#[error(",
            ];
            if is_for_programs.iter().any(|start| line.contains(start)) {
                continue;
            }
            for text in line.split('"').skip(1).step_by(2) {
                let words = text.split(' ').filter(|word| is_word(word));
                if words.count() > 1 {
                    sentences.push((format!("{name}:{number}"), text.to_owned()));
                }
            }
        }
    }
    sentences
}

/// Returns the texts in templates that come neither from a value nor from the catalog.
pub(crate) fn template_sentences(folder: &str) -> Vec<(String, String)> {
    let mut sentences = Vec::new();
    for (name, source) in files(folder) {
        if !name.ends_with(".html") || name.ends_with("email.html") {
            continue;
        }
        let mut text = source;
        for (start, end) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<", ">")] {
            text = without(&text, start, end);
        }
        for line in text.lines() {
            let words = line.split_whitespace().filter(|word| !word.contains('='));
            if words.clone().any(is_word) && !line.contains("=\"") {
                sentences.push((name.clone(), line.trim().to_owned()));
            }
        }
    }
    sentences
}

/// Removes the parts between these marks.
fn without(text: &str, start: &str, end: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(start) {
        kept.push_str(before);
        rest = after.split_once(end).map_or("", |(_, after)| after);
    }
    kept + rest
}

fn is_word(word: &str) -> bool {
    if word.contains('{') {
        return false; // a value that the code fills in
    }
    let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
    word.len() > 1 && word.chars().all(char::is_alphabetic)
}

/// Returns the string literal at the start, and the rest of the source.
fn literal(source: &str) -> Option<(&str, &str)> {
    source.trim_start().strip_prefix('"')?.split_once('"')
}

/// Returns where the call ends whose arguments go on here.
fn end_of_call(source: &str) -> usize {
    let (mut depth, mut in_text, mut escaped) = (1, false, false);
    for (at, c) in source.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            '(' if !in_text => depth += 1,
            ')' if !in_text => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    panic!("a call doesn't end");
}

/// Returns the sources and templates of a folder, without those of tests.
fn files(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().unwrap();
    let (mut folders, mut found) = (vec![root.join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if path.is_dir() {
                if !path.ends_with("tests") && !path.ends_with("snapshots") {
                    folders.push(path);
                }
            } else if is_source(&path) {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                found.push((name, without_comments(&fs::read_to_string(&path).unwrap())));
            }
        }
    }
    found
}

/// Blanks out the lines that are comments.
fn without_comments(source: &str) -> String {
    let lines = source.lines().map(|line| match line.trim_start() {
        comment if comment.starts_with("//") => "",
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_source(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "rs" || extension == "html")
}
