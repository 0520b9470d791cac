//! The members of staff who have signed in to the desk.

use crate::Desk;
use crate::error::Error;
use domain::log::Role;
use jiff::Timestamp;
use serde::Serialize;

/// A member of staff.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// The ID, as the log records it.
    pub id: String,
    /// The name.
    pub name: String,
    /// The role at the last sign-in.
    pub role: Option<Role>,
    /// When they last signed in.
    pub signed_in_at: Timestamp,
}

/// Lists who has signed in, by name.
///
/// # Errors
/// [`Error`] if the store fails.
pub async fn list(desk: &Desk) -> Result<Vec<Person>, Error> {
    let members = desk.store.staff_members().await?.into_iter();
    let mut people: Vec<Person> = members
        .map(|member| Person {
            id: member.id,
            name: member.name,
            role: member.role,
            signed_in_at: member.signed_in_at,
        })
        .collect();
    people.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    Ok(people)
}
