//! Saved replies: texts that staff use again. Each has a version, so that two members of staff don't overwrite each other.

use crate::StoreError;
use crate::table::items::{item, number, value, with_value};
use crate::table::schema::VERSION;
use crate::table::{Table, keys};
use serde::{Deserialize, Serialize};

/// The name of the item in errors.
const KIND: &str = "saved reply";
/// Prefix of the sort key.
const REPLY: &str = "REPLY#";

/// A text that staff use again. It names no requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedReply {
    /// The ID.
    pub id: String,
    /// The version, counted from 1.
    pub version: u64,
    /// The name that staff gave it.
    pub name: String,
    /// The text, with variables.
    pub text: String,
    /// Whether it was taken off the list. The item stays, so that an older page can't write over it.
    #[serde(default)]
    pub is_removed: bool,
}

impl Table {
    /// Returns the saved replies by name.
    pub(crate) async fn saved_replies(&self) -> Result<Vec<SavedReply>, StoreError> {
        let stored = self
            .items_with_prefix(keys::SAVED_REPLIES.to_owned(), REPLY)
            .await?;
        let mut found = Vec::with_capacity(stored.len());
        for reply in &stored {
            let reply: SavedReply = value(reply, KIND)?;
            if !reply.is_removed {
                found.push(reply);
            }
        }
        found.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        Ok(found)
    }

    /// Saves a version of a reply. Returns false if the version before it isn't the current one.
    pub(crate) async fn save_reply(&self, reply: &SavedReply) -> Result<bool, StoreError> {
        let key = item(
            keys::SAVED_REPLIES.to_owned(),
            format!("{REPLY}{}", reply.id),
        );
        let mut stored = with_value(key, KIND, reply)?;
        stored.insert(VERSION.to_owned(), number(reply.version));
        let operation = match reply.version {
            1 => self.put_new(stored)?,
            version => self.put_over(stored, version.saturating_sub(1))?,
        };
        Ok(self.transact(vec![operation]).await?.is_none())
    }
}
