//! Erases one message that a requester sent after the request, such as proof of identity.

use crate::requests::staff_actions::StaffDecision;
use crate::table::items::item;
use crate::table::{Table, keys};
use crate::{ActionError, StoreError};
use domain::request::{Command, Refused, Request, RequestId};
use jiff::Timestamp;

/// A request without a message that staff erased.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageErased {
    /// The request.
    pub request: Request,
    /// Whether the archive must erase the message. If not, another request needs it, and it is erased with the last of them.
    /// The caller confirms the erasure with `archive_erased`.
    pub archived: bool,
}

impl Table {
    /// The link of the message stays until the archive has erased it, so staff can repeat the action after an
    /// interruption.
    pub(crate) async fn erase_message(
        &self,
        id: RequestId,
        archived: &str,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<MessageErased, ActionError> {
        let link = item(keys::request_pk(id), keys::linked_sk(archived));
        let linked = self.get(keys::request_pk(id), keys::linked_sk(archived));
        if linked.await?.is_none() {
            return Err(ActionError::Refused(Refused::NoSuchMessage));
        }
        let command = Command::EraseMessage {
            archived: archived.to_owned(),
        };
        let request = self.take_action(id, command, decision, now).await?;
        self.unlink(archived, id, &|| false).await?;
        let is_needed = self.is_needed(archived).await?;
        if is_needed {
            self.delete_item(&link).await?;
        } else {
            self.delete_listed(archived, &|| false).await?;
        }
        Ok(MessageErased {
            request,
            archived: !is_needed,
        })
    }

    /// Whether another request needs an archived message, or staff have not triaged all of it.
    pub(super) async fn is_needed(&self, archived: &str) -> Result<bool, StoreError> {
        Ok(self.is_linked(archived).await? || self.awaits_triage(archived).await?)
    }
}
