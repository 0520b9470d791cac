//! The emails with which people followed up a request, and whether staff have read them.

use crate::due::kind::DueKind;
use crate::outbox::email::BY_STAFF;
use crate::table::items::{decoded, primary_key, text_of, value};
use crate::table::schema::{DUE_KIND, PK, SK};
use crate::table::{Table, keys};
use crate::{StoreError, UnopenedEmail};
use domain::log::Actor;
use domain::receipt::ReceiptId;
use domain::request::RequestId;

/// The most follow-ups that one read returns: the limit of one `BatchGetItem`.
const MOST: u16 = 100;
/// The name of the item in errors.
const KIND: &str = "inbound email";

/// An email with which a person followed up a request.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowUp {
    /// Its ID.
    pub id: ReceiptId,
    /// The email.
    pub email: UnopenedEmail,
    /// Whether it is on the list of replies that staff have not read.
    pub is_unread: bool,
    /// Who took it off its list.
    pub read_by: Option<Actor>,
}

impl Table {
    /// Returns the emails that followed up a request and opened none, the oldest first, at most 100. An email that can't be
    /// parsed is left out.
    pub(crate) async fn follow_ups(&self, id: RequestId) -> Result<Vec<FollowUp>, StoreError> {
        let marks = self.part_page(id, keys::FOLLOWED_UP, None, MOST, true);
        let marks = marks.await?;
        let ids = marks.items.iter().filter_map(|mark| {
            let id = text_of(mark, SK)?.strip_prefix(keys::FOLLOWED_UP)?;
            id.parse::<ReceiptId>().ok()
        });
        let wanted = ids.map(|id| primary_key(keys::inbound_pk(id), keys::INBOUND_SK));
        let stored = self.items_in_any_order(wanted.collect()).await?;
        let mut found: Vec<FollowUp> = stored
            .iter()
            .filter_map(|stored| {
                let email: UnopenedEmail = value(stored, KIND).ok()?;
                let partition = text_of(stored, DUE_KIND).unwrap_or_default();
                let by = stored.get(BY_STAFF).cloned();
                Some(FollowUp {
                    id: text_of(stored, PK).and_then(keys::inbound_id)?,
                    is_unread: DueKind::Reply.holds(partition),
                    read_by: by.and_then(|by| decoded("member of staff", by).ok()),
                    email,
                })
            })
            .collect();
        found.sort_by_key(|one| (one.email.received, one.id.to_string()));
        Ok(found)
    }
}
