//! The queue between the archive and `email-intake`: one file per notification, so that an accepted message is read even if
//! the process ends first.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tokio::sync::Notify;

/// A queue in a folder. A notification that fails too often moves to the dead-letter folder.
#[derive(Debug)]
pub struct Queue {
    waiting: PathBuf,
    dead: PathBuf,
    most_tries: u32,
    news: Notify,
}

/// A notification from the queue.
#[derive(Debug)]
pub struct Message {
    path: PathBuf,
    /// The body.
    pub body: String,
}

impl Queue {
    /// Opens the queue in this folder. `most_tries` is the number of tries before a notification is a dead letter.
    ///
    /// # Errors
    /// If the folder can't be created.
    pub fn open(folder: &Path, most_tries: u32) -> Result<Self> {
        let queue = Self {
            waiting: folder.join("queue"),
            dead: folder.join("dead-letters"),
            most_tries,
            news: Notify::new(),
        };
        std::fs::create_dir_all(&queue.waiting).context("the queue's folder can't be created")?;
        std::fs::create_dir_all(&queue.dead).context("the dead-letter folder can't be created")?;
        Ok(queue)
    }

    /// Adds a notification. It is on disk when this function returns. The queue is sorted by `name`.
    ///
    /// # Errors
    /// If the file can't be written.
    pub fn put(&self, name: &str, body: &str) -> Result<()> {
        let half = self.waiting.join(format!("{name}.half"));
        std::fs::write(&half, body)?;
        std::fs::File::open(&half)?.sync_all()?;
        std::fs::rename(&half, self.waiting.join(format!("{name}.0.json")))?;
        self.news.notify_one();
        Ok(())
    }

    /// Returns the waiting notifications in order.
    ///
    /// # Errors
    /// If the folder can't be read.
    pub fn waiting(&self) -> Result<Vec<Message>> {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(&self.waiting)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        paths.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        });
        paths.sort();
        paths
            .into_iter()
            .map(|path| {
                Ok(Message {
                    body: std::fs::read_to_string(&path)?,
                    path,
                })
            })
            .collect()
    }

    /// Removes a notification that was handled.
    ///
    /// # Errors
    /// If the file can't be removed. The notification is then handled again, which is harmless.
    pub fn done(&self, message: &Message) -> Result<()> {
        Ok(std::fs::remove_file(&message.path)?)
    }

    /// Counts a failed try. After the last try, the notification is a dead letter.
    ///
    /// # Errors
    /// If the file can't be moved.
    pub fn failed(&self, message: &Message) -> Result<()> {
        let stem = message
            .path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        let (name, tries) = stem.rsplit_once('.').unwrap_or((stem, "0"));
        let tries = tries.parse::<u32>().unwrap_or(0) + 1;
        let to = if tries < self.most_tries {
            self.waiting.join(format!("{name}.{tries}.json"))
        } else {
            self.dead.join(format!("{name}.json"))
        };
        Ok(std::fs::rename(&message.path, to)?)
    }

    /// Returns the number of dead letters.
    #[must_use]
    pub fn dead_letters(&self) -> usize {
        std::fs::read_dir(&self.dead).map_or(0, Iterator::count)
    }

    /// Waits until a notification is added.
    pub async fn news(&self) {
        self.news.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notification_is_retried_until_it_is_handled_or_dead() {
        let folder = tempfile::tempdir().unwrap();
        let queue = Queue::open(folder.path(), 5).unwrap();
        queue.put("a", "first").unwrap();
        for _ in 0..5 {
            let waiting = queue.waiting().unwrap();
            assert_eq!(waiting[0].body, "first");
            queue.failed(&waiting[0]).unwrap();
        }
        assert!(queue.waiting().unwrap().is_empty());
        assert_eq!(queue.dead_letters(), 1);
        queue.put("b", "second").unwrap();
        let reopened = Queue::open(folder.path(), 5).unwrap();
        let waiting = reopened.waiting().unwrap();
        reopened.done(&waiting[0]).unwrap();
        assert!(reopened.waiting().unwrap().is_empty());
    }
}
