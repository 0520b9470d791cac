//! The sessions of staff in the browser, and who has signed in.
//!
//! A session's key is the hash of a random ID that only its cookie holds, so the table can't be used to sign in. Signing out
//! everywhere marks the member of staff, which ends every session that began before.

use crate::StoreError;
use crate::table::items::{VALUE, encoded, item, number, text, text_of, value, with_value};
use crate::table::schema::{EXPIRES, SCHEMA, SCHEMA_VERSION};
use crate::table::{Table, keys};
use data_encoding::BASE32_NOPAD;
use domain::digest::Digest;
use domain::log::Role;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The name of a session in errors.
const SESSION: &str = "staff session";
/// The sort key of a session.
const SESSION_SK: &str = "SESSION";
/// The sort key of a used sign-in link.
const USED_SK: &str = "USED";
/// The name of a member of staff in errors.
const MEMBER: &str = "member of staff";

/// A session of a member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffSession {
    /// Who vouches for the member of staff: the issuer of their token.
    pub issuer: String,
    /// Their ID at the issuer.
    pub subject: String,
    /// The groups that the token named.
    pub groups: Vec<String>,
    /// The name that pages show to them and to their colleagues.
    pub name: String,
    /// When they signed in.
    pub signed_in_at: Timestamp,
    /// When the issuer last vouched for these facts.
    pub renewed_at: Timestamp,
    /// When they last opened a page, to within a few minutes.
    pub seen_at: Timestamp,
}

impl StaffSession {
    /// Returns the ID of the member of staff, as the log records it.
    #[must_use]
    pub fn staff_id(&self) -> String {
        match self.subject.is_empty() {
            true => self.issuer.clone(),
            false => format!("{}#{}", self.issuer, self.subject),
        }
    }
}

/// A member of staff who has signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    /// The ID, as the log records it.
    pub id: String,
    /// The name.
    pub name: String,
    /// The role at the last sign-in.
    pub role: Option<Role>,
    /// When they last signed in.
    pub signed_in_at: Timestamp,
}

impl Table {
    pub(crate) async fn open_session(
        &self,
        key: &Digest,
        session: &StaffSession,
        role: Option<Role>,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        let member = StaffMember {
            id: session.staff_id(),
            name: session.name.clone(),
            role,
            signed_in_at: session.signed_in_at,
        };
        let update = self
            .update_item(keys::STAFF.to_owned(), member_sk(&member.id))
            .update_expression("SET #schema = :schema, #value = :value")
            .expression_attribute_names("#schema", SCHEMA)
            .expression_attribute_names("#value", VALUE)
            .expression_attribute_values(":schema", number(SCHEMA_VERSION))
            .expression_attribute_values(":value", encoded(MEMBER, &member)?);
        update
            .send()
            .await
            .map_err(|error| StoreError::of(&error))?;
        let mut stored = with_value(item(session_pk(key), SESSION_SK), SESSION, session)?;
        stored.insert(EXPIRES.to_owned(), number(expires.as_second()));
        self.put_item(stored).await
    }

    pub(crate) async fn session(&self, key: &Digest) -> Result<Option<StaffSession>, StoreError> {
        let Some(stored) = self.get(session_pk(key), SESSION_SK).await? else {
            return Ok(None);
        };
        let session: StaffSession = value(&stored, SESSION)?;
        let sk = member_sk(&session.staff_id());
        let member = self.get(keys::STAFF.to_owned(), sk).await?;
        let ended = member.as_ref().and_then(|member| {
            let at = text_of(member, SIGNED_OUT)?;
            at.parse::<Timestamp>().ok()
        });
        Ok(Some(session).filter(|session| ended.is_none_or(|at| at < session.signed_in_at)))
    }

    pub(crate) async fn keep_session(
        &self,
        key: &Digest,
        session: &StaffSession,
    ) -> Result<bool, StoreError> {
        let update = self
            .update_item(session_pk(key), SESSION_SK)
            .update_expression("SET #value = :value")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#value", VALUE)
            .expression_attribute_values(":value", encoded(SESSION, session)?);
        let kept = StoreError::unless_condition_failed(update.send().await)?;
        Ok(kept.is_some())
    }

    pub(crate) async fn end_session(&self, key: &Digest) -> Result<(), StoreError> {
        self.delete_item(&item(session_pk(key), SESSION_SK)).await
    }

    pub(crate) async fn end_all_sessions(
        &self,
        staff_id: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let update = self
            .update_item(keys::STAFF.to_owned(), member_sk(staff_id))
            .update_expression("SET #schema = :schema, #out = :now")
            .expression_attribute_names("#schema", SCHEMA)
            .expression_attribute_names("#out", SIGNED_OUT)
            .expression_attribute_values(":schema", number(SCHEMA_VERSION))
            .expression_attribute_values(":now", text(now.to_string()));
        let updated = update.send().await.map(|_| ());
        updated.map_err(|error| StoreError::of(&error))
    }

    pub(crate) async fn use_sign_in_link(
        &self,
        key: &Digest,
        expires: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut used = item(format!("SIGNIN#{}", written(key)), USED_SK);
        used.insert(EXPIRES.to_owned(), number(expires.as_second()));
        self.put_once(used).await
    }

    pub(crate) async fn staff_members(&self) -> Result<Vec<StaffMember>, StoreError> {
        let stored = self.items_with_prefix(keys::STAFF.to_owned(), "").await?;
        stored.iter().map(|member| value(member, MEMBER)).collect()
    }
}

/// The attribute with the time at which a member of staff signed out everywhere.
const SIGNED_OUT: &str = "signed_out_at";

fn session_pk(key: &Digest) -> String {
    format!("SESSION#{}", written(key))
}

/// A hash, because an ID can be as long as its issuer likes.
fn member_sk(staff_id: &str) -> String {
    written(&Digest::of(staff_id.as_bytes()))
}

fn written(digest: &Digest) -> String {
    BASE32_NOPAD.encode(digest.as_bytes())
}
