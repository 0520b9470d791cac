//! The citations in the sources: a comment `//= req: ID, ID` above a function, a type, a constant or a test.

use std::fs;
use std::path::Path;

/// The folders that are searched.
const FOLDERS: [&str; 4] = ["shared", "functions", "infra", "tests"];
/// The start of a comment with citations. It is put together here, so that this file cites nothing.
const MARK: &str = concat!("//", "= req:");

/// A citation.
#[derive(Debug, Clone)]
pub(crate) struct Citation {
    /// The ID of the requirement.
    pub(crate) id: String,
    /// The file, from the root of the repository.
    pub(crate) file: String,
    /// The item below the comment.
    pub(crate) item: String,
    /// Whether the item is a test.
    pub(crate) is_test: bool,
}

/// Reads all citations, sorted by file.
pub(crate) fn all() -> Vec<Citation> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        walk(&super::root().join(folder), folder, &mut found);
    }
    found.sort_by(|one, other| (&one.file, &one.item).cmp(&(&other.file, &other.item)));
    found
}

fn walk(folder: &Path, name: &str, found: &mut Vec<Citation>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let file = entry.file_name().into_string().unwrap();
        let name = format!("{name}/{file}");
        if entry.file_type().unwrap().is_dir() {
            if !["node_modules", "target"].contains(&file.as_str()) {
                walk(&entry.path(), &name, found);
            }
        } else if file.ends_with(".rs") || file.ends_with(".mjs") {
            read(&fs::read_to_string(entry.path()).unwrap(), &name, found);
        }
    }
}

fn read(text: &str, file: &str, found: &mut Vec<Citation>) {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    for (at, line) in lines.iter().enumerate() {
        let Some(ids) = line.strip_prefix(MARK) else {
            continue;
        };
        let below = &lines[at + 1..];
        let is_preamble = |line: &&&str| line.starts_with("//") || line.starts_with("#[");
        let preamble = below.iter().take_while(is_preamble).count();
        let (attributes, item) = (&below[..preamble], below.get(preamble).unwrap_or(&""));
        let is_test = item.starts_with("test(")
            || attributes
                .iter()
                .any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"));
        found.extend(ids.split(',').map(|id| Citation {
            id: id.trim().to_owned(),
            file: file.to_owned(),
            item: name(item, file),
            is_test,
        }));
    }
}

/// Returns the name of the item that this line declares.
fn name(line: &str, file: &str) -> String {
    if let Some(title) = line.strip_prefix("test('") {
        return title.split('\'').next().unwrap().to_owned();
    }
    let words = line.split(|character: char| !character.is_alphanumeric() && character != '_');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    const DECLARE: [&str; 8] = [
        "fn", "struct", "enum", "trait", "mod", "static", "impl", "const",
    ];
    let declared = DECLARE.iter().find_map(|keyword| {
        let at = words.iter().position(|word| word == keyword)?;
        words.get(at + 1).copied()
    });
    let name = declared.or_else(|| words.first().copied());
    name.unwrap_or_else(|| panic!("{file}: no item follows a citation"))
        .to_owned()
}

#[test]
fn a_citation_belongs_to_the_item_below_it() {
    let text = [
        &format!("{MARK} a-1, a-2"),
        "/// Counts.",
        "pub(crate) async fn count() {}",
        &format!("    {MARK} a-3"),
        "    #[tokio::test]",
        "    async fn it_counts() {}",
        &format!("{MARK} a-4"),
        "test('it counts, too', async () => {",
    ];
    let mut found = Vec::new();
    read(&text.join("\n"), "a.rs", &mut found);
    let found: Vec<_> = found
        .iter()
        .map(|one| (one.id.as_str(), one.item.as_str(), one.is_test))
        .collect();
    let expected = [
        ("a-1", "count", false),
        ("a-2", "count", false),
        ("a-3", "it_counts", true),
        ("a-4", "it counts, too", true),
    ];
    assert_eq!(found, expected);
}
