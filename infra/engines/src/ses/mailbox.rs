//! Stores accepted emails in memory, and in a folder if there is one.
//!
//! An email is two files with the same number, which gives the order. The `.eml` file is written first. An email counts only
//! with its `.json` file, which contains the envelope. Both files are written under another name and then renamed, so a crash
//! leaves a whole email or none.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::SentMail;

/// All accepted emails.
#[derive(Clone, Debug)]
pub(super) struct Mailbox {
    shelf: Arc<Mutex<Shelf>>,
}

#[derive(Debug)]
struct Shelf {
    mails: Vec<SentMail>,
    folder: Option<PathBuf>,
    next_number: u64,
}

/// The data that is not in the message.
#[derive(Deserialize, Serialize)]
struct Envelope {
    message_id: String,
    sent_at: Timestamp,
    source: String,
    destinations: Vec<String>,
    configuration_set: Option<String>,
    tags: Vec<(String, String)>,
}

impl Mailbox {
    /// Returns an empty mailbox in memory.
    pub(super) fn in_memory() -> Self {
        Self::over(Shelf {
            mails: Vec::new(),
            folder: None,
            next_number: 1,
        })
    }

    /// Opens the mailbox of a folder. Blocks.
    pub(super) fn open(folder: PathBuf) -> Result<Self> {
        let opened = read(&folder);
        let (mails, next_number) =
            opened.with_context(|| format!("can't read the emails in {}", folder.display()))?;
        Ok(Self::over(Shelf {
            mails,
            folder: Some(folder),
            next_number,
        }))
    }

    fn over(shelf: Shelf) -> Self {
        Self {
            shelf: Arc::new(Mutex::new(shelf)),
        }
    }

    /// Returns every email, in order.
    pub(super) fn all(&self) -> Vec<SentMail> {
        self.shelf
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .mails
            .clone()
    }

    /// Stores an email. With a folder, the email is listed after it is on disk.
    ///
    /// Writing continues if the caller is dropped, so no email is half written.
    pub(super) async fn keep(&self, mail: SentMail) -> Result<()> {
        let shelf = Arc::clone(&self.shelf);
        let kept = tokio::task::spawn_blocking(move || {
            let mut shelf = shelf.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(folder) = &shelf.folder {
                write(folder, shelf.next_number, &mail)?;
                shelf.next_number += 1;
            }
            shelf.mails.push(mail);
            Ok(())
        });
        kept.await.context("storing the email was interrupted")?
    }
}

fn write(folder: &Path, number: u64, mail: &SentMail) -> Result<()> {
    let stem = format!("{number:08}-{}", mail.message_id);
    let envelope = Envelope {
        message_id: mail.message_id.clone(),
        sent_at: mail.sent_at,
        source: mail.source.clone(),
        destinations: mail.destinations.clone(),
        configuration_set: mail.configuration_set.clone(),
        tags: mail.tags.clone(),
    };
    let envelope = serde_json::to_vec_pretty(&envelope)?;
    for (ending, bytes) in [("eml", mail.raw()), ("json", &envelope)] {
        let passing = folder.join(format!(".{stem}.{ending}"));
        let lasting = folder.join(format!("{stem}.{ending}"));
        let mut file = fs::File::create(&passing)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&passing, &lasting)?;
    }
    Ok(())
}

/// Reads the emails in the folder, and returns them with the next number.
fn read(folder: &Path) -> Result<(Vec<SentMail>, u64)> {
    fs::create_dir_all(folder)?;
    let mut numbered = Vec::new();
    let mut highest = 0;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let Some((number, _)) = name.to_str().and_then(|name| name.split_once('-')) else {
            continue;
        };
        let Ok(number) = number.parse::<u64>() else {
            continue;
        };
        highest = highest.max(number);
        let file = folder.join(&name);
        if file.extension().is_some_and(|ending| ending == "json") {
            numbered.push((number, file));
        }
    }
    numbered.sort();
    let read_all = numbered
        .iter()
        .map(|(_, file)| read_one(file).with_context(|| format!("{} is damaged", file.display())));
    Ok((read_all.collect::<Result<_>>()?, highest + 1))
}

fn read_one(file: &Path) -> Result<SentMail> {
    let envelope: Envelope = serde_json::from_slice(&fs::read(file)?)?;
    let raw = fs::read(file.with_extension("eml"))?;
    Ok(SentMail {
        message_id: envelope.message_id,
        sent_at: envelope.sent_at,
        source: envelope.source,
        destinations: envelope.destinations,
        configuration_set: envelope.configuration_set,
        tags: envelope.tags,
        raw: raw.into(),
    })
}
