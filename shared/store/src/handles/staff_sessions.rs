use super::handle;
use crate::{StaffSession, StoreError};
use domain::digest::Digest;
use domain::log::Role;
use jiff::Timestamp;

handle! {
    /// Keeps staff signed in: for `desk-pages`.
    StaffSessions: DeleteItem GetItem PutItem Query UpdateItem;

    /// Opens a session under the hash of its ID, and records that the member of staff has signed in.
    async fn open_session(
        key: &Digest,
        session: &StaffSession,
        role: Option<Role>,
        expires: Timestamp,
    ) -> Result<(), StoreError>;

    /// Reads a session. `None` if there is none, or if its member of staff has signed out everywhere since.
    async fn session(key: &Digest) -> Result<Option<StaffSession>, StoreError>;

    /// Saves what has changed in a session. Returns false if the session has ended.
    async fn keep_session(key: &Digest, session: &StaffSession) -> Result<bool, StoreError>;

    /// Ends a session.
    async fn end_session(key: &Digest) -> Result<(), StoreError>;

    /// Ends every session of a member of staff.
    async fn end_all_sessions(staff_id: &str, now: Timestamp) -> Result<(), StoreError>;

    /// Uses a sign-in link. Returns false if it was used before.
    async fn use_sign_in_link(key: &Digest, expires: Timestamp) -> Result<bool, StoreError>;
}
