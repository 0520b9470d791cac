//! The handles: one type per function, with only the methods that the function needs.
//!
//! A handle wraps the private table. It declares the IAM actions that its methods need, and a test compares them with
//! the policies in both templates. So a function can reach only what it needs, by type and by IAM.
//!
//! All methods return an error if the table can't be read or written. Nothing is written then, unless the method says
//! otherwise.

mod desk;
mod email_events;
mod email_intake;
mod intake;
mod link_actions;
mod notifications;
mod outbox;
mod partner_callbacks;
mod signals;
mod staff_sessions;
mod status_reader;
mod suppressions;
mod sweep;

pub use desk::Desk;
pub use email_events::EmailEvents;
pub use email_intake::EmailIntake;
pub use intake::Intake;
pub use link_actions::LinkActions;
pub use notifications::Notifications;
pub use outbox::Outbox;
pub use partner_callbacks::PartnerCallbacks;
pub use signals::Signals;
pub use staff_sessions::StaffSessions;
pub use status_reader::StatusReader;
pub use suppressions::Suppressions;
pub use sweep::Sweep;

use crate::{EmailState, PendingEmail, StoreError};
use aws_sdk_dynamodb::Client;
use domain::keys::IndexKeys;

/// What one function can do with the table.
pub trait Handle: Clone + Send + Sync + 'static {
    /// The IAM actions that the methods need. IAM checks a transaction by the actions of its operations.
    const ACTIONS: &'static [TableAction];

    /// Creates the handle for this table. `keys` derive the index keys of identifiers.
    fn new(client: Client, table: impl Into<String>, keys: IndexKeys) -> Self;
}

//= req: ca-7101-a.2
/// An action on the table, as IAM names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableAction {
    /// Reads many items at once.
    BatchGetItem,
    /// Checks a condition in a transaction.
    ConditionCheckItem,
    /// Deletes an item.
    DeleteItem,
    /// Reads an item.
    GetItem,
    /// Writes an item.
    PutItem,
    /// Reads a partition of the table or of its index.
    Query,
    /// Reads the whole table.
    Scan,
    /// Changes an item.
    UpdateItem,
}

impl TableAction {
    /// Returns the action's name in an IAM policy.
    #[must_use]
    pub fn iam_name(self) -> &'static str {
        match self {
            Self::BatchGetItem => "dynamodb:BatchGetItem",
            Self::ConditionCheckItem => "dynamodb:ConditionCheckItem",
            Self::DeleteItem => "dynamodb:DeleteItem",
            Self::GetItem => "dynamodb:GetItem",
            Self::PutItem => "dynamodb:PutItem",
            Self::Query => "dynamodb:Query",
            Self::Scan => "dynamodb:Scan",
            Self::UpdateItem => "dynamodb:UpdateItem",
        }
    }
}

/// Defines a handle: its IAM actions, and the methods of the table that it offers. Each method returns the table's future
/// as it is, because another `async` layer would enlarge every caller's state machine.
macro_rules! handle {
    (
        $(#[$doc:meta])*
        $handle:ident: $($action:ident)+;
        $(
            $(#[$method_doc:meta])*
            async fn $method:ident($($arg:ident: $type:ty),* $(,)?) -> $output:ty;
        )+
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $handle(crate::table::Table);

        impl crate::Handle for $handle {
            const ACTIONS: &'static [crate::TableAction] = &[$(crate::TableAction::$action),+];

            fn new(
                client: aws_sdk_dynamodb::Client,
                table: impl Into<String>,
                keys: domain::keys::IndexKeys,
            ) -> Self {
                Self(crate::table::Table::new(client, table, keys))
            }
        }

        impl $handle {
            $(
                $(#[$method_doc])*
                pub fn $method(&self, $($arg: $type),*) -> impl Future<Output = $output> {
                    self.0.$method($($arg),*)
                }
            )+
        }
    };
}
use handle;

/// Every handle of one table, for the tests, the benchmarks and the local runner. A function takes its own handle alone.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "each field is named like its type")]
pub struct Handles {
    pub desk: Desk,
    pub email_events: EmailEvents,
    pub email_intake: EmailIntake,
    pub intake: Intake,
    pub link_actions: LinkActions,
    pub notifications: Notifications,
    pub outbox: Outbox,
    pub partner_callbacks: PartnerCallbacks,
    pub signals: Signals,
    pub staff_sessions: StaffSessions,
    pub status: StatusReader,
    pub suppressions: Suppressions,
    pub sweep: Sweep,
}

impl Handles {
    /// Creates every handle for this table.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>, keys: IndexKeys) -> Self {
        fn handle<H: Handle>(client: &Client, table: &str, keys: &IndexKeys) -> H {
            H::new(client.clone(), table, keys.clone())
        }
        let (client, table, keys) = (&client, &table.into(), &keys);
        Self {
            desk: handle(client, table, keys),
            email_events: handle(client, table, keys),
            email_intake: handle(client, table, keys),
            intake: handle(client, table, keys),
            link_actions: handle(client, table, keys),
            notifications: handle(client, table, keys),
            outbox: handle(client, table, keys),
            partner_callbacks: handle(client, table, keys),
            signals: handle(client, table, keys),
            staff_sessions: handle(client, table, keys),
            status: handle(client, table, keys),
            suppressions: handle(client, table, keys),
            sweep: handle(client, table, keys),
        }
    }

    /// Returns the emails that staff must deliver or release, up to `most` of each.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn emails_for_staff(&self, most: u16) -> Result<Vec<PendingEmail>, StoreError> {
        let manual = self.desk.emails_in(EmailState::ManualDelivery, None, most);
        let mut emails = manual.await?.found;
        let unreleased = self
            .desk
            .emails_in(EmailState::AwaitingApproval, None, most);
        emails.extend(unreleased.await?.found);
        Ok(emails)
    }
}
