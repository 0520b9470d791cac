//! The outside corpus, which is never committed. `HONORED_CORPUS` names its folder.

use super::*;
use serde_json::Value;
use std::path::{Path, PathBuf};

#[expect(
    clippy::disallowed_methods,
    reason = "where the corpus lies is a matter of the machine"
)]
fn folder() -> PathBuf {
    let folder = std::env::var_os("HONORED_CORPUS").map(PathBuf::from);
    folder.expect("HONORED_CORPUS names the folder of outside data")
}

fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).expect("the corpus has this file");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}

fn as_mail(entry: &Value) -> String {
    let text = |field: &str| entry[field].as_str().unwrap_or_default().replace('\n', " ");
    let from = entry["from"]
        .as_str()
        .unwrap_or("Jordan Alvarez <jordan.alvarez@example.com>");
    format!(
        "From: {from}\nSubject: {}\nContent-Type: text/plain; charset=utf-8\n\n{}",
        text("subject"),
        entry["body"].as_str().unwrap_or_default()
    )
}

#[test]
#[ignore = "needs HONORED_CORPUS"]
fn automatic_mail_opens_nothing() {
    let folder = folder().join("automatic");
    let entries = lines(&folder.join("manifest.jsonl"));
    let opened: Vec<&str> = entries
        .iter()
        .map(|entry| entry["file"].as_str().unwrap())
        .filter(|file| {
            let raw = std::fs::read(folder.join(file)).unwrap();
            matches!(read(&raw, &inbox()), Reading::Message(_))
        })
        .collect();
    println!(
        "automatic mail opened: {} of {}",
        opened.len(),
        entries.len()
    );
    assert!(opened.is_empty(), "{opened:?}");
}

#[test]
#[ignore = "needs HONORED_CORPUS"]
fn opt_outs_are_found_in_letters() {
    let folder = folder().join("letters");
    let mut counts = std::collections::BTreeMap::new();
    for entry in lines(&folder.join("letters.jsonl")) {
        let read = message(as_mail(&entry));
        let found = verdict(&read);
        let labels: Vec<&str> = entry["labels"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        *counts.entry(found).or_insert(0) += 1;
        let opts_out = labels.contains(&"opt_out_sale_sharing");
        let id = &entry["id"];
        let intents = entry["kind"] == "request" || entry["kind"] == "agent_request";
        if opts_out && labels.len() == 1 && intents && entry["lang"] == "en" {
            assert_eq!(found, "plain", "{id}");
        } else if !opts_out {
            assert_ne!(found, "plain", "{id}");
        }
        assert!(!opts_out || found != "no", "{id}");
    }
    println!("letters: {counts:?}");
}

#[test]
#[ignore = "needs HONORED_CORPUS"]
fn ordinary_mail_is_no_opt_out() {
    let folder = folder().join("letters");
    let entries = lines(&folder.join("nonrequests.jsonl"));
    let mut perhaps = 0;
    for entry in &entries {
        if let Reading::Message(message) = read(as_mail(entry).as_bytes(), &inbox()) {
            assert_ne!(verdict(&message), "plain", "{}", entry["id"]);
            perhaps += usize::from(verdict(&message) == "perhaps");
        }
    }
    println!(
        "ordinary mail that may be an opt-out: {perhaps} of {}",
        entries.len()
    );
    // These are long emails to mailing lists without their headers. What the classifier can't place goes to review.
    assert!(perhaps * 2 <= entries.len());
}

#[test]
#[ignore = "needs HONORED_CORPUS"]
fn no_forward_is_the_colleagues_own_opt_out() {
    let folder = folder().join("forwarded");
    let cases = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let cases: Value = serde_json::from_str(&cases).unwrap();
    let text = |name: &Value| {
        let name = name.as_str()?;
        std::fs::read_to_string(folder.join("bodies").join(name)).ok()
    };
    for case in cases.as_array().unwrap() {
        let body = text(&case["file"]).unwrap();
        let subject = text(&case["subject_file"]).unwrap_or_else(|| "hello".to_owned());
        let last = body
            .lines()
            .rev()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default();
        let mark = if last.starts_with('>') { "> " } else { "" };
        let ask = "I opt out of the sale of my personal information.";
        let read = message(mail(subject.trim(), &format!("{body}\n\n{mark}{ask}\n")));
        // The colleague's own words may reach a person, and never open anything.
        match case["forwarded"] == true {
            true => assert_eq!(verdict(&read), "perhaps", "{}", case["file"]),
            false => assert!(
                ["no", "perhaps"].contains(&verdict(&read)),
                "{}",
                case["file"]
            ),
        }
    }
}

#[test]
#[ignore = "needs HONORED_CORPUS"]
fn messages_that_break_parsers_are_decided_whole_and_cut() {
    let folder = folder();
    let mut folders = vec![folder.join("mime"), folder.join("automatic")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let raw = std::fs::read(&path).unwrap();
            for end in (0..=raw.len()).step_by(1024).chain([raw.len()]) {
                invariants::hold_for(&raw[..end], &inbox());
            }
            files += 1;
        }
    }
    println!("messages decided, whole and cut at every kilobyte: {files}");
}
