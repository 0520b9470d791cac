//! Who works on a request, as a sort key of the index names them.

use data_encoding::HEXLOWER;
use domain::digest::Digest;

/// A member of staff in a sort key of the index: a part of the hash of their ID, because an ID can be as long as its issuer
/// likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssigneeTag([u8; 8]);

impl AssigneeTag {
    /// Returns the tag of the member of staff with this ID.
    #[must_use]
    pub fn of(staff_id: &str) -> Self {
        let mut tag = [0; 8];
        tag.copy_from_slice(&Digest::of(staff_id.as_bytes()).as_bytes()[..8]);
        Self(tag)
    }

    pub(crate) fn written(self) -> String {
        HEXLOWER.encode(&self.0)
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }
}

/// Whose requests a view shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assigned {
    /// Unassigned requests.
    ToNobody,
    /// Those of this member of staff.
    To(AssigneeTag),
}

impl Assigned {
    pub(crate) fn matches(self, assignee: Option<AssigneeTag>) -> bool {
        match self {
            Self::ToNobody => assignee.is_none(),
            Self::To(wanted) => assignee == Some(wanted),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;

    #[test]
    fn a_tag_is_read_as_it_is_written() {
        let tag = AssigneeTag::of("https://issuer.example#kim");
        assert_eq!(AssigneeTag::read(&tag.written()), Some(tag));
        assert_ne!(tag, AssigneeTag::of("https://issuer.example#ana"));
        assert_eq!(AssigneeTag::read("-"), None);
    }
}
