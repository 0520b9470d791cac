//! The fields that a company requires beyond one identifier, within the limits of the law.

use domain::law::Right;

/// A field that a company may require. It may do so only for verifiable rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequiredField {
    Email,
    Phone,
    Name,
    State,
}

impl RequiredField {
    fn parse(name: &str) -> Option<Self> {
        [Self::Email, Self::Phone, Self::Name, Self::State]
            .into_iter()
            .find(|field| field.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Name => "name",
            Self::State => "state",
        }
    }
}

//= req: ca-7026-c, ca-7027-d, ca-7221-e
/// The required fields of each right. By default there are none.
#[derive(Debug, Clone, Default)]
pub struct Requirements(Vec<(Right, Vec<RequiredField>)>);

/// A setting that stops the function at startup.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForbiddenRequirement {
    /// The law doesn't allow this requirement.
    #[error(
        "{0} can't require more than one way to find the person's data: 11 CCR §§ 7026(d), 7027(e), 16 CFR § 316.5"
    )]
    TooMuch(String),
    /// The setting can't be parsed.
    #[error(
        "write requirements as right=field+field, such as delete=name+state; rights: delete, know, correct; fields: email, phone, name, state"
    )]
    Unreadable,
}

impl Requirements {
    /// Parses `right=field+field,right=field`.
    ///
    /// # Errors
    /// [`ForbiddenRequirement::TooMuch`] if an opt-out, a limit or a marketing stop has a requirement. By law, one
    /// identifier is enough for these.
    pub fn parse(text: &str) -> Result<Self, ForbiddenRequirement> {
        let mut requirements = Vec::new();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let (right, fields) = part
                .split_once('=')
                .ok_or(ForbiddenRequirement::Unreadable)?;
            let right = Right::named(right.trim()).ok_or(ForbiddenRequirement::Unreadable)?;
            if matches!(right, Right::Immediate(_)) {
                return Err(ForbiddenRequirement::TooMuch(right.as_str().to_owned()));
            }
            let fields = fields
                .split('+')
                .map(|field| RequiredField::parse(field.trim()));
            let fields: Option<Vec<_>> = fields.collect();
            requirements.push((right, fields.ok_or(ForbiddenRequirement::Unreadable)?));
        }
        Ok(Self(requirements))
    }

    /// Returns the fields that this right requires beyond one identifier.
    pub(crate) fn of(&self, right: Right) -> &[RequiredField] {
        self.0
            .iter()
            .find(|(of, _)| *of == right)
            .map_or(&[], |(_, fields)| fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //= req: ca-7026-c, ca-7027-d, ca-7221-e
    #[test]
    fn a_setting_that_requires_more_for_an_opt_out_is_rejected() {
        for right in ["opt_out", "limit", "marketing_stop"] {
            let refused = Requirements::parse(&format!("{right}=name")).unwrap_err();
            assert_eq!(refused, ForbiddenRequirement::TooMuch(right.into()));
        }
        for unreadable in ["delete", "delete=", "delete=shoe_size", "erase=name"] {
            assert_eq!(
                Requirements::parse(unreadable).unwrap_err(),
                ForbiddenRequirement::Unreadable,
                "{unreadable}"
            );
        }
        assert!(Requirements::parse("delete=name+state, know=name").is_ok());
        assert!(Requirements::parse("").is_ok());
    }
}
