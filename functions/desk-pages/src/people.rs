//! The members of staff, by name.

use crate::Deps;
use crate::session::Signed;
use crate::timeline::short;
use desk::Error;
use desk::people::{self, Person};
use desk::queue::{ME, NOBODY};
use pages::Pages;

/// Who has signed in to the desk, and who looks.
pub(crate) struct People {
    all: Vec<Person>,
    me: String,
}

impl People {
    pub(crate) async fn read(deps: &Deps, signed: &Signed) -> Result<Self, Error> {
        Ok(Self {
            all: people::list(&deps.desk).await?,
            me: signed.staff.id.clone(),
        })
    }

    /// Returns the name of a member of staff. Without a sign-in to the desk, it is the end of their ID.
    pub(crate) fn name(&self, id: &str) -> String {
        let known = self.all.iter().find(|person| person.id == id);
        known.map_or_else(|| short(id), |person| person.name.clone())
    }

    /// Returns the ID of the member of staff who looks.
    pub(crate) fn me(&self) -> &str {
        &self.me
    }

    /// Returns everyone, by ID and name, for a choice. A name that two people have ends with the end of the ID.
    pub(crate) fn choices(&self) -> Vec<(String, String)> {
        let is_shared = |name: &str| self.all.iter().filter(|one| one.name == name).count() > 1;
        let choice = |person: &Person| {
            let name = match is_shared(&person.name) {
                true => format!("{} ({})", person.name, short(&person.id)),
                false => person.name.clone(),
            };
            (person.id.clone(), name)
        };
        self.all.iter().map(choice).collect()
    }

    /// Returns the values of the filter by assignee.
    pub(crate) fn filter(&self, pages: &Pages) -> Vec<(String, String)> {
        let of = |name: &str| {
            let label = pages.text("desk-assignee").with("name", name.to_owned());
            (name.to_owned(), label.into())
        };
        let others = self.choices().into_iter().filter(|(id, _)| *id != self.me);
        [of(ME), of(NOBODY)].into_iter().chain(others).collect()
    }
}
