//! The desk: what staff see and do.
//!
//! The staff API and the staff pages are two functions over this crate, so that both offer the same actions, read the
//! same fields and refuse the same mistakes. The desk decides nothing itself: it applies the action of staff to the
//! request, whose state machine accepts or refuses it. The log records the caller and the role.

pub mod access;
pub mod actions;
pub mod approval;
pub mod bulk;
pub mod email;
mod error;
pub mod export;
mod fields;
pub mod form;
pub mod inbound;
pub mod law_changes;
pub mod lists;
pub mod manual_request;
pub mod metrics;
pub mod notifications;
mod original;
pub mod partners;
pub mod people;
pub mod preview;
mod query;
pub mod queue;
mod reading;
pub mod record;
pub mod reports;
pub mod requests;
pub mod response_file;
pub mod saved_replies;
pub mod search;
mod staff_order;
pub mod views;

pub use error::{Error, no_request};
pub use fields::{Fields, LONGEST};
pub use original::{AttachedMessage, Original};
pub use query::Query;
pub use reading::FoundRight;
pub use staff_order::StaffOrder;

use approval::SecondApprover;
use archive::Archive;
use domain::company::Company;
use domain::keys::{LinkKeys, PartnerKeys};
use domain::law::Practices;
use runtime::{BadSetting, Clock, Runtime};
use texts::Catalog;

/// What the desk works with.
#[derive(Clone)]
pub struct Desk {
    /// The handle of the table.
    pub store: store::Desk,
    /// The raw messages and the response files.
    pub archive: Archive,
    /// The company, for the text of emails.
    pub company: Company,
    /// The texts of emails.
    pub texts: &'static Catalog,
    /// The keys of status links, for the text of emails.
    pub links: LinkKeys,
    /// The keys that derive the secrets of partners.
    pub partner_keys: PartnerKeys,
    /// The company's practices with data.
    pub practices: Practices,
    /// The decisions that need two members of staff.
    pub second_approver: SecondApprover,
    /// The clock.
    pub clock: Clock,
}

impl Desk {
    /// Creates the desk from the settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        Ok(Self {
            store: runtime.store()?,
            archive: runtime.archive()?,
            company: runtime.company()?,
            practices: runtime.practices()?,
            second_approver: SecondApprover::of(runtime)?,
            texts: runtime.texts(&texts::EMAILS)?,
            links: runtime.link_keys()?,
            partner_keys: runtime.partner_keys()?,
            clock: runtime.clock(),
        })
    }
}
