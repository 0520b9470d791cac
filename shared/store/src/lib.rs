//! Requests, and everything that belongs to them, in one DynamoDB table.
//!
//! There is one store, and it uses DynamoDB. Tests and the local runner run the same code against an engine on
//! loopback. [`schema`] charts the keys and access patterns.
//!
//! Each function gets its own [`Handle`], which has only the methods that the function needs and declares the
//! [`TableAction`]s that its IAM role needs.
//!
//! Invariant: a [`domain::request::Transition`] is written in one `TransactWriteItems` or not at all, so a request, its
//! log and its pending emails and notifications can't disagree.

mod due;
mod erase;
mod figures;
mod handles;
mod inbound_email;
mod notifications;
mod outbox;
mod queue;
mod rekey;
mod requests;
mod saved_replies;
mod search;
mod staff_sessions;
mod suppression;
mod table;

pub use due::compare::{EntryHash, ScanPage, ScannedRequest};
pub use due::entry::RequestFacts;
pub use due::heartbeat::{ApplyingLaw, CompareNext, Comparing, Heartbeat, Rekeying};
pub use due::kind::{NOTIFICATION_SHARDS, SHARDS};
pub use due::pages::Page;
pub use due::rows::IndexWalk;
pub use due::scan::{Cursor, IndexPage, IndexedRequest, RequestList};
pub use erase::message::MessageErased;
pub use erase::request::Erased;
pub use figures::{FigurePage, FigureWalk};
pub use handles::{
    Desk, EmailEvents, EmailIntake, Handle, Handles, Intake, LinkActions, Notifications, Outbox,
    PartnerCallbacks, Signals, StaffSessions, StatusReader, Suppressions, Sweep, TableAction,
};
pub use inbound_email::progress::IntakeProgress;
pub use inbound_email::replies::FollowUp;
pub use inbound_email::retention::{InboundPage, RetainedInbound};
pub use inbound_email::unopened::{InboundHeading, InboundList, UnopenedEmail};
pub use notifications::deliveries::StoredDelivery;
pub use notifications::partners::{PartnerList, PartnersSaved};
pub use notifications::pending::{NotificationKey, PendingNotification};
pub use notifications::progress::ProgressRecorded;
pub use notifications::staff_actions::{NotificationAction, NotificationActionError};
pub use outbox::email::{EmailKey, EmailState, OutboxItem, PendingEmail, Sent};
pub use outbox::events::{EventRecorded, SentEmail};
pub use outbox::key::OutboxKey;
pub use outbox::rate_limit::{Budget, SendDecision};
pub use outbox::staff_actions::{EmailAction, EmailActionError};
pub use outbox::staff_emails::{ALARMS_PER_EMAIL, AlarmKey, Backlog};
pub use outbox::summary::SummaryDecision;
pub use outbox::together::JoinDecision;
pub use queue::assignee::{Assigned, AssigneeTag};
pub use queue::counts::{Count, MOST_COUNTED, QueueCounts};
pub use queue::entry::QUEUE_SHARDS;
pub use queue::view::{QueueFilter, QueueView, Viewer};
pub use requests::actions::ActionError;
pub use requests::downloads::{Downloads, MAX_DOWNLOADS, MAX_WRONG_CODES};
pub use requests::intake::{IntakeError, IntakeOutcome};
pub use requests::lookup::{FoundRequest, REQUESTS_PER_READ};
pub use requests::parts::{CountedReceipt, LogPage, LogStart, LoggedEntry, PartPage};
pub use requests::staff_actions::StaffDecision;
pub use saved_replies::SavedReply;
pub use search::{Found, NAME_SHARDS};
pub use staff_sessions::{StaffMember, StaffSession};
pub use suppression::{
    Changes, ChangesCursor, IdentifierHash, MAX_CAUSES, MORE_CAUSES, RowsPage, SuppressionRecord,
    SuppressionRow, SuppressionState, TableCursor,
};
pub use table::errors::StoreError;
pub use table::schema;

/// Whether a long operation must stop. It stops between two items, and the next call continues there.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Send + Sync);
