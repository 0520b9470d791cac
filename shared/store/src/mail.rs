//! Mail that opened nothing: kept and listed, never answered.

use crate::item::{due, item, with_value};
use crate::schema::{self, DueKind};
use crate::{Store, StoreError};
use domain::receipt::ReceiptId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A mail that opened nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnopenedMail {
    /// The key of the raw message in the archive.
    pub archived: String,
    /// When it reached us.
    pub received: Timestamp,
    /// Why it opened nothing.
    pub why: String,
}

impl Store {
    /// Lists a mail that opened nothing. The same mail again changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be stored.
    pub async fn list_unopened(
        &self,
        id: ReceiptId,
        mail: &UnopenedMail,
    ) -> Result<(), StoreError> {
        let stored = with_value(item(schema::mail_pk(id), "MAIL"), "unopened mail", mail)?;
        let stored = due(stored, DueKind::Unopened, mail.received, &id.to_string());
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(stored));
        match put
            .condition_expression("attribute_not_exists(pk)")
            .send()
            .await
        {
            Ok(_) => Ok(()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(())
            }
            Err(error) => Err(StoreError::of(&error)),
        }
    }
}
